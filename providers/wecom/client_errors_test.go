package wecom

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"seatdeck/providers/internal/wire"
)

func sendMessage(t *testing.T, c *Client) error {
	t.Helper()
	_, err := SendMessage.Do(t.Context(), c, Message{Head: Head{ToUser: "u"}, Text: &TextMsg{Content: "x"}})
	return err
}

func TestWhatIsTriedAgain(t *testing.T) {
	for name, test := range map[string]struct {
		b            *backEnd
		read, write  int // tries
		reads, sends bool
	}{
		"busy once":           {saysInTurn(`{"errcode":-1}`, okAnswer), 2, 1, true, true},
		"busy for ever":       {saysInTurn(`{"errcode":-1}`), 4, 4, false, false},
		"too many at once":    {saysInTurn(`{"errcode":45033}`), 4, 4, false, false},
		"a welcome may come":  {saysInTurn(`{"errcode":41096}`), 4, 4, false, false},
		"the rate used up":    {saysInTurn(`{"errcode":45009}`), 1, 1, false, false},
		"no such relation":    {saysInTurn(`{"errcode":84061}`), 1, 1, false, false},
		"welcomed already":    {saysInTurn(`{"errcode":41051}`), 1, 1, false, false},
		"HTML with 502":       {alwaysSays(http.StatusBadGateway, `<html>`), 4, 1, false, false},
		"JSON with 500":       {alwaysSays(http.StatusInternalServerError, `{}`), 4, 1, false, false},
		"a code as text":      {saysInTurn(`{"errcode":"-1"}`), 4, 4, false, false},
		"an answer cut short": {saysInTurn(`{"errcode":`), 1, 1, false, false},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				c := clientOf(test.b)
				err := listFollowUsers(t.Context(), c)
				require.Equal(t, test.reads, err == nil, "%v", err)
				require.Len(t, test.b.got(), test.read)

				err = sendMessage(t, c)
				require.Equal(t, test.sends, err == nil, "%v", err)
				require.Len(t, test.b.got(), test.read+test.write)
			})
		})
	}
}

func TestTriesWaitLongerAndLonger(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		began := time.Now()
		require.Error(t, sendMessage(t, clientOf(saysInTurn(`{"errcode":-1}`))))
		require.Equal(t, 3500*time.Millisecond, time.Since(began), "0.5 s, 1 s, 2 s")
	})
}

func TestAWriteThatFailedOnTheWayIsNotRepeated(t *testing.T) {
	b := &backEnd{}
	down := &downAfter{b: b, good: 1}
	err := sendMessage(t, clientOf(down))
	require.Error(t, err)
	require.True(t, wire.NeverSent(err), "%v", err)
	require.Equal(t, 2, down.tried, "the token and one try")
}

// downAfter is a network that breaks down.
type downAfter struct {
	b     *backEnd
	good  int
	tried int
}

func (d *downAfter) RoundTrip(r *http.Request) (*http.Response, error) {
	if d.tried++; d.tried > d.good {
		return nil, http.ErrHandlerTimeout
	}
	return d.b.RoundTrip(r)
}

func TestWhatACodeMeans(t *testing.T) {
	for code, is := range map[int]func(*APIError) bool{
		-1: (*APIError).Busy, 45009: (*APIError).Busy, 45033: (*APIError).Busy, 41063: (*APIError).Busy, 41096: (*APIError).Again,
		40001: (*APIError).NotAuthenticated, 40013: (*APIError).NotAuthenticated, 60020: (*APIError).NotAuthenticated,
		42009: (*APIError).NotAuthenticated, 84061: (*APIError).NoRelation, 41051: (*APIError).WelcomeSent,
	} {
		require.True(t, is(&APIError{Code: code}), code)
		require.False(t, is(&APIError{Code: 40058}), code)
	}
	require.False(t, (&APIError{Code: 45009}).Again())
	require.EqualError(t, &APIError{Call: "message/send", Code: 81013, Msg: "all invalid"}, "message/send: errcode 81013: all invalid")
}

func TestErrorTexts(t *testing.T) {
	var texts map[int]map[string]string
	require.NoError(t, json.Unmarshal(errorTexts, &texts))
	require.GreaterOrEqual(t, len(texts), 60)
	for code, both := range texts {
		zh, en := ErrorText(code)
		require.Equal(t, both, map[string]string{"zh": zh, "en": en}, code)
		require.Regexp(t, `\p{Han}.*。$`, zh, code)
		require.Regexp(t, `^[\x20-\x7e“”]+\.$`, en, code)
	}
	for _, code := range []int{
		codeBusy, codeBadSecret, codeBadCorp, codeBadToken, codeBadSuiteToken, codeNoToken, codeWelcomeSent,
		codeHandingOut, codeWelcomeBusy, codeTokenOver, codeSuiteTokenOver, codeTooMany, codeTooManyAtOnce, codeNoIP, codeNoRelation,
	} {
		require.Contains(t, texts, code)
	}
	zh, en := ErrorText(123456)
	require.Empty(t, zh+en)
}

// TestHostileAnswers: whatever comes, each call ends with an error or an answer,
// and says so in few words.
func TestHostileAnswers(t *testing.T) {
	for name, test := range map[string]struct {
		status int
		body   string
	}{
		"empty":            {200, ``},
		"HTML":             {200, `<html><body>sign in</body></html>`},
		"null":             {200, `null`},
		"a word":           {200, `"ok"`},
		"a list":           {200, `[{"errcode":0}]`},
		"no code":          {200, `{"data":1}`},
		"an odd code":      {200, `{"errcode":{}}`},
		"half a code":      {200, `{"errcode":0.5}`},
		"a large code":     {200, `{"errcode":99999999999999999999999}`},
		"two objects":      {200, `{"errcode":0}{"errcode":0}`},
		"cut off":          {200, `{"errcode":0,"userlist":[{"userid":"`},
		"deep":             {200, `{"errcode":0,"x":` + strings.Repeat(`[`, 20_000) + strings.Repeat(`]`, 20_000) + `}`},
		"a refusal in 403": {403, `{"errcode":60020,"errmsg":"not allow to access from your ip"}`},
		"a redirect":       {302, `{"errcode":0}`},
		"500":              {500, `oops`},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				c := clientOf(alwaysSays(test.status, test.body))
				for _, one := range known() {
					info := one.call.describe()
					answer, err := doAny(t.Context(), one.call, c, requestOf(info))
					if name == "no code" && one.call.where().bare || strings.HasPrefix(info.Path, "gettoken") ||
						strings.HasSuffix(info.Path, "_token") {
						continue // the test's back end always gives tokens
					}
					require.Error(t, err, info.Path)
					require.ErrorContains(t, err, info.Path)
					require.Less(t, len(err.Error()), 500)
					require.Zero(t, answer, info.Path)
				}
			})
		})
	}
}

func TestAHugeAnswerIsNotRead(t *testing.T) {
	c := clientOf(alwaysSays(http.StatusOK, `{"errcode":0,"x":"`+strings.Repeat("x", wire.DefaultMaxBody)+`"}`))
	var bad *wire.AnswerError
	require.ErrorAs(t, listFollowUsers(t.Context(), c), &bad)
	require.ErrorContains(t, bad, "answer_too_long")
}

func TestASlowAnswerEndsTheCall(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := &backEnd{}
		c := clientOf(b)
		require.NoError(t, listFollowUsers(t.Context(), c))
		c.caller.Client = &http.Client{Transport: slowly{b, wire.DefaultTimeout + time.Second}}
		require.ErrorIs(t, sendMessage(t, c), wire.ErrTimeout)

		c.caller.Client = &http.Client{Transport: slowly{alwaysSays(http.StatusOK, okAnswer), slowTimeout - time.Second}}
		_, err := UploadMedia.Do(t.Context(), c, Upload{Type: MediaFile, Data: []byte("123456")})
		require.NoError(t, err, "a file may take its time")
	})
}

// TestWrongTypesAreToldFromRightOnes: numbers come as texts and the other way
// round, lists as null; an object in the place of a text is an error.
func TestWrongTypesAreToldFromRightOnes(t *testing.T) {
	const id = "9007199254740993123"
	c := clientOf(alwaysSays(http.StatusOK, `{"errcode":"0","userlist":[{"userid":`+id+`,"name":null,"department":["1",2,null]},null]}`))
	users, err := ListSimpleUsers.Do(t.Context(), c, UsersRequest{})
	require.NoError(t, err)
	require.Equal(t, []SimpleUser{{UserID: id, Department: []wire.Int{1, 2, 0}}, {}}, users.UserList)

	c = clientOf(alwaysSays(http.StatusOK, `{"errcode":0,"userlist":null}`))
	users, err = ListSimpleUsers.Do(t.Context(), c, UsersRequest{})
	require.NoError(t, err)
	require.Empty(t, users.UserList)

	c = clientOf(alwaysSays(http.StatusOK, `{"errcode":0,"userlist":[{"userid":{}}]}`))
	_, err = ListSimpleUsers.Do(t.Context(), c, UsersRequest{})
	var bad *wire.AnswerError
	require.ErrorAs(t, err, &bad)

	c = clientOf(alwaysSays(http.StatusOK, `{"errcode":0,"behavior_data":[{"stat_time":"1536508800","reply_percentage":"60.25","chat_cnt":""}]}`))
	data, err := GetBehaviorData.Do(t.Context(), c, BehaviorDataRequest{})
	require.NoError(t, err)
	require.Equal(t, []BehaviorData{{StatTime: 1536508800, ReplyPercentage: new(Percent(60.25))}}, data.BehaviorData)
	require.Equal(t, time.Date(2018, 9, 9, 16, 0, 0, 0, time.UTC), data.BehaviorData[0].StatTime.Time())
	require.Equal(t, Seconds(1536508800), SecondsOf(data.BehaviorData[0].StatTime.Time()))
	require.Zero(t, SecondsOf(Seconds(0).Time()))

	c = clientOf(alwaysSays(http.StatusOK, `{"errcode":0,"behavior_data":[{"reply_percentage":"NaN"}]}`))
	_, err = GetBehaviorData.Do(t.Context(), c, BehaviorDataRequest{})
	require.ErrorAs(t, err, &bad)

	c = clientOf(alwaysSays(http.StatusOK, `{"errcode":0,"agreeinfo":[{"externalopenid":"a"},{"exteranalopenid":"b"}]}`))
	agreed, err := CheckRoomAgree.Do(t.Context(), c, RoomRequest{})
	require.NoError(t, err)
	require.Equal(t, []AgreeInfo{{ExternalOpenID: "a"}, {ExternalOpenID: "b"}}, agreed.AgreeInfo)
}

func TestTheTwoPlacesOfASetting(t *testing.T) {
	require.True(t, AcquisitionInfo{SkipVerify: true}.Skips())
	require.True(t, AcquisitionInfo{Link: AcquisitionLink{SkipVerify: true}}.Skips())
	require.False(t, AcquisitionInfo{}.Skips())
	require.Equal(t, []wire.Int{1}, Rule{SemanticsList: []wire.Int{1}, ExtraRule: &RuleExtra{}}.Semantics())
	require.Equal(t, []wire.Int{2}, Rule{ExtraRule: &RuleExtra{SemanticsList: []wire.Int{2}}}.Semantics())
	require.Empty(t, Rule{}.Semantics())
}
