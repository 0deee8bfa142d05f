package juhe

import (
	"cmp"
	"errors"
	"time"

	"seatdeck/app/model"
	"seatdeck/providers/internal/wire"
)

const mostRecords = 5000 // of one look for bans that are kept

var errTooManyRecords = errors.New("it lists more accounts than any company has")

// loginEvents is what 企微上下线回调 says.
func (l *link) loginEvents(b LoginNotice, n Notice, at time.Time) []model.Event {
	userID := cmp.Or(b.UserID, b.UserName)
	state, err := onOff(userID, b.OnOffline)
	if err != nil {
		return []model.Event{refused(model.SeatRef{RemoteID: userID.String()}, n.Path, n.Raw, err, false)}
	}
	return []model.Event{l.known.moved(userID.String(), state, at, model.LoggedHere)}
}

// banEvents is what 同步账号封禁状态 says.
func (l *link) banEvents(b BanNotice, n Notice, at time.Time) []model.Event {
	userID := b.UserID.String()
	switch {
	case userID == "":
		return []model.Event{refused(model.SeatRef{}, n.Path, n.Raw, errNoUser, false)}
	case b.Status != nil && *b.Status == UnlockBanned:
		return []model.Event{l.known.banned(userID, b.LockStartTime.Time(), b.UnlockTime.Time(), at)}
	case b.Status != nil && *b.Status == UnlockNormal:
		return l.known.freed(userID, at)
	}
	return []model.Event{refused(model.SeatRef{RemoteID: userID}, n.Path, n.Raw, errNoState, false)}
}

// detectionEvents is what 账号监控检测通知 says. The accounts it names change their
// state with it.
func (l *link) detectionEvents(b DetectionNotice, n Notice, at time.Time) []model.Event {
	d := model.Detection{
		ID: cmp.Or(b.Code, n.RequestSeq, n.Signature).String(), At: wire.Past(cmp.Or(b.CreateDate.Time(), at), l.clock.Now().UTC()),
		Title: cmp.Or(b.Title, b.TaskCodeName, b.Name).String(), Content: b.Content.String(),
		Total: int(b.Total), Banned: int(b.InterdictionCount), Normal: int(b.NormalCount), Valid: int(b.ValidTotal),
		Complete: b.Complete != "" && b.Complete != "0",
	}
	var events []model.Event
	records := b.RecordList
	if len(records) > mostRecords {
		records = records[:mostRecords]
		events = append(events, refused(model.SeatRef{}, n.Path, []byte(d.ID), errTooManyRecords, false))
	}
	for _, row := range records {
		record := row.Value
		userID := cmp.Or(record.UserID, record.UserName).String()
		err := row.Err
		if err == nil && userID == "" {
			err = errNoUser
		}
		if err != nil {
			events = append(events, refused(model.SeatRef{}, n.Path, row.Raw, err, false))
			continue
		}
		one := model.DetectionRecord{
			Seat: model.SeatRef{RemoteID: userID}, Name: cmp.Or(record.Name, record.Alias).String(),
			Failed: record.CheckStatus == "0", From: record.LockStartTime.Time(), UnlockAt: record.UnlockTime.Time(),
			Content: record.Content.String(),
		}
		one.Banned = record.InspectionStatus == "2" && !one.Failed
		switch {
		case one.Banned:
			l.known.banned(userID, one.From, one.UnlockAt, at)
		case !one.Failed:
			events = append(events, l.known.freed(userID, at)...)
		}
		d.Records = append(d.Records, one)
	}
	return append(events, model.DetectionSeen{Detection: d})
}

// Callbacks tells what became of the callbacks so far.
func (l *link) Callbacks() model.CallbackCounts {
	return l.tally.Counts().Model()
}
