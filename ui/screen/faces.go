package screen

import (
	"image"

	"seatdeck/ui/picture"
	"seatdeck/ui/widgets"
)

// faceBox is how large the picture of a person in a table is loaded, in pixels.
var faceBox = image.Pt(56, 56)

// Faces loads the pictures of the rows in sight. Avatars are used again for
// other rows: what they waited for is then given up.
type Faces struct {
	env  *Env
	held map[*widgets.Avatar]face
}

type face struct {
	source string
	ticket *picture.Ticket
}

// NewFaces makes one that shows none yet.
func NewFaces(env *Env) *Faces {
	return &Faces{env: env, held: map[*widgets.Avatar]face{}}
}

// Set has an avatar show the picture of an address; "" is none.
func (f *Faces) Set(a *widgets.Avatar, source string) {
	before, there := f.held[a]
	if there && before.source == source {
		return
	}
	if there && before.ticket != nil {
		before.ticket.Cancel()
	}
	a.SetImage(nil)
	now := face{source: source}
	if f.env.Pictures != nil && picture.IsRemote(source) {
		now.ticket = f.env.Pictures.Load(source, faceBox, func(r picture.Result) {
			if r.Err == nil {
				a.SetImage(r.Image)
			}
		})
	}
	f.held[a] = now
}

// Close gives up what is awaited.
func (f *Faces) Close() {
	for _, one := range f.held {
		if one.ticket != nil {
			one.ticket.Cancel()
		}
	}
	clear(f.held)
}
