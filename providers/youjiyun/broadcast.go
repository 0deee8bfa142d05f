package youjiyun

import "seatdeck/providers/internal/wire"

// BroadcastCommand is the commandType of 2.7. The document's typesetting puts
// spaces after its dots.
const BroadcastCommand = "wxwork.robot.batch.send"

// Whom a broadcast goes to (2.7).
const (
	BroadcastToFriends = "1"
	BroadcastToGroups  = "2"
)

// BroadcastRequest is 2.7's. Numbers are text where the example has them so.
// Token is filled in by the Client.
type BroadcastRequest struct {
	Token              string        `json:"token,omitempty"`
	Name               string        `json:"name"`
	TaskType           wire.Text     `json:"taskType"`                // 1 once, 2 each of Weekday
	StartTime          wire.Millis   `json:"startTime,omitempty"`     // for 1; none: at once
	ExecStartTime      string        `json:"execStartTime,omitempty"` // for 2; hh:mm
	Weekday            []string      `json:"weekday,omitempty"`       // 1–7 with 1=SUN, or SUN…SAT
	CommandType        string        `json:"commandType"`
	TaskRule           wire.Text     `json:"taskRule,omitempty"` // 1: 30 s a target, 2: as below
	TaskData           BroadcastData `json:"taskData"`
	SuitCount          int           `json:"suitCount"`          // targets at a time
	PerSuitSecond      int           `json:"perSuitSecond"`      // s, at least
	PerSuitSecondUpper int           `json:"perSuitSecondUpper"` // s, at most
}

func (r BroadcastRequest) bearing(token string) any {
	r.Token = token
	return r
}

// BroadcastData is what is sent and to whom.
type BroadcastData struct {
	Contents     []BroadcastContent `json:"contents"` // 8 at most are advised
	AcceptTarget []BroadcastTarget  `json:"acceptTarget"`
	IsGroupChat  wire.Text          `json:"isGroupChat"`
}

// BroadcastTarget is a robot and whom it writes to.
type BroadcastTarget struct {
	RobotKey string   `json:"robotKey"`
	ChatUser []string `json:"chatUser"`
}

// BroadcastContent is one message: msgType 1 text, 3 image, 16 link card, 49
// file, 78 mini program that was collected before, found by title, content and
// sender.
type BroadcastContent struct {
	MsgType       int     `json:"msgType"`
	Content       string  `json:"content,omitempty"` // words, or a URL
	AppType       int     `json:"appType,omitempty"` // 1 link card, 2 music card
	Link          string  `json:"link,omitempty"`
	Title         string  `json:"title,omitempty"`
	Description   string  `json:"description,omitempty"`
	CoverImgFile  string  `json:"coverImgFile,omitempty"`
	SenderName    string  `json:"senderName,omitempty"`
	SenderHeadImg string  `json:"senderHeadImg,omitempty"`
	Logo          string  `json:"logo,omitempty"`
	MsgSvrID      wire.ID `json:"msgSvrID,omitempty"` // of a message to forward
}
