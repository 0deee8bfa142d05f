package wecom

import (
	"net/url"
	"slices"
	"unicode/utf8"
)

func interceptCalls() []endpoint {
	return []endpoint{
		post("externalcontact/add_intercept_rule", (*Server).addRule),
		get("externalcontact/get_intercept_rule_list", (*Server).ruleList),
		post("externalcontact/get_intercept_rule", (*Server).ruleDetail),
		post("externalcontact/update_intercept_rule", (*Server).updateRule),
		post("externalcontact/del_intercept_rule", (*Server).deleteRule),
	}
}

// rule stops words in what members write.
type rule struct {
	seq         int64
	id, name    string
	words       []string
	semantics   []number
	kind        int // 1 stops, 2 warns
	users       []string
	departments []number
	created     int64
}

type ruleRange struct {
	Users       []string `json:"user_list"`
	Departments []number `json:"department_list"`
}

// Limits of rules.
const (
	maxRules      = 100
	maxRuleWords  = 300
	maxRuleName   = 20
	maxWordLength = 32
	maxRangeNodes = 1000
)

// checkRule holds the limits.
func (s *Server) checkRule(r *rule) *refusal {
	switch n := utf8.RuneCountInString(r.name); {
	case n < 1 || n > maxRuleName:
		return invalid("rule_name has 1 to %d characters", maxRuleName)
	case len(r.words) > maxRuleWords || len(r.words)+len(r.semantics) == 0:
		return invalid("word_list has at most %d words", maxRuleWords)
	case r.kind != 1 && r.kind != 2:
		return invalid("intercept_type is 1 or 2")
	case len(r.users)+len(r.departments) == 0 || len(r.users) > maxRangeNodes || len(r.departments) > maxRangeNodes:
		return invalid("applicable_range")
	}
	for _, w := range r.words {
		if n := utf8.RuneCountInString(w); n < 1 || n > maxWordLength {
			return invalid("a word has 1 to %d characters", maxWordLength)
		}
	}
	for _, kind := range r.semantics {
		if kind < 1 || kind > 3 {
			return invalid("semantics_list")
		}
	}
	for _, id := range r.users {
		if s.world.member(id) == nil {
			return refuse(codeUser)
		}
	}
	for _, id := range numbers(r.departments) {
		if s.world.department(id) == nil {
			return refuse(codeDepartment)
		}
	}
	return nil
}

func (s *Server) addRule(in struct {
	Name      string    `json:"rule_name"`
	Words     []string  `json:"word_list"`
	Semantics []number  `json:"semantics_list"`
	Kind      int       `json:"intercept_type"`
	Range     ruleRange `json:"applicable_range"`
},
) (object, *refusal) {
	r := &rule{name: in.Name, words: in.Words, semantics: in.Semantics, kind: in.Kind, users: in.Range.Users, departments: in.Range.Departments, created: s.now().Unix()}
	if no := s.checkRule(r); no != nil {
		return nil, no
	}
	if len(s.world.rules) >= maxRules {
		return nil, invalid("at most %d rules", maxRules)
	}
	r.seq = s.world.next()
	r.id = text(100_000 + r.seq)
	s.world.rules = append(s.world.rules, r)
	return object{"rule_id": r.id}, nil
}

func (s *Server) ruleList(url.Values) (object, *refusal) {
	rows := []object{}
	for _, r := range s.world.rules {
		rows = append(rows, object{"rule_id": r.id, "rule_name": r.name, "create_time": r.created})
	}
	return object{"rule_list": rows}, nil
}

type byRule struct {
	ID string `json:"rule_id"`
}

func (s *Server) rule(id string) (*rule, *refusal) {
	r := first(s.world.rules, func(r *rule) bool { return r.id == id })
	if r == nil {
		return nil, invalid("rule_id")
	}
	return r, nil
}

func (s *Server) ruleDetail(in byRule) (object, *refusal) {
	r, no := s.rule(in.ID)
	if no != nil {
		return nil, no
	}
	return object{"rule": object{
		"rule_id": r.id, "rule_name": r.name, "word_list": list(r.words), "extra_rule": object{"semantics_list": list(r.semantics)},
		"intercept_type": r.kind, "applicable_range": object{"user_list": list(r.users), "department_list": list(r.departments)},
	}}, nil
}

// updateRule adds to the range and takes from it, where addRule sets it; what
// is left out stays.
func (s *Server) updateRule(in struct {
	ID    string   `json:"rule_id"`
	Name  string   `json:"rule_name"`
	Words []string `json:"word_list"`
	Extra *struct {
		Semantics []number `json:"semantics_list"`
	} `json:"extra_rule"`
	Kind   int       `json:"intercept_type"`
	Add    ruleRange `json:"add_applicable_range"`
	Remove ruleRange `json:"remove_applicable_range"`
},
) (object, *refusal) {
	r, no := s.rule(in.ID)
	if no != nil {
		return nil, no
	}
	changed := *r
	if in.Name != "" {
		changed.name = in.Name
	}
	if len(in.Words) > 0 {
		changed.words = in.Words
	}
	if in.Extra != nil {
		changed.semantics = in.Extra.Semantics
	}
	if in.Kind != 0 {
		changed.kind = in.Kind
	}
	changed.users = merged(r.users, in.Add.Users, in.Remove.Users)
	changed.departments = merged(r.departments, in.Add.Departments, in.Remove.Departments)
	if no := s.checkRule(&changed); no != nil {
		return nil, no
	}
	*r = changed
	return nil, nil
}

// merged is a set with some added, then some removed.
func merged[T comparable](set, add, remove []T) []T {
	out := slices.Clone(set)
	for _, x := range add {
		if !slices.Contains(out, x) {
			out = append(out, x)
		}
	}
	return slices.DeleteFunc(out, func(x T) bool { return slices.Contains(remove, x) })
}

func (s *Server) deleteRule(in byRule) (object, *refusal) {
	r, no := s.rule(in.ID)
	if no != nil {
		return nil, no
	}
	s.world.rules = slices.DeleteFunc(s.world.rules, func(other *rule) bool { return other == r })
	return nil, nil
}
