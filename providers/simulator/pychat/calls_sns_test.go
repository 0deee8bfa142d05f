package pychat

import (
	"encoding/base64"
	"encoding/xml"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// momentText is what a moment of an answer says, whichever way it is packed.
func momentText(t *testing.T, m map[string]any) string {
	t.Helper()
	desc := m["objectDesc"]
	if packed, ok := desc.(map[string]any); ok {
		plain, err := base64.StdEncoding.DecodeString(packed["buffer"].(string))
		require.NoError(t, err)
		desc = string(plain)
	}
	var shown timelineObject
	require.NoError(t, xml.Unmarshal([]byte(desc.(string)), &shown))
	return shown.Text
}

func TestTheTimelineByPages(t *testing.T) {
	b := newBench(t, Options{})
	gone := b.in.contact(b.in.moments[29].username)
	if gone != nil {
		gone.friend = false
	}
	var want []string
	for _, m := range slices.Backward(b.in.moments) {
		if b.in.self(m.username) || b.in.friend(m.username) != nil {
			want = append(want, strconv.FormatUint(m.id, 10))
		}
	}
	var got []string
	first, maxID := "", ""
	for {
		page := b.call(b.in, "/sns/sns_timeline", object{"max_id": maxID, "first_page_md5": ""})
		if maxID == "" {
			first = page["firstPageMd5"].(string)
		}
		moments := list(page["objectList"])
		if len(moments) == 0 {
			break
		}
		require.LessOrEqual(t, len(moments), snsPage)
		for _, m := range moments {
			got = append(got, fmt.Sprint(m["id"]))
			require.NotEmpty(t, momentText(t, m))
			require.NotContains(t, fmt.Sprint(m), baseMark)
		}
		maxID = got[len(got)-1]
	}
	require.Equal(t, want, got, "newest first")
	require.Greater(t, len(want), 2*snsPage)

	same := b.call(b.in, "/sns/sns_timeline", object{"max_id": "0", "first_page_md5": first})
	require.Empty(t, same["objectList"], "nothing new")
	require.Equal(t, first, same["firstPageMd5"])
	b.call(b.in, "/sns/sns_like", object{"object_id": want[0], "status": 1})
	newer := b.call(b.in, "/sns/sns_timeline", object{"max_id": "0", "first_page_md5": first})
	require.Len(t, newer["objectList"], snsPage)
	require.NotEqual(t, first, newer["firstPageMd5"])
	require.Contains(t, b.refused(b.in, "/sns/sns_timeline", object{"max_id": "x"}), "max_id")
}

func TestAFriendsPage(t *testing.T) {
	b := newBench(t, Options{})
	own := b.call(b.in, "/sns/sns_userpage", object{"username": b.in.account.username})
	require.NotEmpty(t, own["objectList"])
	for _, m := range list(own["objectList"]) {
		require.Equal(t, b.in.account.username, m["username"])
	}
	require.Contains(t, b.refused(b.in, "/sns/sns_userpage", object{"username": b.stranger(b.in).username}), "不是你的好友")
}

func TestLikesAndComments(t *testing.T) {
	b := newBench(t, Options{})
	theirs := b.in.moments[slices.IndexFunc(b.in.moments, func(m *moment) bool { return !b.in.self(m.username) })]
	theirs.likes, theirs.comments = nil, nil
	id := strconv.FormatUint(theirs.id, 10)
	detail := func() map[string]any {
		return b.call(b.in, "/sns/sns_object_detail", object{"object_id": id})["object"].(map[string]any)
	}
	require.Equal(t, id, detail()["id"])
	require.Contains(t, detail()["objectDesc"], "<id>"+id+"</id>")

	for _, status := range []int{1, 1, 0, 1} {
		b.call(b.in, "/sns/sns_like", object{"object_id": id, "status": status})
		require.EqualValues(t, status, number(t, detail()["likeFlag"]))
		require.Len(t, detail()["likeUserList"], status)
	}
	require.Contains(t, b.refused(b.in, "/sns/sns_like", object{"object_id": id, "status": 2}), "status")

	author := theirs.say(theirs.username, "谢谢", noon, 0)
	answer := b.call(b.in, "/sns/sns_comment", object{"object_id": id, "content": "好看", "reply_comment_id": "0"})
	reply := b.call(b.in, "/sns/sns_comment", object{"object_id": id, "content": "客气", "reply_comment_id": strconv.FormatInt(author.id, 10)})
	comments := list(detail()["commentUserList"])
	require.Len(t, comments, 3)
	require.Equal(t, answer["commentId"], comments[1]["commentId"])
	require.EqualValues(t, author.id, number(t, comments[2]["replyCommentId"]))
	require.Contains(t, b.refused(b.in, "/sns/sns_comment", object{"object_id": id, "content": ""}), "评论内容")
	require.Contains(t, b.refused(b.in, "/sns/sns_comment", object{"object_id": id, "content": "x", "reply_comment_id": "99"}), "评论不存在")

	remove := func(comment any) object {
		return object{"object_id": id, "comment_id": fmt.Sprint(comment)}
	}
	require.Contains(t, b.refused(b.in, "/sns/sns_delete_comment", remove(author.id)), "只能删除自己的评论")
	b.call(b.in, "/sns/sns_delete_comment", remove(reply["commentId"]))
	require.Contains(t, b.refused(b.in, "/sns/sns_delete_comment", remove(reply["commentId"])), "评论不存在")
	require.Contains(t, b.refused(b.in, "/sns/sns_delete", object{"object_id": id}), "只能删除自己的朋友圈")
	for _, path := range []string{"/sns/sns_object_detail", "/sns/sns_like", "/sns/sns_comment", "/sns/sns_delete_comment", "/sns/sns_delete"} {
		require.Contains(t, b.refused(b.in, path, object{"object_id": "1"}), "不存在", path)
	}

	// Below a moment of our own, any comment may go, and so may the moment.
	own := b.in.moments[slices.IndexFunc(b.in.moments, func(m *moment) bool { return b.in.self(m.username) })]
	id = strconv.FormatUint(own.id, 10)
	b.call(b.in, "/sns/sns_delete_comment", remove(own.say(theirs.username, "广告", noon, 0).id))
	b.call(b.in, "/sns/sns_delete", object{"object_id": id})
	require.Contains(t, b.refused(b.in, "/sns/sns_object_detail", object{"object_id": id}), "不存在")
}

// timelineObjectXML is a moment as the document's examples have it.
func timelineObjectXML(username, text string, style int, content string) string {
	return `<TimelineObject><id>0</id><username>` + username + `</username><createTime>1734776146</createTime><contentDesc>` + text +
		`</contentDesc><private>0</private><ContentObject><contentStyle>` + strconv.Itoa(style) + `</contentStyle><title></title><description></description>` +
		content + `</ContentObject></TimelineObject>`
}

func TestMomentsArePosted(t *testing.T) {
	b := newBench(t, Options{})
	us := b.in.account.username
	medium := func(url string) string {
		return `<media><id>0</id><type>2</type><url type="1" md5="">` + url + `</url></media>`
	}
	post := func(desc string) object {
		return object{"object_desc": base64.StdEncoding.EncodeToString([]byte(desc))}
	}
	picture := medium("http://szmmsns.qpic.cn/mmsns/x/0?a=1&amp;b=2")
	for text, desc := range map[string]string{
		"文字":  timelineObjectXML(us, "文字", styleText, `<mediaList></mediaList>`),
		"链接":  timelineObjectXML(us, "链接", styleLink, `<contentUrl>https://a.test/x?y=1&amp;z=2</contentUrl><mediaList>`+medium("https://b.test/p.jpg")+`</mediaList>`),
		"图片":  timelineObjectXML(us, "图片", stylePictures, `<mediaList>`+picture+picture+`</mediaList>`),
		"视频":  timelineObjectXML(us, "视频", styleVideo, `<mediaList>`+medium("http://szzjwxsns.video.qq.com/102/x")+`</mediaList>`),
		"视频号": timelineObjectXML(us, "视频号", styleFinder, `<finderFeed><objectId><![CDATA[145]]></objectId><mediaList><media><url>https://c.test</url></media></mediaList></finderFeed><mediaList></mediaList>`),
	} {
		made := b.call(b.in, "/sns/sns_post", post(desc))["object"].(map[string]any)
		require.Equal(t, text, momentText(t, made))
		first := list(b.call(b.in, "/sns/sns_timeline", object{})["objectList"])[0]
		require.Equal(t, made["id"], fmt.Sprint(first["id"]))
		require.EqualValues(t, noon.Unix(), number(t, first["createTime"]))
	}

	ten := `<mediaList>` + strings.Repeat(picture, 10) + `</mediaList>`
	for words, body := range map[string]object{
		"base64":           {"object_desc": "<TimelineObject/>"},
		"xml 格式错误":         post(`<TimelineObject><id>0`),
		"username 需要改成":    post(timelineObjectXML("wxid_other", "x", styleText, "")),
		"文字内容不能为空":         post(timelineObjectXML(us, " ", styleText, "")),
		"图片应为1到9张":         post(timelineObjectXML(us, "x", stylePictures, ten)),
		"链接地址错误":           post(timelineObjectXML(us, "x", styleLink, `<contentUrl>javascript:alert(1)</contentUrl>`)),
		"视频应为1个":           post(timelineObjectXML(us, "x", styleVideo, "")),
		"objectId 不能为空":    post(timelineObjectXML(us, "x", styleFinder, "")),
		"媒体地址无效":           post(timelineObjectXML(us, "x", stylePictures, `<mediaList>`+medium("https://b.test/p.jpg")+`</mediaList>`)),
		"contentStyle 不支持": post(timelineObjectXML(us, "x", 99, "")),
	} {
		require.Contains(t, b.refused(b.in, "/sns/sns_post", body), words)
	}
}

func TestWhoMayNotSeeAMoment(t *testing.T) {
	b := newBench(t, Options{})
	names := b.friends(b.in, 5)
	for _, c := range b.in.contacts {
		c.labels = nil
	}
	for i, name := range names {
		b.in.contact(name).labels = []int64{int64(i%2 + 1)}
	}
	all := len(slices.DeleteFunc(slices.Clone(b.in.contacts), func(c *contact) bool { return !c.friend }))
	desc := base64.StdEncoding.EncodeToString([]byte(timelineObjectXML(b.in.account.username, "x", styleText, "")))
	hidden := func(fields object) []string {
		fields["object_desc"] = desc
		b.call(b.in, "/sns/sns_post", fields)
		return b.in.moments[len(b.in.moments)-1].hidden
	}
	require.Empty(t, hidden(object{"with_user_list": names[:1]}))
	require.Equal(t, names[:2], hidden(object{"block_user_list": names[:2]}))
	require.Len(t, hidden(object{"group_user_list": names[:2]}), all-2)
	require.Len(t, hidden(object{"group_contact_tag_id_list": []int{1}}), all-3)
	require.ElementsMatch(t, []string{names[1], names[3]}, hidden(object{"black_contact_tag_id_list": []int{2}}))
	for words, fields := range map[string]object{
		"标签不存在：99":      {"object_desc": desc, "black_contact_tag_id_list": []int{99}},
		"nobody 不是你的好友": {"object_desc": desc, "group_user_list": []string{"nobody"}},
	} {
		require.Contains(t, b.refused(b.in, "/sns/sns_post", fields), words)
	}
}

func TestFriendsReactToAMoment(t *testing.T) {
	b := newBench(t, Options{Rate: 0.001, Conversations: 80})
	desc := base64.StdEncoding.EncodeToString([]byte(timelineObjectXML(b.in.account.username, "x", styleText, "")))
	b.call(b.in, "/sns/sns_post", object{"object_desc": desc})
	m := b.in.moments[len(b.in.moments)-1]
	require.Zero(t, len(m.likes)+len(m.comments))
	b.pass(2 * time.Minute)
	require.NotZero(t, len(m.likes)+len(m.comments))
}
