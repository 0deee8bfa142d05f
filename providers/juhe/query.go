package juhe

import (
	"encoding/json"
	"fmt"
	"net/url"

	"seatdeck/providers/internal/wire"
)

// withQuery is a request with parameters in the query, beside who calls.
type withQuery interface{ put(values url.Values) error }

// UserQuery are the parameters that most calls list in the query beside
// accessToken, projectId, corpid and userid, which the Client adds. What is left
// empty is left out.
type UserQuery struct {
	SaleNo      string     `json:"saleno,omitempty"` // 坐席工号
	Name        string     `json:"name,omitempty"`   // 成员姓名
	Permissions string     `json:"permissions,omitempty"`
	Roles       string     `json:"roles,omitempty"`
	StatusID    string     `json:"statusId,omitempty"` // 域账号登录ID
	ExtAuth     string     `json:"extAuth,omitempty"`  // 域账号系统标识
	User        UserFields `json:"qwUser"`
}

// UserFields are the parameters qwUser.*.
type UserFields struct {
	ID               *wire.Int `json:"id,omitempty"`
	ProjectID        *wire.Int `json:"projectId,omitempty"`
	CorpID           string    `json:"corpId,omitempty"`
	UserID           string    `json:"userId,omitempty"`
	Name             string    `json:"name,omitempty"`
	Gender           *wire.Int `json:"gender,omitempty"` // 0 unknown, 1 male, 2 female
	Email            string    `json:"email,omitempty"`
	MainDepartment   *wire.Int `json:"mainDepartment,omitempty"`
	Department       string    `json:"department,omitempty"`
	IsLeaderInDept   string    `json:"isLeaderInDept,omitempty"`
	Avatar           string    `json:"avatar,omitempty"`
	ThumbAvatar      string    `json:"thumbAvatar,omitempty"`
	Mobile           string    `json:"mobile,omitempty"`
	Alias            string    `json:"alias,omitempty"`
	OpenUserID       string    `json:"openUserid,omitempty"`
	QRCode           string    `json:"qrCode,omitempty"`
	RealName         string    `json:"realName,omitempty"`
	Position         string    `json:"position,omitempty"`
	BizMail          string    `json:"bizMail,omitempty"`
	DirectLeader     string    `json:"directLeader,omitempty"`
	Telephone        string    `json:"telephone,omitempty"`
	ExternalPosition string    `json:"externalPosition,omitempty"`
	Address          string    `json:"address,omitempty"`
	Status           *wire.Int `json:"status,omitempty"`    // -1 removed, 1 active, 2 disabled, 4 not active, 5 left the company
	UseStatus        *wire.Int `json:"useStatus,omitempty"` // 0 normal, 1 disabled
	Creator          string    `json:"creator,omitempty"`
	CreateDate       *wire.Int `json:"createDate,omitempty"`
	UpdateDate       string    `json:"updateDate,omitempty"`
	UpdateBy         string    `json:"updateBy,omitempty"`
	SaleNo           string    `json:"saleNo,omitempty"`
	Administrators   string    `json:"administrators,omitempty"`
	MinSecond        *wire.Int `json:"minSecond,omitempty"`
	MaxSecond        *wire.Int `json:"maxSecond,omitempty"`
	UpperLimit       *wire.Int `json:"upperLimit,omitempty"`
	CropName         string    `json:"cropName,omitempty"`
	Ascription       string    `json:"ascription,omitempty"`
	UnlockStatus     *wire.Int `json:"unlockStatus,omitempty"`
	UnlockTime       string    `json:"unlockTime,omitempty"`
	UnlockStartTime  string    `json:"unlockStartTime,omitempty"`
	AccountAttribute *wire.Int `json:"accountAttribute,omitempty"`
	Total            *wire.Int `json:"total,omitempty"`
	ClassifyID       *wire.Int `json:"classifyId,omitempty"`
}

// put adds the parameters: those of User have "qwUser." in front.
func (q UserQuery) put(values url.Values) error {
	object, err := json.Marshal(q)
	if err != nil {
		return err
	}
	return putFields(values, "", object)
}

func putFields(values url.Values, prefix string, object json.RawMessage) error {
	var fields map[string]json.RawMessage
	if err := json.Unmarshal(object, &fields); err != nil {
		return err
	}
	for name, raw := range fields {
		if raw[0] == '{' {
			if err := putFields(values, prefix+name+".", raw); err != nil {
				return err
			}
			continue
		}
		var text wire.Text
		if err := text.UnmarshalJSON(raw); err != nil {
			return fmt.Errorf("parameter %s: %w", prefix+name, err)
		}
		values.Set(prefix+name, text.String())
	}
	return nil
}
