package messageview

import (
	"context"

	"seatdeck/app/model"
	"seatdeck/ui/picture"
)

// media is what a message carries, as far as it can be had. It is found off the
// UI goroutine, with the message.
type media struct {
	preview       string // what the picture loader takes; "": none
	original, mp3 bool
}

// carries tells the kinds that may have more than words.
func carries(kind model.Kind) bool {
	switch kind {
	case model.KindImage, model.KindSticker, model.KindVideo, model.KindVoice, model.KindFile,
		model.KindLink, model.KindMiniProgram, model.KindChannels, model.KindMusic, model.KindApp:
		return true
	}
	return false
}

// moves tells the kinds whose media are brought here, or are sent from here.
func moves(kind model.Kind) bool {
	switch kind {
	case model.KindImage, model.KindSticker, model.KindVideo, model.KindVoice, model.KindFile:
		return true
	}
	return false
}

// prepare makes messages ready to be laid out. It is called off the UI goroutine.
func (v *View) prepare(ctx context.Context, list []model.Message) []item {
	items := make([]item, len(list))
	for i, m := range list {
		items[i] = newItem(m, v.mediaOf(m))
		if v.opt.Transfers == nil || !moves(m.Content.Kind) {
			continue
		}
		// What can't be read of a transfer is told by the next change of it.
		if known, err := v.opt.Transfers(ctx, m.ID); err == nil {
			items[i].transfer, items[i].moving = shown(known)
		}
	}
	return items
}

// mediaOf asks what a message carries.
func (v *View) mediaOf(m model.Message) media {
	kind := m.Content.Kind
	if !carries(kind) {
		return media{}
	}
	address := v.opt.Address
	if address == nil {
		address = webAddress
	}
	return media{
		preview:  address(m, model.MediaPreview),
		original: moves(kind) && address(m, model.MediaOriginal) != "",
		mp3:      kind == model.KindVoice && address(m, model.MediaMP3) != "",
	}
}

// webAddress is where media lie when nobody else knows: where the message says.
func webAddress(m model.Message, part model.MediaPart) string {
	c := m.Content
	switch {
	case part == model.MediaMP3:
		return ""
	case part == model.MediaOriginal, c.Kind == model.KindImage, c.Kind == model.KindSticker:
		return pictureOf(m)
	case remote(c.Cover):
		return c.Cover
	}
	return ""
}

// pictureOf is where the picture of m may be loaded from by what it says itself.
// A path in what a customer sent must not name a file of ours.
func pictureOf(m model.Message) string {
	if m.Direction == model.Out || remote(m.Content.URL) {
		return m.Content.URL
	}
	return ""
}

func remote(source string) bool { return picture.IsRemote(source) }
