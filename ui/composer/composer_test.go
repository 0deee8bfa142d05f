package composer

import (
	"context"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/test"
	"github.com/jonboulle/clockwork"
	"github.com/stretchr/testify/require"

	"seatdeck/app/model"
	"seatdeck/assets"
	"seatdeck/ui/theme"
)

var all = model.NewCapabilities(
	model.CanSendText, model.CanSendImage, model.CanSendVideo, model.CanSendFile, model.CanSendLink, model.CanMention,
)

type draft struct {
	conversation model.ConversationID
	text         string
}

// desk is a composer in a window, with all that it tells.
type desk struct {
	*Composer
	window  fyne.Window
	clock   *clockwork.FakeClock
	ui      chan func()
	sent    []model.Content
	drafts  []draft
	picked  []model.Kind
	escaped int
	members []model.Member
	err     error
}

// themed starts an app with the console's look. Tests share it: each new one
// unpacks the fonts again.
func themed(t *testing.T, variant theme.Variant) {
	t.Helper()
	if now, ok := fyne.CurrentApp().Settings().Theme().(*theme.Theme); ok && now.Variant() == variant {
		return
	}
	test.NewApp().Settings().SetTheme(theme.New(variant))
}

func newDesk(t *testing.T, variant theme.Variant) *desk {
	d := &desk{clock: clockwork.NewFakeClock(), ui: make(chan func(), 10)}
	themed(t, variant)
	d.Composer = New(Options{
		Ctx: t.Context(), Dispatch: func(f func()) { d.ui <- f }, Clock: d.clock, Texts: assets.LoadTexts("zh"),
		OnSend:   func(c model.Content) { d.sent = append(d.sent, c) },
		OnDraft:  func(id model.ConversationID, text string) { d.drafts = append(d.drafts, draft{id, text}) },
		OnPick:   func(kind model.Kind) { d.picked = append(d.picked, kind) },
		OnEscape: func() { d.escaped++ },
		Members: func(context.Context, model.ConversationID) ([]model.Member, error) {
			return d.members, d.err
		},
	})
	t.Cleanup(d.Close)
	d.window = test.NewTempWindow(t, d.Composer)
	d.window.SetPadded(false)
	d.window.Resize(fyne.NewSize(600, 300))
	d.Open(Target{Conversation: 1, Capabilities: all})
	d.FocusEntry()
	return d
}

func (d *desk) typed(text string) { test.Type(d.entry, text) }
func (d *desk) press(names ...fyne.KeyName) {
	for _, name := range names {
		d.entry.TypedKey(&fyne.KeyEvent{Name: name})
	}
}

func (d *desk) ctrl(name fyne.KeyName) {
	d.entry.TypedShortcut(&desktop.CustomShortcut{KeyName: name, Modifier: fyne.KeyModifierControl})
}

func (d *desk) tap(key string) {
	for _, tool := range d.tools {
		if tool.hint == d.o.Texts.T(key) {
			test.Tap(tool)
		}
	}
}

func text(s string) model.Content { return model.Content{Kind: model.KindText, Text: s} }

func TestEnterSendsAndShiftEnterIsANewLine(t *testing.T) {
	d := newDesk(t, theme.Light)
	d.typed("你好")
	d.entry.KeyDown(&fyne.KeyEvent{Name: desktop.KeyShiftLeft})
	d.press(fyne.KeyReturn)
	d.entry.KeyUp(&fyne.KeyEvent{Name: desktop.KeyShiftLeft})
	d.typed("再见")
	d.ctrl(fyne.KeyReturn)
	d.typed("!")
	require.Empty(t, d.sent)
	d.press(fyne.KeyEnter)
	require.Equal(t, []model.Content{text("你好\n再见\n!")}, d.sent)
	require.Empty(t, d.Text())
	require.Equal(t, d.entry, d.window.Canvas().Focused())
}

func TestCtrlEnterSendsWhereEnterBelongsToTheInputMethod(t *testing.T) {
	d := newDesk(t, theme.Light)
	d.SetSendKey(SendOnCtrlEnter)
	d.typed("a")
	d.press(fyne.KeyReturn)
	d.typed("b")
	require.Empty(t, d.sent)
	d.entry.TypedShortcut(&desktop.CustomShortcut{KeyName: fyne.KeyReturn, Modifier: fyne.KeyModifierSuper})
	require.Equal(t, []model.Content{text("a\nb")}, d.sent)
}

func TestAShiftKeyLetGoElsewhereDoesNotStick(t *testing.T) {
	d := newDesk(t, theme.Light)
	d.entry.KeyDown(&fyne.KeyEvent{Name: desktop.KeyShiftRight})
	d.window.Canvas().Unfocus()
	d.FocusEntry()
	d.typed("a")
	d.press(fyne.KeyReturn)
	require.Len(t, d.sent, 1)
}

func TestNothingIsSentWhereNothingIsWrittenOrNothingMayBe(t *testing.T) {
	d := newDesk(t, theme.Light)
	d.press(fyne.KeyReturn)
	d.typed(" \t ")
	d.press(fyne.KeyReturn)
	require.True(t, d.send.Disabled())
	d.typed("a")
	require.False(t, d.send.Disabled())
	d.Update(Target{Conversation: 1, Capabilities: all, Blocked: "坐席已封号"})
	require.True(t, d.send.Disabled())
	require.Equal(t, "坐席已封号", d.hint.Text)
	d.Send()
	require.Empty(t, d.sent)
	require.Equal(t, " \t a", d.Text(), "what was written stays")
	d.Update(Target{Conversation: 1, Capabilities: all})
	test.Tap(d.send)
	require.Len(t, d.sent, 1)
}

func TestWhatIsPastedIsKeptAsItIs(t *testing.T) {
	d := newDesk(t, theme.Light)
	garbage := "a\u0000b\u202ec\tд\n\n𠮷👨‍👩‍👧 {n} <b>"
	clipboard := test.NewClipboard()
	clipboard.SetContent(garbage)
	d.entry.TypedShortcut(&fyne.ShortcutPaste{Clipboard: clipboard})
	d.press(fyne.KeyReturn)
	require.Equal(t, []model.Content{text(garbage)}, d.sent)
}

func TestLongTextGrowsToEightRowsAndIsCounted(t *testing.T) {
	d := newDesk(t, theme.Light)
	low := d.entry.MinSize().Height
	require.Empty(t, d.count.Text)
	d.SetText("一\n二\n三")
	three := d.entry.MinSize().Height
	require.Greater(t, three, low)
	d.SetText(strings.Repeat("这是一段话。", 1000))
	high := d.entry.MinSize().Height
	require.Greater(t, high, three)
	d.SetText(strings.Repeat("这是一段话。\n", 1000))
	require.Equal(t, high, d.entry.MinSize().Height)
	require.Equal(t, "7000 字", d.count.Text)
	d.press(fyne.KeyReturn)
	require.Len(t, d.sent, 1)
	require.Equal(t, low, d.entry.MinSize().Height)
}

func TestTextOverTheLimitIsNotSent(t *testing.T) {
	d := newDesk(t, theme.Light)
	d.Update(Target{Conversation: 1, Capabilities: all, Limit: 5})
	d.typed("123456")
	d.press(fyne.KeyReturn)
	require.Empty(t, d.sent)
	require.Equal(t, "6/5 字，请分成几条发送", d.count.Text)
	d.press(fyne.KeyBackspace, fyne.KeyReturn)
	require.Equal(t, []model.Content{text("12345")}, d.sent)
}

func TestDraftIsToldAfterAPauseAndBeforeAnotherConversation(t *testing.T) {
	d := newDesk(t, theme.Light)
	d.typed("你")
	d.clock.Advance(draftPause / 2)
	d.typed("好")
	d.clock.Advance(draftPause / 2)
	require.Empty(t, d.drafts)
	d.clock.Advance(draftPause)
	(<-d.ui)()
	require.Equal(t, []draft{{1, "你好"}}, d.drafts)

	d.typed("吗")
	d.Open(Target{Conversation: 2, Capabilities: all, Draft: "旧草稿"})
	require.Equal(t, []draft{{1, "你好"}, {1, "你好吗"}}, d.drafts)
	require.Equal(t, "旧草稿", d.Text())
	d.clock.Advance(time.Minute)
	require.Empty(t, d.ui, "a draft that was only shown is not told")

	d.typed("1")
	d.press(fyne.KeyReturn)
	require.Equal(t, "旧草稿1", d.sent[0].Text)
	require.Equal(t, draft{2, ""}, d.drafts[len(d.drafts)-1])
}

func TestADraftThatWasOvertakenIsNotTold(t *testing.T) {
	d := newDesk(t, theme.Light)
	d.typed("a")
	d.clock.Advance(draftPause)
	late := <-d.ui
	d.Open(Target{Conversation: 2, Capabilities: all})
	told := len(d.drafts)
	late()
	require.Len(t, d.drafts, told)
}

func TestCloseTellsTheDraft(t *testing.T) {
	d := newDesk(t, theme.Light)
	d.typed("a")
	d.Close()
	require.Equal(t, []draft{{1, "a"}}, d.drafts)
	d.Send()
	require.Empty(t, d.sent)
}

func TestToolsAreThoseOfTheBackEnd(t *testing.T) {
	d := newDesk(t, theme.Light)
	d.tap("composer.tool.image")
	d.tap("composer.tool.file")
	require.Equal(t, []model.Kind{model.KindImage, model.KindFile}, d.picked)

	d.Update(Target{Conversation: 1, Capabilities: model.NewCapabilities(model.CanSendText, model.CanSendImage), NoMedia: "没有发布地址"})
	var shown []string
	for _, tool := range d.tools {
		if tool.Visible() {
			shown = append(shown, tool.hint)
		}
	}
	require.Equal(t, []string{"表情", "发送图片"}, shown)
	d.tap("composer.tool.image")
	require.Len(t, d.picked, 2, "disabled")
	d.tools[1].MouseIn(nil)
	require.Equal(t, "没有发布地址", d.hint.Text)
	d.tools[1].MouseOut()
	require.Empty(t, d.hint.Text)
	d.tools[0].FocusGained()
	require.Equal(t, "表情", d.hint.Text)
}

func TestEmojiAreWrittenAsCodes(t *testing.T) {
	d := newDesk(t, theme.Light)
	d.typed("好")
	d.tap("composer.tool.emoji")
	d.window.Canvas().Focus(d.emoji)
	for _, k := range []fyne.KeyName{fyne.KeyRight, fyne.KeyReturn} {
		d.emoji.TypedKey(&fyne.KeyEvent{Name: k})
	}
	test.Tap(d.emoji.cells[0])
	require.Equal(t, "好[撇嘴][微笑]", d.Text())
	require.Equal(t, d.entry, d.window.Canvas().Focused())
	d.press(fyne.KeyEscape)
	require.False(t, d.panel.Visible())
	require.Zero(t, d.escaped)
	d.press(fyne.KeyEscape)
	require.Equal(t, 1, d.escaped)
}

func TestAttachmentsAreSentBeforeTheText(t *testing.T) {
	d := newDesk(t, theme.Light)
	one := model.Content{Kind: model.KindImage, FileName: "a.png", Size: 2048}
	two := model.Content{Kind: model.KindFile, FileName: "b.pdf"}
	d.Attach(one)
	d.Attach(two)
	d.Attach(two)
	require.True(t, d.strip.Visible())
	d.strip.remove(1)
	require.False(t, d.send.Disabled())
	d.typed("看")
	d.press(fyne.KeyReturn)
	require.Equal(t, []model.Content{one, two, text("看")}, d.sent)
	require.False(t, d.strip.Visible())
	d.Attach(one)
	d.Open(Target{Conversation: 2, Capabilities: all})
	require.Zero(t, d.strip.len(), "never sent to another conversation")
}

func TestSizeText(t *testing.T) {
	for bytes, want := range map[int64]string{1: "1 B", 1536: "1.5 KB", 3 << 20: "3.0 MB", 5 << 30: "5.0 GB"} {
		require.Equal(t, want, SizeText(bytes))
	}
}

func TestLinkForm(t *testing.T) {
	d := newDesk(t, theme.Light)
	d.tap("composer.tool.link")
	require.Equal(t, d.link.title, d.window.Canvas().Focused())
	test.Type(d.link.url, "javascript:alert(1)")
	d.link.url.TypedKey(&fyne.KeyEvent{Name: fyne.KeyReturn})
	require.Empty(t, d.sent)
	require.NotEmpty(t, d.link.fields[0].Error())
	require.NotEmpty(t, d.link.fields[1].Error())
	test.Type(d.link.title, "标题")
	d.link.url.SetText(" https://a.example/x?y=1 ")
	test.Type(d.link.detail, "描述")
	d.link.detail.TypedKey(&fyne.KeyEvent{Name: fyne.KeyReturn})
	require.Equal(t, []model.Content{{Kind: model.KindLink, Text: "标题", Title: "标题", URL: "https://a.example/x?y=1", Detail: "描述"}}, d.sent)
	require.False(t, d.panel.Visible())
}

func TestWebAddress(t *testing.T) {
	for _, good := range []string{"http://a", "https://例子.中国/路径", "HTTPS://A.example:8080/?q#f"} {
		_, ok := webAddress(good)
		require.True(t, ok, good)
	}
	for _, bad := range []string{
		"", "a.example", "ftp://a", "file:///etc/passwd", "javascript:alert(1)", "https://", "https:///x",
		"https://bank.example@evil.example/", "https://a b", "https://a\n.example", "https://a\u202e.example", "data:text/html,x",
	} {
		_, ok := webAddress(bad)
		require.False(t, ok, bad)
	}
}

func TestTheConsolesKeysPassThroughTheText(t *testing.T) {
	d := newDesk(t, theme.Light)
	var got []fyne.KeyName
	d.entry.pass = func(s fyne.Shortcut) { got = append(got, s.(*desktop.CustomShortcut).KeyName) }
	for _, name := range []fyne.KeyName{fyne.KeyK, fyne.KeyLeft, fyne.Key1, fyne.KeyBackspace, fyne.KeyReturn} {
		d.ctrl(name)
	}
	d.entry.TypedShortcut(&desktop.CustomShortcut{KeyName: fyne.KeyDown, Modifier: fyne.KeyModifierAlt})
	d.entry.TypedShortcut(&fyne.ShortcutSelectAll{})
	require.Equal(t, []fyne.KeyName{fyne.KeyK, fyne.Key1, fyne.KeyDown}, got)
}

// A focused field that is disabled swallows the keys of the window.
func TestABlockedComposerGivesTheFocusBack(t *testing.T) {
	d := newDesk(t, theme.Light)
	require.Equal(t, fyne.Focusable(d.entry), d.window.Canvas().Focused())
	d.Update(Target{Conversation: 1, Blocked: "封号"})
	require.Nil(t, d.window.Canvas().Focused())
}

func TestHelpKeyReachesTheWindow(t *testing.T) {
	d := newDesk(t, theme.Light)
	var got []fyne.KeyName
	d.window.Canvas().SetOnTypedKey(func(e *fyne.KeyEvent) { got = append(got, e.Name) })
	d.press(fyne.KeyF1)
	require.Equal(t, []fyne.KeyName{fyne.KeyF1}, got)
	require.Empty(t, d.Text())
}

func TestLooks(t *testing.T) {
	for name, variant := range map[string]theme.Variant{"light": theme.Light, "dark": theme.Dark} {
		d := newDesk(t, variant)
		d.window.Resize(fyne.NewSize(420, 160))
		d.Attach(model.Content{Kind: model.KindFile, FileName: "报价单.xlsx", Size: 23456})
		d.SetText("您好，报价单请查收。\n有问题随时联系我[微笑]")
		d.window.Canvas().Unfocus()
		test.AssertImageMatches(t, "composer_"+name+".png", d.window.Canvas().Capture())
	}
}
