package supervisor_test

import (
	"testing"

	"fyne.io/fyne/v2"
	"github.com/stretchr/testify/require"

	"seatdeck/ui/screen"
	"seatdeck/ui/uitest"
	"seatdeck/ui/widgets"
)

// The board opens at who waits longest; one step back is the table of seats. The
// buttons of the rows are not on the way: Enter in a list does what they do.
func TestTheTableIsOneStepFromWhoWaits(t *testing.T) {
	onBoard(t, uitest.Options{}, func(r *uitest.Rig) {
		require.IsType(t, &widgets.List{}, r.Canvas.Focused())
		waiting := r.Canvas.Focused()
		r.Canvas.FocusPrevious()
		require.Equal(t, fyne.Focusable(theBoard(r)), r.Canvas.Focused())
		r.Canvas.FocusNext()
		require.Equal(t, waiting, r.Canvas.Focused())
		r.Canvas.FocusNext()
		if b, is := r.Canvas.Focused().(*screen.TextButton); is {
			require.NotEqual(t, "接手", b.Text())
		}
	})
}
