package supervisor

import (
	"testing"

	"fyne.io/fyne/v2/test"
	"github.com/stretchr/testify/require"

	"seatdeck/app/model"
	"seatdeck/assets"
	"seatdeck/ui/screen"
)

func TestRecordsAreSortedByWhatAFieldMeans(t *testing.T) {
	for name, tc := range map[string]struct {
		field    model.RecordField
		values   []string
		up, down []string
	}{
		"names by their pinyin": {
			model.RecordField{Type: model.FieldText},
			[]string{"展会", "", "官网", "Beta", "门店"},
			[]string{"Beta", "官网", "门店", "展会", ""},
			[]string{"展会", "门店", "官网", "Beta", ""},
		},
		"numbers as numbers": {
			model.RecordField{Type: model.FieldNumber},
			[]string{"9", "100", "", "20"},
			[]string{"9", "20", "100", ""},
			[]string{"100", "20", "9", ""},
		},
		"times": {
			model.RecordField{Type: model.FieldTime},
			[]string{"1795000000000", "", "999"},
			[]string{"999", "1795000000000", ""},
			[]string{"1795000000000", "999", ""},
		},
		"choices as they are offered": {
			model.RecordField{Type: model.FieldChoice, Options: []string{"waiting", "sent", "failed"}},
			[]string{"failed", "odd", "waiting", "", "sent"},
			[]string{"waiting", "sent", "failed", "odd", ""},
			[]string{"odd", "failed", "sent", "waiting", ""},
		},
		"switches, of which none is empty": {
			model.RecordField{Type: model.FieldSwitch}, []string{"1", "", "1", ""}, []string{"", "", "1", "1"}, []string{"1", "1", "", ""},
		},
	} {
		t.Run(name, func(t *testing.T) {
			tc.field.Key = "k"
			words := testWords(t)
			var records []model.Record
			for _, v := range tc.values {
				records = append(records, model.Record{Values: map[string]string{"k": v}})
			}
			for down, want := range map[bool][]string{false: tc.up, true: tc.down} {
				var got []string
				for _, r := range ordered(records, down, spelling{}, func(r model.Record) sortKey { return words.sortKey(tc.field, r) }) {
					got = append(got, r.Get("k"))
				}
				require.Equal(t, want, got)
			}
		})
	}
	require.False(t, sortable(model.RecordField{Type: model.FieldCode}))
}

func TestColumnsOfAKind(t *testing.T) {
	words := testWords(t)
	keys := func(s model.RecordSchema) (all []string) {
		for _, c := range recordColumns(s, words) {
			all = append(all, c.Key)
		}
		return all
	}
	s := model.RecordSchema{Fields: []model.RecordField{
		{Key: "full", Type: model.FieldText},
		{Key: "name", Type: model.FieldText, InList: true},
		{Key: "pictures", Type: model.FieldPictures},
		{Key: "at", Type: model.FieldTime, InList: true},
		{Key: "why", Type: model.FieldLong},
	}}
	require.Equal(t, []string{"name", "at"}, usualColumns(s))
	require.Equal(t, []string{"name", "full", "at", "why"}, keys(s), "the one that is always there comes first")
	s.Single = true
	require.Equal(t, []string{"name", "at"}, keys(s), "a list does not tell the rest")
	for i := range s.Fields {
		s.Fields[i].InList = false
	}
	require.Equal(t, []string{"full", "name", "pictures", "at"}, usualColumns(s), "of a kind that names none")
}

// testWords say records in Chinese.
func testWords(t *testing.T) recordWords {
	t.Helper()
	test.NewTempApp(t) // which measures texts
	return recordWords{env: &screen.Env{Texts: assets.LoadTexts("zh"), Zone: companyZone()}, kind: "k"}
}
