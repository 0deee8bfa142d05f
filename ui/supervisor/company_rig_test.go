package supervisor_test

import (
	"path/filepath"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/widget"
	"github.com/stretchr/testify/require"

	"seatdeck/app/model"
	"seatdeck/ui/screen"
	"seatdeck/ui/uitest"
	"seatdeck/ui/widgets"
)

// companySchemas are kinds that have every part a screen knows.
func companySchemas() []model.RecordSchema {
	return []model.RecordSchema{
		{
			Kind: model.RecordContactWay, List: true, Create: true, Edit: true, Delete: true,
			Fields: []model.RecordField{
				{Key: "remark", Type: model.FieldText, Max: 30, Required: true, InList: true},
				{Key: "code", Type: model.FieldCode, Told: true, InList: true},
				{Key: "type", Type: model.FieldChoice, Options: []string{"one", "many"}, Default: "many", Required: true, Fixed: true, InList: true},
				{Key: "style", Type: model.FieldNumber, Max: 3, When: "type=one"},
				{Key: "users", Type: model.FieldSeats, Max: 100, InList: true},
				{Key: "state", Type: model.FieldText, Max: 30},
				{Key: "skip_verify", Type: model.FieldSwitch, Default: "1"},
			},
		},
		{
			Kind: model.RecordMass, List: true, Create: true, Children: []model.RecordKind{model.RecordMassMember},
			Fields: []model.RecordField{
				{Key: "chat", Type: model.FieldChoice, Options: []string{"single", "group"}, Default: "single", Required: true, InList: true},
				{Key: "text", Type: model.FieldLong, Max: 4000, InList: true},
				{Key: "customers", Type: model.FieldCustomers, Max: 10000, When: "chat=single"},
				{Key: "groups", Type: model.FieldGroups, Max: 2000, When: "chat=group"},
				{Key: "pictures", Type: model.FieldPictures, Max: 9},
				{Key: "created", Type: model.FieldTime, Told: true, InList: true},
			},
			Filter: []model.RecordField{
				{Key: "chat", Type: model.FieldChoice, Options: []string{"single", "group"}, Default: "single", Required: true},
				{Key: "from", Type: model.FieldDay},
			},
		},
		{
			Kind: model.RecordMassMember, List: true,
			Fields: []model.RecordField{{Key: "seat", Type: model.FieldSeat, Told: true, InList: true}},
		},
		{
			Kind: model.RecordUnassigned, List: true,
			Fields: []model.RecordField{
				{Key: "from", Type: model.FieldSeat, Told: true, InList: true},
				{Key: "customer", Type: model.FieldCustomers, Told: true, InList: true},
			},
			Actions: []model.RecordAction{{Key: "assign", Confirm: true, Fields: []model.RecordField{{Key: "to", Type: model.FieldSeat, Required: true}}}},
		},
		{
			Kind: model.RecordIntercept, List: true, Create: true, Edit: true, Single: true,
			Fields: []model.RecordField{
				{Key: "name", Type: model.FieldText, Max: 20, Required: true, InList: true},
				{Key: "words", Type: model.FieldWords, Max: 3},
				{Key: "more", Type: model.FieldText, Told: true},
			},
		},
		{
			Kind: model.RecordArchiveRoom, List: true,
			Fields: []model.RecordField{{Key: "name", Type: model.FieldText, Told: true, InList: true}},
			Filter: []model.RecordField{{Key: "room", Type: model.FieldText, Max: 128, Required: true}},
		},
		{
			Kind: model.RecordExport, List: true,
			Fields:  []model.RecordField{{Key: "name", Type: model.FieldText, Told: true, InList: true}},
			Actions: []model.RecordAction{{Key: "fetch", File: true}},
		},
	}
}

func record(kind model.RecordKind, id string, pairs ...string) model.Record {
	r := model.Record{Kind: kind, ID: id}
	for i := 0; i < len(pairs); i += 2 {
		r = r.With(pairs[i], pairs[i+1])
	}
	return r
}

// onCompany is the company page of a back end that keeps those records.
func onCompany(t *testing.T, o uitest.Options, fn func(r *uitest.Rig)) {
	o.Seats = max(o.Seats, 4)
	uitest.Run(t, o, func(r *uitest.Rig) {
		r.Back.Keeps(companySchemas(),
			record(model.RecordContactWay, "w1", "remark", "门店海报", "code", "weixin-code-1", "type", "many", "users", "robot-1\nrobot-2", "skip_verify", "1"),
			record(model.RecordContactWay, "w2", "remark", "官网", "type", "one", "users", "robot-3", "style", "2"),
			record(model.RecordContactWay, "w3", "remark", "展会"),
			record(model.RecordMass, "m1", "chat", "single", "text", "双十一预告", "created", "1795000000000"),
			uitest.ChildOf("m1", record(model.RecordMassMember, "x1", "seat", "robot-2")),
			record(model.RecordUnassigned, "u1", "from", "gone", "customer", "老李"),
			record(model.RecordIntercept, "i1", "name", "竞品"),
			record(model.RecordExport, "e1", "name", "客户明细"),
		)
		r.Back.Deliver(model.ContactSeen{Seat: robot(2), Contact: model.Contact{RemoteID: "老李", Name: "李建国", External: true}})
		r.Press(ctrl, fyne.KeyB)
		name := "企业"
		if o.Language == "en" {
			name = "Company"
		}
		pressWord(r, name, 0)
		r.Pass(second)
		fn(r)
	})
}

// listed are the texts of a column of the table in sight that is topmost.
func listed(r *uitest.Rig, column string) (texts []string) {
	r.T.Helper()
	all := uitest.All[*widgets.Table](r)
	require.NotEmpty(r.T, all, "no table: %s", r)
	table := all[len(all)-1]
	for i := range table.Count() {
		texts = append(texts, table.Cells(i, column).Text)
	}
	return texts
}

// ring puts the ring on a row of the topmost table.
func ring(r *uitest.Rig, row int) {
	all := uitest.All[*widgets.Table](r)
	r.Canvas.Focus(all[len(all)-1])
	all[len(all)-1].SetRing(row)
	r.Settle()
}

// beside finds the input in the line of a sheet that begins with a name.
func beside[T fyne.CanvasObject](r *uitest.Rig, name string) T {
	r.T.Helper()
	driver := fyne.CurrentApp().Driver()
	var at fyne.Position
	found := false
	for _, l := range uitest.All[*widget.Label](r) {
		if strings.TrimSuffix(l.Text, " *") == name {
			at, found = driver.AbsolutePositionForObject(l), true
		}
	}
	require.True(r.T, found, "no field %s: %s", name, r)
	for _, o := range uitest.All[T](r) {
		if p := driver.AbsolutePositionForObject(o); p.X > at.X && p.Y >= at.Y-4 && p.Y < at.Y+24 {
			return o
		}
	}
	var none T
	r.T.Fatalf("nothing beside %s", name)
	return none
}

func submit(r *uitest.Rig) { r.Press(ctrl, fyne.KeyReturn) }

// saveAs answers the file dialog.
func saveAs(r *uitest.Rig, path string) {
	name := r.Canvas.Focused().(*screen.Entry)
	all := uitest.All[*screen.Entry](r)
	where := all[len(all)-2]
	where.SetText(filepath.Dir(path))
	where.OnSubmitted(where.Text)
	r.Settle()
	name.SetText(filepath.Base(path))
	r.Canvas.Focus(name)
	r.Key(fyne.KeyReturn)
}
