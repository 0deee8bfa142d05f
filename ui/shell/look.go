package shell

import (
	"fyne.io/fyne/v2"

	"seatdeck/ui/theme"
)

// place says what the body shows, while there are seats.
type place int

const (
	atSeats place = iota // conversations
	atManager
	atSupervisor
)

// windowLayout asks for the least size of the window and nothing else, so that
// no text however long makes it larger.
type windowLayout struct{}

func (windowLayout) MinSize([]fyne.CanvasObject) fyne.Size { return fyne.NewSize(1024, 700) }
func (windowLayout) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	for _, o := range objects {
		o.Move(fyne.NewPos(0, 0))
		o.Resize(size)
	}
}

// SetTheme gives the application the theme of that name in the preferences,
// unless it has it: a change unpacks the fonts again.
func SetTheme(a fyne.App, name string) {
	want := variant(name)
	if now, ok := a.Settings().Theme().(*theme.Theme); !ok || now.Variant() != want {
		a.Settings().SetTheme(theme.New(want))
	}
}

func variant(name string) theme.Variant {
	switch name {
	case "light":
		return theme.Light
	case "dark":
		return theme.Dark
	}
	return theme.Auto
}
