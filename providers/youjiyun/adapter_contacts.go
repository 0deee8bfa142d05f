package youjiyun

import (
	"context"
	"strconv"

	"seatdeck/app/model"
	"seatdeck/providers"
	"seatdeck/providers/internal/wire"
)

// pageSize is how many rows of a list are asked for; the document names no
// maximum.
const pageSize = 100

// ListSeats reads 2.2. Unless every row could be read it does not claim to have
// seen all: a seat would seem to be removed.
func (l *link) ListSeats(ctx context.Context) ([]model.Event, error) {
	answer, err := ListRobots.Do(ctx, l.client, ListRobotsRequest{})
	if err != nil {
		return nil, l.trouble(err, l.name)
	}
	var events []model.Event
	listed := model.SeatsListed{}
	whole := answer.Robots != nil
	for _, row := range answer.Robots {
		r := row.Value
		if row.Err != nil || r.RobotKey == "" {
			events = append(events, refused(seatOfRaw(row.Raw), "robot/list", row.Raw, orError(row.Err, errNoSeat), false))
			whole = false
			continue
		}
		seat := model.Seat{
			RemoteID:  r.RobotKey.String(),
			AccountID: r.Wxid.String(),
			Name:      r.NickName.String(),
			Alias:     r.AliasName.String(),
			Avatar:    r.HeadImg.String(),
			Corp:      r.CorpID.String(),
			Owner:     r.ClientCode.String(),
			LastLogin: r.LastLoginTime.Time(),
		}
		if r.RobotStatus != nil {
			seat.State = seatState(*r.RobotStatus)
		}
		events = append(events, model.SeatSeen{Seat: seat})
		listed.RemoteIDs = append(listed.RemoteIDs, seat.RemoteID)
	}
	if whole {
		events = append(events, listed)
	}
	return events, nil
}

// ListContacts reads a page of 2.3.
func (l *link) ListContacts(ctx context.Context, seat model.Seat, name string) (providers.Page, error) {
	page := pageNumber(name)
	answer, err := ListUsers.Do(ctx, l.client, ListUsersRequest{RobotKey: seat.RemoteID, PageNum: page + 1, PageSize: pageSize})
	if err != nil {
		return providers.Page{}, l.trouble(err, seat.DisplayName())
	}
	var events []model.Event
	for _, row := range answer.Users {
		if row.Err != nil || row.Value.UserID == "" {
			events = append(events, refused(refOf(seat), "external/user/list", row.Raw, orError(row.Err, errNoName), false))
			continue
		}
		events = append(events, model.ContactSeen{Seat: refOf(seat), Contact: contactOf(row.Value)})
	}
	return pageOf(events, page, morePages(page, len(answer.Users), answer.Total), answer.Total), nil
}

// pageNumber reads the name that pageOf gave a page; the first is 0.
func pageNumber(name string) int {
	n, _ := strconv.Atoi(name) // "" is the first
	return n
}

func pageOf(events []model.Event, page int, more bool, total wire.Int) providers.Page {
	p := providers.Page{Events: events, Total: max(int(total), 0)}
	if more {
		p.Next = strconv.Itoa(page + 1)
	}
	return p
}

// morePages tells whether a further page may hold something. It believes the
// rows rather than the page size asked for, which a server may cut.
func morePages(page, rows int, total wire.Int) bool {
	if total <= 0 {
		return rows >= pageSize
	}
	return rows > 0 && int64(page+1)*int64(rows) < int64(total)
}

func contactOf(u User) model.Contact {
	return model.Contact{
		RemoteID:    u.UserID.String(),
		Name:        u.Name.String(),
		Remark:      u.RealRemarks.String(),
		Description: u.Remarks.String(),
		Avatar:      u.AvatorURL.String(),
		Gender:      genderOf(u.Gender),
		Mobile:      u.Mobile.String(),
		Email:       u.Account.String(),
		Corp:        u.RemarkCorpName.String(),
		Position:    u.Position.String(),
		WeChat:      bool(u.IsOuterUser),
		External:    bool(u.IsExternalUser),
		Friendship:  friendshipOf(u),
		Removed:     u.Status != nil && *u.Status == 0,
		Created:     u.GmtCreate.Time(),
		Modified:    u.GmtModify.Time(),
	}
}

func friendshipOf(u User) model.Friendship {
	const flagDeletedUs, flagNormal = 2049, 2057
	if u.State != nil {
		switch *u.State {
		case 0:
			return model.FriendDeletedBoth
		case 1:
			return model.FriendNormal
		case 2:
			return model.FriendDeletedUs
		case 3:
			return model.FriendDeletedByUs
		}
	}
	switch u.Flag {
	case flagDeletedUs:
		return model.FriendDeletedUs
	case flagNormal:
		return model.FriendNormal
	}
	return model.FriendUnknown
}

func genderOf(gender wire.Int) model.Gender {
	switch gender {
	case 1:
		return model.GenderMale
	case 2:
		return model.GenderFemale
	}
	return model.GenderUnknown
}

// EditRemark changes remark and description (3.13).
func (l *link) EditRemark(ctx context.Context, seat model.Seat, contactID string, remark, description *string) error {
	if remark == nil && description == nil {
		return nil
	}
	_, err := EditRemark.Do(ctx, l.client, &EditRemarkRequest{
		ActionHead: headOf(seat), UserID: wire.Text(contactID), RealRemark: remark, UserRemark: description,
	})
	return l.trouble(err, seat.DisplayName())
}

// AddByPhone asks the owner of a phone number to be a contact (3.9).
func (l *link) AddByPhone(ctx context.Context, seat model.Seat, phone, reason string) (model.Contact, error) {
	if phone == "" {
		return model.Contact{}, invalid("phone", "refusal.missing: it is empty")
	}
	answer, err := AddByPhone.Do(ctx, l.client, &AddByPhoneRequest{ActionHead: headOf(seat), Phone: phone, Reason: reason})
	if err != nil {
		return model.Contact{}, l.trouble(err, seat.DisplayName())
	}
	u := answer.UserData
	if u.UserID == "" {
		return model.Contact{}, &model.Trouble{Code: model.TroubleBadAnswer, About: seat.DisplayName(), Detail: "refusal.unnamed: " + errNoName.Error()}
	}
	return model.Contact{
		RemoteID: u.UserID.String(),
		Name:     u.Name.String(),
		Avatar:   u.WechatImgURL.String(),
		Gender:   genderOf(u.Gender),
		Mobile:   phone,
		WeChat:   bool(u.IsOuterUser),
		External: bool(u.IsOuterUser),
	}, nil
}

// AcceptFriend accepts a request (3.8).
func (l *link) AcceptFriend(ctx context.Context, seat model.Seat, request model.FriendRequest) error {
	_, err := AcceptFriend.Do(ctx, l.client, &AcceptFriendRequest{ActionHead: headOf(seat), FriendWxid: wire.Text(request.RemoteID)})
	return l.trouble(err, seat.DisplayName())
}

func headOf(seat model.Seat) ActionHead { return ActionHead{RobotKey: wire.Text(seat.RemoteID)} }
