package manager

import (
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"seatdeck/ui/screen"
	"seatdeck/ui/widgets"
)

// rereadRest is how long what is shown may lag behind what changed: while a back
// end's lists are read there are many changes.
const rereadRest = 400 * time.Millisecond

// underHead lays a note below the headings of a table that has no rows.
func underHead(table *widgets.Table, note fyne.CanvasObject) fyne.CanvasObject {
	const head = 8 // units
	return container.NewStack(table, screen.Inset(note, head, 0, 0, 0))
}
