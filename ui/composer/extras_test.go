package composer

import (
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"
	"github.com/stretchr/testify/require"

	"seatdeck/app/model"
	"seatdeck/ui/theme"
)

func TestDraftsKeepWhoWasNamedAndWhatIsQuoted(t *testing.T) {
	quote := &model.Quote{RemoteID: "m1", SenderName: "王小明", Text: "在吗\x1e{}"}
	for _, c := range []struct {
		text string
		more draftMore
	}{
		{"", draftMore{}},
		{"你好", draftMore{}},
		{"@李 看看", draftMore{Mentions: map[string][]string{"李": {"u1", "u2"}}}},
		{"", draftMore{Quote: quote}},
		{"多行\n草稿\x1e", draftMore{Mentions: map[string][]string{"所有人": {model.MentionAll}}, Quote: quote}},
	} {
		draft := encodeDraft(c.text, c.more)
		text, more := decodeDraft(draft)
		require.Equal(t, c.text, text)
		require.Equal(t, c.more, more)
		require.Equal(t, c.text, DraftText(draft))
	}
	require.Equal(t, "你好", encodeDraft("你好", draftMore{}), "a plain draft stays readable")
	for _, foreign := range []string{"a\x1eb", "a\x1e", "a\x1e{\"at\":3}", "\x1e[]"} {
		text, more := decodeDraft(foreign)
		require.Equal(t, foreign, text)
		require.Equal(t, draftMore{}, more)
	}
}

func TestAMentionOutlivesItsDraft(t *testing.T) {
	d := newDesk(t, theme.Light)
	d.members = []model.Member{{RemoteID: "u1", Name: "李四"}, {RemoteID: "u2", Name: "王五"}}
	group := Target{Conversation: 1, Group: true, Capabilities: all}
	d.Open(Target{Conversation: 9, Capabilities: all})
	d.Open(group)
	d.FocusEntry()
	d.typed("@李")
	(<-d.ui)()
	d.press(fyne.KeyReturn)
	d.typed("看看")
	d.Open(Target{Conversation: 2, Capabilities: all})
	kept := d.drafts[len(d.drafts)-1]
	require.EqualValues(t, 1, kept.conversation)
	require.Equal(t, "@李四 看看", DraftText(kept.text))
	group.Draft = kept.text
	d.Open(group)
	require.Equal(t, "@李四 看看", d.Text())
	d.Send()
	require.Equal(t, []model.Content{{Kind: model.KindText, Text: "@李四 看看", Mentions: []string{"u1"}}}, d.sent)
	require.Equal(t, "", d.drafts[len(d.drafts)-1].text)
}

func TestQuoteIsShownSentAndTakenBack(t *testing.T) {
	d := newDesk(t, theme.Light)
	quote := model.Quote{RemoteID: "m1", SenderName: "王小明", Kind: model.KindImage}
	d.Quote(quote)
	require.True(t, d.quoted.Visible())
	require.Contains(t, d.quoted.words.Text, "王小明：[图片]")
	d.Send()
	require.Empty(t, d.sent, "a quote alone says nothing")
	d.typed("就是这张")
	d.Send()
	require.Equal(t, []model.Content{{Kind: model.KindQuote, Text: "就是这张", Quote: &quote}}, d.sent)
	require.False(t, d.quoted.Visible())

	d.Quote(quote)
	d.press(fyne.KeyEscape)
	require.False(t, d.quoted.Visible())
	require.Zero(t, d.escaped)
	d.press(fyne.KeyEscape)
	require.Equal(t, 1, d.escaped)

	d.Return(d.sent[0]) // it could not be queued
	require.Equal(t, "就是这张", d.Text())
	require.True(t, d.quoted.Visible())
	d.Open(Target{Conversation: 2, Capabilities: all})
	require.False(t, d.quoted.Visible(), "it belongs to the other conversation")
}

// offered are the labels of the menu behind the button of the extras.
func (d *desk) offered() (labels []string) {
	d.tap("composer.tool.more")
	top := d.window.Canvas().Overlays().Top()
	if top == nil {
		return nil
	}
	for _, key := range []string{"composer.tool.sticker", "composer.tool.location", "composer.tool.card"} {
		if label := d.o.Texts.T(key); containsText(top, label) {
			labels = append(labels, key)
		}
	}
	d.window.Canvas().Overlays().Remove(top)
	return labels
}

func containsText(o fyne.CanvasObject, text string) bool {
	markup := test.RenderObjectToMarkup(o)
	return len(markup) > 0 && len(text) > 0 && strings.Contains(markup, text)
}

func TestExtrasFollowTheCapabilities(t *testing.T) {
	d := newDesk(t, theme.Light)
	more := d.tools[len(d.tools)-1]
	require.False(t, more.Visible(), "nothing is behind it")
	d.Update(Target{Conversation: 1, Capabilities: model.NewCapabilities(model.CanSendText, model.CanSendLocation)})
	require.True(t, more.Visible())
	require.Equal(t, []string{"composer.tool.location"}, d.offered())
	d.Update(Target{Conversation: 1, Capabilities: model.NewCapabilities(model.CanSendText, model.CanSendSticker, model.CanSendCard)})
	require.Equal(t, []string{"composer.tool.sticker", "composer.tool.card"}, d.offered())
	for _, e := range d.extras() {
		if e.needs != model.CanSendLocation {
			e.do()
		}
	}
	require.Equal(t, []model.Kind{model.KindSticker, model.KindCard}, d.picked)
}

func TestAPlaceIsAskedForInClearWords(t *testing.T) {
	d := newDesk(t, theme.Light)
	f := d.place
	f.submit()
	require.Empty(t, d.sent)
	require.Equal(t, "请填写地点名称", f.fields[0].Error())
	require.Equal(t, "请填写 -90 到 90 之间的数", f.fields[2].Error())
	f.title.SetText(" 环球金融中心 ")
	for latitude, ok := range map[string]bool{"91": false, "NaN": false, "abc": false, "-90": true, " 31.2346 ": true} {
		f.latitude.SetText(latitude)
		require.Equal(t, ok, f.fields[2].Valid(), latitude)
	}
	f.latitude.SetText("31.2346，121.5078")
	require.Equal(t, "31.2346", f.latitude.Text)
	require.Equal(t, "121.5078", f.longitude.Text)
	f.submit()
	require.Equal(t, []model.Content{{
		Kind: model.KindLocation, Title: "环球金融中心", Location: &model.Location{Latitude: 31.2346, Longitude: 121.5078, Scale: placeScale},
	}}, d.sent)
	require.Empty(t, f.title.Text)
}
