package wecom

import (
	"context"
	"fmt"
	"slices"
	"unicode/utf8"

	"seatdeck/app/model"
	"seatdeck/providers/internal/wire"
)

var (
	interceptTypes = words{{"block", InterceptBlock}, {"warn", InterceptWarn}}
	semantics      = words{{"phone", SemanticPhone}, {"mail", SemanticMail}, {"red_packet", SemanticRedPacket}}
)

// maxRuleRange is how many people, and how many departments, a rule may be for.
const maxRuleRange = 1000

func (r *records) interceptRules() recordKind {
	return recordKind{
		schema: model.RecordSchema{
			Kind: model.RecordIntercept, List: true, Create: true, Edit: true, Delete: true, Single: true,
			Fields: []model.RecordField{
				{Key: "name", Type: model.FieldText, Max: 20, Required: true, InList: true},
				{Key: "words", Type: model.FieldWords, Max: MaxRuleWords},
				{Key: "phone", Type: model.FieldSwitch},
				{Key: "mail", Type: model.FieldSwitch},
				{Key: "red_packet", Type: model.FieldSwitch},
				{Key: "type", Type: model.FieldChoice, Options: interceptTypes.options(), Default: "block", Required: true},
				{Key: "users", Type: model.FieldSeats, Max: maxRuleRange},
				{Key: "parties", Type: model.FieldParties, Max: maxRuleRange},
				{Key: "created", Type: model.FieldTime, Told: true, InList: true},
			},
		},
		list: func(ctx context.Context, q model.RecordQuery) (model.RecordPage, error) {
			answer, err := ListInterceptRules.Do(ctx, r.client, NoFields{})
			page := model.RecordPage{Total: len(answer.RuleList)}
			for _, rule := range answer.RuleList {
				page.Records = append(page.Records, model.Record{Kind: q.Kind, ID: rule.RuleID.String(), Values: map[string]string{
					"name": rule.RuleName.String(), "created": stamp(rule.CreateTime),
				}})
			}
			return page, err
		},
		get: r.getRule, put: r.putRule,
		del: func(ctx context.Context, rec model.Record) error {
			_, err := DelInterceptRule.Do(ctx, r.client, RuleRequest{RuleID: rec.ID})
			return err
		},
	}
}

func (r *records) getRule(ctx context.Context, from model.Record) (model.Record, error) {
	answer, err := GetInterceptRule.Do(ctx, r.client, RuleRequest{RuleID: from.ID})
	if err != nil {
		return from, err
	}
	rule := answer.Rule
	values := map[string]string{
		"name": rule.RuleName.String(), "words": lines(rule.WordList), "type": interceptTypes.of(rule.InterceptType),
		"users": lines(rule.ApplicableRange.UserList), "parties": numberLines(rule.ApplicableRange.DepartmentList),
		"created": from.Get("created"),
	}
	for _, one := range semantics {
		values[one.word] = onOff(slices.Contains(rule.Semantics(), wire.Int(one.n)))
	}
	from.Values = values
	return from, nil
}

func (r *records) putRule(ctx context.Context, rec, was model.Record) (model.Record, error) {
	whose, err := rangeOf(rec)
	if err != nil {
		return rec, err
	}
	found := foundBy(rec)
	list := itemsOf[string](rec, "words")
	switch {
	case len(whose.UserList)+len(whose.DepartmentList) == 0:
		return rec, invalid("users", "refusal.nobody_or_department: somebody or a department must be named")
	case len(list)+len(found) == 0:
		return rec, invalid("words", "refusal.nothing_to_look_for")
	}
	for _, word := range list {
		if utf8.RuneCountInString(word) > MaxRuleWord {
			return rec, &model.Trouble{Code: model.TroubleTooLong, About: "words", Detail: fmt.Sprintf("refusal.word_too_long: %d (%s)", MaxRuleWord, word)}
		}
	}
	if rec.ID != "" {
		return rec, r.changeRule(ctx, rec, was, whose, found)
	}
	answer, err := AddInterceptRule.Do(ctx, r.client, Rule{
		RuleName: wire.Text(rec.Get("name")), WordList: itemsOf[wire.Text](rec, "words"), SemanticsList: found,
		InterceptType: wire.Int(interceptTypes.number(rec.Get("type"))), ApplicableRange: whose,
	})
	if err != nil {
		return rec, err
	}
	rec.ID = answer.RuleID.String()
	return rec.With("created", stamp(SecondsOf(r.clock.Now()))), nil
}

// changeRule changes a rule: its range is added to and taken from, so that what
// somebody else changed meanwhile stays.
func (r *records) changeRule(ctx context.Context, rec, was model.Record, whose ApplicableRange, found []wire.Int) error {
	if was.Get("type") == "" { // only a row of the list
		var err error
		if was, err = r.getRule(ctx, rec); err != nil {
			return err
		}
	}
	before, err := rangeOf(was)
	if err != nil {
		return err
	}
	if len(itemsOf[string](rec, "words")) == 0 && was.Get("words") != "" {
		return invalid("words", "refusal.keeps_words: a rule that has words can't be left without any")
	}
	change := RuleChange{
		RuleID: rec.ID, RuleName: rec.Get("name"), WordList: itemsOf[string](rec, "words"),
		ExtraRule: &RuleExtra{SemanticsList: found}, InterceptType: interceptTypes.number(rec.Get("type")),
	}
	var more, less ApplicableRange
	more.UserList, less.UserList = changeOf(before.UserList, whose.UserList)
	more.DepartmentList, less.DepartmentList = changeOf(before.DepartmentList, whose.DepartmentList)
	if len(more.UserList)+len(more.DepartmentList) > 0 {
		change.AddApplicableRange = &more
	}
	if len(less.UserList)+len(less.DepartmentList) > 0 {
		change.RemoveApplicableRange = &less
	}
	_, err = UpdateInterceptRule.Do(ctx, r.client, change)
	return err
}

// rangeOf is whom a rule is for.
func rangeOf(rec model.Record) (ApplicableRange, error) {
	parties, err := numbersOf[wire.Int](rec, "parties")
	return ApplicableRange{UserList: itemsOf[wire.Text](rec, "users"), DepartmentList: parties}, err
}

// foundBy is what a rule finds beside its words.
func foundBy(rec model.Record) []wire.Int {
	found := []wire.Int{}
	for _, one := range semantics {
		if rec.On(one.word) {
			found = append(found, wire.Int(one.n))
		}
	}
	return found
}
