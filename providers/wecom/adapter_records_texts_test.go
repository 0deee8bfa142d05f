package wecom

import (
	"encoding/json"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/jonboulle/clockwork"
	"github.com/stretchr/testify/require"

	"seatdeck/app/model"
)

// allRecords are those of a connection that has everything.
func allRecords() *records {
	return newRecords(NewClient(Config{
		BaseURL: "http://127.0.0.1:1", Clock: clockwork.NewFakeClock(),
		Suite: Suite{ID: "ww-suite", Secret: "s", PermanentCode: "p", ProviderCorpID: "ww-p", ProviderSecret: "ps"},
	}), clockwork.NewFakeClock(), "company")
}

// TestEveryWordOfARecordHasAText walks the schemas: a screen is made of them alone.
func TestEveryWordOfARecordHasAText(t *testing.T) {
	raw, err := os.ReadFile("../../assets/text/record.json")
	require.NoError(t, err)
	var texts map[string]struct{ ZH, EN string }
	require.NoError(t, json.Unmarshal(raw, &texts))
	var missing []string
	want := func(key string) {
		if texts[key].ZH == "" || texts[key].EN == "" {
			missing = append(missing, key)
		}
	}
	for _, schema := range allRecords().RecordSchemas() {
		kind := "record." + string(schema.Kind)
		want(kind)
		fields := slices.Concat(schema.Fields, schema.Filter)
		for _, action := range schema.Actions {
			want(kind + ".do." + action.Key)
			fields = append(fields, action.Fields...)
		}
		for _, f := range fields {
			want(kind + "." + f.Key)
			for _, option := range f.Options {
				want(kind + "." + f.Key + "." + option)
			}
		}
	}
	require.Empty(t, missing)
}

// TestSchemasFitTogether: fields are told apart, conditions name fields, children
// are kinds, and what a schema promises can be done.
func TestSchemasFitTogether(t *testing.T) {
	r := allRecords()
	kinds := map[model.RecordKind]bool{}
	for _, k := range r.kinds {
		require.False(t, kinds[k.schema.Kind], k.schema.Kind)
		kinds[k.schema.Kind] = true
	}
	for _, k := range r.kinds {
		s := k.schema
		lists := map[string][]model.RecordField{"fields": s.Fields, "filter": s.Filter}
		for _, action := range s.Actions {
			lists[action.Key] = action.Fields
			require.NotNil(t, k.act[action.Key], "%s %s", s.Kind, action.Key)
		}
		require.Len(t, k.act, len(s.Actions), s.Kind)
		for name, fields := range lists {
			keys := map[string]model.RecordField{}
			for _, f := range fields {
				require.NotContains(t, keys, f.Key, "%s %s", s.Kind, name)
				keys[f.Key] = f
			}
			for _, f := range fields {
				if f.Type == model.FieldChoice {
					require.NotEmpty(t, f.Options, "%s %s", s.Kind, f.Key)
				}
				if f.Default != "" && f.Type == model.FieldChoice {
					require.Contains(t, f.Options, f.Default, "%s %s", s.Kind, f.Key)
				}
				requireCondition(t, s.Kind, keys, f)
			}
		}
		for _, child := range s.Children {
			require.True(t, kinds[child], child)
		}
		require.Equal(t, s.List && !s.Keep, k.list != nil, s.Kind)
		require.Equal(t, s.Create || s.Edit, k.put != nil, s.Kind)
		require.Equal(t, s.Delete, k.del != nil, s.Kind)
		require.True(t, !s.Single || k.get != nil, s.Kind)
	}
}

// requireCondition: a field that another one depends on is there, and can have one
// of the values.
func requireCondition(t *testing.T, kind model.RecordKind, keys map[string]model.RecordField, f model.RecordField) {
	t.Helper()
	if f.When == "" {
		return
	}
	key, list, ok := strings.Cut(f.When, "=")
	require.True(t, ok, "%s %s", kind, f.Key)
	on, ok := keys[key]
	require.True(t, ok, "%s %s", kind, f.Key)
	for _, value := range strings.Split(list, "|") {
		switch on.Type {
		case model.FieldChoice:
			require.Contains(t, on.Options, value, "%s %s", kind, f.Key)
		case model.FieldSwitch:
			require.Contains(t, []string{"", "1"}, value, "%s %s", kind, f.Key)
		default:
			require.Fail(t, "it depends on what is no choice", "%s %s", kind, f.Key)
		}
	}
}

// TestWhatASuiteSeesWantsItsSecret: nothing is offered that would only be refused.
func TestWhatASuiteSeesWantsItsSecret(t *testing.T) {
	r := newRecords(NewClient(Config{BaseURL: "http://127.0.0.1:1", Clock: clockwork.NewFakeClock()}), clockwork.NewFakeClock(), "company")
	for _, schema := range r.RecordSchemas() {
		require.NotContains(t, []model.RecordKind{model.RecordSuite, model.RecordLicence}, schema.Kind)
	}
	_, err := r.ListRecords(t.Context(), model.RecordQuery{Kind: model.RecordSuite})
	require.True(t, model.IsTrouble(err, model.TroubleUnsupported), err)
}
