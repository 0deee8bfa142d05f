//go:build chaos

package chaos

import (
	"bytes"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha1"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"encoding/xml"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"seatdeck/providers/wecom"
	"seatdeck/storage"
	"seatdeck/tools/rig"
)

// counts are what the doctor says became of callbacks.
type counts struct {
	Accepted     int `json:"accepted"`
	Repeated     int `json:"repeated"`
	Refused      int `json:"refused"`
	BadSignature int `json:"bad_signature"`
	Old          int `json:"old"`
	Replayed     int `json:"replayed"`
	Undecodable  int `json:"undecodable"`
}

func counted(t *testing.T, p rig.Program, name string) (counts, error) {
	t.Helper()
	var d struct {
		Callbacks []struct {
			Name   string  `json:"name"`
			Counts *counts `json:"counts"`
		} `json:"callbacks"`
	}
	p.JSON(t, &d, "doctor")
	for _, c := range d.Callbacks {
		if c.Name == name && c.Counts != nil {
			return *c.Counts, nil
		}
	}
	return counts{}, fmt.Errorf("none of %s: %+v", name, d.Callbacks)
}

// sealer makes callbacks of a company, as WeCom does.
type sealer struct {
	address string
	crypt   *wecom.Crypt
	corp    string
}

func newSealer(t *testing.T, s *rig.Simulator) sealer {
	t.Helper()
	crypt, err := wecom.NewCrypt(s.Secrets["callback_token"], s.Secrets["callback_aes_key"], s.Account)
	require.NoError(t, err)
	return sealer{"http://" + s.Options["callback_listen"], crypt, s.Account}
}

// callback is one, ready to be sent.
type callback struct {
	url  string
	body []byte
}

// job is a callback that tells of a job of that name.
func (s sealer) job(t *testing.T, name, nonce string, at time.Time) callback {
	t.Helper()
	text := fmt.Sprintf("<xml><ToUserName>%s</ToUserName><FromUserName>sys</FromUserName><CreateTime>%d</CreateTime><MsgType>event</MsgType>"+
		"<Event>upload_media_job_finish</Event><JobId>%s</JobId></xml>", s.corp, time.Now().Unix(), name)
	timestamp := strconv.FormatInt(at.Unix(), 10)
	raw, err := s.crypt.Encrypt(rand.Reader, []byte(text), timestamp, nonce)
	if err != nil {
		t.Errorf("encrypt: %v", err)
		return callback{}
	}
	var box struct{ Encrypt, MsgSignature string }
	if err := xml.Unmarshal(raw, &box); err != nil {
		t.Errorf("its XML: %v", err)
	}
	query := url.Values{"msg_signature": {box.MsgSignature}, "timestamp": {timestamp}, "nonce": {nonce}}
	return callback{s.address + "/callback?" + query.Encode(), raw}
}

func (c callback) send(client *http.Client) (status int, err error) {
	answer, err := client.Post(c.url, "application/xml", bytes.NewReader(c.body))
	if err != nil {
		return 0, err
	}
	defer answer.Body.Close()
	_, err = io.Copy(io.Discard, answer.Body)
	return answer.StatusCode, err
}

// taken sends a callback until somebody is there to take it.
func (c callback) taken(t *testing.T) {
	t.Helper()
	rig.Until(t, 60*time.Second, "the receiver", func() error {
		status, err := c.send(http.DefaultClient)
		if err != nil {
			return err
		}
		return rig.Check(status == http.StatusOK, "status %d", status)
	})
}

func refused(t *testing.T, c callback, why string, statuses ...int) {
	t.Helper()
	status, err := c.send(http.DefaultClient)
	require.NoError(t, err)
	require.Contains(t, statuses, status, why)
}

// TestForgedCallbacksOfACompanyAreRefused: those of WeCom are signed with all that
// they say.
func TestForgedCallbacksOfACompanyAreRefused(t *testing.T) {
	p := rig.Build(t, tags)
	s := p.SimulateKind(t, "wecom", "--rate", "0", "--seed", "4")
	p.ConnectAsTold(t, s, "企业", nil)
	p.Start(t, "sync")
	from := newSealer(t, s)
	now := time.Now()
	good := from.job(t, "job-1", "n1", now)
	good.taken(t)
	before, err := counted(t, p, "企业")
	rig.Until(t, 20*time.Second, "the counts", func() error {
		before, err = counted(t, p, "企业")
		return err
	})

	forged := from.job(t, "job-2", "n2", now)
	forged.url = strings.Replace(forged.url, "msg_signature=", "msg_signature=0", 1)
	refused(t, forged, "a wrong signature", http.StatusForbidden)
	refused(t, from.job(t, "job-3", "n3", now.Add(-time.Hour)), "an old timestamp", http.StatusForbidden)
	refused(t, from.job(t, "job-4", "n4", now.Add(time.Hour)), "a timestamp to come", http.StatusForbidden)
	refused(t, from.job(t, "job-5", "n1", now), "a nonce that was used for something else", http.StatusForbidden)
	altered := from.job(t, "job-6", "n6", now)
	other := from.job(t, "job-7", "n6", now)
	altered.body = other.body // another message under the same time and nonce
	refused(t, altered, "an altered body", http.StatusForbidden)
	good.taken(t) // a repeat, byte by byte: answered, not applied

	want := counts{Refused: 5, BadSignature: 2, Old: 2, Replayed: 1}
	rig.Until(t, 20*time.Second, "all to be counted", func() error {
		now, err := counted(t, p, "企业")
		if err != nil {
			return err
		}
		got := counts{
			Refused: now.Refused - before.Refused, BadSignature: now.BadSignature - before.BadSignature,
			Old: now.Old - before.Old, Replayed: now.Replayed - before.Replayed,
		}
		return rig.Check(got == want, "%+v", got)
	})
	require.Equal(t, map[string]int{"job-1": 1}, jobs(t, p))
}

// TestForgedCallbacksOfJuheAreRefused: its default signature says nothing of the
// body, so that one that was altered is found by its nonce; the strict one does.
func TestForgedCallbacksOfJuheAreRefused(t *testing.T) {
	for algorithm, want := range map[string]counts{
		"sha1":             {Refused: 4, BadSignature: 1, Old: 1, Replayed: 2},
		"hmac-sha256-body": {Refused: 4, BadSignature: 2, Old: 1, Replayed: 1},
	} {
		t.Run(algorithm, func(t *testing.T) {
			p := rig.Build(t, tags)
			s := p.SimulateKind(t, "juhe", "--rate", "0", "--seed", "4")
			address := "http://" + s.Options["callback_listen"]
			s.Control(t, "callback", map[string]string{"url": address, "algorithm": algorithm})
			p.ConnectAsTold(t, s, "聚合", map[string]string{"callback_algorithm": algorithm})
			p.Start(t, "sync")

			secret := s.Secrets["callback_secret"]
			now := time.Now()
			user := juheState(t, s).Accounts[0].UserID
			good := juheCallback(t, address, secret, algorithm, user, 101, now)
			good.taken(t)
			before, err := counted(t, p, "聚合")
			rig.Until(t, 20*time.Second, "the counts", func() error {
				before, err = counted(t, p, "聚合")
				return err
			})

			refused(t, juheCallback(t, address, secret+"?", algorithm, user, 102, now), "a wrong signature", http.StatusForbidden)
			refused(t, juheCallback(t, address, secret, algorithm, user, 103, now.Add(-time.Hour)), "an old timestamp", http.StatusForbidden)
			refused(t, good, "a repeated nonce", http.StatusForbidden)
			altered := good
			altered.body = bytes.Replace(good.body, []byte(`"onOffline":1`), []byte(`"onOffline":0`), 1)
			require.NotEqual(t, good.body, altered.body)
			refused(t, altered, "an altered body", http.StatusForbidden)
			rig.Until(t, 20*time.Second, "all to be counted", func() error {
				now, err := counted(t, p, "聚合")
				if err != nil {
					return err
				}
				got := counts{
					Refused: now.Refused - before.Refused, BadSignature: now.BadSignature - before.BadSignature,
					Old: now.Old - before.Old, Replayed: now.Replayed - before.Replayed,
				}
				return rig.Check(got == want, "%+v", got)
			})
		})
	}
}

// juheCallback is 企微上下线回调, signed: an account is online.
func juheCallback(t *testing.T, address, secret, algorithm, user string, nonce int, at time.Time) callback {
	t.Helper()
	fields := map[string]any{
		"userId": user, "onOffline": 1, "secretId": "x", "signature": "",
		"timestamp": at.UnixMilli(), "nonce": nonce, "requestSeq": fmt.Sprint("seq-", nonce),
	}
	plain, err := json.Marshal(fields)
	require.NoError(t, err)
	timestamp, number := strconv.FormatInt(at.UnixMilli(), 10), strconv.Itoa(nonce)
	if algorithm == "sha1" {
		parts := []string{secret, timestamp, number}
		slices.Sort(parts)
		sum := sha1.Sum([]byte(strings.Join(parts, "")))
		fields["signature"] = hex.EncodeToString(sum[:])
	} else {
		sum := sha256.Sum256(plain)
		mac := hmac.New(sha256.New, []byte(secret))
		fmt.Fprint(mac, timestamp, number, hex.EncodeToString(sum[:]))
		fields["signature"] = hex.EncodeToString(mac.Sum(nil))
	}
	body, err := json.Marshal(fields)
	require.NoError(t, err)
	return callback{address + "/message/chat/loginCallBack", body}
}

// jobs are those that callbacks told of and the file has, with how often.
func jobs(t *testing.T, p rig.Program) map[string]int {
	t.Helper()
	store, err := storage.Open(t.Context(), p.Data, storage.Options{})
	require.NoError(t, err)
	defer store.Close()
	notices, err := store.Notices(t.Context(), 100_000)
	require.NoError(t, err)
	names := map[string]int{}
	for _, n := range notices {
		if n.Kind == "upload_media_job_finish" {
			names[n.About]++
		}
	}
	return names
}

// TestDeliveriesOutliveKills sends 10,000 callbacks at the same time, as far as a
// machine lets one, to a console that is killed twice on the way. What was answered
// with 200 is in the file, and nothing is there twice, though each callback that was
// not answered is sent again as it was.
func TestDeliveriesOutliveKills(t *testing.T) {
	const deliveries, atOnce = 10_000, 256
	p := rig.Build(t, tags)
	s := p.SimulateKind(t, "wecom", "--rate", "0", "--seed", "4")
	p.ConnectAsTold(t, s, "企业", nil)
	console := p.Start(t, "sync")
	from := newSealer(t, s)
	from.job(t, "first", "first", time.Now()).taken(t)

	client := &http.Client{Timeout: 10 * time.Second, Transport: &http.Transport{MaxIdleConnsPerHost: atOnce}}
	var answered, tries atomic.Int64
	confirmed := make([]atomic.Bool, deliveries)
	next := make(chan int)
	var senders sync.WaitGroup
	for range atOnce {
		senders.Go(func() {
			for n := range next {
				one := from.job(t, fmt.Sprint("job-", n), fmt.Sprint("nonce-", n), time.Now())
				for deadline := time.Now().Add(3 * time.Minute); time.Now().Before(deadline); {
					tries.Add(1)
					if status, err := one.send(client); err == nil && status == http.StatusOK {
						confirmed[n].Store(true)
						answered.Add(1)
						break
					}
					time.Sleep(100 * time.Millisecond) // the back end waits before it comes again
				}
			}
		})
	}
	go func() {
		defer close(next)
		for n := range deliveries {
			next <- n
		}
	}()
	for kill := 1; kill <= 2; kill++ {
		rig.Until(t, 3*time.Minute, "some to be answered", func() error {
			n := answered.Load()
			return rig.Check(n > int64(kill*deliveries/4), "%d answered: %s", n, console.Stderr())
		})
		console.Kill()
		had := jobs(t, p)
		for n := range confirmed {
			if confirmed[n].Load() && had[fmt.Sprint("job-", n)] == 0 {
				t.Errorf("job-%d was answered with 200 and is lost", n)
			}
		}
		console = p.Start(t, "sync")
	}
	senders.Wait()
	t.Logf("%d deliveries in %d tries", answered.Load(), tries.Load())
	require.EqualValues(t, deliveries, answered.Load())
	console.Kill()
	had := jobs(t, p)
	require.Len(t, had, deliveries+1)
	for name, times := range had {
		require.Equal(t, 1, times, name)
	}
	require.True(t, doctor(t, p).Integrity.Sound)
}
