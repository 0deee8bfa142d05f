package supervisor

import (
	"strings"

	"seatdeck/app/model"
	"seatdeck/ui/screen"
)

// auditDetailWords says the detail of a line in the person's language, as far as
// its words are ours: the log itself keeps one wording for all. A detail is parts
// with "; " between them; a part is a phrase, "on" or "off" as true or false, and
// what somebody wrote behind a colon.
func auditDetailWords(env *screen.Env, e model.AuditEntry) string {
	switch e.What {
	case model.AuditConnectionAdd, model.AuditConnectionChange, model.AuditConnectionRemove:
		for _, kind := range env.Console.Connections.Kinds() {
			if kind.Kind == e.Detail {
				return kind.Title
			}
		}
		return e.Detail
	case model.AuditSend, model.AuditResend, model.AuditDiscard, model.AuditRevoke, model.AuditForward,
		model.AuditSeatLogin, model.AuditSeatChange, model.AuditContactAdd, model.AuditContactChange, model.AuditTagChange,
		model.AuditGroupMake, model.AuditGroupChange, model.AuditGroupMembers, model.AuditMoment,
		model.AuditBatch, model.AuditBatchUndo, model.AuditCompany:
	default:
		return e.Detail // a name, a file, or words of a person
	}
	parts := strings.Split(e.Detail, "; ")
	for i, part := range parts {
		parts[i] = detailPart(env, part)
	}
	return strings.Join(parts, env.T("audit.detail.and"))
}

func detailPart(env *screen.Env, part string) string {
	phrase, rest, more := strings.Cut(part, ": ")
	said, known := detailPhrase(env, phrase)
	switch {
	case !known:
		return part
	case more:
		if how, is := detailSwitch(env, rest); is {
			rest = how
		}
		return env.T("audit.detail.with", "what", said, "rest", rest)
	}
	return said
}

func detailPhrase(env *screen.Env, phrase string) (string, bool) {
	if key := "audit.detail." + strings.ReplaceAll(phrase, " ", "_"); env.Texts.Has(key) {
		return env.T(key), true
	}
	if at := strings.LastIndexByte(phrase, ' '); at > 0 {
		if how, is := detailSwitch(env, phrase[at+1:]); is {
			if said, known := detailPhrase(env, phrase[:at]); known {
				return env.T("audit.detail.with", "what", said, "rest", how), true
			}
		}
	}
	return "", false
}

func detailSwitch(env *screen.Env, word string) (string, bool) {
	switch word {
	case "true":
		return env.T("audit.detail.on"), true
	case "false":
		return env.T("audit.detail.off"), true
	}
	return "", false
}
