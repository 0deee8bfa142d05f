package wecom

// ContactNotify says what changed of a member (001, ContactNotify;
// EventChangeContact with a …User change). An update names what changed only.
type ContactNotify struct {
	ChangeType     string         `xml:"ChangeType"` // 001: XCtType
	SuiteID        string         `xml:"SuiteId"`
	AuthCorpID     string         `xml:"AuthCorpId"`
	UserID         string         `xml:"UserID"`
	NewUserID      string         `xml:"NewUserID"` // where the id itself changed; not in 001
	OpenUserID     string         `xml:"OpenUserID"`
	Name           string         `xml:"Name"`
	Mobile         string         `xml:"Mobile"`
	Position       string         `xml:"Position"`
	BizMail        string         `xml:"BizMail"`
	Email          string         `xml:"Email"`
	Avatar         string         `xml:"Avatar"`
	Alias          string         `xml:"Alias"`
	Telephone      string         `xml:"Telephone"`
	Gender         Number         `xml:"Gender"` // 1 male, 2 female
	Status         Number         `xml:"Status"` // 1 active, 2 disabled, 4 not active yet, 5 left; not in 001
	MainDepartment Number         `xml:"MainDepartment"`
	Department     Numbers        `xml:"Department"`
	IsLeaderInDept Numbers        `xml:"IsLeaderInDept"` // 0 or 1 for each Department
	DirectLeader   Words          `xml:"DirectLeader"`
	ExtAttribute   []ExtAttribute `xml:"ExtAttr>Item"`
}

// ExtAttribute is a field that a company gave its members (001 prints no fields;
// the names are those of the official API).
type ExtAttribute struct {
	Name  string `xml:"Name"`
	Type  Number `xml:"Type"` // 0 text, 1 web page
	Text  string `xml:"Text>Value"`
	Title string `xml:"Web>Title"`
	URL   string `xml:"Web>Url"`
}

// DepartmentNotify says what changed of a department (001, DepartmentNotify;
// EventChangeContact with a …Party change).
type DepartmentNotify struct {
	ChangeType string `xml:"ChangeType"` // 001: XCtType
	SuiteID    string `xml:"SuiteId"`
	AuthCorpID string `xml:"AuthCorpId"`
	Name       string `xml:"Name"`
	ID         Number `xml:"Id"`
	ParentID   Number `xml:"ParentId"`
	Order      Number `xml:"Order"`
}

// ContactTagNotify says who got and who lost a tag of members (001,
// ContactTagNotify, whose TagId has no xml name; EventChangeContact with
// ChangeUpdateTag).
type ContactTagNotify struct {
	ChangeType    string  `xml:"ChangeType"` // 001: XCtType
	SuiteID       string  `xml:"SuiteId"`
	AuthCorpID    string  `xml:"AuthCorpId"`
	TagID         Number  `xml:"TagId"`
	AddUserItems  Words   `xml:"AddUserItems"`
	DelUserItems  Words   `xml:"DelUserItems"`
	AddPartyItems Numbers `xml:"AddPartyItems"`
	DelPartyItems Numbers `xml:"DelPartyItems"`
}
