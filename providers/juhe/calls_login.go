package juhe

import (
	"encoding/json"
	"fmt"
	"strings"

	"seatdeck/providers/internal/wire"
)

// The calls about logging accounts in and out.
var (
	// Online is 上线.
	Online = Call[OnOffRequest, Done]{endpoint{title: "上线", path: "/message/chat/online", deed: true}}
	// Offline is 下线.
	Offline = Call[OnOffRequest, Done]{endpoint{title: "下线", path: "/message/chat/offline", deed: true}}
	// GetQRCode is 获取登录二维码. Assumed: a picture as base64 or data: URL, the
	// http(s) URL of one, or what the code says.
	GetQRCode = Call[UpdateRequest, wire.Text]{endpoint{title: "获取登录二维码", path: "/message/chat/getQrCode"}}
	// GetLoginStatus is 获取扫码状态.
	GetLoginStatus = Call[UpdateRequest, LoginStatus]{endpoint{title: "获取扫码状态", path: "/message/chat/getLoginStatus", read: true}}
	// LoginCode is 登录需要输入验证码. Assumed: an answer that is not refused is done.
	LoginCode = Call[LoginCodeRequest, wire.Text]{endpoint{title: "登录需要输入验证码", path: "/message/chat/loginCode"}}
	// GetLoginLog is 获取登录记录, newest first.
	GetLoginLog = Call[SearchRequest, Page[LoginLogRow]]{endpoint{title: "获取登录记录", path: "/message/chat/getLoginLog", read: true}}
)

// OnOffRequest names an account and how it logs in (OnOffLineRequest).
type OnOffRequest struct {
	UserID         string `json:"userId"`
	LoginType      string `json:"loginType,omitempty"` // "qrcode"
	AutomaticLogon bool   `json:"automaticLogon"`
}

// LoginStatus is what became of a code.
type LoginStatus struct {
	LoggedIn bool
	// WantsCode tells that the login waits for a code of the person's.
	WantsCode bool
	// What LoginCode hands it in with, where the back end said it.
	QRCodeKey string
	RequestID string
}

// UnmarshalJSON reads data: a yes or no.
func (s *LoginStatus) UnmarshalJSON(data []byte) error {
	return json.Unmarshal(data, (*wire.Flag)(&s.LoggedIn))
}

// heard reads msg.
func (s *LoginStatus) heard(msg string) {
	if s.LoggedIn {
		return
	}
	s.WantsCode = wantsCode(msg)
	if rest, told := strings.CutPrefix(msg, needCode); told {
		s.QRCodeKey, s.RequestID, _ = strings.Cut(rest, ":")
	}
}

const needCode = "NEED_CODE:"

// wantsCode tells whether the back end's words ask for a code. Assumed:
// "NEED_CODE:<qrCodeKey>:<requestId>", or words that name it; the document says
// where it is handed in, and not how it is asked for.
func wantsCode(msg string) bool {
	if strings.HasPrefix(msg, needCode) || strings.Contains(msg, "验证码") {
		return true
	}
	plain := strings.NewReplacer("_", "", "-", "", " ", "").Replace(strings.ToLower(msg))
	return strings.Contains(plain, "needinputcode") || strings.Contains(plain, "needcode")
}

// LoginCodeRequest hands in a code (NeedInputCodeRequest).
type LoginCodeRequest struct {
	QRCodeKey string `json:"qrCodeKey"`
	RequestID string `json:"requestId"`
	Code      string `json:"code"`
	UserID    string `json:"userId"`
}

// The values of status of a LoginLogRow.
const (
	LoggedIn  = 0 // 登录
	LoggedOut = 1 // 下线
)

// LoginLogRow is a login or logout (QwSubAccountLoginLogVo).
type LoginLogRow struct {
	ID              wire.Text `json:"id"`
	UserID          wire.Text `json:"userId"`
	CorpID          wire.Text `json:"corpId"`
	UserName        wire.Text `json:"userName"`
	Status          *wire.Int `json:"status"`
	CreateTimeStamp Stamp     `json:"createTimeStamp"`
	UpdateTimeStamp Stamp     `json:"updateTimeStamp"`
}

// key is its id; of a row without one all that it says.
func (r LoginLogRow) key() string {
	switch {
	case r.ID != "":
		return r.ID.String()
	case r.UserID == "" || r.Status == nil:
		return ""
	}
	return fmt.Sprint(r.UserID, " ", *r.Status, " ", r.CreateTimeStamp, " ", r.UpdateTimeStamp)
}
