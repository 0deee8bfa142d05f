package app

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"seatdeck/app/audit"
	"seatdeck/app/model"
	"seatdeck/providers"
)

func TestCheckFindsAllThatIsWrong(t *testing.T) {
	fields := []model.RecordField{
		{Key: "name", Type: model.FieldText, Required: true, Max: 3},
		{Key: "more", Type: model.FieldLong, Max: 4},
		{Key: "n", Type: model.FieldNumber, Max: 9},
		{Key: "url", Type: model.FieldURL, Max: 30},
		{Key: "pick", Type: model.FieldChoice, Options: []string{"one", "two"}},
		{Key: "on", Type: model.FieldSwitch},
		{Key: "seat", Type: model.FieldSeat},
		{Key: "words", Type: model.FieldWords, Max: 2},
		{Key: "told", Type: model.FieldText, Required: true, Told: true},
		{Key: "span", Type: model.FieldSpan, Required: true, When: "pick=two|three"},
		{Key: "deep", Type: model.FieldText, Required: true, When: "span=5"},
		{Key: "loop", Type: model.FieldText, Required: true, When: "loop="},
	}
	for name, tc := range map[string]struct {
		values map[string]string
		want   []FieldTrouble
	}{
		"nothing":       {nil, []FieldTrouble{{"name", "required", 3}}},
		"blanks":        {map[string]string{"name": " \n"}, []FieldTrouble{{"name", "required", 3}}},
		"enough":        {map[string]string{"name": "三个字"}, nil},
		"too long":      {map[string]string{"name": "有四个字", "more": "一二三四五"}, []FieldTrouble{{"name", "too_long", 3}, {"more", "too_long", 4}}},
		"no number":     {map[string]string{"name": "a", "n": "1.5"}, []FieldTrouble{{"n", "not_number", 9}}},
		"below zero":    {map[string]string{"name": "a", "n": "-1"}, []FieldTrouble{{"n", "not_number", 9}}},
		"too great":     {map[string]string{"name": "a", "n": "10"}, []FieldTrouble{{"n", "too_great", 9}}},
		"no URL":        {map[string]string{"name": "a", "url": "javascript:alert(1)"}, []FieldTrouble{{"url", "not_url", 30}}},
		"no host":       {map[string]string{"name": "a", "url": "https://"}, []FieldTrouble{{"url", "not_url", 30}}},
		"a URL":         {map[string]string{"name": "a", "url": "https://a.example/?q=1"}, nil},
		"long URL":      {map[string]string{"name": "a", "url": "https://a.example/abcdefghijklmn"}, []FieldTrouble{{"url", "too_long", 30}}},
		"no choice":     {map[string]string{"name": "a", "pick": "three"}, []FieldTrouble{{"pick", "not_choice", 0}, {"span", "required", 0}}},
		"odd switch":    {map[string]string{"name": "a", "on": "yes"}, []FieldTrouble{{"on", "not_choice", 0}}},
		"two seats":     {map[string]string{"name": "a", "seat": "a\nb"}, []FieldTrouble{{"seat", "too_many", 0}}},
		"three words":   {map[string]string{"name": "a", "words": "a\nb\nc"}, []FieldTrouble{{"words", "too_many", 2}}},
		"applies":       {map[string]string{"name": "a", "pick": "two"}, []FieldTrouble{{"span", "required", 0}}},
		"applies again": {map[string]string{"name": "a", "pick": "two", "span": "5"}, []FieldTrouble{{"deep", "required", 0}}},
		"not any more":  {map[string]string{"name": "a", "pick": "one", "span": "5"}, nil},
	} {
		t.Run(name, func(t *testing.T) {
			require.Equal(t, tc.want, (&Company{}).Check(model.RecordSchema{}, fields, tc.values))
		})
	}
}

// auditOf are the newest lines about companies, newest first: about, detail, refused.
func auditOf(b *bench, n int) [][3]string {
	b.t.Helper()
	list, err := b.console.Audits.List(context.Background(), audit.Filter{What: model.AuditCompany, Limit: n})
	require.NoError(b.t, err)
	var lines [][3]string
	for _, e := range list {
		lines = append(lines, [3]string{e.About, e.Detail, e.Refused})
	}
	return lines
}

func TestRecordsGoToTheBackEnd(t *testing.T) {
	inCompany(t, func(b *bench, c *companyBack) {
		ctx := context.Background()
		company := b.console.Company
		kinds, err := company.Kinds(ctx)
		require.NoError(t, err)
		require.Len(t, kinds, 1)
		var names []model.RecordKind
		for _, s := range kinds[0].Schemas {
			names = append(names, s.Kind)
		}
		require.Equal(t, []model.RecordKind{kindWay, kindTask, kindLeft, model.RecordWelcome}, names)

		id := kinds[0].Connection.ID
		_, err = company.List(ctx, id, model.RecordQuery{Kind: kindWay})
		require.True(t, model.IsTrouble(err, model.TroubleInvalid), "a filter that must be there: %v", err)
		_, err = company.List(ctx, id, model.RecordQuery{Kind: kindWay, Filter: map[string]string{"chat": "a"}})
		require.NoError(t, err)
		_, err = company.List(ctx, id, model.RecordQuery{Kind: kindWay, Parent: "p"})
		require.NoError(t, err)
		require.Equal(t, []string{"list way", "list way"}, c.calls())

		r := model.Record{Kind: kindWay, Values: map[string]string{"name": "门店", "type": "plain", "lasts": "3"}}
		made, err := company.Put(ctx, id, r, model.Record{})
		require.NoError(t, err)
		require.Equal(t, "made", made.Get("code"))
		got, err := company.Get(ctx, id, made)
		require.NoError(t, err)
		require.Equal(t, "1", got.Get("got"))
		_, err = company.Put(ctx, id, made.With("type", "temp").With("lasts", "3"), made)
		require.NoError(t, err)
		require.NoError(t, company.Delete(ctx, id, made))
		require.Equal(t, []string{`put  ""`, "get " + made.ID, `put ` + made.ID + ` "3"`, "delete " + made.ID}, c.calls(), "what does not apply is not sent")
		kept, _, err := b.store.Records(ctx, id, kindWay, 0, 0)
		require.NoError(t, err)
		require.Empty(t, kept, "the back end keeps them")
		require.Equal(t, [][3]string{{"way 门店", "delete", ""}, {"way 门店", "change", ""}, {"way 门店", "create", ""}}, auditOf(b, 9))
	})
}

func TestWhatIsWrongNeverReachesTheBackEnd(t *testing.T) {
	inCompany(t, func(b *bench, c *companyBack) {
		ctx := context.Background()
		company, id := b.console.Company, model.ConnectionID(1)
		_, err := company.Put(ctx, id, model.Record{Kind: kindWay, Values: map[string]string{"name": "名字太长了吧"}}, model.Record{})
		require.True(t, model.IsTrouble(err, model.TroubleInvalid), err)
		for name, try := range map[string]func() error{
			"change what stays": func() error {
				_, err := company.Put(ctx, id, model.Record{Kind: kindTask, ID: "1"}, model.Record{})
				return err
			},
			"delete what stays": func() error { return company.Delete(ctx, id, model.Record{Kind: kindTask, ID: "1"}) },
			"an action that is none": func() error {
				_, _, err := company.Act(ctx, id, model.Record{Kind: kindTask, ID: "1"}, "explode", nil)
				return err
			},
			"a kind that is none": func() error {
				_, err := company.List(ctx, id, model.RecordQuery{Kind: "nonsense"})
				return err
			},
		} {
			require.True(t, model.IsTrouble(try(), model.TroubleUnsupported), name)
		}
		_, _, err = company.Act(ctx, id, model.Record{Kind: kindTask, ID: "1"}, "fetch", map[string]string{"n": "x"})
		require.True(t, model.IsTrouble(err, model.TroubleInvalid), err)
		require.Empty(t, c.calls())
		require.Equal(t, [3]string{"task 1", "fetch", "n: invalid: refusal.not_number"}, auditOf(b, 1)[0], "a try is written down")

		c.err = &model.Trouble{Code: model.TroubleRejected, Detail: "no"}
		_, err = company.Put(ctx, id, model.Record{Kind: kindTask, Values: map[string]string{"name": "导出", "text": "悄悄话"}}, model.Record{})
		require.True(t, model.IsTrouble(err, model.TroubleRejected), err)
		require.Equal(t, [3]string{"task 导出", "create", "rejected: no"}, auditOf(b, 1)[0])
		kept, _, err := b.store.Records(ctx, id, kindTask, 0, 0)
		require.NoError(t, err)
		require.Empty(t, kept)
	})
}

func TestWhatNoListNamesIsKept(t *testing.T) {
	inCompany(t, func(b *bench, c *companyBack) {
		ctx := context.Background()
		company, id := b.console.Company, model.ConnectionID(1)
		made, err := company.Put(ctx, id, model.Record{Kind: kindTask, Values: map[string]string{"name": "导出"}}, model.Record{})
		require.NoError(t, err)
		list := func() []model.Record {
			page, err := company.List(ctx, id, model.RecordQuery{Kind: kindTask})
			require.NoError(t, err)
			require.Empty(t, page.Next)
			return page.Records
		}
		require.Equal(t, []model.Record{made}, list())

		done, file, err := company.Act(ctx, id, made, "refresh", nil)
		require.NoError(t, err)
		require.Nil(t, file)
		require.Equal(t, "done", done.Get("status"))
		require.Equal(t, []model.Record{done}, list(), "what became of it is kept")
		_, file, err = company.Act(ctx, id, done, "fetch", map[string]string{"n": "1"})
		require.NoError(t, err)
		require.Equal(t, "f.json", file.Name)
		_, err = company.Get(ctx, id, done)
		require.NoError(t, err)
		require.Equal(t, "1", list()[0].Get("got"))

		left := model.Record{Kind: kindLeft, ID: "wm1"}
		same, _, err := company.Act(ctx, id, left, "assign", nil)
		require.NoError(t, err)
		require.Equal(t, left, same)
		require.Equal(t, "made by wm1", list()[0].ID, "what an action made is in its own list")
		require.NotContains(t, c.calls(), "list task")

		for range 120 {
			time.Sleep(time.Millisecond)
			_, err := company.Put(ctx, id, model.Record{Kind: kindTask, Values: map[string]string{"name": "x"}}, model.Record{})
			require.NoError(t, err)
		}
		n := 0
		for q := (model.RecordQuery{Kind: kindTask}); ; {
			page, err := company.List(ctx, id, q)
			require.NoError(t, err)
			n += len(page.Records)
			if q.Page = page.Next; q.Page == "" {
				break
			}
		}
		require.Equal(t, 122, n)
	})
}

// A connection whose back end keeps nothing has nothing to show.
func TestNotEveryBackEndKeepsRecords(t *testing.T) {
	inBubble(t, func(b *bench) {
		kinds, err := b.console.Company.Kinds(context.Background())
		require.NoError(t, err)
		require.Empty(t, kinds)
		_, err = b.console.Company.List(context.Background(), 1, model.RecordQuery{Kind: model.RecordWelcome})
		require.True(t, model.IsTrouble(err, model.TroubleUnsupported), err)
	})
}

var _ providers.Link = (*companyBack)(nil)
