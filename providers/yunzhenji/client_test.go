package yunzhenji

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"os"
	"reflect"
	"strconv"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/jonboulle/clockwork"
	"github.com/stretchr/testify/require"

	"seatdeck/providers/internal/wire"
)

const (
	testID    = "app-1"
	testToken = `to"k<en 7`
)

// backEnd is a transport that remembers what it was asked.
type backEnd struct {
	answer func(url.Values) (status int, body string)

	mu    sync.Mutex
	asked []*http.Request
}

func says(status int, body string) *backEnd {
	return &backEnd{answer: func(url.Values) (int, string) { return status, body }}
}

func (b *backEnd) RoundTrip(r *http.Request) (*http.Response, error) {
	b.mu.Lock()
	b.asked = append(b.asked, r)
	b.mu.Unlock()
	status, body := b.answer(r.URL.Query())
	if status == 0 {
		return nil, &net.OpError{Op: "dial", Err: errors.New("connection refused")}
	}
	return &http.Response{StatusCode: status, Header: http.Header{}, Body: io.NopCloser(strings.NewReader(body)), Request: r}, nil
}

// calls is how many there were.
func (b *backEnd) calls() int {
	b.mu.Lock()
	defer b.mu.Unlock()
	return len(b.asked)
}

func clientOf(b *backEnd) *Client {
	return NewClient(Config{
		BaseURL: "https://yzj.test/", AppID: testID, AccessToken: testToken,
		HTTP: &http.Client{Transport: b}, Clock: clockwork.NewRealClock(), Rand: func() float64 { return 0 },
	})
}

func example(t testing.TB) []byte {
	t.Helper()
	data, err := os.ReadFile("testdata/list-answer.json")
	require.NoError(t, err)
	return data
}

func TestTheDocumentsRequest(t *testing.T) {
	for name, test := range map[string]struct {
		request ListRequest
		query   url.Values
	}{
		"请求示例":             {ListRequest{Page: 1, PageSize: 10}, url.Values{"page": {"1"}, "page_size": {"10"}}},
		"nothing":          {ListRequest{}, url.Values{}},
		"online":           {ListRequest{Online: OnlyOnline}, url.Values{"online": {"1"}}},
		"offline":          {ListRequest{Online: OnlyOffline}, url.Values{"online": {"0"}}},
		"more than it may": {ListRequest{PageSize: 500}, url.Values{"page_size": {"100"}}},
	} {
		t.Run(name, func(t *testing.T) {
			b := says(200, string(example(t)))
			_, err := List.Do(t.Context(), clientOf(b), test.request)
			require.NoError(t, err)
			require.Len(t, b.asked, 1)
			test.query.Set("app_id", testID)
			test.query.Set("access_token", testToken)
			require.Equal(t, http.MethodGet, b.asked[0].Method)
			require.Equal(t, "https://yzj.test/wechat/list", strings.Split(b.asked[0].URL.String(), "?")[0])
			require.Equal(t, test.query, b.asked[0].URL.Query())
			require.Equal(t, "application/x-www-form-urlencoded", b.asked[0].Header.Get("Content-Type"))
		})
	}
}

func TestTheDocumentsAnswer(t *testing.T) {
	got, err := List.Do(t.Context(), clientOf(says(200, string(example(t)))), ListRequest{})
	require.NoError(t, err)
	require.Equal(t, Pager{Page: 1, PerPage: 10, NumRecords: 54, NumPages: 6, LastRecord: 9}, got.Pager)
	require.Len(t, got.Data, 1)
	require.NoError(t, got.Data[0].Err)
	a := got.Data[0].Account
	require.Equal(t, Account{
		ID: "199", Wxid: "xxxxxxx", Nickname: "xxxxx", FullName: "xxxxxx", Mobile: "1360xxxxxxx", GroupID: "0", CorpID: "2", Online: true,
		Avatar:    "https://wework.qpic.cn/bizmail/nSlfpbgLxHcbb63BAwU1ib4xLUjVQlMSpIia8lcleNBPjo2c2DB5M0SA/0",
		LastLogin: 1637291466, Created: 1637291466, Updated: 1637291466,
		Corp: Corp{
			ID: "2", Name: "xxxxxx", ShortName: "xxxxx", Wxid: "xxxxx", LegalPersonName: "xxxx", LegalPersonID: "xxxxxxx",
			VerifyType: 2, Created: 1631175780, Updated: 1637213332,
		},
	}, a)
	require.Equal(t, time.Date(2021, 11, 19, 3, 11, 6, 0, time.UTC), a.LastLogin.Time())
	require.True(t, a.LastOffline.Time().IsZero())
}

// TestEveryFieldIsKnown holds that no field of the example is dropped and that all
// of the table 响应说明 are there.
func TestEveryFieldIsKnown(t *testing.T) {
	var whole struct {
		Data    []json.RawMessage
		Pager   Pager
		Errcode int
	}
	strict := json.NewDecoder(bytes.NewReader(example(t)))
	strict.DisallowUnknownFields()
	require.NoError(t, strict.Decode(&whole))
	type company struct{ Corp map[string]any }
	var row map[string]any
	var corp company
	require.NoError(t, json.Unmarshal(whole.Data[0], &row))
	require.NoError(t, json.Unmarshal(whole.Data[0], &corp))
	fields, corpFields := tags[Account](), tags[Corp]()
	for name := range row {
		require.Contains(t, fields, name)
	}
	for name := range corp.Corp {
		require.Contains(t, corpFields, name)
	}
	for _, name := range []string{
		"wxid", "nickname", "full_name", "wx_alias", "avatar", "mobile", "sub_user_id", "group_id", "corp_id", "online",
		"last_login_time", "last_offline_time", "corp",
	} {
		require.Contains(t, fields, name)
	}
	for _, name := range []string{"name", "short_name", "legal_person_name", "legal_person_id"} {
		require.Contains(t, corpFields, name)
	}
}

func tags[T any]() []string {
	var names []string
	for i := range reflect.TypeFor[T]().NumField() {
		names = append(names, reflect.TypeFor[T]().Field(i).Tag.Get("json"))
	}
	return names
}

func TestTheCatalogHasTheOneCall(t *testing.T) {
	require.Equal(t, []CallInfo{{
		Title: "获取登录过的企微号列表", Path: "/wechat/list",
		Request: reflect.TypeFor[ListRequest](), Answer: reflect.TypeFor[ListAnswer](),
	}}, Calls())
}

func TestFieldsOfMixedTypes(t *testing.T) {
	for name, test := range map[string]struct {
		row  string
		want Account
		ids  []string
	}{
		"numbers as text":     {`{"wxid":1688850000000000123,"online":"1","last_login_time":"1637291466","group_id":"7"}`, Account{Wxid: "1688850000000000123", Online: true, LastLogin: 1637291466, GroupID: "7"}, []string{"7"}},
		"null":                {`{"wxid":"a","online":null,"corp":null,"group_id":null,"last_offline_time":null}`, Account{Wxid: "a"}, nil},
		"an empty company":    {`{"wxid":"a","corp":[]}`, Account{Wxid: "a"}, nil},
		"several groups":      {`{"wxid":"a","group_id":"3, 7,,0"}`, Account{Wxid: "a", GroupID: "3, 7,,0"}, []string{"3", "7"}},
		"what nobody knows":   {`{"wxid":"a","new":{"x":[1]}}`, Account{Wxid: "a"}, nil},
		"a main account":      {`{"wxid":"a","sub_user_id":0}`, Account{Wxid: "a", SubUserID: "0"}, nil},
		"offline and before":  {`{"wxid":"a","online":0,"last_offline_time":-5}`, Account{Wxid: "a", LastOffline: -5}, nil},
		"times in ms":         {`{"wxid":"a","last_login_time":1637291466123,"ctime":"1637291466123"}`, Account{Wxid: "a", LastLogin: 1637291466, Created: 1637291466}, nil},
		"times as dates":      {`{"wxid":"a","last_login_time":"2021-11-19 11:11:06"}`, Account{Wxid: "a", LastLogin: 1637291466}, nil},
		"times that are none": {`{"wxid":"a","last_login_time":"-","ctime":"","utime":9223372036854775807}`, Account{Wxid: "a"}, nil},
		"a group as a number": {`{"wxid":"a","group_id":12}`, Account{Wxid: "a", GroupID: "12"}, []string{"12"}},
	} {
		t.Run(name, func(t *testing.T) {
			var rows Rows
			require.NoError(t, json.Unmarshal([]byte("["+test.row+"]"), &rows))
			require.NoError(t, rows[0].Err)
			require.Equal(t, test.want, rows[0].Account)
			require.Equal(t, test.ids, rows[0].Account.GroupIDs())
		})
	}
	require.True(t, Seconds(-5).Time().IsZero())
}

func TestRefusals(t *testing.T) {
	for name, test := range map[string]struct {
		body string
		want APIError
		auth bool
	}{
		"token":         {`{"errcode":407,"errmsg":"access_token无效"}`, APIError{Code: 407, Msg: "access_token无效"}, true},
		"as text":       {`{"errcode":"407","msg":"no"}`, APIError{Code: 407, Msg: "no"}, true},
		"another":       {`{"errcode":500}`, APIError{Code: 500}, false},
		"the token":     {`{"errcode":407,"errmsg":"bad to\"k<en 7 here"}`, APIError{Code: 407, Msg: "bad *** here"}, true},
		"words of 1 MB": {`{"errcode":1,"errmsg":"` + strings.Repeat("长", 400_000) + `"}`, APIError{Code: 1, Msg: strings.Repeat("长", 100) + "…"}, false},
	} {
		t.Run(name, func(t *testing.T) {
			b := says(200, test.body)
			_, err := clientOf(b).ListAll(t.Context(), Everybody)
			var api *APIError
			require.ErrorAs(t, err, &api)
			test.want.Call = "/wechat/list"
			require.Equal(t, test.want, *api)
			require.Equal(t, test.auth, api.NotAuthenticated())
			require.Len(t, b.asked, 1, "a refusal stays one")
		})
	}
}

func TestHostileAnswers(t *testing.T) {
	var answer *wire.AnswerError
	var status *wire.StatusError
	for name, test := range map[string]struct {
		status int
		body   string
		as     any
	}{
		"HTML":                {200, `<html>`, &answer},
		"nothing":             {200, ``, &answer},
		"cut off":             {200, `{"errcode":0,"data":[`, &answer},
		"no errcode":          {200, `{"data":[]}`, &answer},
		"a list":              {200, `[]`, &answer},
		"errcode of words":    {200, `{"errcode":"to\"k<en 7"}`, &answer},
		"data of words":       {200, `{"errcode":0,"data":"to\"k<en 7"}`, &answer},
		"a pager of words":    {200, `{"errcode":0,"data":[],"pager":{"numPages":"to\"k<en 7"}}`, &answer},
		"500 in HTML":         {500, `<html>`, &status},
		"502, errcode 0":      {502, `{"errcode":0,"data":[]}`, &status},
		"a redirect":          {302, ``, &status},
		"404":                 {404, `not here`, &status},
		"longer than it may":  {200, `"` + strings.Repeat("x", maxBody) + `"`, &answer},
		"deeper than it may":  {200, strings.Repeat(`[`, 100_000), &answer},
		"numbers of megabyte": {200, `{"errcode":` + strings.Repeat("9", 1<<20) + `}`, &answer},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				_, err := clientOf(says(test.status, test.body)).ListAll(t.Context(), Everybody)
				require.ErrorAs(t, err, test.as)
				hides(t, err)
			})
		})
	}
}

// hides holds that an error says no secret and not too much.
func hides(t testing.TB, err error) {
	t.Helper()
	require.Less(t, len(err.Error()), 1000)
	for _, hidden := range []string{testToken, url.QueryEscape(testToken), "access_token"} {
		require.NotContains(t, err.Error(), hidden)
	}
}

func TestATroubleThatPassesIsTriedAgain(t *testing.T) {
	for name, test := range map[string]struct {
		fails, status, tries int
		works                bool
	}{
		"no network once":   {1, 0, 2, true},
		"502 twice":         {2, 502, 3, true},
		"no network at all": {9, 0, 3, false},
		"404":               {9, 404, 1, false},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				b := &backEnd{}
				b.answer = func(url.Values) (int, string) {
					if len(b.asked) <= test.fails {
						return test.status, ""
					}
					return 200, `{"errcode":0,"data":[]}`
				}
				_, err := List.Do(t.Context(), clientOf(b), ListRequest{})
				require.Equal(t, test.works, err == nil, "%v", err)
				require.Len(t, b.asked, test.tries)
				if err != nil {
					hides(t, err)
				}
			})
		})
	}
}

func TestASlowBackEndIsGivenUp(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := NewClient(Config{
			BaseURL: "https://yzj.test", AppID: testID, AccessToken: testToken, Clock: clockwork.NewRealClock(),
			HTTP: &http.Client{Transport: slow{}}, Rand: func() float64 { return 0 },
		})
		began := time.Now()
		_, err := List.Do(t.Context(), c, ListRequest{})
		require.ErrorIs(t, err, wire.ErrTimeout)
		require.Equal(t, 3*wire.DefaultTimeout+1500*time.Millisecond, time.Since(began))
		hides(t, err)
	})
}

// slow never answers.
type slow struct{}

func (slow) RoundTrip(r *http.Request) (*http.Response, error) {
	<-r.Context().Done()
	return nil, r.Context().Err()
}

// paged is a back end of n accounts that pages as the document says.
func paged(n int, change func(page int, rows []string, pager *map[string]int) []string) *backEnd {
	return &backEnd{answer: func(q url.Values) (int, string) {
		page, _ := strconv.Atoi(q.Get("page"))
		size, _ := strconv.Atoi(q.Get("page_size"))
		var rows []string
		for i := (page - 1) * size; i < min(n, page*size); i++ {
			rows = append(rows, fmt.Sprintf(`{"wxid":"w%d"}`, i))
		}
		pager := map[string]int{"page": page, "perPage": size, "numRecords": n, "numPages": (n + size - 1) / size}
		if change != nil {
			rows = change(page, rows, &pager)
		}
		told, _ := json.Marshal(pager)
		return 200, `{"errcode":0,"data":[` + strings.Join(rows, ",") + `],"pager":` + string(told) + `}`
	}}
}

func TestListAll(t *testing.T) {
	for name, test := range map[string]struct {
		back                    *backEnd
		accounts, unread, calls int
		whole                   bool
	}{
		"nobody":    {paged(0, nil), 0, 0, 1, true},
		"one page":  {paged(100, nil), 100, 0, 1, true},
		"two pages": {paged(101, nil), 101, 0, 2, true},
		"no pager": {paged(201, func(_ int, rows []string, pager *map[string]int) []string {
			*pager = nil
			return rows
		}), 201, 0, 4, true}, // until a page is empty
		"no pager, and a page shorter than was asked for": {paged(30, func(page int, _ []string, pager *map[string]int) []string {
			*pager = nil
			var rows []string
			for i := (page - 1) * 10; i < min(30, page*10); i++ {
				rows = append(rows, fmt.Sprintf(`{"wxid":"w%d"}`, i))
			}
			return rows
		}), 30, 0, 4, true},
		"no pager, and the page that is asked for plays no part": {says(200, `{"errcode":0,"data":[{"wxid":"a"}]}`), 1, 0, 2, false},
		"cut in the middle, without a word": {paged(250, func(page int, rows []string, pager *map[string]int) []string {
			if page == 2 {
				*pager = nil
				return []string{}
			}
			return rows
		}), 100, 0, 2, false},
		"one goes while it is read, and another is missed": {paged(150, func(page int, rows []string, pager *map[string]int) []string {
			if page == 2 {
				(*pager)["numRecords"] = 149
				return rows[1:]
			}
			return rows
		}), 149, 0, 3, false},
		"nothing at all":         {says(200, `{"errcode":0,"data":[]}`), 0, 0, 1, false},
		"a pager without fields": {says(200, `{"errcode":0,"data":[{"wxid":"a"}],"pager":[]}`), 1, 0, 2, false},
		"smaller pages than asked for": {paged(30, func(page int, _ []string, pager *map[string]int) []string {
			*pager = map[string]int{"perPage": 10, "numRecords": 30}
			var rows []string
			for i := (page - 1) * 10; i < min(30, page*10); i++ {
				rows = append(rows, fmt.Sprintf(`{"wxid":"w%d"}`, i))
			}
			return rows
		}), 30, 0, 4, true},
		"smaller pages than it counts with": {paged(30, func(page int, _ []string, _ *map[string]int) []string {
			var rows []string
			for i := (page - 1) * 10; i < min(30, page*10); i++ {
				rows = append(rows, fmt.Sprintf(`{"wxid":"w%d"}`, i))
			}
			return rows
		}), 30, 0, 3, true},
		"a row moves": {paged(150, func(page int, rows []string, _ *map[string]int) []string {
			if page == 2 {
				rows[0] = `{"wxid":"w99"}` // it was on page 1 before
			}
			return rows
		}), 149, 0, 3, false},
		"a row that can't be read": {paged(3, func(_ int, rows []string, _ *map[string]int) []string {
			return append(rows[:1], `{"wxid":{}}`, `{"nickname":"nobody"}`)
		}), 1, 2, 1, false},
		"data is missing": {says(200, `{"errcode":0}`), 0, 0, 1, false},
		"data is null":    {says(200, `{"errcode":0,"data":null,"pager":{"numPages":1}}`), 0, 0, 1, false},
		"the same page for ever": {paged(5, func(_ int, _ []string, pager *map[string]int) []string {
			*pager = map[string]int{"numPages": 1_000_000}
			return []string{`{"wxid":"a"}`}
		}), 1, 0, 2, false},
		"a list without end": {paged(1<<40, nil), maxPages * MaxPageSize, 0, maxPages, false},
	} {
		t.Run(name, func(t *testing.T) {
			all, err := clientOf(test.back).ListAll(t.Context(), Everybody)
			require.NoError(t, err)
			require.Len(t, all.Accounts, test.accounts)
			require.Len(t, all.Unread, test.unread)
			require.Len(t, test.back.asked, test.calls)
			require.Equal(t, test.whole, all.Whole)
			for i, asked := range test.back.asked {
				require.Equal(t, strconv.Itoa(i+1), asked.URL.Query().Get("page"))
				require.Equal(t, "100", asked.URL.Query().Get("page_size"))
			}
			for _, row := range all.Unread {
				require.Error(t, row.Err)
				require.NotEmpty(t, row.Raw)
			}
		})
	}
}

// FuzzAnswer gives any body to the client: it may not panic, and no error may say
// what must not be shown.
func FuzzAnswer(f *testing.F) {
	f.Add(200, string(example(f)))
	for _, seed := range []string{
		`{"errcode":407,"errmsg":"` + testID + `"}`, `{"errcode":0,"data":[{"wxid":1e400}]}`, `{"errcode":0,"data":[null,7,{"corp":7}]}`,
		`{"errcode":0,"data":[{"wxid":"a","group_id":"1,,2"}],"pager":{"numPages":3,"perPage":-1}}`, `{"errcode":"1e3"}`,
	} {
		f.Add(200, seed)
	}
	f.Add(500, `<html>`)
	f.Fuzz(func(t *testing.T, status int, body string) {
		if status < 100 || status >= 500 || status == 429 || status/100 == 3 {
			return // none, or one that is tried again after a wait
		}
		all, err := clientOf(says(status, body)).ListAll(t.Context(), Everybody)
		if err != nil {
			hides(t, err)
		}
		for _, a := range all.Accounts {
			require.NotEmpty(t, a.Wxid)
			require.NotContains(t, a.GroupIDs(), "0")
		}
	})
}
