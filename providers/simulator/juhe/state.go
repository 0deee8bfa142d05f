package juhe

import "time"

// turn takes an account online or offline, logs it and tells everybody.
func (s *Server) turn(a *account, online bool) {
	if a.online == online {
		return
	}
	a.online = online
	status, flag := logLogout, 0
	if online {
		status, flag = logLogin, 1
	}
	s.world.note(a, status, s.now())
	s.push("state", map[string]any{"userId": a.userID, "onOffline": flag, "time": s.clock.Now().UnixMilli()})
	s.callback(loginCallBack, map[string]any{
		"corpId": CorpID, "corpName": corpName, "email": a.email, "headUrl": s.origin.URL(a.avatar), "onOffline": flag, "loginType": 1,
		"mobile": a.mobile, "name": a.name, "qrCode": "", "realName": a.name, "requestId": a.requestID(), "seatNo": a.saleNo,
		"userId": a.userID, "userName": a.name,
	})
}

func (a *account) requestID() string {
	if a.login == nil {
		return ""
	}
	return a.login.requestID
}

// changeState takes some account offline, for a while if it logs in by itself; once
// a quarter is offline, one of those comes back instead. One that is banned stays.
func (s *Server) changeState() {
	s.schedule.After(s.pause(s.options.StateEvery), s.changeState)
	var on, off []*account
	for _, a := range s.world.listed() {
		switch {
		case a.banned || a.status != statusEnabled:
		case a.online:
			on = append(on, a)
		default:
			off = append(off, a)
		}
	}
	switch {
	case len(off) > 0 && 4*len(off) >= len(on)+len(off):
		s.turn(off[s.rand.IntN(len(off))], true)
	case len(on) > 0:
		a := on[s.rand.IntN(len(on))]
		s.turn(a, false)
		if a.automatic {
			s.later(time.Minute, 3*time.Minute, func() { s.comeBack(a) })
		}
	}
}

// comeBack is a login without anybody's doing.
func (s *Server) comeBack(a *account) {
	if a.automatic && !a.banned && a.status == statusEnabled {
		s.turn(a, true)
	}
}

// banSomebody bans an account that is online, for half an hour to two; a quarter of
// them at most at a time.
func (s *Server) banSomebody() {
	s.schedule.After(s.pause(s.options.BanEvery), s.banSomebody)
	all := s.world.listed()
	var free []*account
	banned := 0
	for _, a := range all {
		switch {
		case a.banned:
			banned++
		case a.online:
			free = append(free, a)
		}
	}
	if len(free) > 0 && 4*banned < len(all) {
		s.ban(free[s.rand.IntN(len(free))], time.Duration(30+s.rand.IntN(91))*time.Minute)
	}
}

// Values of transferStatus. Assumed.
const (
	transferNone    = 0
	transferRunning = 1
	transferDone    = 2
)

// handOver is how long the back end takes over each conversation of a banned
// account.
const handOver = 20 * time.Second

// ban takes an account from its people until it is unbanned. Its conversations are
// handed over one after the other.
func (s *Server) ban(a *account, d time.Duration) {
	a.banned, a.banID = true, a.banID+1
	a.locked, a.unlocks = s.now(), s.now().Add(d)
	a.transferring = min(len(a.chats), 5)
	s.tellLock(a)
	s.turn(a, false)
	s.inspect(a)
	s.planUnban(a)
	s.planHandOver(a)
}

func (s *Server) planUnban(a *account) {
	ban := a.banID
	s.schedule.At(a.unlocks, func() {
		if a.banID == ban {
			s.unban(a)
		}
	})
}

func (s *Server) planHandOver(a *account) {
	if ban := a.banID; a.transferring > 0 {
		s.schedule.After(handOver, func() {
			if a.banID == ban && a.transferring > 0 {
				a.transferring--
				s.planHandOver(a)
			}
		})
	}
}

// unban ends a ban now. One that logs in by itself does.
func (s *Server) unban(a *account) {
	if !a.banned || a.status == statusDeleted {
		return
	}
	a.banned, a.locked, a.unlocks, a.transferring = false, time.Time{}, time.Time{}, 0
	s.tellLock(a)
	if a.automatic {
		s.later(5*time.Second, 30*time.Second, func() { s.comeBack(a) })
	}
}

func (a *account) transferStatus() int {
	switch {
	case !a.banned:
		return transferNone
	case a.transferring > 0:
		return transferRunning
	}
	return transferDone
}

// tellLock sends syncUserInfo.
func (s *Server) tellLock(a *account) {
	status := lockNormal
	if a.banned {
		status = lockBanned
	}
	s.callback(syncUserInfo, map[string]any{
		"userId": a.userID, "status": status, "channel": a.ascription, "lockStartTime": dateText(a.locked), "unlockTime": dateText(a.unlocks),
		"transferStatus": a.transferStatus(), "code": "", "taskTrigger": false, "thresholdCode": "",
	})
}

// inspect sends detection/notice: what a check of all accounts found. The records
// are those of the banned ones and of the account it is about.
func (s *Server) inspect(about *account) {
	all := s.world.listed()
	s.world.rows++
	task := "JC" + s.now().In(shanghai).Format("20060102150405")
	banned, records := 0, []any{}
	for _, a := range all {
		if a.banned {
			banned++
		}
		if !a.banned && a != about {
			continue
		}
		status, words := "1", "账号正常"
		if a.banned {
			status, words = "2", "账号被封禁，预计 "+dateText(a.unlocks)+" 解封"
		}
		records = append(records, map[string]any{
			"jid": s.world.rows, "inspectionStatus": status, "lockStartTime": dateText(a.locked), "unLockTime": dateText(a.unlocks),
			"userId": a.userID, "checkStatus": "1", "createDate": dateText(s.now()), "code": task, "content": words, "userName": a.userID,
			"seatNo": a.saleNo, "channel": a.ascription, "transferStatus": a.transferStatus(), "name": a.name, "alias": a.alias,
		})
	}
	s.callback(detectionNotice, map[string]any{
		"type": "1", "taskCodeName": "账号巡检", "total": len(all), "interdictionCount": banned, "normalCount": len(all) - banned, "code": task,
		"createDate": dateText(s.now()), "name": "", "complete": "1", "validTotal": len(all), "channel": "", "userName": mainUser,
		"transferStatus": transferNone, "mode": "auto", "receiveEmail": "", "receiveUserId": mainUser, "title": "账号检测通知",
		"content": "检测完成", "params": map[string]any{}, "recordList": records, "action": "", "details": []any{},
	})
}
