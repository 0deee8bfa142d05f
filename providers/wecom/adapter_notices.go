package wecom

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"strings"
	"time"

	"seatdeck/app/model"
	"seatdeck/providers/internal/wire"
)

var errNobody = errors.New("it names no member or no customer")

// heard is what follows from a callback: what it says itself, and what is to be
// read once that is stored.
type heard struct {
	events []model.Event
	chores []chore
	staff  []string // members of whom something changed; "": departments did
	tags   bool     // tags changed
	gone   string   // a group that is no longer there
	ticket string   // of the suite
}

// maxListed is how many ids of one notice are named.
const maxListed = 20

// hear tells what a callback says. One of an event that nobody here has a use for
// says nothing.
func (l *link) hear(n Notice) heard {
	if n.Err != nil {
		return heard{events: []model.Event{refused(model.SeatRef{}, "callback", unsecret(n), n.Err)}}
	}
	if n.Suite != "" && n.Corp != "" && n.Corp != l.corpID {
		l.log.Debug("callback about another company", "connection", l.name, "event", n.Event, "company", n.Corp)
		return heard{}
	}
	switch body := n.Body.(type) {
	case *ExternalContactNotify:
		return l.hearContact(n, *body)
	case *AgreeNotify:
		return l.hearConsent(n, *body)
	case *ExternalChatNotify:
		return l.hearGroup(n, *body)
	case *ExternalTagNotify:
		return heard{tags: true}
	case *ContactNotify:
		return heard{staff: []string{body.UserID}}
	case *DepartmentNotify:
		return heard{staff: []string{""}}
	case *SuiteTicketNotify:
		return heard{ticket: body.SuiteTicket}
	}
	return heard{events: l.hearCompany(n)}
}

// unsecret is a callback as it may be kept: those of a suite hold secrets.
func unsecret(n Notice) []byte {
	for _, secret := range []string{"AuthCode", "SuiteTicket"} {
		if strings.Contains(string(n.Raw), secret) {
			return []byte("(not kept: it may hold a secret)")
		}
	}
	return n.Raw
}

// hearContact is what happened between a member and a customer.
func (l *link) hearContact(n Notice, b ExternalContactNotify) heard {
	if b.UserID == "" || b.ExternalUserID == "" {
		return heard{events: []model.Event{refused(refOf(b.UserID), n.Event+"/"+n.Change, n.Raw, errNobody)}}
	}
	seat := refOf(b.UserID)
	read := []chore{{kind: choreContact, user: b.UserID, about: b.ExternalUserID}}
	known := model.Contact{RemoteID: b.ExternalUserID, External: true, WeChat: strings.HasPrefix(b.ExternalUserID, "wm")}
	switch n.Change {
	case ChangeAddExternalContact:
		known.Friendship, known.Created = model.FriendNormal, n.Time
		return heard{
			events: append([]model.Event{model.ContactSeen{Seat: seat, Contact: known, Partial: true}}, l.welcome(n, b.UserID, b.ExternalUserID, b.WelcomeCode, b.State)...),
			chores: read,
		}
	case ChangeAddHalfExternalContact: // the member has yet to agree: there is a contact only then
		return heard{events: l.welcome(n, b.UserID, b.ExternalUserID, b.WelcomeCode, b.State), chores: read}
	case ChangeDeleteExternalContact:
		known.Friendship = model.FriendDeletedByUs
		return heard{events: []model.Event{
			model.ContactSeen{Seat: seat, Contact: known, Partial: true},
			model.ContactGone{Seat: seat, RemoteID: b.ExternalUserID},
			l.notice(n, "", b.UserID, b.ExternalUserID, b.Source),
		}}
	case ChangeDeleteFollowUser:
		known.Friendship = model.FriendDeletedUs
		return heard{events: []model.Event{
			model.ContactSeen{Seat: seat, Contact: known, Partial: true},
			model.ContactGone{Seat: seat, RemoteID: b.ExternalUserID},
			l.notice(n, "", b.UserID, b.ExternalUserID, ""),
		}}
	case ChangeTransferFail:
		return heard{events: []model.Event{l.notice(n, "", b.UserID, b.ExternalUserID, b.FailReason)}}
	}
	return heard{chores: read}
}

// hearConsent is a customer who lets messages be archived. A customer of a member
// whose chats are archived is welcomed with the code of this one.
func (l *link) hearConsent(n Notice, b AgreeNotify) heard {
	return heard{events: append(
		[]model.Event{l.notice(n, "", b.UserID, b.ExternalUserID, "")},
		l.welcome(n, b.UserID, b.ExternalUserID, b.WelcomeCode, "")...,
	)}
}

// welcome says that a customer can be greeted; a notice without a code says
// nothing.
func (l *link) welcome(n Notice, userID, externalID, code, state string) []model.Event {
	if code == "" || userID == "" {
		return nil
	}
	return []model.Event{model.WelcomeDue{Seat: refOf(userID), ContactID: externalID, Code: code, State: state, At: wire.Past(n.Time, l.clock.Now().UTC())}}
}

// hearGroup is what changed of a group. Only a dismissal is told at once, and only
// if it is known whose group it was: the callback does not say.
func (l *link) hearGroup(n Notice, b ExternalChatNotify) heard {
	if b.ChatID == "" {
		return heard{events: []model.Event{refused(model.SeatRef{}, n.Event+"/"+n.Change, n.Raw, errNoGroup)}}
	}
	if n.Change != ChangeDismiss {
		return heard{chores: []chore{{kind: choreGroup, about: b.ChatID}}}
	}
	owner := l.owners.get(b.ChatID)
	h := heard{events: []model.Event{l.notice(n, "", owner, b.ChatID, "")}, gone: b.ChatID}
	if owner != "" {
		h.events = append(h.events, groupGone(owner, b.ChatID))
	}
	return h
}

// hearCompany is what changed of a company and of what it has bought.
func (l *link) hearCompany(n Notice) []model.Event {
	switch b := n.Body.(type) {
	case *ContactTagNotify:
		return []model.Event{l.notice(n, "", "", fmt.Sprint(b.TagID), changes(b))}
	case *CustomerAcquisitionNotify:
		detail := b.State
		if b.ExpireQuotaNum > 0 {
			detail = strings.TrimSpace(fmt.Sprint(detail, " ", int64(b.ExpireQuotaNum), " ", day(b.ExpireTime)))
		}
		return []model.Event{l.notice(n, "", b.UserID, cmp.Or(b.ExternalUserID, b.LinkID), detail)}
	case *AuthNotify: // its code is a secret
		return []model.Event{l.notice(n, "", "", n.Suite, b.State)}
	case *UnLicensedNotify:
		return []model.Event{l.notice(n, "", n.From, n.From, "")}
	case *OrderSuccessNotify:
		return []model.Event{l.notice(n, "", "", b.OrderID, b.BuyerUserID)}
	case *OrderRefundNotify:
		return []model.Event{l.notice(n, "", "", b.OrderID, map[Number]string{1: "refunded", 2: "refused"}[b.OrderStatus])}
	case *ActiveNotify:
		var events []model.Event
		for i, one := range b.AccountList {
			events = append(events, l.notice(n, fmt.Sprint("/", i), one.UserID, one.UserID, day(one.ExpireTime)))
		}
		return events
	case *ExportNotify:
		detail := b.JobType
		if b.ErrCode != codeOK {
			detail = fmt.Sprintf("%s: errcode %d %s", b.JobType, b.ErrCode, b.ErrMsg)
		}
		return []model.Event{l.notice(n, "", "", b.JobID, detail)}
	case *UploadNotify:
		return []model.Event{l.notice(n, "", "", b.JobID, "")}
	}
	l.log.Debug("callback of no use here", "connection", l.name, "event", n.Event, "change", n.Change)
	return nil
}

// notice is a line about the company. Its id follows from what was said, so that a
// repeat changes nothing; part tells apart the lines of one callback.
func (l *link) notice(n Notice, part, userID, about, detail string) model.CompanyNoticeSeen {
	sum := sha256.Sum256(n.Raw)
	line := model.CompanyNotice{
		ID: hex.EncodeToString(sum[:16]) + part, At: wire.Past(n.Time, l.clock.Now().UTC()), Kind: cmp.Or(n.Change, n.Event), About: about, Detail: detail,
	}
	if n.Event == EventChangeExternalChat {
		line.Kind = "chat_" + n.Change // "dismiss" alone says of nothing what
	}
	if userID != "" {
		line.Seat = refOf(userID)
	}
	return model.CompanyNoticeSeen{Notice: line}
}

// changes lists who got and who lost a tag of members.
func changes(b *ContactTagNotify) string {
	var words []string
	for _, id := range b.AddUserItems {
		words = append(words, "+"+id)
	}
	for _, id := range b.DelUserItems {
		words = append(words, "-"+id)
	}
	for _, id := range b.AddPartyItems {
		words = append(words, fmt.Sprintf("+%d", id))
	}
	for _, id := range b.DelPartyItems {
		words = append(words, fmt.Sprintf("-%d", id))
	}
	if len(words) > maxListed {
		words = append(words[:maxListed], "…")
	}
	return strings.Join(words, " ")
}

// day is a day in Shanghai, "" for none.
func day(seconds Number) string {
	if seconds <= 0 || seconds >= maxSeconds {
		return ""
	}
	return time.Unix(int64(seconds), 0).In(wire.Shanghai()).Format(time.DateOnly)
}
