package juhe

import (
	"cmp"
	"context"
	"strings"
	"time"

	"seatdeck/app/model"
	"seatdeck/providers/internal/wire"
)

// EditSeat changes what 聚合聊天 keeps of an account (修改). Automatic login is
// switched by bringing it online, or by taking it offline where it is so.
func (l *link) EditSeat(ctx context.Context, seat model.Seat, change model.SeatSettings) error {
	request := l.known.naming(seat.RemoteID)
	plain := request
	request.SaleNo, request.Administrators = change.Number, change.Managers
	if change.Enabled != nil {
		status := wire.Int(AccountDisabled)
		if *change.Enabled {
			status = AccountEnabled
		}
		request.Status = &status
	}
	if change.AddLimits != nil {
		limits, trouble := limitsOf(*change.AddLimits)
		if trouble != nil {
			return trouble
		}
		request.MinSecond, request.MaxSecond, request.UpperLimit = limits[0], limits[1], limits[2]
	}
	if request != plain {
		if _, err := Update.Do(ctx, l.client, request); err != nil {
			return l.trouble(err, seat.DisplayName())
		}
	}
	switch {
	case change.AutoLogin == nil:
		return nil
	case *change.AutoLogin || seat.State == model.SeatOnline:
		return l.bringOnline(ctx, seat, *change.AutoLogin)
	}
	return l.takeOffline(ctx, seat, false)
}

// limitsOf are minSecond, maxSecond and upperLimit.
func limitsOf(a model.AddLimits) ([3]*wire.Int, *model.Trouble) {
	if a.Min < 0 || a.Max < a.Min || a.Max > mostGap || a.PerDay < 0 {
		return [3]*wire.Int{}, invalid("add limits", "refusal.add_limits: the shortest wait must not be longer than the longest, and none negative or over a day")
	}
	shortest, longest, most := wire.Int(a.Min/time.Second), wire.Int(a.Max/time.Second), wire.Int(a.PerDay)
	return [3]*wire.Int{&shortest, &longest, &most}, nil
}

// RemoveSeat takes an account out of 聚合聊天 (删除).
func (l *link) RemoveSeat(ctx context.Context, seat model.Seat) error {
	if seat.RemoteID == "" {
		return invalid("seat", "refusal.no_account: "+errNoUser.Error())
	}
	removed := wire.Int(AccountRemoved)
	request := l.known.naming(seat.RemoteID)
	request.Status = &removed
	_, err := Delete.Do(ctx, l.client, request)
	return l.trouble(err, seat.DisplayName())
}

// ImportSeat takes an account in (导入用户).
func (l *link) ImportSeat(ctx context.Context, what model.SeatImport) error {
	if strings.TrimSpace(what.RemoteID) == "" {
		return invalid("userId", "refusal.missing")
	}
	limits, trouble := limitsOf(what.AddLimits)
	if trouble != nil {
		return trouble
	}
	_, err := ImportUser.Do(ctx, l.client, ImportRequest{SubAccountRequest: SubAccountRequest{
		MainUserID: cmp.Or(what.MainID, l.account), CorpID: l.options.corpID, UserID: what.RemoteID, ShortName: what.ShortName,
		MinSecond: limits[0], MaxSecond: limits[1], UpperLimit: limits[2], Ascription: what.Team,
	}})
	return l.trouble(err, what.RemoteID)
}

// BindSeats makes seats sub-accounts of a main account (绑定子账户).
func (l *link) BindSeats(ctx context.Context, main model.Seat, subs []model.Seat) error {
	if len(subs) == 0 {
		return invalid("seats", "refusal.none")
	}
	request := SubAccountRequest{MainUserID: main.RemoteID, CorpID: cmp.Or(main.CorpID, l.options.corpID)}
	for _, sub := range subs {
		if sub.RemoteID == main.RemoteID {
			return invalid("seats", "refusal.own_account: an account can't be a sub-account of its own")
		}
		request.SonUsers = append(request.SonUsers, SonAccount{UserID: sub.RemoteID})
	}
	_, err := Binding.Do(ctx, l.client, request)
	return l.trouble(err, main.DisplayName())
}

// signing says why signed calls can't be made; nil: they can.
func (l *link) signing() error {
	if !l.signs {
		return invalid(secretCallback, "refusal.wants_signature: this call has to be signed with it, and it is missing")
	}
	return nil
}

// signedTrouble is trouble with a signed call: one that is refused speaks of the
// signature, not of the account.
func (l *link) signedTrouble(err error, about string) error {
	trouble := troubleOf(err, about)
	if trouble == nil {
		return nil
	}
	if trouble.Code == model.TroubleCredentials && isAPIError(err, func(e *APIError) bool { return e.Code == codeSignature }) {
		trouble.About = secretCallback
	}
	return trouble
}

// FindSeat finds a seat by phone or name (根据手机号or姓名查询坐席).
func (l *link) FindSeat(ctx context.Context, phone, name string) (string, error) {
	if err := l.signing(); err != nil {
		return "", err
	}
	if phone == "" && name == "" {
		return "", invalid("phone", "refusal.phone_or_name: it is missing, and so is the name")
	}
	found, err := FindUserByPhone.Do(ctx, l.client, FindUserRequest{Phone: phone, Name: name})
	return firstOf(found), l.signedTrouble(notFound(err), l.name)
}

// FindCustomer finds a customer by picture and name (根据头像和昵称查询客户).
func (l *link) FindCustomer(ctx context.Context, avatar, name string) (string, error) {
	if err := l.signing(); err != nil {
		return "", err
	}
	if avatar == "" && name == "" {
		return "", invalid("name", "refusal.picture_or_name: it is missing, and so is the picture")
	}
	found, err := FindCustomerByName.Do(ctx, l.client, FindCustomerRequest{Avatar: avatar, Name: name})
	return firstOf(found), l.signedTrouble(notFound(err), l.name)
}

// firstOf is the first of ids with commas between.
func firstOf(found wire.Text) string {
	id, _, _ := strings.Cut(found.String(), ",")
	return strings.TrimSpace(id)
}

// notFound drops a refusal that says no more than that nobody was found.
func notFound(err error) error {
	if isAPIError(err, func(e *APIError) bool { return e.Code == codeUnknown }) {
		return nil
	}
	return err
}

// SeatsOfCustomer tells which seats know a customer (获取聊天客户坐席).
func (l *link) SeatsOfCustomer(ctx context.Context, customerID, externalID string) ([]model.SeatRef, error) {
	if customerID == "" && externalID == "" {
		return nil, invalid("customer", "refusal.no_id: there is no id")
	}
	rows, err := GetChatSeat.Do(ctx, l.client, ChatSeatRequest{CustomerID: customerID, ExternalUserID: externalID})
	if err := notFound(err); err != nil {
		return nil, l.trouble(err, l.name)
	}
	var seats []model.SeatRef
	for _, row := range rows {
		if row.Err == nil && row.Value.UserID != "" {
			seats = append(seats, model.SeatRef{RemoteID: row.Value.UserID.String()})
		}
	}
	return seats, nil
}

// Keywords lists 获取reOffer关键词.
func (l *link) Keywords(ctx context.Context) ([]string, error) {
	if err := l.signing(); err != nil {
		return nil, err
	}
	answer, err := GetKeywords.Do(ctx, l.client, KeywordRequest{})
	if err != nil {
		return nil, l.signedTrouble(err, l.name)
	}
	words := make([]string, 0, len(answer))
	for _, word := range answer {
		if word != "" {
			words = append(words, word.String())
		}
	}
	return words, nil
}

// TransferCount tells how many customers of a seat are being handed over.
func (l *link) TransferCount(ctx context.Context, seat model.Seat) (int, error) {
	if err := l.signing(); err != nil {
		return 0, err
	}
	answer, err := QryTransferCount.Do(ctx, l.client, TransferRequest{UserID: seat.RemoteID})
	return int(max(0, answer.TransferCount)), l.signedTrouble(err, seat.DisplayName())
}
