package messageview

import (
	"bytes"
	"context"
	"errors"
	"io"
	"slices"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/test"
	"github.com/stretchr/testify/require"

	"seatdeck/app/model"
	"seatdeck/ui/picture"
)

// files are the transfers that a test decides on.
type files map[model.MessageID][]model.Transfer

func (f files) of(_ context.Context, id model.MessageID) ([]model.Transfer, error) { return f[id], nil }

// drawn are the words of a row as they are on screen, those of a meter included.
func drawn(r *row) (words []string) {
	for _, o := range r.objects {
		if t, ok := o.(*canvas.Text); ok && t.Visible() && t.Text != "" {
			words = append(words, t.Text)
		}
	}
	return words
}

func file(name string) model.Message {
	return model.Message{Content: model.Content{Kind: model.KindFile, FileName: name, Size: 4 << 20, URL: "https://f/" + name}}
}

func TestProgressMovesAndMeasuresNothing(t *testing.T) {
	known := files{}
	b := newBench(t, wide, Options{Transfers: known.of, OnCancelTransfer: func(model.Transfer) {}}).show(listed(said("看附件"), file("a.zip"), said("收到了吗")))
	was, made, others := b.row(2).laid, b.layouts.made, slices.Clone(b.shown)
	require.Contains(t, drawn(b.row(2)), "文件")
	for done := range int64(5) {
		known[2] = []model.Transfer{{ID: 7, Message: 2, Part: model.MediaOriginal, Size: 4 << 20, Done: done << 20, State: model.TransferRunning}}
		b.TransfersChanged(map[model.MessageID]bool{2: true, 99: true})
		b.pump()
	}
	require.Contains(t, drawn(b.row(2)), "100%  4.0 MB / 4.0 MB")
	require.Same(t, was, b.row(2).laid)
	require.Equal(t, made, b.layouts.made)
	require.Equal(t, others, b.shown)

	known[2][0].State, known[2][0].SaveTo = model.TransferDone, "/home/a.zip"
	b.TransfersChanged(map[model.MessageID]bool{2: true})
	b.pump()
	require.Contains(t, drawn(b.row(2)), "已保存，打开所在文件夹")
	delete(known, 2)
	b.TransfersChanged(map[model.MessageID]bool{2: true})
	b.pump()
	require.Contains(t, drawn(b.row(2)), "文件")
}

func TestATransferIsCancelledRetriedAndFound(t *testing.T) {
	known := files{
		1: {{ID: 1, Message: 1, Size: 10, Done: 3, State: model.TransferRunning, Part: model.MediaOriginal}},
		2: {{ID: 2, Message: 2, State: model.TransferFailed, Part: model.MediaOriginal, Reason: &model.Trouble{Code: model.TroubleDiskFull}}},
		3: {{ID: 3, Message: 3, State: model.TransferDone, Part: model.MediaOriginal, SaveTo: "/x/c.zip", Path: "/x/c.zip"}},
		4: {{ID: 4, Message: 4, State: model.TransferDone, Part: model.MediaOriginal}},
		5: {{ID: 5, Message: 5, State: model.TransferRunning, Part: model.MediaPreview}},
	}
	var told []string
	b := newBench(t, wide, Options{
		Transfers:        known.of,
		OnCancelTransfer: func(t model.Transfer) { told = append(told, "cancel") },
		OnRetryTransfer:  func(t model.Transfer) { told = append(told, "retry") },
		OnShowFolder:     func(path string) { told = append(told, path) },
		OnSaveFile:       func(m model.Message) { told = append(told, "save "+m.Content.FileName) },
	}).show(listed(file("a.zip"), file("b.zip"), file("c.zip"), file("d.zip"), file("e.zip")))
	b.click(1, actCancel)
	b.click(1, actMeter) // only its cross does anything: the card below is meant
	b.click(2, actMeter)
	b.click(3, actMeter)
	b.click(4, actMeter)
	b.click(5, actCancel)
	require.Equal(t, []string{"cancel", "save a.zip", "retry", "/x/c.zip", "save d.zip", "save e.zip"}, told)
}

func TestOurUploadGoesFirst(t *testing.T) {
	up := model.Transfer{Up: true, State: model.TransferRunning, Size: 10, Done: 5, Part: model.MediaOriginal}
	for _, list := range [][]model.Transfer{
		{up}, {up, {ID: 3, State: model.TransferDone}}, {{ID: 3, State: model.TransferFailed}, up},
	} {
		got, ok := shown(list)
		require.True(t, ok)
		require.Equal(t, up, got)
	}
	_, ok := shown([]model.Transfer{{ID: 1, Part: model.MediaPreview, State: model.TransferRunning}})
	require.False(t, ok, "a picture that is only shown is no transfer to a person")
}

func TestAPictureThatDoesNotComeSaysWhyAndIsAskedForAgain(t *testing.T) {
	ui, refused := make(chan func(), 8), true
	asked := 0
	pictures := picture.New(picture.Options{
		Dispatch: func(f func()) { ui <- f },
		Fetch: func(_ context.Context, source string) (io.ReadCloser, error) {
			asked++
			if refused {
				return nil, &model.Trouble{Code: model.TroubleSeatOffline, About: "小美"}
			}
			return io.NopCloser(bytes.NewReader(scenery(100, 80))), nil
		},
	})
	t.Cleanup(pictures.Close)
	prepared := 0
	b := newBench(t, wide, Options{
		Pictures:      pictures,
		Address:       func(m model.Message, part model.MediaPart) string { return "media:1/" + string(part) },
		OnRetryLoad:   func(_ model.Message, do func()) { prepared++; do() },
		OnOpenPicture: func(model.Message) { t.Error("there is nothing to look at") },
	}).show(listed(model.Message{Content: model.Content{Kind: model.KindImage}}))
	(<-ui)()
	words := drawn(b.row(1))
	require.Contains(t, words, "点击重试")
	require.True(t, slices.ContainsFunc(words, func(s string) bool { return len(s) > 0 && s != "点击重试" }))
	refused = false
	b.click(1, actPicture)
	(<-ui)()
	require.NotContains(t, drawn(b.row(1)), "点击重试")
	require.Equal(t, 2, asked)
	require.Equal(t, 1, prepared)
}

func TestWhyNoPicture(t *testing.T) {
	b := newBench(t, wide, Options{})
	for err, want := range map[error]string{
		picture.ErrFormat: "不是能显示的图片", picture.ErrTooManyBytes: "图片太大，请另存后查看", picture.ErrTooManyPixels: "图片太大，请另存后查看",
	} {
		require.Equal(t, want, b.whyNoPicture(errors.Join(errors.New("open"), err)))
	}
}

func TestAQuoteLeadsToItsMessage(t *testing.T) {
	s := conversation(400)
	inside := s.at(390)
	inside.RemoteID = "near"
	s.changed[390] = inside
	near, far := said("好"), said("好")
	near.Content = model.Content{Kind: model.KindQuote, Text: "好", Quote: &model.Quote{RemoteID: "near", SenderName: "客服", Kind: model.KindFile, Text: "报价.pdf"}}
	far.Content = model.Content{Kind: model.KindQuote, Text: "也好", Quote: &model.Quote{RemoteID: "far", SenderID: "wm7", Text: "很久以前"}}
	s.add(near)
	s.add(far)
	var sought []string
	b := newBench(t, narrow, Options{OnFindMessage: func(id string) { sought = append(sought, id) }}).show(s)
	require.Contains(t, b.words(), "客服：[文件] 报价.pdf")
	require.Contains(t, b.words(), "wm7：很久以前")
	b.click(402, actQuote)
	require.Equal(t, []string{"far"}, sought)
	b.click(401, actQuote)
	require.Equal(t, []string{"far"}, sought)
	require.EqualValues(t, 391, b.selected)
	require.NotNil(t, b.byID[391])
	require.False(t, b.AtBottom())
}

func TestTracesOfWhatWasTakenBack(t *testing.T) {
	trace := func(title string, by ...string) model.Message {
		return model.Message{SenderID: "a", SenderName: "王", Content: model.Content{Kind: model.KindRecall, Title: title, Mentions: by}}
	}
	mine := func(title, detail string, by ...string) model.Message {
		m := trace(title, by...)
		m.Direction, m.State, m.SenderID, m.Content.Detail = model.Out, model.StateSent, "me", detail
		return m
	}
	for _, c := range []struct {
		m     model.Message
		group bool
		want  string
	}{
		{trace("王", "a"), false, "对方撤回了一条消息"},
		{trace("王", "a"), true, "“王”撤回了一条消息"},
		{trace("", "a"), true, "“王”撤回了一条消息"},
		{trace("群主", "b"), true, "“群主”撤回了一条成员消息"},
		{mine("小美", "", "me"), false, "你撤回了一条消息"},
		{mine("群主", "原话", "b"), true, "“群主”撤回了你的一条消息"},
	} {
		b := newBench(t, wide, Options{})
		b.Open(listed(c.m), c.group)
		b.pump()
		require.Equal(t, c.want, drawn(b.row(1))[len(drawn(b.row(1)))-1])
	}
	var again []string
	b := newBench(t, wide, Options{OnReedit: func(text string) { again = append(again, text) }}).show(listed(mine("小美", "原话", "me")))
	b.click(1, actReedit)
	require.Equal(t, []string{"原话"}, again)
}

func TestAPlaceOpensOnAMapOnlyAfterAQuestion(t *testing.T) {
	var asked []Link
	var copied []string
	at := &model.Location{Latitude: 31.2346, Longitude: 121.5078}
	b := newBench(t, wide, Options{
		OnOpenLink: func(string) {}, ConfirmLink: func(l Link, _ func()) { asked = append(asked, l) }, OnCopy: func(s string) { copied = append(copied, s) },
	}).show(listed(
		model.Message{Content: model.Content{Kind: model.KindLocation, Title: "环球&金融", Text: "世纪大道 100 号", Location: at}},
		model.Message{Content: model.Content{Kind: model.KindLocation, Text: "没有坐标"}},
	))
	b.click(1, actCopy)
	require.Equal(t, []string{"环球&金融\n世纪大道 100 号"}, copied)
	b.click(1, actLink)
	require.Len(t, asked, 1)
	require.Equal(t, "uri.amap.com", asked[0].Host)
	require.Contains(t, asked[0].URL, "position=121.507800%2C31.234600")
	for _, s := range b.row(2).laid.spots {
		require.NotEqual(t, actLink, s.action)
	}
}

func TestVoiceIsWrittenDownWhereTheBackEndCan(t *testing.T) {
	var ended func()
	b := newBench(t, wide, Options{OnTranscribe: func(_ model.Message, done func()) { ended = done }})
	voice := model.Message{Content: model.Content{Kind: model.KindVoice, Duration: 3000, URL: "https://f/v.amr"}}
	b.show(listed(voice))
	require.NotContains(t, b.words(), "转文字")
	b.SetCapabilities(model.NewCapabilities(model.CanTranscribe))
	require.Contains(t, b.words(), "转文字")
	b.click(1, actTranscribe)
	require.Contains(t, b.words(), "正在转文字…")
	ended()
	require.Contains(t, b.words(), "转文字")
	require.NotContains(t, b.words(), "正在转文字…")
}

func TestMenuFollowsTheCapabilities(t *testing.T) {
	none := func(model.Message) {}
	b := newBench(t, wide, Options{
		OnReply: none, OnForward: none, OnRevoke: none, OnPat: none, OnPin: none, OnSaveFile: none, OnSaveMP3: none,
		OnTranscribe: func(model.Message, func()) {},
		Address:      func(model.Message, model.MediaPart) string { return "media:1/x" },
	})
	labels := func(id model.MessageID) (out []string) {
		for _, i := range b.menuItems(b.row(id).msg, "") {
			if !i.IsSeparator {
				out = append(out, i.Label)
			}
		}
		return out
	}
	in, out, old := said("好"), ours("好", model.StateSent), ours("旧", model.StateSent)
	in.RemoteID, out.RemoteID, old.RemoteID = "1", "2", "3"
	old.SentAt = noon.Add(-25 * time.Hour)
	voice := model.Message{RemoteID: "4", Content: model.Content{Kind: model.KindVoice}}
	recalled := model.Message{RemoteID: "5", Content: model.Content{Kind: model.KindRecall, Detail: "原话"}}
	b.Open(listed(old, in, out, voice, recalled), true)
	b.pump()
	require.Equal(t, []string{"复制", "转发…"}, labels(2))
	b.SetCapabilities(model.NewCapabilities(model.CanQuote, model.CanRevoke, model.CanPat, model.CanPinMessages, model.CanTranscribe))
	require.Equal(t, []string{"复制", "引用", "转发…", "置顶到群"}, labels(1), "after a day nothing can be taken back")
	require.Equal(t, []string{"复制", "引用", "转发…", "拍一拍", "置顶到群"}, labels(2))
	require.Equal(t, []string{"复制", "引用", "转发…", "置顶到群", "撤回"}, labels(3))
	require.Equal(t, []string{"引用", "转发…", "拍一拍", "另存为…", "另存为 MP3…", "转文字", "置顶到群"}, labels(4))
	require.Empty(t, labels(5))
}

func TestAPatOfOursThatFailedSaysSo(t *testing.T) {
	pat := ours("你拍了拍“王小明”", model.StateFailed)
	pat.Content.Kind = model.KindPat
	resent := 0
	b := newBench(t, wide, Options{OnResend: func(model.Message) { resent++ }}).show(listed(pat))
	require.Contains(t, b.words(), "没有发出")
	b.click(1, actResend)
	require.Equal(t, 1, resent)
}

func TestCardsShowWhoAndWhat(t *testing.T) {
	b := newBench(t, fyne.NewSize(900, 1400), Options{}).show(listed(
		model.Message{Content: model.Content{Kind: model.KindCard, Title: "旧名", Card: &model.Card{RemoteID: "wxid_1", Name: "李经理"}}},
		model.Message{Content: model.Content{Kind: model.KindMiniProgram, Title: "优惠券", MiniProgram: &model.MiniProgram{Name: "小店"}}},
		model.Message{Content: model.Content{Kind: model.KindChannels, Title: "新品", Channels: &model.Channels{Nickname: "穿搭"}}},
		model.Message{Content: model.Content{Kind: model.KindApp, Title: "接龙", WireKind: "49"}},
	))
	words := b.words()
	for _, want := range []string{"李经理", "wxid_1", "个人名片", "小店", "优惠券", "小程序", "新品", "穿搭", "视频号 · 请在手机上观看", "接龙", "应用消息 · 暂不支持的类型"} {
		require.Contains(t, words, want)
	}
	test.TapCanvas(b.screen.Canvas(), fyne.NewPos(100, b.bodyY(4)+20)) // nothing opens
	require.Nil(t, b.screen.Canvas().Overlays().Top())
}
