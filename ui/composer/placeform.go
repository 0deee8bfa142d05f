package composer

import (
	"math"
	"strconv"
	"strings"

	"seatdeck/app/model"
	"seatdeck/assets"
	"seatdeck/ui/widgets"
)

// placeScale is how near the map is shown to who receives a place.
const placeScale = 15

// placeForm asks for a place: what it is called, its address, and where it is.
type placeForm struct {
	form
	send      func(model.Content)
	title     *formEntry
	address   *formEntry
	latitude  *formEntry
	longitude *formEntry
}

func newPlaceForm(texts *assets.Texts, send func(model.Content), closeIt func() bool) *placeForm {
	f := &placeForm{send: send}
	entry := func() *formEntry { return newFormEntry(f.submit, closeIt) }
	f.title, f.address, f.latitude, f.longitude = entry(), entry(), entry(), entry()
	f.latitude.SetPlaceHolder("31.2346")
	f.longitude.SetPlaceHolder("121.5078")
	f.latitude.OnChanged = f.split
	within := func(e *formEntry, most float64, need string) func() string {
		return func() string {
			if _, ok := degrees(e.Text, most); !ok {
				return texts.T(need)
			}
			return ""
		}
	}
	f.fields = []*widgets.Field{
		widgets.NewField(texts.T("composer.location.title"), f.title, f.title.needed(texts.T("composer.location.title.need"))),
		widgets.NewField(texts.T("composer.location.address"), f.address, nil),
		widgets.NewField(texts.T("composer.location.latitude"), f.latitude, within(f.latitude, 90, "composer.location.latitude.need")),
		widgets.NewField(texts.T("composer.location.longitude"), f.longitude, within(f.longitude, 180, "composer.location.longitude.need")),
	}
	f.entries = []*formEntry{f.title, f.address, f.latitude, f.longitude}
	f.lay(texts, texts.T("composer.location.send"), f.submit, closeIt, [2][2]int{{0, 1}, {2, 3}})
	f.ExtendBaseWidget(f)
	return f
}

// split takes both numbers where a map's "31.2, 121.5" was pasted into one field.
func (f *placeForm) split(text string) {
	north, east, both := strings.Cut(strings.ReplaceAll(text, "，", ","), ",")
	if !both || strings.TrimSpace(east) == "" {
		return
	}
	f.longitude.SetText(strings.TrimSpace(east))
	f.latitude.SetText(strings.TrimSpace(north))
}

func (f *placeForm) submit() {
	if !widgets.ValidFields(f.fields...) {
		return
	}
	latitude, _ := degrees(f.latitude.Text, 90)
	longitude, _ := degrees(f.longitude.Text, 180)
	content := model.Content{
		Kind: model.KindLocation, Title: strings.TrimSpace(f.title.Text), Text: strings.TrimSpace(f.address.Text),
		Location: &model.Location{Latitude: latitude, Longitude: longitude, Scale: placeScale},
	}
	f.clear()
	f.send(content)
}

// degrees reads a number of degrees, at most so many to either side.
func degrees(text string, most float64) (float64, bool) {
	n, err := strconv.ParseFloat(strings.TrimSpace(text), 64)
	return n, err == nil && math.Abs(n) <= most // no number at all compares as false
}
