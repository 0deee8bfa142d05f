package wecom

import (
	"context"
	"slices"
	"time"

	"golang.org/x/sync/errgroup"

	"seatdeck/app/model"
	"seatdeck/providers/internal/wire"
)

const (
	daysOfCall    = 30 // that one call tells of, at most
	countedAtOnce = 4  // seats asked about at the same time
	oneDay        = 24 * time.Hour
	mostDaysEver  = 180 // the API tells of no older ones
)

// ReadStatistics reads 联系客户统计 and 群聊数据统计 of each seat, by day. A seat that
// can't be asked about does not keep the others from it.
func (l *link) ReadStatistics(ctx context.Context, seats []model.Seat, from, to time.Time) ([]model.Event, error) {
	from, to = dayOf(from), dayOf(to)
	if oldest := dayOf(l.clock.Now()).Add(-mostDaysEver * oneDay); from.Before(oldest) {
		from = oldest
	}
	days := make([][]model.OfficialDay, len(seats))
	refusals := make([]error, len(seats))
	tasks, within := errgroup.WithContext(ctx)
	tasks.SetLimit(countedAtOnce)
	for i, seat := range seats {
		tasks.Go(func() error {
			var err error
			days[i], err = l.daysOf(within, seat.RemoteID, from, to)
			if refusedByAPI(err) {
				refusals[i] = err
				return nil
			}
			return err
		})
	}
	if err := tasks.Wait(); err != nil {
		return nil, l.trouble(err, l.name)
	}
	var events []model.Event
	for i, seat := range seats {
		if len(days[i]) > 0 {
			events = append(events, model.OfficialSeen{Seat: refOf(seat.RemoteID), Days: days[i]})
		}
	}
	if i := slices.IndexFunc(refusals, func(err error) bool { return err != nil }); i >= 0 {
		if len(events) == 0 {
			return nil, l.trouble(refusals[i], seats[i].DisplayName())
		}
		l.log.Info("statistics of a seat not read", "connection", l.name, "seat", seats[i].DisplayName(), "err", refusals[i])
	}
	return events, nil
}

// daysOf reads both statistics of a member, as many days at a time as a call tells.
func (l *link) daysOf(ctx context.Context, userID string, from, to time.Time) ([]model.OfficialDay, error) {
	var list []model.OfficialDay
	for !from.After(to) {
		last := from.Add((daysOfCall - 1) * oneDay)
		if last.After(to) {
			last = to
		}
		book := dayBook{}
		behaviour, err := GetBehaviorData.Do(ctx, l.client, BehaviorDataRequest{UserID: []string{userID}, StartTime: SecondsOf(from), EndTime: SecondsOf(last)})
		if err != nil {
			return nil, err
		}
		for _, row := range behaviour.BehaviorData {
			book.behaved(row)
		}
		groups, err := GetGroupStatisticsByDay.Do(ctx, l.client, GroupStatisticsByDayRequest{
			DayBeginTime: SecondsOf(from), DayEndTime: SecondsOf(last), OwnerFilter: OwnerFilter{UserIDList: []string{userID}},
		})
		if err != nil && !refusedByAPI(err) { // a member without groups may be refused
			return nil, err
		}
		for _, row := range groups.Items {
			book.grouped(row)
		}
		list = append(list, book.within(from, last)...)
		from = last.Add(oneDay)
	}
	return list, nil
}

// dayBook holds what was told of days, by their beginning.
type dayBook map[time.Time]*model.OfficialDay

// day is a day of which nothing is told yet.
func (b dayBook) day(at Seconds) *model.OfficialDay {
	begin := dayOf(at.Time())
	if b[begin] == nil {
		b[begin] = &model.OfficialDay{
			Day: begin, Chats: -1, Messages: -1, ReplyShare: -1, FirstReply: -1, Lost: -1, Asked: -1, Added: -1,
			NewGroups: -1, Groups: -1, ActiveGroups: -1, NewMembers: -1, Members: -1, ActiveMembers: -1, GroupMessages: -1,
		}
	}
	return b[begin]
}

func (b dayBook) behaved(row BehaviorData) {
	d := b.day(row.StatTime)
	d.Chats, d.Messages = int(row.ChatCnt), int(row.MessageCnt)
	d.Lost, d.Asked, d.Added = int(row.NegativeFeedbackCnt), int(row.NewApplyCnt), int(row.NewContactCnt)
	if row.ReplyPercentage != nil {
		d.ReplyShare = float64(*row.ReplyPercentage)
	}
	if row.AvgReplyTime != nil {
		d.FirstReply = time.Duration(*row.AvgReplyTime) * time.Minute
	}
}

func (b dayBook) grouped(row GroupStatisticsOfDay) {
	d, told := b.day(row.StatTime), row.Data
	d.NewGroups, d.Groups, d.ActiveGroups = int(told.NewChatCnt), int(told.ChatTotal), int(told.ChatHasMsg)
	d.NewMembers, d.Members, d.ActiveMembers = int(told.NewMemberCnt), int(told.MemberTotal), int(told.MemberHasMsg)
	d.GroupMessages = int(told.MsgTotal)
}

// within gives the days of a span that were told of, in order.
func (b dayBook) within(from, to time.Time) []model.OfficialDay {
	var list []model.OfficialDay
	for day := from; !day.After(to); day = day.Add(oneDay) {
		if d := b[day]; d != nil {
			list = append(list, *d)
		}
	}
	return list
}

// dayOf is the beginning of a time's day in Shanghai, UTC.
func dayOf(t time.Time) time.Time {
	y, m, d := t.In(wire.Shanghai()).Date()
	return time.Date(y, m, d, 0, 0, 0, 0, wire.Shanghai()).UTC()
}

// ReadQuotas reads 获客助手的剩余使用量. Of licences no call of document 001 tells. The
// parts of the quota run out on different days: the first of these is told.
func (l *link) ReadQuotas(ctx context.Context) ([]model.Event, error) {
	answer, err := GetAcquisitionQuota.Do(ctx, l.client, NoFields{})
	if err != nil {
		return nil, l.trouble(err, l.name)
	}
	q := model.Quota{Kind: model.QuotaAcquisition, Total: int64(answer.Total), Left: int64(answer.Balance)}
	for _, part := range answer.QuotaList {
		if ends := part.ExpireDate.Time(); part.Balance > 0 && !ends.IsZero() && (q.Expires.IsZero() || ends.Before(q.Expires)) {
			q.Expires = ends
		}
	}
	return []model.Event{model.QuotasSeen{Quotas: []model.Quota{q}}}, nil
}
