package pychat

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"encoding/xml"
	"errors"
	"io"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/jonboulle/clockwork"
	"github.com/stretchr/testify/require"

	"seatdeck/app/model"
)

// snsExample is an example of the document, /sns/sns_post.
func snsExample(t testing.TB, name string) string {
	t.Helper()
	data, err := os.ReadFile("testdata/sns_" + name + ".xml")
	require.NoError(t, err)
	return string(data)
}

// parts are the elements of XML in their order, with their attributes and texts.
func parts(t *testing.T, text string) (list []string) {
	t.Helper()
	d := xml.NewDecoder(strings.NewReader(text))
	for {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			return list
		}
		require.NoError(t, err)
		switch x := token.(type) {
		case xml.StartElement:
			line := "<" + x.Name.Local
			for _, a := range x.Attr {
				line += " " + a.Name.Local + "=" + a.Value
			}
			list = append(list, line)
		case xml.EndElement:
			list = append(list, "</"+x.Name.Local)
		case xml.CharData:
			if text := strings.TrimSpace(string(x)); text != "" {
				list = append(list, text)
			}
		}
	}
}

// posted is the XML that a post published, taken out of its call.
func posted(t *testing.T, c sentCall) (xml string, rest string) {
	t.Helper()
	require.Equal(t, SnsPost.path, c.Path)
	var body map[string]json.RawMessage
	require.NoError(t, json.Unmarshal([]byte(c.Body), &body))
	requireFields(t, c.Path, body)
	var object string
	require.NoError(t, json.Unmarshal(body["object_desc"], &object))
	text, err := base64.StdEncoding.DecodeString(object)
	require.NoError(t, err)
	delete(body, "object_desc")
	left, err := json.Marshal(body)
	require.NoError(t, err)
	return string(text), string(left)
}

// at is a link whose clock stands at the time of an example.
func at(t *testing.T, b *backEnd, seconds int64) *link {
	t.Helper()
	l := deedsLink(t, b, nil)
	l.clock = clockwork.NewFakeClockAt(time.Unix(seconds, 0))
	return l
}

func TestAFilmIsPostedAsTheDocumentDoes(t *testing.T) {
	example := snsExample(t, "video")
	var read TimelineXML
	require.NoError(t, xml.Unmarshal([]byte(example), &read))
	film := read.Content.MediaList.Media[0]
	answer, err := json.Marshal(map[string]any{
		"file_url": film.URL.URL, "thumb_url": film.Thumb.URL, "file_md5": film.URL.MD5, "video_md5": film.URL.VideoMD5,
		"width": 720, "height": 1280, "thumb_width": 290, "thumb_height": "516", "thumb_file_size": 28698, "video_duration": 30,
	})
	require.NoError(t, err)
	b := scripted(map[string]string{CDNUploadSnsVideo.path: string(answer)})
	seat := deedSeat
	seat.AccountID = "wxid_5cg2ipa1um8r22"
	require.NoError(t, at(t, b, 1734776146).PostMoment(t.Context(), seat, model.MomentPost{Text: "圣诞快乐", Video: "https://up.test/v.mp4"}))
	got := b.got()
	requireMade(t, []made{{CDNUploadSnsVideo.path, `{"url":"https://up.test/v.mp4"}`}}, got[:1])
	text, rest := posted(t, got[1])
	require.Equal(t, parts(t, example), parts(t, text))
	require.JSONEq(t, `{"guid":"`+testGUID+`","with_user_list":[],"block_user_list":[],"group_user_list":[],"group_contact_tag_id_list":[],"black_contact_tag_id_list":[]}`, rest)
}

// withoutPlace is an example without where it was.
func withoutPlace(list []string) []string {
	from := slices.IndexFunc(list, func(part string) bool { return strings.HasPrefix(part, "<location") })
	return slices.Delete(slices.Clone(list), from, from+2)
}

func TestATextIsPostedAsTheDocumentDoes(t *testing.T) {
	b := scripted(nil)
	seat := deedSeat
	seat.AccountID = "wxid_xxxxxxxxxxxx"
	require.NoError(t, at(t, b, 1734347356).PostMoment(t.Context(), seat, model.MomentPost{
		Text: "位置", VisibleTags: []string{"14073752703607622"}, HiddenTags: []string{"2", "3"}, MentionedIDs: []string{"wxid_a"},
	}))
	text, rest := posted(t, b.got()[0])
	require.Equal(t, withoutPlace(parts(t, snsExample(t, "place"))), parts(t, text))
	require.JSONEq(t, `{"guid":"`+testGUID+`","with_user_list":["wxid_a"],"block_user_list":[],"group_user_list":[],
		"group_contact_tag_id_list":[14073752703607622],"black_contact_tag_id_list":[2,3]}`, rest)
}

func TestALinkIsPostedAsTheDocumentDoes(t *testing.T) {
	example := snsExample(t, "link")
	var read TimelineXML
	require.NoError(t, xml.Unmarshal([]byte(example), &read))
	cover := read.Content.MediaList.Media[0]
	b := scripted(map[string]string{CDNUploadSnsImage.path: `{"file_url":"https://f.test/0","thumb_url":"` + cover.Thumb.URL + `"}`})
	seat := deedSeat
	seat.AccountID = "wxid_xxxxxxxxxxxx"
	require.NoError(t, at(t, b, 1734347542).PostMoment(t.Context(), seat, model.MomentPost{
		Text: "链接", Link: &model.MomentLink{Title: strings.TrimSpace(read.Content.Title), URL: read.Content.URL, Cover: cover.URL.URL},
	}))
	got := b.got()
	requireMade(t, []made{{CDNUploadSnsImage.path, `{"url":"` + cover.URL.URL + `"}`}}, got[:1])
	text, _ := posted(t, got[1])
	require.Equal(t, withoutPlace(parts(t, example)), parts(t, text))
}

func TestPicturesArePosted(t *testing.T) {
	b := scripted(map[string]string{CDNUploadSnsImage.path: `{"file_url":"http://f.test/0?a=1&b=2","thumb_url":"http://f.test/150","file_md5":"m","width":800,"height":600,"total_size":9}`})
	l := deedsLink(t, b, nil)
	nasty := `</contentDesc><contentStyle>28</contentStyle>]]> & "x"`
	require.NoError(t, l.PostMoment(t.Context(), deedSeat, model.MomentPost{Text: nasty, Pictures: []string{"https://up.test/1", "https://up.test/2"}}))
	got := b.got()
	require.Len(t, got, 3)
	text, _ := posted(t, got[2])
	read, err := ReadTimeline(base64.StdEncoding.EncodeToString([]byte(text)))
	require.NoError(t, err)
	require.Equal(t, StylePictures, read.Content.Style)
	require.Equal(t, "wxid_us", read.UserName)
	var shown model.Moment
	require.True(t, show(&shown, read))
	require.Equal(t, model.Moment{Text: nasty, Pictures: []model.MomentPicture{
		{URL: "http://f.test/0?a=1&b=2", Thumb: "http://f.test/150"}, {URL: "http://f.test/0?a=1&b=2", Thumb: "http://f.test/150"},
	}}, shown)
	require.Equal(t, &SnsSizeXML{Width: "800.000000", Height: "600.000000", TotalSize: "9"}, read.Content.MediaList.Media[0].Size)
}

func TestPrivateUploadsOfMoments(t *testing.T) {
	up := `{"file_url":"http://f.test/0"}`
	answers := map[string]string{GetCDNInfo.path: cdnInfoJSON, CloudUploadSnsImage.path: up, CloudUploadSnsVideo.path: up}
	for _, post := range []model.MomentPost{{Pictures: []string{"https://up.test/1"}}, {Video: "https://up.test/1"}} {
		b := scripted(answers)
		require.NoError(t, deedsLink(t, b, map[string]string{optCDNBase: "http://cdn.test"}).PostMoment(t.Context(), deedSeat, post))
		path := CloudUploadSnsImage.path
		if post.Video != "" {
			path = CloudUploadSnsVideo.path
		}
		requireMade(t, []made{{GetCDNInfo.path, `{}`}, {path, `{` + baseInfo + `,"url":"https://up.test/1"}`}}, b.got()[:2])
	}
}

func TestMomentsThatAreNotPosted(t *testing.T) {
	for name, post := range map[string]model.MomentPost{
		"nothing":            {},
		"film and pictures":  {Video: "https://up.test/v", Pictures: []string{"https://up.test/1"}},
		"pictures and link":  {Pictures: []string{"https://up.test/1"}, Link: &model.MomentLink{URL: "https://x.test"}},
		"ten pictures":       {Pictures: slices.Repeat([]string{"https://up.test/1"}, 10)},
		"a picture of disk":  {Pictures: []string{"/etc/passwd"}},
		"a film of disk":     {Video: "file:///v.mp4"},
		"a cover of disk":    {Link: &model.MomentLink{URL: "https://x.test", Cover: "/c.png"}},
		"a link to a script": {Link: &model.MomentLink{URL: "javascript:alert(1)"}},
	} {
		b := scripted(nil)
		err := deedsLink(t, b, nil).PostMoment(t.Context(), deedSeat, post)
		require.True(t, model.IsTrouble(err, model.TroubleInvalid), "%s: %v", name, err)
		require.Empty(t, b.got(), name)
	}
	b := scripted(nil)
	err := deedsLink(t, b, nil).PostMoment(t.Context(), model.Seat{RemoteID: testGUID}, model.MomentPost{Text: "x"})
	require.True(t, model.IsTrouble(err, model.TroubleInvalid), "nobody's moment")
	for answer, code := range map[string]model.TroubleCode{refusal: model.TroubleRejected, `null`: model.TroubleBadAnswer} {
		b = alwaysSays(200, answer)
		err = deedsLink(t, b, nil).PostMoment(t.Context(), deedSeat, model.MomentPost{Pictures: []string{"https://up.test/1", "https://up.test/2"}})
		require.True(t, model.IsTrouble(err, code))
		require.Len(t, b.got(), 1, "nothing is published")
	}
}

func TestDeedsWithMoments(t *testing.T) {
	requireDeeds(t, []deed{
		{
			name: "like", made: []made{{SnsLike.path, `{"object_id":"14548030681484757242","status":1}`}},
			do: func(ctx context.Context, l *link) error {
				return l.LikeMoment(ctx, deedSeat, "14548030681484757242", true)
			},
		},
		{
			name: "no like", made: []made{{SnsLike.path, `{"object_id":"1","status":0}`}},
			do: func(ctx context.Context, l *link) error { return l.LikeMoment(ctx, deedSeat, "1", false) },
		},
		{
			name: "comment", made: []made{{SnsComment.path, `{"object_id":"1","content":"好看","reply_comment_id":"0"}`}},
			do: func(ctx context.Context, l *link) error { return l.CommentMoment(ctx, deedSeat, "1", "", "好看") },
		},
		{
			name: "answer", made: []made{{SnsComment.path, `{"object_id":"1","content":"谢谢","reply_comment_id":"7"}`}},
			do: func(ctx context.Context, l *link) error { return l.CommentMoment(ctx, deedSeat, "1", "7", "谢谢") },
		},
		{
			name: "delete comment", made: []made{{SnsDeleteComment.path, `{"object_id":"1","comment_id":"7"}`}},
			do: func(ctx context.Context, l *link) error { return l.DeleteMomentComment(ctx, deedSeat, "1", "7") },
		},
		{
			name: "delete", made: []made{{SnsDelete.path, `{"object_id":"1"}`}},
			do: func(ctx context.Context, l *link) error { return l.DeleteMoment(ctx, deedSeat, "1") },
		},
		{
			name: "one", made: []made{{SnsObjectDetail.path, `{"object_id":"1","source_type":0}`}},
			answers: map[string]string{SnsObjectDetail.path: `{"object":{"id":"1"}}`},
			do: func(ctx context.Context, l *link) error {
				_, err := l.Moment(ctx, deedSeat, "1")
				return err
			},
		},
		{
			name: "one contact's", made: []made{{SnsUserpage.path, `{"username":"wxid_a","max_id":"","first_page_md5":"","source_type":0}`}},
			do: func(ctx context.Context, l *link) error {
				_, _, err := l.Moments(ctx, deedSeat, "wxid_a", "")
				return err
			},
		},
		{
			name: "timeline", made: []made{{SnsTimeline.path, `{"max_id":"","first_page_md5":"","source_type":0}`}},
			do: func(ctx context.Context, l *link) error {
				_, _, err := l.Moments(ctx, deedSeat, "", "")
				return err
			},
		},
	})
	l := deedsLink(t, scripted(nil), nil)
	_, err := l.Moment(t.Context(), deedSeat, "1")
	require.True(t, model.IsTrouble(err, model.TroubleBadAnswer))
	require.True(t, model.IsTrouble(l.CommentMoment(t.Context(), deedSeat, "1", "", " "), model.TroubleInvalid))
	_, _, err = l.Moments(t.Context(), deedSeat, "", "7")
	require.True(t, model.IsTrouble(err, model.TroubleInvalid))
}

func TestMomentsComeByPages(t *testing.T) {
	b := &backEnd{answer: func(c sentCall) (int, string) {
		var asked SnsTimelineRequest
		_ = json.Unmarshal([]byte(c.Body), &asked)
		switch asked.MaxID {
		case "":
			return 200, `{"objectList":[{"id":14548030681484757250},{"x":1},{"id":14548030681484757242}],"firstPageMd5":"ab12"}`
		case "14548030681484757242":
			return 200, `{"objectList":[{"id":"3"}],"firstPageMd5":""}`
		}
		return 200, `{"objectList":[],"firstPageMd5":""}`
	}}
	l := deedsLink(t, b, nil)
	var ids []string
	for page := ""; ; {
		list, next, err := l.Moments(t.Context(), deedSeat, "", page)
		require.NoError(t, err)
		for _, one := range list {
			ids = append(ids, one.RemoteID)
		}
		if page = next; page == "" {
			break
		}
	}
	require.Equal(t, []string{"14548030681484757250", "14548030681484757242", "3"}, ids)
	got := b.got()
	require.Len(t, got, 3)
	require.JSONEq(t, `{"max_id":"14548030681484757242","first_page_md5":"ab12","source_type":0}`, without(t, got[1].Body, "guid"))
	require.JSONEq(t, `{"max_id":"3","first_page_md5":"ab12","source_type":0}`, without(t, got[2].Body, "guid"))

	stuck := deedsLink(t, alwaysSays(200, `{"objectList":[{"id":"3"}]}`), nil)
	_, next, err := stuck.Moments(t.Context(), deedSeat, "", `{"max_id":"3"}`)
	require.NoError(t, err)
	require.Empty(t, next, "the same page again and again")
}

func TestMomentsAreReadAsTheyCome(t *testing.T) {
	read := func(desc string) model.Moment {
		t.Helper()
		row, err := json.Marshal(map[string]any{
			"id": json.Number("14548030681484757242"), "username": "wxid_a", "nickname": map[string]string{"string": "张三"}, "createTime": 1734776146,
			"likeFlag": 1, "objectDesc": map[string]any{"iLen": 3, "buffer": desc},
			"likeUserList":    []any{map[string]string{"username": "wxid_us", "nickname": "小店"}},
			"commentUserList": []any{map[string]any{"commentId": 7, "username": "wxid_b", "nickname": "李四", "content": "好看", "createTime": 1734776150, "replyCommentId": 0}, map[string]any{"commentId": 8, "replyCommentId": 7}},
		})
		require.NoError(t, err)
		one, ok := deedsLink(t, scripted(nil), nil).momentOf(row)
		require.True(t, ok)
		return one
	}
	head := model.Moment{
		RemoteID: "14548030681484757242", AuthorID: "wxid_a", AuthorName: "张三", At: time.Unix(1734776146, 0).UTC(), Liked: true,
		Likes: []model.MomentLike{{RemoteID: "wxid_us", Name: "小店"}},
		Comments: []model.MomentComment{
			{RemoteID: "7", AuthorID: "wxid_b", Author: "李四", Text: "好看", At: time.Unix(1734776150, 0).UTC()}, {RemoteID: "8", ReplyTo: "7"},
		},
	}
	encoded := func(name string) string { return base64.StdEncoding.EncodeToString([]byte(snsExample(t, name))) }

	want := head
	want.Text, want.Place = "位置", "光谷天地"
	require.Equal(t, want, read(encoded("place")))
	require.Equal(t, want, read(snsExample(t, "place")), "bare")

	got := read(encoded("video"))
	require.Equal(t, "圣诞快乐", got.Text)
	require.True(t, strings.HasPrefix(got.Video.URL, "http://szzjwxsns.video.qq.com/102/20202/snsvideodownload?filekey="))
	require.True(t, strings.HasSuffix(got.Video.URL, "&bizid=1023&ilogo=2&dur=30"))
	require.True(t, strings.HasPrefix(got.Video.Thumb, "http://vweixinthumb.tc.qq.com/"))
	require.Empty(t, got.Raw)

	got = read(encoded("link"))
	require.Equal(t, "重磅微视频丨续写“一国两制”成功实践崭新篇章", got.Link.Title)
	require.True(t, strings.HasPrefix(got.Link.URL, "https://view.inews.qq.com/w/WXN2024121600184400?bat_id=2100313713&refer=nwx"))
	require.True(t, strings.HasPrefix(got.Link.Cover, "http://szmmsns.qpic.cn/"))

	got = read(encoded("channels"))
	require.Contains(t, got.Link.Title, "坚持 AI 创业七年")
	require.True(t, strings.HasPrefix(got.Link.Cover, "http://wxapp.tc.qq.com/"))
	require.NotEmpty(t, got.Raw, "there is more to it")

	for _, desc := range []string{"", "???", "<TimelineObject><contentDesc>", base64.StdEncoding.EncodeToString([]byte("<html>"))} {
		got = read(desc)
		require.NotEmpty(t, got.Raw, desc)
		got.Raw = nil
		require.Equal(t, head, got, "what is around it is known")
	}

	hostile := `<TimelineObject><contentDesc>x</contentDesc><ContentObject><contentStyle>1</contentStyle><mediaList>` +
		strings.Repeat(`<media><url>file:///etc/passwd</url><thumb>javascript:alert(1)</thumb></media>`, 3) +
		strings.Repeat(`<media><url>https://p.test/</url></media>`, 100) + `</mediaList></ContentObject></TimelineObject>`
	require.Len(t, read(hostile).Pictures, maxPictures-3)
}

func TestXMLOfMomentsHasLimits(t *testing.T) {
	for name, text := range map[string]string{
		"long":   "<TimelineObject><contentDesc>" + strings.Repeat("x", maxXML) + "</contentDesc></TimelineObject>",
		"deep":   "<TimelineObject>" + strings.Repeat("<a>", 40) + strings.Repeat("</a>", 40) + "</TimelineObject>",
		"large":  "<TimelineObject>" + strings.Repeat("<a/>", 20_000) + "</TimelineObject>",
		"bomb":   `<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><TimelineObject><contentDesc>&b;</contentDesc></TimelineObject>`,
		"other":  "<msg/>",
		"broken": "<TimelineObject><id>1</id>",
		"base64": "PFRpbWVsaW5lT2Jq!",
	} {
		read, err := ReadTimeline(text)
		if name == "bomb" {
			require.NotContains(t, read.Words, "aaaa")
			continue
		}
		require.Error(t, err, name)
		require.Zero(t, read, name)
	}
	_, err := ReadTimeline(base64.StdEncoding.EncodeToString([]byte(strings.Repeat("x", maxXML+1000))))
	require.ErrorIs(t, err, errXMLLong)
}

func FuzzReadTimeline(f *testing.F) {
	for _, name := range []string{"video", "place", "link", "channels"} {
		f.Add(snsExample(f, name))
		f.Add(base64.StdEncoding.EncodeToString([]byte(snsExample(f, name))))
	}
	f.Add("<TimelineObject><ContentObject><contentStyle>1")
	f.Add("<!DOCTYPE a><TimelineObject>&x;</TimelineObject>")
	f.Fuzz(func(t *testing.T, text string) {
		read, err := ReadTimeline(text)
		if err != nil {
			require.Zero(t, read)
			return
		}
		var m model.Moment
		show(&m, read)
		require.LessOrEqual(t, len(m.Pictures), maxPictures)
		if m.Link != nil {
			require.LessOrEqual(t, len(m.Link.URL), maxShort)
		}
		// What was read can be posted, and read again.
		object, err := read.Encode()
		require.NoError(t, err)
		if len(object) > maxXML {
			return // escaped, it is longer than what is read
		}
		again, err := ReadTimeline(object)
		require.NoError(t, err)
		require.Equal(t, read.Content.Style, again.Content.Style)
	})
}
