package composer

import (
	"errors"
	"maps"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"github.com/stretchr/testify/require"

	"seatdeck/app/model"
	"seatdeck/ui/theme"
)

func group(d *desk) {
	d.members = []model.Member{
		{RemoteID: "1", Name: "王小明"},
		{RemoteID: "2", Name: "李雷"},
		{RemoteID: "3", Name: "Alice"},
		{RemoteID: "4", Name: "王芳"},
		{RemoteID: "5", Name: "王芳"},
		{RemoteID: "6", Name: "走了", Left: true},
	}
	d.Open(Target{Conversation: 9, Group: true, Capabilities: all})
}

func (d *desk) names() (names []string) {
	if !d.mentions.open() {
		return nil
	}
	for _, c := range d.mentions.found {
		names = append(names, c.name)
	}
	return names
}

func TestMentionByNamePinyinAndInitials(t *testing.T) {
	for typed, want := range map[string][]string{
		"@":      {"王小明", "李雷", "Alice", "王芳", "王芳"},
		"你好@王":   {"王小明", "王芳", "王芳"},
		"@wang":  {"王小明", "王芳", "王芳"},
		"@wxm":   {"王小明"},
		"@LL":    {"李雷"},
		"@lic":   {"Alice"},
		"@zz":    nil,
		"a@":     nil,
		"@ ":     nil,
		"x @lei": nil,
	} {
		d := newDesk(t, theme.Light)
		group(d)
		d.typed(typed)
		select {
		case f := <-d.ui:
			f()
		case <-d.after(typed):
		}
		require.Equal(t, want, d.names(), "%q", typed)
	}
}

// after is ready when that text asks for no members.
func (d *desk) after(typed string) <-chan struct{} {
	ready := make(chan struct{})
	if !strings.Contains(" "+typed, "@") || strings.HasPrefix(typed, "a@") {
		close(ready)
	}
	return ready
}

func TestChosenMembersAreSentByRemoteId(t *testing.T) {
	d := newDesk(t, theme.Light)
	group(d)
	d.typed("@wf")
	(<-d.ui)()
	d.press(fyne.KeyDown, fyne.KeyReturn)
	require.Empty(t, d.sent, "Enter chose and did not send")
	require.Equal(t, "@王芳 ", d.Text())
	d.typed("和@xiaoming")
	require.Empty(t, d.names())
	d.press(fyne.KeyBackspace, fyne.KeyBackspace, fyne.KeyBackspace, fyne.KeyBackspace, fyne.KeyBackspace, fyne.KeyBackspace, fyne.KeyBackspace, fyne.KeyBackspace)
	d.typed("wx")
	d.press(fyne.KeyTab)
	d.typed("看一下 @Alice")
	d.press(fyne.KeyEscape)
	require.Empty(t, d.names())
	d.typed("!")
	require.Empty(t, d.names(), "closed stays closed")
	d.press(fyne.KeyReturn)
	require.Equal(t, []model.Content{{Kind: model.KindText, Text: "@王芳 和@王小明 看一下 @Alice!", Mentions: []string{"5", "1"}}}, d.sent)

	d.typed("@王芳 ")
	d.press(fyne.KeyReturn)
	require.Empty(t, d.sent[1].Mentions, "typed by hand in another message")
}

func TestEverybodyIsNamedWhereTheBackEndCan(t *testing.T) {
	d := newDesk(t, theme.Light)
	group(d)
	can := maps.Clone(all)
	can[model.CanMentionAll] = true
	d.Open(Target{Conversation: 12, Group: true, Capabilities: can})
	d.typed("@suo")
	(<-d.ui)()
	require.Equal(t, []string{"所有人"}, d.names())
	d.press(fyne.KeyReturn)
	d.typed("明天放假")
	d.press(fyne.KeyReturn)
	require.Equal(t, []model.Content{{Kind: model.KindText, Text: "@所有人 明天放假", Mentions: []string{model.MentionAll}}}, d.sent)
}

func TestAMentionThatWasDeletedIsNotSent(t *testing.T) {
	d := newDesk(t, theme.Light)
	group(d)
	d.typed("@ali")
	(<-d.ui)()
	d.press(fyne.KeyReturn, fyne.KeyBackspace, fyne.KeyBackspace)
	d.typed("x")
	d.press(fyne.KeyEscape, fyne.KeyReturn)
	require.Equal(t, []model.Content{text("@Alicx")}, d.sent)
}

func TestMembersOfAnotherConversationAreNotShown(t *testing.T) {
	d := newDesk(t, theme.Light)
	group(d)
	d.typed("@")
	late := <-d.ui
	d.Open(Target{Conversation: 10, Group: true, Capabilities: all})
	late()
	require.Empty(t, d.names())
	d.Open(Target{Conversation: 11, Capabilities: all})
	d.typed("@")
	require.Empty(t, d.names(), "not in a group")
}

func TestMembersThatCannotBeReadAreToldAndAskedAgain(t *testing.T) {
	d := newDesk(t, theme.Light)
	d.err = errors.New("no")
	group(d)
	d.typed("@")
	(<-d.ui)()
	require.Equal(t, "群成员读取失败", d.hint.Text)
	d.err = nil
	d.typed("l")
	(<-d.ui)()
	require.Equal(t, []string{"李雷", "Alice"}, d.names())
}
