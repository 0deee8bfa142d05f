package wecom

import (
	"bytes"
	"errors"
	"time"
)

// Notice is what a callback says, decrypted.
type Notice struct {
	Event  string    // one of the Event… words, or one we don't know; the MsgType of what is a message to the app
	Change string    // one of the Change… words, another one, or ""
	Corp   string    // whose it is: ToUserName, or AuthCorpId where it comes by a suite
	Suite  string    // SuiteId, where it comes by a suite
	From   string    // FromUserName: a member, or "sys"
	Agent  int64     // AgentID; 0: none
	Time   time.Time // UTC, to the second; zero where it says none
	Body   any       // a pointer to one of the …Notify types; nil where Event or Change is not known
	Raw    []byte    // the XML as it came; it may hold a secret, as AuthCode is: not for the log
	Err    error     // why the XML could not be read
}

var errNoEvent = errors.New("it names no event")

// noticeHead is what all callbacks have, with what those of a suite have instead.
type noticeHead struct {
	To         string `xml:"ToUserName"`
	From       string `xml:"FromUserName"`
	Created    Number `xml:"CreateTime"`
	Agent      Number `xml:"AgentID"`
	Type       string `xml:"MsgType"`
	Event      string `xml:"Event"`
	ChangeType string `xml:"ChangeType"`

	InfoType   string `xml:"InfoType"`
	SuiteID    string `xml:"SuiteId"`
	AuthCorpID string `xml:"AuthCorpId"`
	Stamped    Number `xml:"TimeStamp"`
}

// ReadNotice reads the XML of a callback. It never fails: what can't be read is
// kept as it came, with the reason in Err.
func ReadNotice(raw []byte) Notice {
	n := Notice{Raw: bytes.Clone(raw)}
	var head noticeHead
	if n.Err = readXML(raw, &head); n.Err != nil {
		return n
	}
	n.Event, n.Change, n.Suite, n.From, n.Agent = head.Event, head.ChangeType, head.SuiteID, head.From, int64(head.Agent)
	n.Corp = head.To
	seconds := head.Created
	if n.Event == "" {
		n.Event = head.InfoType
	}
	if head.AuthCorpID != "" {
		n.Corp = head.AuthCorpID
	}
	if seconds == 0 {
		seconds = head.Stamped
	}
	if seconds > 0 && seconds < maxSeconds {
		n.Time = time.Unix(int64(seconds), 0).UTC()
	}
	if n.Event == "" {
		if head.Type == "" {
			n.Err = errNoEvent
		} else {
			n.Event = head.Type // a message of a member to the app: text, image …
		}
		return n
	}
	body := noticeBody(n.Event, n.Change)
	if body == nil {
		return n
	}
	if n.Err = readXML(raw, body); n.Err == nil {
		n.Body = body
	}
	if job, ok := body.(*ExportNotify); ok {
		job.settle()
	}
	return n
}

const maxSeconds = 1 << 36 // year 4147: a time behind it is none

// noticeBody is an empty value of the type that a callback has; nil for one that
// document 001 does not know.
func noticeBody(event, change string) any {
	switch event {
	case EventCreateAuth, EventChangeAuth, EventCancelAuth, EventResetPermanentCode:
		return new(AuthNotify)
	case EventSuiteTicket:
		return new(SuiteTicketNotify)
	case EventChangeContact:
		return memberBody(change)
	case EventChangeExternalContact:
		return customerBody(change)
	case EventChangeExternalChat:
		return new(ExternalChatNotify)
	case EventChangeExternalTag:
		return new(ExternalTagNotify)
	case EventCustomerAcquisition:
		return new(CustomerAcquisitionNotify)
	case EventUnlicensed:
		return new(UnLicensedNotify)
	case EventLicensePaid:
		return new(OrderSuccessNotify)
	case EventLicenseRefund:
		return new(OrderRefundNotify)
	case EventLicenseActivated:
		return new(ActiveNotify)
	case EventUploadFinished:
		return new(UploadNotify)
	case EventBatchJobResult:
		return new(ExportNotify)
	}
	return nil
}

func memberBody(change string) any {
	switch change {
	case ChangeCreateUser, ChangeUpdateUser, ChangeDeleteUser:
		return new(ContactNotify)
	case ChangeCreateParty, ChangeUpdateParty, ChangeDeleteParty:
		return new(DepartmentNotify)
	case ChangeUpdateTag:
		return new(ContactTagNotify)
	}
	return nil
}

func customerBody(change string) any {
	switch change {
	case ChangeAgreed:
		return new(AgreeNotify)
	case ChangeAddExternalContact, ChangeEditExternalContact, ChangeAddHalfExternalContact,
		ChangeDeleteExternalContact, ChangeDeleteFollowUser, ChangeTransferFail:
		return new(ExternalContactNotify)
	}
	return nil
}
