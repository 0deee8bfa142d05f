package juhe

import (
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// offlineSeat is one that is not banned and comes online by code only.
func (b *bench) offlineSeat(asks bool) string {
	b.Helper()
	for _, a := range b.world.listed() {
		if !a.online && !a.banned && !a.canBeAutomatic && a.needsCode == asks && a.id%neverScans != 0 {
			return a.userID
		}
	}
	require.Fail(b, "no such seat")
	return ""
}

// logRows are the rows of an account's log, newest first.
func (b *bench) logRows(userID string) []object {
	b.Helper()
	var got users
	b.call("getLoginLog", object{"userIds": []string{userID}, "pageSize": 200}, &got)
	return got.List
}

func TestLoginByCode(t *testing.T) {
	b := newBench(t, Options{})
	seat := b.offlineSeat(false)
	rows := len(b.logRows(seat))
	done, msg := b.ask("getLoginStatus", object{"userId": seat})
	require.False(t, done)
	require.NotEmpty(t, msg, "there is no code yet")
	done, msg = b.ask("online", object{"userId": seat, "automaticLogon": true})
	require.False(t, done, "it has to scan")
	require.NotEmpty(t, msg)

	var code, other string
	b.call("getQrCode", object{"userId": seat}, &code)
	require.True(t, strings.HasPrefix(code, "wxwork://"))
	b.pass(scanAfter - time.Second)
	done, msg = b.ask("getLoginStatus", object{"userId": seat})
	require.False(t, done)
	require.Empty(t, msg)
	b.call("getQrCode", object{"userId": seat}, &other)
	require.NotEqual(t, code, other)
	b.pass(time.Second)
	done, _ = b.ask("getLoginStatus", object{"userId": seat})
	require.False(t, done, "the code that was scanned is no longer the one")
	b.pass(scanAfter)
	done, _ = b.ask("getLoginStatus", object{"userId": seat})
	require.True(t, done)
	require.True(t, b.state(seat).Online)
	list := b.logRows(seat)
	require.Len(t, list, rows+1)
	require.Equal(t, 0.0, list[0]["status"])
	require.Equal(t, strconv.FormatInt(theTime.Add(2*scanAfter-time.Second).UnixMilli(), 10), list[0]["createTimeStamp"])
}

func TestLoginByCodeAndPIN(t *testing.T) {
	b := newBench(t, Options{})
	seat := b.offlineSeat(true)
	var qr, done string
	b.call("getQrCode", object{"userId": seat}, &qr)
	key := qr[strings.LastIndex(qr, "/")+1:]
	require.True(t, b.Scan(seat))
	require.False(t, b.Scan(seat), "it was")
	_, msg := b.ask("getLoginStatus", object{"userId": seat})
	rest, wanted := strings.CutPrefix(msg, "NEED_CODE:"+key+":")
	require.True(t, wanted, msg)
	code := b.state(seat).LoginCode
	require.Len(t, code, 6)

	body := object{"qrCodeKey": key, "requestId": rest, "code": "000", "userId": seat}
	require.Equal(t, codeWrongCode, b.refused("loginCode", body))
	require.Equal(t, codeNotFound, b.refused("loginCode", object{"qrCodeKey": key, "requestId": "x", "code": code, "userId": seat}))
	body["code"] = code
	b.call("loginCode", body, &done)
	require.Equal(t, "success", done)
	require.True(t, b.state(seat).Online)
	require.Equal(t, codeNotFound, b.refused("loginCode", body), "once")
	ok, _ := b.ask("getLoginStatus", object{"userId": seat})
	require.True(t, ok)
}

func TestCodesRunOut(t *testing.T) {
	b := newBench(t, Options{})
	asks, plain := b.offlineSeat(true), b.offlineSeat(false)
	var key string
	b.call("getQrCode", object{"userId": asks}, &key)
	b.call("getQrCode", object{"userId": plain}, &key)
	b.clock.Advance(codeLife + 1)
	require.Equal(t, codeExpired, b.refused("getLoginStatus", object{"userId": plain}))
	b.pass(0)
	require.False(t, b.state(plain).Online, "a code that ran out is scanned in vain")

	b.call("getQrCode", object{"userId": asks}, &key)
	b.pass(scanAfter)
	_, msg := b.ask("getLoginStatus", object{"userId": asks})
	b.clock.Advance(codeLife + 1)
	require.Equal(t, codeExpired, b.refused("loginCode", object{
		"userId": asks, "qrCodeKey": strings.Split(msg, ":")[1], "requestId": strings.Split(msg, ":")[2], "code": b.state(asks).LoginCode,
	}))

	for _, a := range b.world.listed() {
		if a.id%neverScans == 0 {
			b.call("getQrCode", object{"userId": a.userID}, &key)
			b.pass(codeLife)
			require.Equal(t, loginWaiting, a.login.state, "nobody scans it")
		}
	}
}

func TestOnlineAndOffline(t *testing.T) {
	b := newBench(t, Options{})
	seat := b.seat(func(a AccountState) bool { return a.Online && a.Automatic }).UserID
	rows := len(b.logRows(seat))
	done, _ := b.ask("offline", object{"userId": seat})
	require.True(t, done)
	done, _ = b.ask("offline", object{"userId": seat})
	require.True(t, done)
	require.Len(t, b.logRows(seat), rows+1, "once")
	require.Equal(t, 1.0, b.logRows(seat)[0]["status"])

	done, _ = b.ask("online", object{"userId": seat})
	require.False(t, done, "nobody asked it to log in by itself")
	done, _ = b.ask("online", object{"userId": seat, "automaticLogon": true})
	require.True(t, done)
	require.True(t, b.state(seat).Online)
	done, _ = b.ask("offline", object{"userId": seat, "automaticLogon": false})
	require.True(t, done)
	require.False(t, b.state(seat).Automatic)
	require.Equal(t, codeNotFound, b.refused("online", object{"userId": "nobody"}))

	banned := b.seat(func(a AccountState) bool { return a.Banned }).UserID
	require.Equal(t, codeBanned, b.refused("online", object{"userId": banned, "automaticLogon": true}))
	require.Equal(t, codeBanned, b.refused("getQrCode", object{"userId": banned}))
}

func TestTheLogEndsWithHowEachIsNow(t *testing.T) {
	b := newBench(t, Options{Seats: 40})
	for _, a := range b.State().Accounts {
		rows := b.logRows(a.UserID)
		require.NotEmpty(t, rows)
		require.Equal(t, a.Online, rows[0]["status"] == 0.0, a.UserID)
		for i := 1; i < len(rows); i++ {
			require.Greater(t, rows[i-1]["createTimeStamp"], rows[i]["createTimeStamp"])
			require.NotEqual(t, rows[i-1]["status"], rows[i]["status"])
		}
	}
	var all, named users
	b.call("getLoginLog", object{"pageSize": 5, "pageNo": 2}, &all)
	require.Len(t, all.List, 5)
	require.Greater(t, all.Total, 100)
	b.call("getLoginLog", object{"name": b.State().Accounts[0].Name, "pageSize": 200}, &named)
	require.Less(t, named.Total, all.Total)
}

func TestThePanelFollows(t *testing.T) {
	b := newBench(t, Options{})
	var p Panel
	b.call("getPanel", nil, &p)
	require.Equal(t, Panel{
		AllUserCount: 12, OnlineCount: 8, TotalAccountCount: 10, OnlineAccountCount: 6, OfflineAccountCount: 4,
		NormalAccountCount: 11, ForbidAccountCount: 1,
	}, p)
	require.True(t, b.Ban(b.Seats()[0], time.Hour))
	require.True(t, b.SetOnline(b.Seats()[1], false))
	b.ask("delete", object{"userId": b.Seats()[2]})
	b.call("getPanel", nil, &p)
	require.Equal(t, Panel{
		AllUserCount: 11, OnlineCount: 5, TotalAccountCount: 9, OnlineAccountCount: 3, OfflineAccountCount: 6,
		NormalAccountCount: 9, ForbidAccountCount: 2,
	}, p)
}
