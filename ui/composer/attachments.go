package composer

import (
	"fmt"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"
	fynetheme "fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"seatdeck/app/model"
	"seatdeck/ui/widgets"
)

// attachments is the strip of what is sent before the text.
type attachments struct {
	widget.BaseWidget
	owner    *Composer
	contents []model.Content
	row      *fyne.Container
	scroll   *container.Scroll
}

func newAttachments(owner *Composer) *attachments {
	a := &attachments{owner: owner, row: container.NewHBox()}
	a.scroll = container.NewHScroll(container.New(layout.NewCustomPaddedLayout(1, 2, 1, 1), a.row))
	a.ExtendBaseWidget(a)
	a.Hide()
	return a
}

func (a *attachments) CreateRenderer() fyne.WidgetRenderer {
	return widget.NewSimpleRenderer(a.scroll)
}

func (a *attachments) len() int { return len(a.contents) }

func (a *attachments) add(content model.Content) {
	a.contents = append(a.contents, content)
	a.show()
}

func (a *attachments) remove(i int) {
	a.contents = append(a.contents[:i:i], a.contents[i+1:]...)
	a.show()
	a.owner.changed()
	a.owner.resized()
	a.owner.FocusEntry()
}

// take hands over what was attached and empties the strip.
func (a *attachments) take() []model.Content {
	contents := a.contents
	a.clear()
	return contents
}

func (a *attachments) clear() {
	a.contents = nil
	a.show()
}

func (a *attachments) show() {
	a.row.Objects = nil
	for i, content := range a.contents {
		name := widgets.OneLine(content.FileName, 40)
		if name == "" {
			name = widgets.KindText(a.owner.o.Texts, content.Kind)
		}
		if content.Size > 0 {
			name += "  " + SizeText(content.Size)
		}
		remove := newTool(a.owner, "", fynetheme.CancelIcon(), func() { a.remove(i) })
		remove.hint = a.owner.o.Texts.T("composer.detach")
		remove.Importance = widget.LowImportance
		a.row.Add(widgets.NewCard(container.NewHBox(widget.NewIcon(kindIcon(content.Kind)), widget.NewLabel(name), remove)))
	}
	a.Hidden = len(a.contents) == 0
	a.row.Refresh()
	a.Refresh()
}

func kindIcon(kind model.Kind) fyne.Resource {
	switch kind {
	case model.KindImage:
		return fynetheme.MediaPhotoIcon()
	case model.KindVideo:
		return fynetheme.MediaVideoIcon()
	}
	return fynetheme.FileIcon()
}

// SizeText says bytes in the largest unit.
func SizeText(bytes int64) string {
	switch {
	case bytes < 1<<10:
		return fmt.Sprintf("%d B", bytes)
	case bytes < 1<<20:
		return fmt.Sprintf("%.1f KB", float64(bytes)/(1<<10))
	case bytes < 1<<30:
		return fmt.Sprintf("%.1f MB", float64(bytes)/(1<<20))
	}
	return fmt.Sprintf("%.1f GB", float64(bytes)/(1<<30))
}
