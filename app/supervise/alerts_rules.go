package supervise

import (
	"context"
	"encoding/json"
	"fmt"
	"net"
	"net/url"
	"slices"
	"strings"
	"time"

	"seatdeck/app/bus"
	"seatdeck/app/model"
	"seatdeck/storage"
)

// The rows that rules and targets live in.
const (
	rulesKey   = "alert_rules"
	targetsKey = "alert_targets"
)

// Limits of rules and targets.
const (
	mostRules    = 100
	mostTargets  = 20
	mostOver     = 30 * 24 * time.Hour
	mostRuleName = 60
)

// keptRules are the rules as they are stored. Numbers are never given twice: an
// alert of the log names its rule by them.
type keptRules struct {
	Next  int64             `json:"next"`
	Rules []model.AlertRule `json:"rules"`
}

// defaultRules are those of a fresh data folder.
func defaultRules() keptRules {
	rules := []model.AlertRule{
		{Kind: model.AlertBanned, On: true, Grave: true, Desktop: true},
		{Kind: model.AlertDetection, On: true, Grave: true, Desktop: true},
		{Kind: model.AlertOffline, On: true, Over: 5 * time.Minute, Desktop: true},
		{Kind: model.AlertWaiting, On: true, Over: 10 * time.Minute, Desktop: true},
		{Kind: model.AlertSLA}, // rows show the clocks; those who wait are warned of already
		{Kind: model.AlertLink, On: true, Over: 2 * time.Minute},
		{Kind: model.AlertGap, On: true, Over: 10 * time.Minute},
		{Kind: model.AlertUnread, Count: 50},
		{Kind: model.AlertQuota, On: true, Count: 50},
	}
	for i := range rules {
		rules[i].ID = int64(i + 1)
	}
	return keptRules{Next: int64(len(rules) + 1), Rules: rules}
}

func rulesOf(raw string) (keptRules, error) {
	if raw == "" {
		return defaultRules(), nil
	}
	var kept keptRules
	if err := json.Unmarshal([]byte(raw), &kept); err != nil {
		return defaultRules(), fmt.Errorf("read the alert rules: %w", err)
	}
	return kept, nil
}

// Rules gives the rules in force.
func (a *Alerts) Rules(ctx context.Context) ([]model.AlertRule, error) {
	raw, err := a.store.Setting(ctx, rulesKey)
	if err != nil {
		return nil, err
	}
	kept, err := rulesOf(raw)
	return kept.Rules, err
}

// SetRules stores the rules; one that makes no sense is a *model.Trouble of code
// TroubleInvalid. New rules have an ID of 0.
func (a *Alerts) SetRules(ctx context.Context, rules []model.AlertRule) error {
	rules = slices.Clone(rules)
	err := a.store.Write(ctx, func(tx *storage.Tx) error {
		raw, err := tx.Setting(rulesKey)
		if err != nil {
			return err
		}
		kept, err := rulesOf(raw)
		if err != nil {
			kept.Rules = nil // unreadable: now it is not
		}
		targets, err := targetsIn(tx)
		if err != nil {
			return err
		}
		if err := checkRules(rules, kept, targets); err != nil {
			return err
		}
		for i := range rules {
			if rules[i].ID == 0 {
				rules[i].ID = kept.Next
				kept.Next++
			}
		}
		kept.Rules = rules
		if err := putJSON(tx, rulesKey, kept); err != nil {
			return err
		}
		return a.audit.NoteIn(tx, model.AuditEntry{What: model.AuditRules, Detail: rulesText(rules)})
	})
	if err == nil {
		a.bus.Tell(bus.Change{Alerts: true})
		a.poke()
	}
	return err
}

func checkRules(rules []model.AlertRule, kept keptRules, targets []model.AlertTarget) error {
	bad := func(r model.AlertRule, detail string) error {
		about := r.Name
		if about == "" {
			about = string(r.Kind)
		}
		return &model.Trouble{Code: model.TroubleInvalid, About: about, Detail: detail}
	}
	if len(rules) > mostRules {
		return model.Invalid("rules", fmt.Sprintf("refusal.at_most: %d", mostRules))
	}
	seen := map[int64]bool{}
	for _, r := range rules {
		known := func(old model.AlertRule) bool { return old.ID == r.ID && old.Kind == r.Kind }
		switch {
		case !slices.Contains(model.AlertKinds, r.Kind):
			return bad(r, "refusal.no_alert_kind: there is no such kind of alert")
		case r.ID != 0 && (seen[r.ID] || !slices.ContainsFunc(kept.Rules, known)):
			return bad(r, "refusal.rule_changed: another rule has its number, or none of its kind had")
		case len([]rune(r.Name)) > mostRuleName:
			return bad(r, fmt.Sprintf("refusal.rule_name: %d", mostRuleName))
		case r.Over < 0 || r.Over > mostOver:
			return bad(r, "refusal.most_time: the time is from 0 to 30 days")
		case r.Over == 0 && (r.Kind == model.AlertWaiting || r.Kind == model.AlertGap):
			return bad(r, "refusal.no_time: the time is missing")
		case r.Count < 0 || r.Count == 0 && r.Kind == model.AlertUnread:
			return bad(r, "refusal.no_count: the number is missing")
		}
		for _, name := range r.Targets {
			if !slices.ContainsFunc(targets, func(t model.AlertTarget) bool { return t.Name == name }) {
				return bad(r, "refusal.no_target: "+name)
			}
		}
		seen[r.ID] = true
	}
	return nil
}

// rulesText is the rules in a line of the audit log.
func rulesText(rules []model.AlertRule) string {
	var list []string
	for _, r := range rules {
		if r.On {
			list = append(list, fmt.Sprintf("%s %s %d", r.Kind, r.Over, r.Count))
		}
	}
	return strings.Join(list, "; ")
}

// Targets gives where alerts can be sent.
func (a *Alerts) Targets(ctx context.Context) ([]model.AlertTarget, error) {
	raw, err := a.store.Setting(ctx, targetsKey)
	if err != nil {
		return nil, err
	}
	return targetsOf(raw)
}

func targetsOf(raw string) (list []model.AlertTarget, err error) {
	if raw == "" {
		return nil, nil
	}
	if err := json.Unmarshal([]byte(raw), &list); err != nil {
		return nil, fmt.Errorf("read the targets of alerts: %w", err)
	}
	return list, nil
}

func targetsIn(tx *storage.Tx) ([]model.AlertTarget, error) {
	raw, err := tx.Setting(targetsKey)
	if err != nil {
		return nil, err
	}
	return targetsOf(raw)
}

// SetTarget stores a target; address is that of a robot, "" keeps the one there is.
func (a *Alerts) SetTarget(ctx context.Context, t model.AlertTarget, address string) error {
	t.Name, address = strings.TrimSpace(t.Name), strings.TrimSpace(address)
	switch {
	case t.Name == "" || len([]rune(t.Name)) > mostRuleName:
		return model.Invalid("name", fmt.Sprintf("refusal.name_length: %d", mostRuleName))
	case t.Robot && address != "" && !isRobotAddress(address):
		return model.Invalid(t.Name, "refusal.https: the address of a robot begins with https://")
	case !t.Robot && (t.Connection == 0 || len(t.To) == 0):
		return model.Invalid(t.Name, "refusal.target_to: a connection and whom to send to are missing")
	}
	var blob []byte
	if t.Robot && address != "" {
		var err error
		if blob, err = a.vault.Seal(robotSecret(t.Name), []byte(address)); err != nil {
			return fmt.Errorf("the address of robot %s: %w", t.Name, err)
		}
	}
	return a.editTargets(ctx, "target: "+t.Name, func(tx *storage.Tx, list []model.AlertTarget) ([]model.AlertTarget, error) {
		i := slices.IndexFunc(list, func(old model.AlertTarget) bool { return old.Name == t.Name })
		switch {
		case t.Robot && blob == nil && (i < 0 || !list[i].Robot):
			return nil, model.Invalid(t.Name, "refusal.no_robot: the address of the robot is missing")
		case i < 0 && len(list) == mostTargets:
			return nil, model.Invalid("targets", fmt.Sprintf("refusal.at_most: %d", mostTargets))
		case i < 0:
			list = append(list, t)
		default:
			list[i] = t
		}
		if blob == nil && t.Robot {
			return list, nil
		}
		return list, tx.PutSealedOwn(robotSecret(t.Name), blob)
	})
}

// RemoveTarget removes a target, also from the rules that name it.
func (a *Alerts) RemoveTarget(ctx context.Context, name string) error {
	return a.editTargets(ctx, "target removed: "+name, func(tx *storage.Tx, list []model.AlertTarget) ([]model.AlertTarget, error) {
		raw, err := tx.Setting(rulesKey)
		if err != nil {
			return nil, err
		}
		kept, err := rulesOf(raw)
		if err != nil {
			return nil, err
		}
		for i := range kept.Rules {
			kept.Rules[i].Targets = slices.DeleteFunc(kept.Rules[i].Targets, func(t string) bool { return t == name })
		}
		if err := putJSON(tx, rulesKey, kept); err != nil {
			return nil, err
		}
		if err := tx.DropSendings(name); err != nil {
			return nil, err
		}
		left := slices.DeleteFunc(list, func(t model.AlertTarget) bool { return t.Name == name })
		return left, tx.PutSealedOwn(robotSecret(name), nil)
	})
}

// editTargets changes the list of targets in one transaction.
func (a *Alerts) editTargets(ctx context.Context, detail string, edit func(*storage.Tx, []model.AlertTarget) ([]model.AlertTarget, error)) error {
	err := a.store.Write(ctx, func(tx *storage.Tx) error {
		list, err := targetsIn(tx)
		if err != nil {
			return err
		}
		if list, err = edit(tx, list); err != nil {
			return err
		}
		if err := putJSON(tx, targetsKey, list); err != nil {
			return err
		}
		return a.audit.NoteIn(tx, model.AuditEntry{What: model.AuditRules, Detail: detail})
	})
	if err == nil {
		a.bus.Tell(bus.Change{Alerts: true})
		a.poke()
	}
	return err
}

func putJSON(tx *storage.Tx, key string, value any) error {
	raw, err := json.Marshal(value)
	if err != nil {
		return err
	}
	return tx.PutSetting(key, string(raw))
}

// robotSecret is the name under which the address of a robot is sealed, and which
// binds it to its place.
func robotSecret(target string) string { return "robot/" + target }

// isRobotAddress tells an address to which a robot's words may go: over https, but
// for a robot on this machine.
func isRobotAddress(address string) bool {
	u, err := url.Parse(address)
	if err != nil || u.Host == "" || u.User != nil {
		return false
	}
	ip := net.ParseIP(u.Hostname())
	return u.Scheme == "https" || u.Scheme == "http" && ip != nil && ip.IsLoopback()
}
