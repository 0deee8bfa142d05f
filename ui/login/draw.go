package login

import (
	"image"

	"seatdeck/app/model"
)

// Code is a code that can be painted at any size, for screens that show, save or
// print one that is no login.
type Code struct{ drawing }

// DrawCode prepares a code that says this. It takes some milliseconds: not for the
// UI goroutine.
func DrawCode(content string) (Code, error) {
	d, err := newDrawing(model.LoginCode{Content: content})
	return Code{d}, err
}

// CodeOf is a code that came as a picture.
func CodeOf(picture image.Image) Code { return Code{drawing{picture: picture}} }

// Paint draws the code into so many pixels, dark on white whatever the theme.
func (c Code) Paint(width, height int) image.Image { return c.paint(width, height) }

// FileName is a name for the file of a code about somebody or something that no file
// system objects to.
func FileName(about string) string { return codeName(about) }
