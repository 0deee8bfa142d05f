package pychat

import (
	"context"
	"errors"
	"log/slog"
	"net"
	"net/http"
	"strings"

	"github.com/jonboulle/clockwork"

	"seatdeck/app/model"
	"seatdeck/providers"
	"seatdeck/providers/internal/wire"
)

// link is one account at the back end, or one back end without accounts, with
// the instances a person entered.
type link struct {
	name      string
	options   options
	client    *Client
	clock     clockwork.Clock
	rand      func() float64
	http      *http.Client
	log       *slog.Logger
	token     string                                                    // of the path at which callbacks are taken
	lastStart func(ctx context.Context, guid string) model.StartOptions // the last time; nil: not known

	listen   func(network, address string) (net.Listener, error)
	pulse    *pulse    // when the back end last answered
	accounts *accounts // who is logged in at each instance
	health   *health
	keepers  *keepers      // who look after the instances
	looks    chan struct{} // capacity 1: asks watch to find out at once
	probed   int           // instances that were asked so far; watch alone uses it

	learned learned // what deeds found out
}

var (
	_ providers.Link           = (*link)(nil)
	_ providers.Nudger         = (*link)(nil)
	_ providers.SeatLister     = (*link)(nil)
	_ providers.CodeLogin      = (*link)(nil)
	_ providers.LoginPusher    = (*link)(nil)
	_ providers.LoginVerifier  = (*link)(nil)
	_ providers.SeatSwitcher   = (*link)(nil)
	_ providers.SeatLeaver     = (*link)(nil)
	_ providers.InstanceKeeper = (*link)(nil)
	_ providers.CodeShower     = (*link)(nil)
	_ providers.RawCaller      = (*link)(nil)
)

// Test asks how the first instance is doing.
func (l *link) Test(ctx context.Context) error {
	_, err := GetClientStatus.Do(ctx, l.client, GetClientStatusRequest{GUID: l.options.guids[0]})
	return l.trouble(err, l.name)
}

// Capabilities are the same for every seat.
func (l *link) Capabilities(model.Seat) model.Capabilities {
	return model.NewCapabilities(
		model.CanSendText, model.CanSendImage, model.CanSendVideo, model.CanSendFile, model.CanSendLink,
		model.CanMention, model.CanMentionAll, model.CanForward, model.CanClearUnread,
		model.CanSendSticker, model.CanSendLocation, model.CanSendCard, model.CanSendMiniProgram,
		model.CanQuote, model.CanPat, model.CanRevoke, model.CanTranscribe,
		model.CanQRLogin, model.CanPushLogin, model.CanVerifyLogin, model.CanSwitchSeat, model.CanLogOut,
		model.CanManageInstance, model.CanShowOwnCode,
		model.CanEditRemark, model.CanAddByPhone, model.CanAcceptFriend,
		model.CanFindContact, model.CanDeleteContact, model.CanCheckFriend, model.CanSetFlags,
		model.CanListContacts, model.CanListGroups,
		model.CanListTags, model.CanEditTags, model.CanTagContacts, model.CanCountTagged,
		model.CanCreateGroup, model.CanInviteMembers, model.CanRemoveMembers, model.CanRenameGroup,
		model.CanAnnounce, model.CanGroupNickname, model.CanQuitGroup, model.CanTransferGroup,
		model.CanGroupCode, model.CanBefriendMember, model.CanPinMessages,
		model.CanMoments, model.CanPostMoments,
		model.CanResolveLink, model.CanMiniLinks, model.CanWebLogin,
		model.NeedsPublishedURL,
	)
}

// Pace is what a person entered as rate: the account of each seat is paced by
// itself.
func (l *link) Pace() providers.Pace { return providers.Pace{CallsPerMinute: l.options.rate} }

// trouble puts an error of the client in the console's words; nil for nil.
func (l *link) trouble(err error, about string) error {
	if t := troubleOf(err, about); t != nil {
		return t
	}
	return nil
}

func troubleOf(err error, about string) *model.Trouble {
	var api *APIError
	if !errors.As(err, &api) {
		return wire.Trouble(err, about)
	}
	detail := api.Msg
	if detail == "" {
		detail = "refusal.code: " + api.Code
	}
	return &model.Trouble{Code: codeOf(api), About: about, Detail: detail, Cause: err}
}

func codeOf(e *APIError) model.TroubleCode {
	words := strings.ToLower(e.Msg)
	switch {
	case e.Blocked():
		return model.TroubleBlocked
	case e.Status == http.StatusUnauthorized, e.Status == http.StatusForbidden, says(words, wordsCredentials):
		return model.TroubleCredentials
	case says(words, wordsNotLoggedIn):
		return model.TroubleNotLoggedIn
	case e.Status == http.StatusBadGateway:
		return model.TroubleUnreachable
	case e.Status == http.StatusServiceUnavailable:
		return model.TroubleBusy
	case e.Status == http.StatusGatewayTimeout:
		return model.TroubleTimeout
	case says(words, wordsNoInstance):
		return model.TroubleNotFound
	}
	return model.TroubleRejected
}

// The words by which refusals are told apart, in lower case. Assumed: the
// document names no codes but 422.
var (
	wordsCredentials = []string{"app_key", "app_secret", "appkey", "appsecret"}
	wordsNotLoggedIn = []string{"not logged in", "not login", "not online", "please login", "未登录", "未登陆", "不在线", "请先登录"}
	wordsNoInstance  = []string{"guid not found", "client not found", "instance not found", "guid does not exist", "实例不存在", "guid不存在"}
)

func says(words string, any []string) bool {
	for _, one := range any {
		if strings.Contains(words, one) {
			return true
		}
	}
	return false
}

// refused keeps what could not be used, with the reason. No message that history
// could bring again was in it: there is none (wire.md).
func refused(seat model.SeatRef, source string, raw []byte, reason error) model.PayloadRefused {
	return model.PayloadRefused{Seat: seat, Source: source, Raw: raw, Reason: reason.Error()}
}

// refOf names a seat that is known.
func refOf(seat model.Seat) model.SeatRef {
	return model.SeatRef{RemoteID: seat.RemoteID, AccountID: seat.AccountID}
}

// invalid is what was asked for and makes no sense.
func invalid(what, why string) *model.Trouble {
	return &model.Trouble{Code: model.TroubleInvalid, About: what, Detail: why}
}

// isGroup tells a group by its name: one of WeChat, or one of WeCom.
func isGroup(username string) bool {
	return strings.HasSuffix(username, "@chatroom") || strings.HasSuffix(username, "@im.chatroom")
}

// isOpenIM tells a person at WeCom by their name.
func isOpenIM(username string) bool { return strings.HasSuffix(username, "@openim") }

// isOpenIMGroup tells a group of WeCom by its name.
func isOpenIMGroup(username string) bool { return strings.HasSuffix(username, "@im.chatroom") }
