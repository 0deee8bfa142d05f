// Command emptywindow is what the first frame of the console is measured
// beside: a Fyne window with one label. It says on stdout when that is shown.
package main

import (
	"fmt"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/app"
	"fyne.io/fyne/v2/widget"
)

func main() {
	a := app.NewWithID("cn.seatdeck.emptywindow")
	w := a.NewWindow("empty")
	w.SetContent(widget.NewLabel("empty"))
	w.Resize(fyne.NewSize(1280, 800))
	a.Lifecycle().SetOnStarted(func() {
		// Two turns of the loop later the first frame is on the screen.
		go fyne.Do(func() { go fyne.Do(func() { fmt.Println(time.Now().UnixMilli()) }) })
	})
	w.ShowAndRun()
}
