package yunzhenji

import (
	"context"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/jonboulle/clockwork"
	"github.com/stretchr/testify/require"
)

var theTime = time.Date(2026, 3, 2, 2, 0, 0, 0, time.UTC)

func newServer(options Options) *Server {
	if options.Clock == nil {
		options.Clock = clockwork.NewFakeClockAt(theTime)
	}
	return New(options)
}

// page is an answer of the call.
type page struct {
	Data  []map[string]any
	Pager map[string]int
	Code  int    `json:"errcode"`
	Msg   string `json:"errmsg"`
}

func ask(t *testing.T, s *Server, params ...string) page {
	t.Helper()
	q := url.Values{"app_id": {appID}, "access_token": {accessToken}}
	for i := 0; i < len(params); i += 2 {
		q.Set(params[i], params[i+1])
	}
	w := httptest.NewRecorder()
	s.Handler().ServeHTTP(w, httptest.NewRequest(http.MethodGet, "/wechat/list?"+q.Encode(), nil))
	require.Equal(t, http.StatusOK, w.Code)
	var p page
	require.NoError(t, json.Unmarshal(w.Body.Bytes(), &p))
	return p
}

func TestPagesAsTheDocumentSays(t *testing.T) {
	s := newServer(Options{Seats: 54})
	for name, test := range map[string]struct {
		params []string
		rows   int
		pager  map[string]int
	}{
		"default":          {nil, 10, map[string]int{"page": 1, "perPage": 10, "numRecords": 54, "numPages": 6, "firstRecord": 0, "lastRecord": 9}},
		"the last":         {[]string{"page", "6"}, 4, map[string]int{"page": 6, "perPage": 10, "numRecords": 54, "numPages": 6, "firstRecord": 50, "lastRecord": 53}},
		"behind it":        {[]string{"page", "7"}, 0, map[string]int{"page": 7, "perPage": 10, "numRecords": 54, "numPages": 6, "firstRecord": 54, "lastRecord": 53}},
		"too big":          {[]string{"page_size", "1000"}, 54, map[string]int{"page": 1, "perPage": 100, "numRecords": 54, "numPages": 1, "firstRecord": 0, "lastRecord": 53}},
		"all, said so":     {[]string{"online", "-1", "page_size", "100"}, 54, map[string]int{"page": 1, "perPage": 100, "numRecords": 54, "numPages": 1, "firstRecord": 0, "lastRecord": 53}},
		"those offline":    {[]string{"online", "0", "page_size", "100"}, 13, map[string]int{"page": 1, "perPage": 100, "numRecords": 13, "numPages": 1, "firstRecord": 0, "lastRecord": 12}},
		"those online":     {[]string{"online", "1", "page_size", "20", "page", "3"}, 1, map[string]int{"page": 3, "perPage": 20, "numRecords": 41, "numPages": 3, "firstRecord": 40, "lastRecord": 40}},
		"what nobody asks": {[]string{"nonsense", "1"}, 10, map[string]int{"page": 1, "perPage": 10, "numRecords": 54, "numPages": 6, "firstRecord": 0, "lastRecord": 9}},
	} {
		t.Run(name, func(t *testing.T) {
			p := ask(t, s, test.params...)
			require.Equal(t, 0, p.Code)
			require.Len(t, p.Data, test.rows)
			require.Equal(t, test.pager, p.Pager)
		})
	}
}

func TestRowsHaveTheDocumentsFields(t *testing.T) {
	s := newServer(Options{BaseURL: "http://sim"})
	p := ask(t, s, "page_size", "100")
	require.Len(t, p.Data, 12)
	groups := map[any]bool{}
	for _, row := range p.Data {
		for _, name := range []string{"wxid", "nickname", "full_name", "wx_alias", "avatar", "mobile"} {
			require.IsType(t, "", row[name], name)
		}
		for _, name := range []string{"id", "sub_user_id", "corp_id", "online", "last_login_time", "last_offline_time", "ctime", "utime"} {
			require.IsType(t, 0.0, row[name], name)
		}
		corp := row["corp"].(map[string]any)
		for _, name := range []string{"name", "short_name", "legal_person_name", "legal_person_id", "wxid"} {
			require.NotEmpty(t, corp[name], name)
		}
		require.Equal(t, corp["id"], row["corp_id"])
		require.True(t, strings.HasPrefix(row["avatar"].(string), "http://sim/media/avatar/"))
		groups[row["group_id"]] = true
	}
	require.True(t, groups[0.0] && groups["3"] && groups["3,7"], "%v", groups)
}

func TestWhatIsRefused(t *testing.T) {
	s := newServer(Options{})
	for name, test := range map[string]struct {
		params []string
		code   int
	}{
		"no token":      {[]string{"access_token", ""}, 407},
		"another token": {[]string{"access_token", "x"}, 407},
		"another app":   {[]string{"app_id", "x"}, 407},
		"online":        {[]string{"online", "2"}, 400},
		"page":          {[]string{"page", "x"}, 400},
		"page_size":     {[]string{"page_size", "99999999999"}, 400},
	} {
		t.Run(name, func(t *testing.T) {
			p := ask(t, s, test.params...)
			require.Equal(t, test.code, p.Code)
			require.Empty(t, p.Data)
			require.NotEmpty(t, p.Msg)
		})
	}
	s.SetFaults(FaultPlan{RefuseToken: true})
	require.Equal(t, 407, ask(t, s).Code)
	s.SetFaults(FaultPlan{})
	require.Equal(t, 0, ask(t, s).Code)
}

func TestAnAccountTellsWhenItTurned(t *testing.T) {
	clock := clockwork.NewFakeClockAt(theTime)
	s := newServer(Options{Clock: clock})
	first := func() map[string]any { return ask(t, s).Data[0] }
	wxid := first()["wxid"].(string)
	require.Equal(t, 1.0, first()["online"])
	login := first()["last_login_time"]

	clock.Advance(time.Minute)
	require.True(t, s.SetOnline(wxid, false))
	clock.Advance(time.Minute)
	require.True(t, s.SetOnline(wxid, false), "it stays offline, since before")
	require.Equal(t, 0.0, first()["online"])
	require.Equal(t, float64(theTime.Unix()+60), first()["last_offline_time"])
	require.Equal(t, login, first()["last_login_time"])

	require.True(t, s.SetOnline(wxid, true))
	require.Equal(t, 1.0, first()["online"])
	require.Equal(t, float64(theTime.Unix()+120), first()["last_login_time"])
	require.False(t, s.SetOnline("nobody", true))
}

func TestAccountsComeAndGoWhileItRuns(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := New(Options{StateEvery: time.Minute, Clock: clockwork.NewRealClock()})
		ctx, cancel := context.WithCancel(t.Context())
		done := make(chan error)
		before := s.State()
		go func() { done <- s.Run(ctx) }()
		time.Sleep(10 * time.Minute)
		after := s.State()
		require.NotEqual(t, before.Accounts, after.Accounts)
		for _, a := range after.Accounts {
			require.Equal(t, a.Online, a.LastLogin > a.LastOffline, "%+v", a)
		}
		cancel()
		require.NoError(t, <-done)
		s.Close()
	})
	require.Equal(t, newServer(Options{Seed: 3}).State(), newServer(Options{Seed: 3}).State(), "a seed makes one world")
}

func TestControls(t *testing.T) {
	clock := clockwork.NewFakeClockAt(theTime)
	s := newServer(Options{Clock: clock})
	web := httptest.NewServer(s.Handler())
	defer web.Close()
	post := func(path, body string) (int, string) {
		answer, err := http.Post(web.URL+path, "application/json", strings.NewReader(body))
		require.NoError(t, err)
		defer answer.Body.Close()
		text, err := io.ReadAll(answer.Body)
		require.NoError(t, err)
		return answer.StatusCode, string(text)
	}
	list := func() (int, error) {
		answer, err := http.Get(web.URL + "/wechat/list?app_id=" + appID + "&access_token=" + accessToken)
		if err != nil {
			return 0, err
		}
		defer answer.Body.Close()
		_, err = io.ReadAll(answer.Body)
		return answer.StatusCode, err
	}
	wxid := s.State().Accounts[0].Wxid
	status, _ := post("/_control/offline", `{"wxid":"`+wxid+`"}`)
	require.Equal(t, 200, status)
	require.False(t, s.State().Accounts[0].Online)
	status, _ = post("/_control/online", `{"wxid":"`+wxid+`"}`)
	require.Equal(t, 200, status)
	require.True(t, s.State().Accounts[0].Online)
	status, _ = post("/_control/online", `{"wxid":"nobody"}`)
	require.Equal(t, 400, status)

	status, _ = post("/_control/outage", `{"seconds":30}`)
	require.Equal(t, 200, status)
	_, err := list()
	require.Error(t, err, "a connection breaks")
	status, _ = post("/_control/faults", `{"broken":1,"cut":1}`)
	require.Equal(t, 200, status, "the controls go on")
	clock.Advance(30 * time.Second)
	status, err = list()
	require.NoError(t, err)
	require.Equal(t, 502, status)
	_, err = list()
	require.Error(t, err, "cut off")
	status, err = list()
	require.NoError(t, err)
	require.Equal(t, 200, status)
	require.Equal(t, FaultPlan{}, s.Faults())
	require.Equal(t, 3, s.State().Calls)

	s.SetFaults(FaultPlan{Garbage: 1, Overloaded: 1})
	status, err = list()
	require.NoError(t, err)
	require.Equal(t, 200, status)
	require.Equal(t, 500, ask(t, s).Code)
	status, _ = post("/wechat/list", "")
	require.Equal(t, 405, status)
}

func TestPicturesAreServed(t *testing.T) {
	s := newServer(Options{})
	avatar := ask(t, s).Data[0]["avatar"].(string)
	require.True(t, strings.HasPrefix(avatar, "http://example.com/"), "learned from the request: %s", avatar)
	w := httptest.NewRecorder()
	s.Handler().ServeHTTP(w, httptest.NewRequest(http.MethodGet, avatar, nil))
	require.Equal(t, 200, w.Code)
	require.NotEmpty(t, w.Body.Bytes())
}
