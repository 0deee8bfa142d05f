package manager

import (
	"strconv"
	"strings"
	"time"

	"fyne.io/fyne/v2"

	"seatdeck/app/model"
	"seatdeck/ui/theme"
	"seatdeck/ui/widgets"
)

// The columns of the table of customers.
const (
	columnName        = "name"
	columnRemark      = "remark"
	columnDescription = "description"
	columnTags        = "tags"
	columnSeat        = "seat"
	columnKind        = "kind"
	columnFriend      = "friend"
	columnCorp        = "corp"
	columnSeats       = "seats"
	columnGroups      = "groups"
	columnCreated     = "created"
)

const (
	remarkMost = 200 // characters of a remark or a description
	cellMost   = 80  // characters of a cell: more is never in sight
)

// contactOrders are the columns that customers can be sorted by.
var contactOrders = map[string]model.OrderBy{
	columnName: model.ByName, columnSeat: model.BySeat, columnCreated: model.ByCreated, columnCorp: model.ByCorp,
	columnFriend: model.ByFriend, columnSeats: model.BySeats, columnGroups: model.ByGroups,
}

// contactUsual are the columns that are shown until a person chooses others.
var contactUsual = []string{
	columnName, columnRemark, columnDescription, columnTags, columnSeat, columnKind, columnFriend, columnGroups, columnCreated,
}

// contactColumns are all columns, in their order.
func contactColumns(t func(string, ...any) string) []widgets.Column {
	list := []widgets.Column{
		{Key: columnName, Width: 136, Grow: 2},
		{Key: columnRemark, Width: 104, Grow: 1.2},
		{Key: columnDescription, Width: 104, Grow: 1.2},
		{Key: columnTags, Width: 124, Grow: 1.6},
		{Key: columnSeat, Width: 84, Grow: 0.4},
		{Key: columnKind, Width: 68},
		{Key: columnFriend, Width: 116},
		{Key: columnCorp, Width: 112, Grow: 1},
		{Key: columnSeats, Width: 64, Right: true},
		{Key: columnGroups, Width: 68, Right: true},
		{Key: columnCreated, Width: 92},
	}
	for i := range list {
		list[i].Title = t("contacts.column." + list[i].Key)
		_, list[i].Sortable = contactOrders[list[i].Key]
	}
	return list
}

// contactText is what a column says of a customer, in full.
func contactText(t func(string, ...any) string, zone *time.Location, row model.ContactRow, column string) string {
	switch column {
	case columnName:
		return row.Name
	case columnRemark:
		return row.Remark
	case columnDescription:
		return row.Description
	case columnTags:
		return tagNames(row.Tags)
	case columnSeat:
		return row.SeatName
	case columnKind:
		return contactKind(t, row.Kind())
	case columnFriend:
		return contactFriend(t, row.Contact)
	case columnCorp:
		return row.Corp
	case columnSeats:
		return strconv.Itoa(row.Seats)
	case columnGroups:
		return strconv.Itoa(row.Groups)
	case columnCreated:
		if !row.Created.IsZero() {
			return row.Created.In(zone).Format(time.DateOnly)
		}
	}
	return ""
}

// cell is what the table shows of a row.
func (p *contactsPage) cell(i int, column string) widgets.Cell {
	row, read := p.roster.at(i)
	t := p.host.env.T
	switch {
	case !read:
		return widgets.Cell{}
	case row.ID == 0 && column == columnName:
		return widgets.Cell{Text: t("contacts.gone"), Tone: theme.TextSecondary}
	case row.ID == 0:
		return widgets.Cell{}
	}
	c := widgets.Cell{Text: widgets.OneLine(contactText(t, p.host.env.Zone, row, column), cellMost)}
	switch column {
	case columnName:
		c.Bold, c.Person, c.Picture = true, row.RemoteID, row.Avatar
		if c.Text == "" {
			c.Text, c.Tone = widgets.OneLine(row.RemoteID, cellMost), theme.TextSecondary
		}
		c.Glyph, c.GlyphTone = markSign(row.Mark)
	case columnFriend:
		if row.Removed || row.Friendship > model.FriendNormal {
			c.Tone = theme.Danger
		}
	case columnCreated, columnKind, columnSeat:
		c.Tone = theme.TextSecondary
	case columnGroups, columnSeats:
		if c.Text == "0" || column == columnSeats && c.Text == "1" {
			c.Tone = theme.TextSecondary
		}
	}
	if column != columnName && markConcerns(row.Mark, column) {
		c.Glyph, c.GlyphTone = markSign(row.Mark)
		if wished, ok := wishedText(row.Mark, column); ok {
			c.Text, c.Tone = widgets.OneLine(wished, cellMost), theme.TextSecondary
		}
	}
	return c
}

// markSign is the sign of what is not as it was wished; "" for nothing.
func markSign(m *model.Mark) (string, fyne.ThemeColorName) {
	switch {
	case m == nil:
		return "", ""
	case m.State.Pending():
		return "…", theme.TextSecondary
	case m.State == model.DeedMaybe:
		return "?", theme.Warn
	}
	return "!", theme.Danger
}

// markConcerns tells whether a mark is about what a column shows.
func markConcerns(m *model.Mark, column string) bool {
	if m == nil {
		return false
	}
	switch m.Kind {
	case model.DeedTag:
		return column == columnTags
	case model.DeedRemark:
		return column == columnRemark && m.Want.Remark != nil || column == columnDescription && m.Want.Description != nil
	case model.DeedCheckFriend:
		return column == columnFriend
	}
	return false
}

// wishedText is the text that a cell shows in advance while it is on its way.
func wishedText(m *model.Mark, column string) (string, bool) {
	switch {
	case !m.State.Pending():
	case column == columnRemark && m.Want.Remark != nil:
		return *m.Want.Remark, true
	case column == columnDescription && m.Want.Description != nil:
		return *m.Want.Description, true
	}
	return "", false
}

// tagNames puts the names of tags in a row.
func tagNames(tags []model.Tag) string {
	names := make([]string, len(tags))
	for i, tag := range tags {
		names[i] = widgets.OneLine(tag.Name, 40)
	}
	return strings.Join(names, "、")
}

// contactKind names where somebody writes from.
func contactKind(t func(string, ...any) string, k model.PersonKind) string {
	switch k {
	case model.PersonStaff:
		return t("contacts.kind.staff")
	case model.PersonWeCom:
		return t("contacts.kind.wecom")
	case model.PersonWeChat:
		return t("contacts.kind.wechat")
	}
	return t("contacts.kind.any")
}

// contactFriend says whether a customer and the seat can still write to one
// another.
func contactFriend(t func(string, ...any) string, c model.Contact) string {
	if c.Removed && c.Friendship <= model.FriendNormal {
		return t("contacts.friend.removed")
	}
	return friendWord(t, c.Friendship)
}

func friendWord(t func(string, ...any) string, f model.Friendship) string {
	switch f {
	case model.FriendNormal:
		return t("contacts.friend.normal")
	case model.FriendDeletedUs:
		return t("contacts.friend.bythem")
	case model.FriendDeletedByUs:
		return t("contacts.friend.byus")
	case model.FriendDeletedBoth:
		return t("contacts.friend.both")
	}
	return t("contacts.friend.unknown")
}
