package youjiyun

import (
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/require"

	"seatdeck/app/model"
)

func TestContents(t *testing.T) {
	const u = "https://media.yjiyun.com/a/%E6%8A%A5%E4%BB%B7.xlsx?x=1"
	for body, want := range map[string]model.Content{
		`{"contentType":1,"content":"hi","atUserList":"1, 2,,"}`: {Kind: model.KindText, Text: "hi", Mentions: []string{"1", "2"}, WireKind: "1"},
		`{"contentType":"2","content":12}`:                       {Kind: model.KindText, Text: "12", WireKind: "2"},
		`{"contentType":3,"pic":"` + u + `"}`:                    {Kind: model.KindImage, URL: u, WireKind: "3"},
		`{"contentType":7,"pic":"` + u + `"}`:                    {Kind: model.KindImage, URL: u, WireKind: "7"},
		`{"contentType":5,"fileName":"http://h/xxx.MP4"}`:        {Kind: model.KindVideo, URL: "http://h/xxx.MP4", FileName: "xxx.MP4", Text: "xxx.MP4", WireKind: "5"},
		`{"contentType":8,"fileName":"` + u + `"}`:               {Kind: model.KindFile, URL: u, FileName: "报价.xlsx", Text: "报价.xlsx", WireKind: "8"},
		`{"contentType":49,"content":"` + u + `"}`:               {Kind: model.KindFile, URL: u, FileName: "报价.xlsx", Text: "报价.xlsx", WireKind: "49"},
		`{"contentType":9,"fileName":"http://h/a.amr"}`:          {Kind: model.KindVoice, URL: "http://h/a.amr", WireKind: "9"},
		`{"contentType":29,"pic":"http://h/a.gif"}`:              {Kind: model.KindSticker, URL: "http://h/a.gif", WireKind: "29"},
		`{"contentType":13,"title":"t","link":"http://h","description":"d","coverImgFile":"http://c"}`: {
			Kind: model.KindLink, URL: "http://h", Cover: "http://c", Title: "t", Detail: "d", Text: "t", WireKind: "13",
		},
		`{"contentType":16,"link":"http://h"}`: {Kind: model.KindLink, URL: "http://h", Text: "http://h", WireKind: "16"},
		`{"contentType":78,"title":"微信读书","content":"向上生长","logo":"http://l"}`: {
			Kind: model.KindMiniProgram, Title: "微信读书", Detail: "向上生长", Text: "微信读书", Cover: "http://l", WireKind: "78",
		},
		`{"contentType":99,"content":"?"}`: {Kind: model.KindUnknown, Text: "?", WireKind: "99"},
		`{}`:                               {Kind: model.KindUnknown, WireKind: "0"},
	} {
		var c Content
		require.NoError(t, json.Unmarshal([]byte(body), &c))
		require.Equal(t, want, contentOf(c), body)
	}
}

func TestUnknownKindsAreKeptRaw(t *testing.T) {
	body := `{"messageId":"7","timestamp":1,"chatId":"S:1_2","content":{"contentType":99,"new":[1]}}`
	require.Equal(t, body, string(frameEventsOf(t, "message", body)[0].(model.MessageSeen).Message.Raw))
	body = `{"messageId":"7","timestamp":1,"chatId":"S:1_2","content":{"contentType":1,"content":"a"}}`
	require.Nil(t, frameEventsOf(t, "message", body)[0].(model.MessageSeen).Message.Raw)
}

func TestFileNamesAreNoPaths(t *testing.T) {
	for url, want := range map[string]string{
		"http://h/a/b.txt":                   "b.txt",
		"http://h/..%2F..%2Fetc%2Fpasswd":    "passwd",
		"http://h/..%5C..%5Cwin.ini":         "win.ini",
		"http://h/a/..":                      "",
		"http://h/%2e%2e":                    "",
		"http://h/":                          "",
		"http://h":                           "",
		"":                                   "",
		"http://h/a%zz/b":                    "b",
		"C:\\temp\\x.doc":                    "x.doc",
		"http://h/invoice%E2%80%AEfdp.exe":   "invoice\u202efdp.exe",
		"http://h/a.txt?name=/../../b#/../c": "a.txt",
	} {
		require.Equal(t, want, lastSegment(url), url)
	}
}

func TestSentContentsAreTheDocuments(t *testing.T) {
	for name, content := range map[string]model.Content{
		"3.4-request":  {Kind: model.KindText, Text: "123", Mentions: []string{"780000919", " 780000966"}},
		"3.5-request":  {Kind: model.KindImage, URL: "http://media.yjiyun.com/xxx.png"},
		"3.6-request":  {Kind: model.KindLink, Title: "链接标题", URL: "https://www.yjiyun.com/community/group.html", Detail: "链接描述内容", Cover: "https://media.yjiyun.com/xxx.png"},
		"3.10-request": {Kind: model.KindFile, URL: "http://media.yjiyun.com/xxx.xls", FileName: "mine.xls"},
		"3.24-request": {Kind: model.KindVideo, URL: "http://media.yjyun.com/xxx.MP4"},
	} {
		got, trouble := wireContent(content)
		require.Nil(t, trouble)
		require.Equal(t, decodeExample[OutMessage](t, name).Message, got, name)
	}
}

func TestContentsThatCantBeSent(t *testing.T) {
	for _, test := range []struct {
		content model.Content
		code    model.TroubleCode
	}{
		{model.Content{Kind: model.KindText}, model.TroubleInvalid},
		{model.Content{Kind: model.KindText, Text: " \n"}, model.TroubleInvalid},
		{model.Content{Kind: model.KindImage}, model.TroubleInvalid},
		{model.Content{Kind: model.KindImage, URL: "/home/me/a.png"}, model.TroubleInvalid},
		{model.Content{Kind: model.KindVideo, URL: "file:///a.mp4"}, model.TroubleInvalid},
		{model.Content{Kind: model.KindFile, URL: "a.xls"}, model.TroubleInvalid},
		{model.Content{Kind: model.KindLink, URL: "javascript:alert(1)"}, model.TroubleInvalid},
		{model.Content{Kind: model.KindLink, URL: "http://h", Cover: "http://h/a.png?w=1"}, model.TroubleInvalid},
		{model.Content{Kind: model.KindVoice, URL: "http://h/a.amr"}, model.TroubleUnsupported},
		{model.Content{Kind: model.KindMiniProgram}, model.TroubleUnsupported},
	} {
		_, trouble := wireContent(test.content)
		require.NotNil(t, trouble, "%+v", test.content)
		require.Equal(t, test.code, trouble.Code, "%+v", test.content)
	}
}
