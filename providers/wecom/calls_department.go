package wecom

import "seatdeck/providers/internal/wire"

// The calls for departments and tags of members (通讯录管理).
var (
	// ListDepartments is 获取部门列表.
	ListDepartments = Call[DepartmentRequest, DepartmentsAnswer]{endpoint{path: "department/list", title: "获取部门列表", get: true, read: true}}
	// CreateDepartment is 创建部门.
	CreateDepartment = Call[Department, DepartmentCreated]{endpoint{path: "department/create", title: "创建部门"}}
	// UpdateDepartment is 更新部门.
	UpdateDepartment = Call[Department, Done]{endpoint{path: "department/update", title: "更新部门", read: true}}
	// DeleteDepartment is 删除部门.
	DeleteDepartment = Call[DepartmentRequest, Done]{endpoint{path: "department/delete", title: "删除部门", get: true}}
	// ListMemberTags is 获取标签列表.
	ListMemberTags = Call[NoFields, MemberTagsAnswer]{endpoint{path: "tag/list", title: "获取标签列表", get: true, read: true}}
	// CreateMemberTag is 创建标签.
	CreateMemberTag = Call[MemberTag, MemberTagCreated]{endpoint{path: "tag/create", title: "创建标签"}}
	// GetMemberTag is 获取标签成员.
	GetMemberTag = Call[MemberTagRequest, MemberTagAnswer]{endpoint{path: "tag/get", title: "获取标签成员", get: true, read: true}}
)

// DepartmentRequest names a department; for a list, 0 is all.
type DepartmentRequest struct {
	ID int64 `json:"id,omitempty"`
}

// DepartmentsAnswer are a department and those below.
type DepartmentsAnswer struct {
	Department []Department `json:"department"`
}

// Department is a department. Where it is changed, what is empty stays as it is.
type Department struct {
	ID       wire.Int    `json:"id,omitempty"`
	ParentID wire.Int    `json:"parentid,omitempty"`
	Order    wire.Int    `json:"order,omitempty"` // larger comes first
	Name     wire.Text   `json:"name,omitempty"`
	NameEn   wire.Text   `json:"name_en,omitempty"`
	Leader   []wire.Text `json:"department_leader,omitempty"`
}

// DepartmentCreated names the new department.
type DepartmentCreated struct {
	ID wire.Int `json:"id"`
}

// MemberTagsAnswer are the tags of members.
type MemberTagsAnswer struct {
	TagList []MemberTag `json:"taglist"`
}

// MemberTag is a tag of members, not of customers: the document's Tag and
// TagItem. Assumed: the document prints no fields of the two.
type MemberTag struct {
	TagID   wire.Int  `json:"tagid,omitempty"`
	TagName wire.Text `json:"tagname"`
}

// MemberTagCreated names the new tag.
type MemberTagCreated struct {
	TagID wire.Int `json:"tagid"`
}

// MemberTagRequest names a tag.
type MemberTagRequest struct {
	TagID int64 `json:"tagid"`
}

// MemberTagAnswer is who has a tag: the document's UserTag. Assumed: the document
// prints no fields of it.
type MemberTagAnswer struct {
	TagName   wire.Text   `json:"tagname"`
	UserList  []TagMember `json:"userlist"`
	PartyList []wire.Int  `json:"partylist"`
}

// TagMember is a member who has a tag: the document's User. Assumed: the
// document prints no fields of it.
type TagMember struct {
	UserID wire.Text `json:"userid"`
	Name   wire.Text `json:"name"`
}
