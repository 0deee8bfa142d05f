package pychat

import "seatdeck/providers/internal/wire"

// The calls of the section Label.
var (
	// GetContactLabelList is 获取所有标签.
	GetContactLabelList = Call[GetContactLabelListRequest, LabelsAnswer]{endpoint{section: "Label", title: "获取所有标签", path: "/label/get_contact_label_list", read: true, background: true}}
	// AddContactLabel is 新建标签.
	AddContactLabel = Call[AddContactLabelRequest, LabelsAnswer]{endpoint{section: "Label", title: "新建标签", path: "/label/add_contact_label"}}
	// UpdateContactLabel is 修改标签.
	UpdateContactLabel = Call[UpdateContactLabelRequest, Done]{endpoint{section: "Label", title: "修改标签", path: "/label/update_contact_label"}}
	// DelContactLabel is 删除标签.
	DelContactLabel = Call[DelContactLabelRequest, Done]{endpoint{section: "Label", title: "删除标签", path: "/label/del_contact_label"}}
	// ModifyContactLabelList is 给联系人打标签.
	ModifyContactLabelList = Call[ModifyContactLabelListRequest, Done]{endpoint{section: "Label", title: "给联系人打标签", path: "/label/modify_contact_label_list"}}
	// GetLabelContacts is 根据标签获取联系人 (本地存储). Answered from what the instance stored.
	GetLabelContacts = Call[GetLabelContactsRequest, LabelContactsAnswer]{endpoint{section: "Label", title: "根据标签获取联系人 (本地存储)", path: "/label/get_contacts", read: true, background: true}}
	// GetLabelUsageAmount is 根据标签下关联联系人的数量 (本地存储). Answered from what the instance stored.
	GetLabelUsageAmount = Call[GetLabelUsageAmountRequest, LabelUsageAnswer]{endpoint{section: "Label", title: "根据标签下关联联系人的数量 (本地存储)", path: "/label/get_label_usage_amount", read: true, background: true}}
)

// GetContactLabelListRequest is the body of /label/get_contact_label_list.
type GetContactLabelListRequest struct {
	GUID string `json:"guid"`
}

// AddContactLabelRequest is the body of /label/add_contact_label.
type AddContactLabelRequest struct {
	GUID      string `json:"guid"`
	LabelName string `json:"label_name"`
}

// UpdateContactLabelRequest is the body of /label/update_contact_label.
type UpdateContactLabelRequest struct {
	GUID      string  `json:"guid"`
	LabelID   wire.ID `json:"label_id"`
	LabelName string  `json:"label_name"`
}

// DelContactLabelRequest is the body of /label/del_contact_label.
type DelContactLabelRequest struct {
	GUID    string  `json:"guid"`
	LabelID wire.ID `json:"label_id"`
}

// ModifyContactLabelListRequest is the body of /label/modify_contact_label_list.
type ModifyContactLabelListRequest struct {
	GUID         string        `json:"guid"`
	UsernameList List[string]  `json:"username_list"`
	LabelIDList  List[wire.ID] `json:"label_id_list"`
}

// GetLabelContactsRequest is the body of /label/get_contacts.
type GetLabelContactsRequest struct {
	GUID        string        `json:"guid"`
	LabelIDList List[wire.ID] `json:"label_id_list"`
}

// GetLabelUsageAmountRequest is the body of /label/get_label_usage_amount.
type GetLabelUsageAmountRequest struct {
	GUID        string        `json:"guid"`
	LabelIDList List[wire.ID] `json:"label_id_list"`
}
