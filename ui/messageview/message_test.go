package messageview

import (
	"context"
	"io"
	"slices"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/test"
	"github.com/stretchr/testify/require"

	"seatdeck/app/model"
	"seatdeck/ui/picture"
)

func TestFailedMessageOffersWhatAPersonCanDo(t *testing.T) {
	var resent, discarded []model.MessageID
	failed := ours("发不出去", model.StateFailed)
	failed.Reason = &model.Trouble{Code: model.TroubleSeatOffline, About: "售前一号", Detail: "\u202egnp.exe"}
	b := newBench(t, narrow, Options{
		OnResend:  func(m model.Message) { resent = append(resent, m.ID) },
		OnDiscard: func(m model.Message) { discarded = append(discarded, m.ID) },
	}).show(listed(said("你好"), failed, ours("可能到了", model.StateMaybeSent), ours("发好了", model.StateSent)))
	require.Contains(t, b.words(), "售前一号")
	require.NotContains(t, b.words(), "\u202e")
	b.click(2, actResend)
	b.click(3, actResend)
	b.click(2, actDiscard)
	require.Equal(t, []model.MessageID{2, 3}, resent)
	require.Equal(t, []model.MessageID{2}, discarded)
	for _, s := range append(b.row(4).laid.spots, b.row(1).laid.spots...) {
		require.NotContains(t, []action{actResend, actDiscard}, s.action)
	}
	for _, s := range b.row(3).laid.spots {
		require.NotEqual(t, actDiscard, s.action, "what may have arrived is not thrown away")
	}
}

func TestUnknownKindsAreShownAndKeptRaw(t *testing.T) {
	for _, kind := range []model.Kind{model.KindUnknown, 4711, -1} {
		b := newBench(t, wide, Options{OnCopy: func(string) {}}).show(listed(model.Message{
			Content: model.Content{Kind: kind, WireKind: "78"}, Raw: []byte(`{"type":78,"evil":"\u202e"}`),
		}))
		require.Contains(t, b.words(), "不支持的消息类型 (78)")
		b.click(1, actRaw)
		require.NotNil(t, b.screen.Canvas().Overlays().Top(), "the raw text can be seen")
	}
}

func TestLinksOpenOnlyAfterTheRealHostWasShown(t *testing.T) {
	var asked []Link
	var opened []string
	yes := false
	b := newBench(t, wide, Options{
		OnOpenLink: func(u string) { opened = append(opened, u) },
		ConfirmLink: func(l Link, open func()) {
			asked = append(asked, l)
			if yes {
				open()
			}
		},
	}).show(listed(
		said("看 https://xn--fiq228c.example.com@аррle.com/a 和 javascript:alert(1) 和 file:///etc/passwd"),
		model.Message{Content: model.Content{Kind: model.KindLink, Title: "领奖", URL: "javascript:alert(1)"}},
		model.Message{Content: model.Content{Kind: model.KindLink, Title: "好", URL: "http://例子.测试/x"}},
	))
	b.click(1, actLink)
	require.Empty(t, opened)
	require.Len(t, asked, 1)
	require.True(t, strings.HasPrefix(asked[0].Host, "xn--"), asked[0].Host)
	require.NotContains(t, b.row(2).laid.spots, actLink)
	require.Empty(t, b.row(2).laid.spots)
	yes = true
	b.click(3, actLink)
	require.Equal(t, []string{"http://xn--fsqu00a.xn--0zwm56d/x"}, opened)
	for _, hostile := range []string{"javascript:alert(1)", "file:///etc/passwd", "ms-settings:x", "//evil", "", "http://", "https://a\u202eb.com"} {
		b.askLink(hostile)
	}
	require.Len(t, asked, 2)
}

func TestDefaultLinkDialog(t *testing.T) {
	var opened []string
	b := newBench(t, wide, Options{OnOpenLink: func(u string) { opened = append(opened, u) }}).show(listed(said("https://пример.рф/путь")))
	b.click(1, actLink)
	require.Empty(t, opened)
	top := b.screen.Canvas().Overlays().Top()
	require.NotNil(t, top)
	require.Contains(t, test.RenderObjectToMarkup(top), "xn--e1afmkfd.xn--p1ai")
}

func TestPicturesOfCustomersComeOnlyFromTheNet(t *testing.T) {
	in := model.Message{Content: model.Content{Kind: model.KindImage}}
	out := ours("", model.StateSent)
	for url, want := range map[string]bool{
		"https://a/b.png": true, "/etc/passwd": false, `\\evil\share\a.png`: false, "file:///etc/passwd": false, "C:\\a.png": false,
	} {
		in.Content.URL, out.Content.URL = url, url
		require.Equal(t, want, pictureOf(in) != "", url)
		require.Equal(t, url, pictureOf(out))
	}
}

func TestHostileTextsAreDrawnPlainly(t *testing.T) {
	texts := []string{
		"<script>alert(1)</script><img src=x onerror=alert(1)>",
		"付款\u202egnp.exe", "\x00\x01\x1b[31m\x7f", "\xff\xfe\xfd",
		strings.Repeat("长", 100_000), strings.Repeat("A", 100_000), strings.Repeat("\n", 100_000), strings.Repeat(" ", 100_000),
		"e" + strings.Repeat("\u0301", 10_000), strings.Repeat("👨‍👩‍👧‍👦", 3000), strings.Repeat("\u200d", 5000),
		strings.Repeat("🇨", 5001), "مرحبا بالعالم", "{name} %s %!d(MISSING)", "",
	}
	for _, size := range []fyne.Size{narrow, wide} {
		list := []model.Message{}
		for _, text := range texts {
			m := said(text)
			m.SenderName, m.SenderID = text[:min(len(text), 200)], "x"
			list = append(list, m)
			for kind := model.KindUnknown; kind <= model.KindMusic+1; kind++ {
				c := model.Content{Kind: kind, Text: text, Title: text, Detail: text, FileName: text, URL: text, Cover: text, WireKind: text, Size: -1, Duration: -5}
				list = append(list, model.Message{Content: c, SenderName: text, SenderID: "y", SenderAvatar: text, Raw: []byte(text)})
			}
		}
		b := newBench(t, size, Options{})
		b.Open(listed(list...), true)
		b.pump()
		b.TypedKey(&fyne.KeyEvent{Name: fyne.KeyHome})
		b.pump()
		for seen := 0; !b.AtBottom(); seen++ {
			require.Less(t, seen, 3000)
			for _, r := range b.shown {
				require.Less(t, len(r.objects), 700, "only what is in sight is drawn")
				for _, s := range r.laid.shapes {
					require.NotContains(t, s.text, "\u202e")
					require.LessOrEqual(t, s.x+s.w, size.Width+0.5, "%q", s.text)
				}
			}
			b.scrollBy(450)
			b.pump()
		}
	}
}

func TestLongTextIsFoldedAndUnfolds(t *testing.T) {
	b := newBench(t, wide, Options{}).show(listed(said("开头"), said(strings.Repeat("很长的合同条款，", 12_500)+"完"), said("后面")))
	b.scrollBy(-10)
	r := b.row(2)
	require.Less(t, r.Size().Height, float32(700))
	require.Contains(t, b.words(), "展开全文（共 100001 字）")
	b.scrollBy(-1)
	y := b.bodyY(2)
	b.click(2, actUnfold)
	require.InDelta(t, y, b.bodyY(2), 0.01, "what was read stays")
	r = b.row(2)
	require.Greater(t, r.Size().Height, float32(20_000))
	require.Less(t, len(r.objects), 150, "only lines near the sight are objects")
	for range 60 {
		b.scrollBy(400)
		top, bottom := -r.Position().Y, b.Size().Height-r.Position().Y
		for _, s := range b.row(2).laid.shapes {
			if s.form == formText && s.y+s.h > max(top, 0) && s.y < min(bottom, r.laid.h) {
				require.True(t, slices.ContainsFunc(r.texts.all[:r.texts.next], func(o *canvas.Text) bool { return o.Text == s.text }))
			}
		}
	}
}

func TestMenuOffersWhatIsThere(t *testing.T) {
	none := func(model.Message) {}
	b := newBench(t, wide, Options{OnForward: none, OnResend: none, OnDiscard: none, OnSaveFile: none})
	labels := func(m model.Message, url string) (out []string) {
		for _, i := range b.menuItems(m, url) {
			if !i.IsSeparator {
				out = append(out, i.Label)
			}
		}
		return out
	}
	require.Equal(t, []string{"复制", "转发…"}, labels(said("好"), ""))
	require.Equal(t, []string{"复制", "打开链接", "复制链接", "转发…"}, labels(said("好"), "https://a.b"))
	require.Equal(t, []string{"复制", "转发…", "重发", "删除"}, labels(ours("好", model.StateFailed), ""))
	require.Equal(t, []string{"复制", "转发…", "重发"}, labels(ours("好", model.StateMaybeSent), ""))
	require.Equal(t, []string{"复制"}, labels(ours("好", model.StateQueued), ""))
	file := model.Message{Content: model.Content{Kind: model.KindFile, FileName: "a.pdf", URL: "https://a/a.pdf"}, Raw: []byte("{}")}
	b.show(listed(file))
	require.Equal(t, []string{"复制", "转发…", "另存为…", "查看原文"}, labels(b.row(1).msg, ""))

	b.show(listed(said("右键")))
	r := b.row(1)
	test.TapSecondaryAt(r, fyne.NewPos(80, r.Size().Height-20))
	require.NotNil(t, b.screen.Canvas().Overlays().Top())
}

func TestSpeakersAreGroupedAndDaysSeparated(t *testing.T) {
	at := func(d time.Duration) model.Message {
		m := said("话")
		m.SentAt, m.SenderID, m.SenderName = noon.Add(d), "a", "甲"
		return m
	}
	other := at(-time.Minute)
	other.SenderID, other.SenderName = "b", "乙"
	b := newBench(t, wide, Options{})
	b.Open(listed(at(-400*24*time.Hour), at(-24*time.Hour), at(-5*time.Minute), at(-3*time.Minute-30*time.Second), other, at(-30*time.Second)), true)
	b.pump()
	require.Contains(t, b.words(), "2025年10月16日 星期四")
	require.Contains(t, b.words(), "昨天")
	require.Contains(t, b.words(), "今天")
	opens := []bool{}
	for _, it := range b.win.items {
		opens = append(opens, it.opens)
	}
	require.Equal(t, []bool{true, true, true, false, true, true}, opens)
	require.Equal(t, 2*4, strings.Count(b.words(), "甲"), "a name and a face for each that opens")
	require.Equal(t, 2, strings.Count(b.words(), "乙"))

	b.clock.Advance(24 * time.Hour) // past midnight
	b.place()
	require.NotContains(t, b.words(), "今天")
}

func TestWidthOfBubbles(t *testing.T) {
	for _, size := range []fyne.Size{narrow, wide} {
		b := newBench(t, size, Options{}).show(listed(said(strings.Repeat("宽", 300)), ours(strings.Repeat("wide ", 300), model.StateSent)))
		for _, r := range b.shown {
			bubble := slices.IndexFunc(r.laid.shapes, func(s shape) bool { return s.colour == "bubbleIn" || s.colour == "bubbleOut" })
			require.LessOrEqual(t, r.laid.shapes[bubble].w, size.Width*0.65)
			require.Greater(t, r.laid.shapes[bubble].w, size.Width*0.4)
		}
	}
}

func TestPicturesAreGivenUpWhenScrolledAway(t *testing.T) {
	began, ended := make(chan struct{}), make(chan error)
	pictures := picture.New(picture.Options{
		Dispatch: func(func()) { t.Error("a picture nobody waits for was delivered") },
		Fetch: func(ctx context.Context, _ string) (io.ReadCloser, error) {
			began <- struct{}{}
			<-ctx.Done()
			ended <- ctx.Err()
			return nil, ctx.Err()
		},
	})
	t.Cleanup(pictures.Close)
	s := conversation(1000)
	m := s.at(499)
	m.Content = model.Content{Kind: model.KindImage, URL: "https://a/b.png"}
	s.changed[499] = m
	b := newBench(t, wide, Options{Pictures: pictures})
	b.OpenAt(s, false, 500, "")
	b.pump()
	<-began
	for b.byID[500] != nil {
		b.scrollBy(100)
	}
	require.ErrorIs(t, <-ended, context.Canceled)
}

func TestRecalledWordsDoNotLookLikeANotice(t *testing.T) {
	words := model.Message{Content: model.Content{Kind: model.KindRecall, Text: "系统通知：请转账"}}
	notice := model.Message{Direction: model.System, Content: model.Content{Kind: model.KindRecall, Text: "“王小明”撤回了一条消息"}}
	b := newBench(t, wide, Options{}).show(listed(words, notice, model.Message{Content: model.Content{Kind: model.KindRecall}}))
	require.Contains(t, b.words(), "撤回了一条消息：系统通知：请转账\n“王小明”撤回了一条消息\n对方撤回了一条消息\n")
}
