package wecom

import (
	"encoding/json"

	"seatdeck/providers/internal/wire"
)

// The calls for customers and who follows them.
var (
	// ListFollowUsers is 获取配置了客户联系功能的成员列表.
	ListFollowUsers = Call[NoFields, FollowUsersAnswer]{endpoint{path: "externalcontact/get_follow_user_list", title: "获取配置了客户联系功能的成员列表", get: true, read: true}}
	// ListContacts is 获取客户列表. A member without customers is an error: see
	// APIError.NoRelation.
	ListContacts = Call[ListContactsRequest, ContactIDsAnswer]{endpoint{path: "externalcontact/list", title: "获取客户列表", get: true, read: true}}
	// GetContact is 获取客户详情. Its pages are of follow_user.
	GetContact = Call[GetContactRequest, ContactAnswer]{endpoint{path: "externalcontact/get", title: "获取客户详情", get: true, read: true}}
	// BatchGetContacts is 批量获取客户详情.
	BatchGetContacts = Call[BatchGetContactsRequest, ContactsAnswer]{endpoint{path: "externalcontact/batch/get_by_user", title: "批量获取客户详情", read: true}}
	// RemarkContact is 修改客户备注信息.
	RemarkContact = Call[RemarkRequest, Done]{endpoint{path: "externalcontact/remark", title: "修改客户备注信息", read: true}}
	// GetBehaviorData is 获取「联系客户统计」数据.
	GetBehaviorData = Call[BehaviorDataRequest, BehaviorDataAnswer]{endpoint{path: "externalcontact/get_user_behavior_data", title: "获取「联系客户统计」数据", read: true}}
)

// FollowUsersAnswer are the members who may have customers.
type FollowUsersAnswer struct {
	FollowUser []wire.Text `json:"follow_user"` // userid
}

// ListContactsRequest is the query of externalcontact/list.
type ListContactsRequest struct {
	UserID string `json:"userid"`
}

// ContactIDsAnswer are the customers of a member.
type ContactIDsAnswer struct {
	ExternalUserID []wire.Text `json:"external_userid"`
}

// GetContactRequest is the query of externalcontact/get.
type GetContactRequest struct {
	ExternalUserID string `json:"external_userid"`
	Cursor         string `json:"cursor,omitempty"` // where more than 500 members follow
}

func (r *GetContactRequest) turn(position string) error {
	r.Cursor = position
	return nil
}

// ContactAnswer is a customer and who follows.
type ContactAnswer struct {
	ExternalContactDetail
	Cursor
}

// BatchGetContactsRequest is the document's BatchUserId.
type BatchGetContactsRequest struct {
	UserIDList []string `json:"userid_list"` // at most 100
	Paging              // at most 100 rows
}

// ContactsAnswer is the document's BatchUserIdRes.
type ContactsAnswer struct {
	ExternalContactList []ExternalContactDetail `json:"external_contact_list"`
	FailInfo            FailInfo                `json:"fail_info"`
	Cursor
}

// FailInfo are members whose customers can't be had.
type FailInfo struct {
	UnlicensedUserIDList []wire.Text `json:"unlicensed_userid_list"`
}

// ExternalContactDetail is a customer with FollowInfo (in a batch: by the member
// whose customer it is) or FollowUser (alone: by everyone).
type ExternalContactDetail struct {
	ExternalContact ExternalContact `json:"external_contact"`
	FollowInfo      *FollowUser     `json:"follow_info,omitempty"`
	FollowUser      []FollowUser    `json:"follow_user,omitempty"`
}

// The values of ExternalContact.Type and of its Gender.
const (
	ContactWeChat = 1 // 微信用户
	ContactWeCom  = 2 // 企业微信用户

	GenderUnknown = 0
	GenderMale    = 1
	GenderFemale  = 2
)

// ExternalContact is a customer.
type ExternalContact struct {
	ExternalUserID  wire.Text        `json:"external_userid"`
	Name            wire.Text        `json:"name"`
	Position        wire.Text        `json:"position"`
	Avatar          wire.Text        `json:"avatar"` // URL
	CorpName        wire.Text        `json:"corp_name"`
	CorpFullName    wire.Text        `json:"corp_full_name"`
	UnionID         wire.Text        `json:"unionid"`
	Type            wire.Int         `json:"type"`
	Gender          wire.Int         `json:"gender"`
	ExternalProfile *ExternalProfile `json:"external_profile,omitempty"`
}

// FollowUser is what a member wrote about a customer.
type FollowUser struct {
	UserID         wire.Text       `json:"userid"`
	Remark         wire.Text       `json:"remark"`
	Description    wire.Text       `json:"description"`
	RemarkCorpName wire.Text       `json:"remark_corp_name,omitempty"`
	OperUserID     wire.Text       `json:"oper_userid"` // who began: a member or the customer
	State          wire.Text       `json:"state,omitempty"`
	Tags           []FollowUserTag `json:"tags,omitempty"`   // alone
	TagIDs         []wire.Text     `json:"tag_id,omitempty"` // in a batch
	RemarkMobiles  []wire.Text     `json:"remark_mobiles,omitempty"`
	CreateTime     Seconds         `json:"createtime"`
	AddWay         wire.Int        `json:"add_way"`
	WechatChannels *WechatChannels `json:"wechat_channels,omitempty"`
}

// The values of FollowUserTag.Type.
const (
	TagCorp     = 1 // 企业设置
	TagPersonal = 2 // 用户自定义
	TagStrategy = 3 // 规则组
)

// FollowUserTag is a tag on a customer. A personal one has no id. The document
// calls the last three internal.
type FollowUserTag struct {
	TagID      wire.Text `json:"tag_id"`
	TagName    wire.Text `json:"tag_name"`
	GroupID    wire.Text `json:"group_id"`
	GroupName  wire.Text `json:"group_name"`
	Type       wire.Int  `json:"type"`
	Order      wire.Int  `json:"order"`
	CreateTime Seconds   `json:"create_time"`
	Deleted    Bool      `json:"deleted"`
}

// WechatChannels is a channels account (视频号), or the way from one to us.
type WechatChannels struct {
	Nickname wire.Text `json:"nickname"`
	Status   wire.Int  `json:"status,omitempty"`
	Source   wire.Int  `json:"source,omitempty"`
}

// ExternalProfile is what a member shows of herself to customers.
type ExternalProfile struct {
	ExternalAttr     []Attribute     `json:"external_attr,omitempty"`
	WechatChannels   *WechatChannels `json:"wechat_channels,omitempty"`
	ExternalCorpName wire.Text       `json:"external_corp_name,omitempty"`
}

// The values of Attribute.Type.
const (
	AttributeIsText        = 0
	AttributeIsWeb         = 1
	AttributeIsMiniProgram = 2
)

// Attribute is one line of a profile.
type Attribute struct {
	Type        wire.Int              `json:"type"`
	Name        wire.Text             `json:"name"`
	Text        *AttributeText        `json:"text,omitempty"`
	Web         *AttributeWeb         `json:"web,omitempty"`
	MiniProgram *AttributeMiniProgram `json:"miniprogram,omitempty"`
}

// AttributeText is a line of words.
type AttributeText struct {
	Value wire.Text `json:"value"`
}

// AttributeWeb is a link.
type AttributeWeb struct {
	URL   wire.Text `json:"url"`
	Title wire.Text `json:"title"`
}

// AttributeMiniProgram is a page of a mini program.
type AttributeMiniProgram struct {
	AppID    wire.Text `json:"appid"`
	PagePath wire.Text `json:"pagepath"`
	Title    wire.Text `json:"title"`
}

// RemarkRequest is the document's ExternalRemark. What is nil stays as it is; at
// least one must be there.
type RemarkRequest struct {
	UserID           string   `json:"userid"`
	ExternalUserID   string   `json:"external_userid"`
	Remark           *string  `json:"remark,omitempty"`         // at most 20 characters
	Description      *string  `json:"description,omitempty"`    // at most 150
	RemarkCompany    *string  `json:"remark_company,omitempty"` // only of a WeChat user
	RemarkMobiles    *Mobiles `json:"remark_mobiles,omitempty"`
	RemarkPicMediaID string   `json:"remark_pic_mediaid,omitempty"`
}

// Mobiles take the place of all that were there. None are written as "", which
// is how the document says that they are to go.
type Mobiles []string

// MarshalJSON writes an array or "".
func (m Mobiles) MarshalJSON() ([]byte, error) {
	if len(m) == 0 {
		return []byte(`""`), nil
	}
	return json.Marshal([]string(m))
}

// BehaviorDataRequest is the document's UserBehaviorDataReq: members and
// departments, at most 100 each, over at most 30 days.
type BehaviorDataRequest struct {
	UserID    []string `json:"userid,omitempty"`
	PartyID   []int64  `json:"partyid,omitempty"`
	StartTime Seconds  `json:"start_time"`
	EndTime   Seconds  `json:"end_time"`
}

// BehaviorDataAnswer has a row for each day.
type BehaviorDataAnswer struct {
	BehaviorData []BehaviorData `json:"behavior_data"`
}

// BehaviorData is the document's BehaviorDataResult: one day. Where no customer
// began a chat it has nothing of replies.
type BehaviorData struct {
	StatTime            Seconds   `json:"stat_time"` // the day's first second
	ChatCnt             wire.Int  `json:"chat_cnt"`
	MessageCnt          wire.Int  `json:"message_cnt"`
	ReplyPercentage     *Percent  `json:"reply_percentage"`
	AvgReplyTime        *wire.Int `json:"avg_reply_time"` // min
	NegativeFeedbackCnt wire.Int  `json:"negative_feedback_cnt"`
	NewApplyCnt         wire.Int  `json:"new_apply_cnt"`
	NewContactCnt       wire.Int  `json:"new_contact_cnt"`
}
