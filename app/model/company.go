package model

import (
	"maps"
	"strconv"
	"strings"
	"time"
)

// RecordKind names a kind of thing that a company keeps at its back end: contact
// ways, links, rules, tasks. Texts of it are under "record.<kind>".
type RecordKind string

// The kinds of record.
const (
	RecordContactWay     RecordKind = "contact_way"     // 联系我, with a code
	RecordTempWay        RecordKind = "temp_way"        // 联系我, for one temporary conversation each
	RecordAcquisition    RecordKind = "acquisition"     // 获客链接
	RecordAcquired       RecordKind = "acquired"        // customers of a link
	RecordAcquisitionDay RecordKind = "acquisition_day" // statistics of a link
	RecordMass           RecordKind = "mass"            // 企业群发, to customers or to groups
	RecordMassMember     RecordKind = "mass_member"     // whether a member has sent it
	RecordMassResult     RecordKind = "mass_result"     // whether a customer got it
	RecordWelcome        RecordKind = "welcome"         // 欢迎语, kept here
	RecordTransfer       RecordKind = "transfer"        // customers from one seat to another
	RecordTransferResult RecordKind = "transfer_result" //
	RecordUnassigned     RecordKind = "unassigned"      // customers of people who left
	RecordGroupTransfer  RecordKind = "group_transfer"  //
	RecordMoment         RecordKind = "moment"          // 客户朋友圈
	RecordMomentTask     RecordKind = "moment_task"     // 发表任务
	RecordIntercept      RecordKind = "intercept"       // 敏感词拦截
	RecordStrategyTag    RecordKind = "strategy_tag"    // 规则组标签
	RecordDepartment     RecordKind = "department"      //
	RecordStaff          RecordKind = "staff"           // members of the company
	RecordStaffMessage   RecordKind = "staff_message"   // 应用消息
	RecordAppChat        RecordKind = "app_chat"        // 应用群聊
	RecordExport         RecordKind = "export"          // 异步导出
	RecordConsent        RecordKind = "consent"         // 会话存档同意情况
	RecordArchiveSeat    RecordKind = "archive_seat"    // 开启会话存档的坐席
	RecordArchiveRoom    RecordKind = "archive_room"    // 会话存档的群
	RecordSuite          RecordKind = "suite"           // authorisations of a third-party suite
	RecordLicence        RecordKind = "licence"         // 接口许可
	RecordLicenceOrder   RecordKind = "licence_order"   // 接口许可订单, as notices told of them
)

// RecordSchema says what records of a kind are made of and what can be done with
// them. Screens and checks follow from it.
type RecordSchema struct {
	Kind   RecordKind
	Fields []RecordField
	Filter []RecordField // what a list may or, where Required, must be asked by

	List, Create, Edit, Delete bool
	// Keep: the back end has no list of these, so what was made here is kept here.
	Keep     bool
	Single   bool // Get tells more than the list
	Actions  []RecordAction
	Children []RecordKind // lists that belong to one record
}

// RecordField is one thing that a record says. Its text is
// "record.<kind>.<key>", that of a choice "record.<kind>.<key>.<option>".
type RecordField struct {
	Key      string
	Type     FieldType
	Required bool
	Max      int // characters of a text, items of a list, the greatest number; 0: no limit
	Options  []string
	Default  string
	InList   bool // a column
	Told     bool // the back end says it; a person can't
	Fixed    bool // can't be changed once the record is made
	// Only where another field has one of these values: "key=a|b".
	When string
}

// FieldType says what a field holds and so how it is entered.
type FieldType string

// The types of field. All are kept as text.
const (
	FieldText      FieldType = "text"      // one line
	FieldLong      FieldType = "long"      // several lines
	FieldWords     FieldType = "words"     // a list, one a line
	FieldNumber    FieldType = "number"    // a whole number
	FieldSwitch    FieldType = "switch"    // "1" or ""
	FieldChoice    FieldType = "choice"    // one of Options
	FieldTime      FieldType = "time"      // milliseconds since 1970 UTC
	FieldDay       FieldType = "day"       // the same, of a day's beginning
	FieldSpan      FieldType = "span"      // seconds
	FieldSeat      FieldType = "seat"      // remote id of a seat of the connection
	FieldSeats     FieldType = "seats"     // a list of them
	FieldCustomers FieldType = "customers" // a list of remote ids of contacts
	FieldGroups    FieldType = "groups"    // a list of remote ids of groups
	FieldTags      FieldType = "tags"      // a list of remote ids of tags
	FieldParties   FieldType = "parties"   // a list of departments
	FieldCode      FieldType = "code"      // a URL of a code, or what it says: drawn, saved, printed
	FieldURL       FieldType = "url"       // opened only after a click that shows the host
	FieldPictures  FieldType = "pictures"  // a list of files here; sent to the back end first
)

// RecordAction is something else that can be done with a record. Its text is
// "record.<kind>.do.<key>".
type RecordAction struct {
	Key     string
	Fields  []RecordField // what is asked for first
	Confirm bool          // a person is asked first: it can't be undone
	File    bool          // it gives a file to be saved
}

// Record is one thing that a company keeps. A list is one item a line.
type Record struct {
	Kind   RecordKind
	ID     string
	Values map[string]string
}

// Get is a value; "" where there is none.
func (r Record) Get(key string) string { return r.Values[key] }

// Items are the items of a list.
func (r Record) Items(key string) []string {
	if r.Values[key] == "" {
		return nil
	}
	return strings.Split(r.Values[key], "\n")
}

// Number is a value that is a whole number; 0 where it is none.
func (r Record) Number(key string) int64 {
	n, _ := strconv.ParseInt(r.Values[key], 10, 64)
	return n
}

// On tells whether a switch is on.
func (r Record) On(key string) bool { return r.Values[key] == "1" }

// Time is a value that is a time; zero where it is none.
func (r Record) Time(key string) time.Time {
	if n := r.Number(key); n != 0 {
		return time.UnixMilli(n).UTC()
	}
	return time.Time{}
}

// With gives the record with a value set.
func (r Record) With(key, value string) Record {
	values := maps.Clone(r.Values)
	if values == nil {
		values = map[string]string{}
	}
	values[key] = value
	r.Values = values
	return r
}

// WithItems gives the record with a list set.
func (r Record) WithItems(key string, items []string) Record {
	return r.With(key, strings.Join(items, "\n"))
}

// RecordPage is a part of a list of records.
type RecordPage struct {
	Records []Record
	Next    string // asks for the next page; "": this was the last
	Total   int    // as the back end counts; 0: it does not say
}

// RecordQuery says which records to list.
type RecordQuery struct {
	Kind   RecordKind
	Parent string            // id of the record that a child list belongs to
	Filter map[string]string // values by key of the schema's Filter
	Page   string
}

// RecordFile is a file that an action gave.
type RecordFile struct {
	Name string
	Data []byte
}
