package youjiyun

import "seatdeck/providers/internal/wire"

// ListUsersRequest is 2.3's.
type ListUsersRequest struct {
	RobotKey string   `json:"robotKey"`
	Status   *int     `json:"status,omitempty"`
	UserID   string   `json:"userId,omitempty"`
	Name     string   `json:"name,omitempty"` // part of name or remark
	PageNum  int      `json:"pageNum,omitempty"`
	PageSize int      `json:"pageSize,omitempty"`
	TagList  []string `json:"tagList,omitempty"` // names of tags
}

// UsersAnswer is 2.3's.
type UsersAnswer struct {
	Total wire.Int        `json:"total"`
	Users wire.Rows[User] `json:"data"`
}

// User is one contact of a robot (2.3). Dates are Shanghai's.
type User struct {
	RobotKey           wire.Text `json:"robotKey"`
	UserID             wire.Text `json:"userId"`
	Name               wire.Text `json:"name"`
	RealRemarks        wire.Text `json:"realRemarks"` // 备注名
	AvatorURL          wire.Text `json:"avatorUrl"`
	Status             *wire.Int `json:"status"` // 1 normal, 0 deleted
	IsOuterUser        wire.Flag `json:"isOuterUser"`
	IsExternalUser     wire.Flag `json:"isExternalUser"`
	IsDelete           wire.Flag `json:"isDelete"` // only in the example
	Mobile             wire.Text `json:"mobile"`
	Gender             wire.Int  `json:"gender"` // 0 unknown, 1 male, 2 female
	Remarks            wire.Text `json:"remarks"`
	GmtCreate          wire.Date `json:"gmtCreate"`
	GmtModify          wire.Date `json:"gmtModify"`
	CorpID             wire.Text `json:"corpid"`
	CorpWxid           wire.Text `json:"corp_wxid"`
	NamePinyin         wire.Text `json:"name_pinyin"`
	Account            wire.Text `json:"account"` // e-mail
	Position           wire.Text `json:"position"`
	RemarkImageURL     wire.Text `json:"remark_image_url"`
	RemarkCorpName     wire.Text `json:"remark_corp_name"`
	MarkAsCustomerTime wire.Date `json:"mark_as_customer_time"`
	SourceType         wire.Int  `json:"source_type"`
	Flag               wire.Int  `json:"flag"`  // 2049 deleted by the customer, 2057 normal
	State              *wire.Int `json:"state"` // 0 deleted by both, 1 normal, 2 by the customer, 3 by us
}

// ListGroupsRequest is 2.4's.
type ListGroupsRequest struct {
	RobotKey       string `json:"robotKey"`
	Status         *int   `json:"status,omitempty"` // whether the robot is in it
	ConversationID string `json:"conversationId,omitempty"`
	CreatorID      string `json:"creatorId,omitempty"`
	Name           string `json:"name,omitempty"` // part of it
	PageNum        int    `json:"pageNum,omitempty"`
	PageSize       int    `json:"pageSize,omitempty"`
}

// GroupsAnswer is 2.4's.
type GroupsAnswer struct {
	Total  wire.Int         `json:"total"`
	Groups wire.Rows[Group] `json:"data"`
}

// Group is a group chat of a robot (2.4). Dates are Shanghai's.
type Group struct {
	RobotKey                 wire.Text `json:"robotKey"`
	ConversationID           wire.Text `json:"conversationId"` // R:…
	Name                     wire.Text `json:"name"`
	CreatorID                wire.Text `json:"creatorId"`
	CreatorName              wire.Text `json:"creatorName"`
	MemberCount              wire.Int  `json:"memberCount"`
	OuterUserCount           wire.Int  `json:"outerUserCount"`
	Status                   *wire.Int `json:"status"` // 1 normal, 0 deleted
	IsOuterGroupConversation wire.Flag `json:"isOuterGroupConversation"`
	CreateTime               wire.Date `json:"createTime"`
	GmtCreate                wire.Date `json:"gmtCreate"`
	GmtModify                wire.Date `json:"gmtModify"`
}

// ListMembersRequest is 2.6's.
type ListMembersRequest struct {
	RobotKey       string `json:"robotKey"`
	ConversationID string `json:"conversationId"`
	Status         *int   `json:"status,omitempty"`
	MemberUserID   string `json:"memberUserId,omitempty"`
	MemberName     string `json:"memberName,omitempty"`
	PageNum        int    `json:"pageNum,omitempty"`
	PageSize       int    `json:"pageSize,omitempty"`
}

// MembersAnswer is 2.6's.
type MembersAnswer struct {
	Total   wire.Int          `json:"total"`
	Members wire.Rows[Member] `json:"data"`
}

// Member is a person in a group (2.6).
type Member struct {
	RobotKey         wire.Text `json:"robotKey"`
	ConversationID   wire.Text `json:"conversationId"`
	ConversationName wire.Text `json:"conversationName"`
	UserID           wire.Text `json:"userId"`
	Name             wire.Text `json:"name"`
	AvatorURL        wire.Text `json:"avatorUrl"`
	Status           *wire.Int `json:"status"` // 1 normal, 0 left
	IsCreator        wire.Flag `json:"isCreator"`
	IsOuterUser      wire.Flag `json:"isOuterUser"`
	IsExternalUser   wire.Flag `json:"isExternalUser"`
	GmtCreate        wire.Date `json:"gmtCreate"`
	GmtModify        wire.Date `json:"gmtModify"`
}
