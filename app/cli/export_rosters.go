package cli

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"strconv"
	"strings"
	"time"

	"seatdeck/app"
	"seatdeck/app/model"
	"seatdeck/storage/spreadsheet"
)

// column is one of an export. Jsonl has its key; a sheet for people its title.
// A value is a string, an int, a word or a time.
type column[R any] struct {
	key, zh, en string
	value       func(n int, r R) any // of row n, from 0
}

// narrow chooses what of a roster is exported.
type narrow struct {
	seat model.SeatID
	text string
}

// exportRoster writes groups, contacts or members and gives their number.
func (c *call) exportRoster(ctx context.Context, f *folder, w io.Writer, what, format string, by narrow) (int, error) {
	groups, people := f.console.Groups, f.console.People
	if what == "contacts" {
		ids, err := people.IDs(ctx, model.ContactFilter{Seat: by.seat, Text: by.text})
		if err != nil {
			return 0, err
		}
		return writeRoster(c, w, format, contactColumns(), func(add func(model.ContactRow) error) error {
			return app.EachRow(ctx, ids, people.Rows, func(r model.ContactRow) error {
				if r.ID == 0 {
					return nil
				}
				return add(r)
			})
		})
	}
	ids, err := groups.IDs(ctx, model.GroupFilter{Seat: by.seat, Text: by.text, State: model.GroupEither, Order: model.Order{By: model.ByCreated, Down: true}})
	if err != nil {
		return 0, err
	}
	if what == "groups" {
		return writeRoster(c, w, format, groupColumns(), func(add func(model.GroupRow) error) error {
			return app.EachRow(ctx, ids, groups.Rows, func(r model.GroupRow) error {
				if r.ID == 0 {
					return nil
				}
				return add(r)
			})
		})
	}
	who, err := groups.People(ctx, ids, "")
	if err != nil {
		return 0, err
	}
	read := func(ctx context.Context, page []string) ([]model.Person, error) {
		return groups.PeopleRows(ctx, ids, page)
	}
	return writeRoster(c, w, format, memberColumns(), func(add func(model.Person) error) error {
		return app.EachRow(ctx, who, read, func(p model.Person) error {
			if p.RemoteID == "" {
				return nil
			}
			return add(p)
		})
	})
}

// groupColumns are those of the list that 有机云 makes itself (2.5), and then what
// tells groups of several seats apart.
func groupColumns() []column[model.GroupRow] {
	return []column[model.GroupRow]{
		{"number", "序号", "No.", func(n int, _ model.GroupRow) any { return n }},
		{"name", "群名称", "Name", func(_ int, g model.GroupRow) any { return g.Name }},
		{"owner", "群主", "Owner", func(_ int, g model.GroupRow) any { return g.OwnerName }},
		{"state", "状态", "State", func(_ int, g model.GroupRow) any {
			if g.Dissolved {
				return word{"gone", "解散", "gone"}
			}
			return word{"there", "正常", "normal"}
		}},
		{"kind", "群类型", "Kind", func(_ int, g model.GroupRow) any {
			if g.External {
				return word{"outer", "外部群", "with customers"}
			}
			return word{"inner", "内部群", "colleagues"}
		}},
		{"members", "群人数", "Members", func(_ int, g model.GroupRow) any { return g.MemberCount }},
		{"created", "创建时间", "Created", func(_ int, g model.GroupRow) any { return g.Created }},
		{"modified", "更新时间", "Changed", func(_ int, g model.GroupRow) any { return g.Modified }},
		{"seat", "坐席", "Seat", func(_ int, g model.GroupRow) any { return g.SeatName }},
		{"id", "群编号", "Id", func(_ int, g model.GroupRow) any { return g.RemoteID }},
	}
}

func contactColumns() []column[model.ContactRow] {
	return []column[model.ContactRow]{
		{"name", "名称", "Name", func(_ int, r model.ContactRow) any { return r.Name }},
		{"remark", "备注", "Remark", func(_ int, r model.ContactRow) any { return r.Remark }},
		{"description", "描述", "Description", func(_ int, r model.ContactRow) any { return r.Description }},
		{"seat", "坐席", "Seat", func(_ int, r model.ContactRow) any { return r.SeatName }},
		{"kind", "类型", "Kind", func(_ int, r model.ContactRow) any { return personWord(r.Kind()) }},
		{"corp", "企业", "Company", func(_ int, r model.ContactRow) any { return r.Corp }},
		{"mobile", "手机", "Mobile", func(_ int, r model.ContactRow) any { return r.Mobile }},
		{"tags", "标签", "Tags", func(_ int, r model.ContactRow) any { return strings.Join(tagWords(r.Tags), ", ") }},
		{"friend", "好友状态", "Friend", func(_ int, r model.ContactRow) any { return friendWords[r.Friendship] }},
		{"seats", "坐席数", "Seats", func(_ int, r model.ContactRow) any { return r.Seats }},
		{"groups", "群数", "Groups", func(_ int, r model.ContactRow) any { return r.Groups }},
		{"created", "添加时间", "Added", func(_ int, r model.ContactRow) any { return r.Created }},
		{"modified", "更新时间", "Changed", func(_ int, r model.ContactRow) any { return r.Modified }},
		{"id", "客户编号", "Id", func(_ int, r model.ContactRow) any { return r.RemoteID }},
	}
}

func memberColumns() []column[model.Person] {
	return []column[model.Person]{
		{"name", "名称", "Name", func(_ int, p model.Person) any { return p.Name }},
		{"kind", "类型", "Kind", func(_ int, p model.Person) any { return personWord(p.Kind) }},
		{"role", "身份", "Role", func(_ int, p model.Person) any { return roleWords[p.Role] }},
		{"groups", "所在群数", "Groups", func(_ int, p model.Person) any { return p.Groups }},
		{"contact_of", "是几个坐席的客户", "Contact of seats", func(_ int, p model.Person) any { return p.ContactOf }},
		{"id", "编号", "Id", func(_ int, p model.Person) any { return p.RemoteID }},
	}
}

func personWord(k model.PersonKind) word {
	switch k {
	case model.PersonStaff:
		return word{"staff", "同事", "colleague"}
	case model.PersonWeCom:
		return word{"wecom", "企微", "WeCom"}
	case model.PersonWeChat:
		return word{"wechat", "微信", "WeChat"}
	}
	return word{}
}

var friendWords = map[model.Friendship]word{
	model.FriendNormal:      {"normal", "正常", "friends"},
	model.FriendDeletedByUs: {"deleted_by_us", "已被我方删除", "deleted by us"},
	model.FriendDeletedUs:   {"deleted_us", "已删除我方", "deleted us"},
	model.FriendDeletedBoth: {"deleted_both", "双方互删", "deleted by both"},
}

var roleWords = map[model.Role]word{
	model.RoleMember: {"member", "成员", "member"},
	model.RoleAdmin:  {"admin", "管理员", "administrator"},
	model.RoleOwner:  {"owner", "群主", "owner"},
}

// writeRoster writes the rows that each hands to its argument.
func writeRoster[R any](c *call, w io.Writer, format string, columns []column[R], each func(add func(R) error) error) (n int, err error) {
	if format == "jsonl" {
		err := each(func(r R) error {
			line, err := jsonLine(columns, n, r)
			if err != nil {
				return err
			}
			n++
			_, err = w.Write(line)
			return err
		})
		return n, err
	}
	var head spreadsheet.Head
	var none R
	for i, col := range columns {
		head.Titles = append(head.Titles, c.say(col.zh, col.en))
		if _, ok := col.value(0, none).(int); ok {
			head.Numbers = append(head.Numbers, i)
		}
	}
	out, err := spreadsheet.New(w, spreadsheet.Format(format), head)
	if err != nil {
		return 0, err
	}
	err = each(func(r R) error {
		cells := make([]string, len(columns))
		for i, col := range columns {
			cells[i] = c.cell(col.value(n, r))
		}
		n++
		return out.Row(cells)
	})
	return n, errors.Join(err, out.Close())
}

// cell is a value as a person reads it.
func (c *call) cell(value any) string {
	switch v := value.(type) {
	case int:
		return strconv.Itoa(v)
	case word:
		return v.in(c)
	case time.Time:
		if v.IsZero() {
			return ""
		}
		return v.Local().Format(time.DateTime)
	case string:
		return v
	}
	return ""
}

// jsonLine is a row as a program reads it, its columns in their order; times are
// ms.
func jsonLine[R any](columns []column[R], n int, r R) ([]byte, error) {
	line := []byte("{")
	for i, col := range columns {
		value := col.value(n, r)
		switch v := value.(type) {
		case word:
			value = v.code
		case time.Time:
			value = millis(v)
		}
		var out bytes.Buffer
		enc := json.NewEncoder(&out)
		enc.SetEscapeHTML(false)
		if err := enc.Encode(value); err != nil {
			return nil, err
		}
		if i > 0 {
			line = append(line, ',')
		}
		line = append(strconv.AppendQuote(line, col.key), ':')
		line = append(line, bytes.TrimSpace(out.Bytes())...)
	}
	return append(line, "}\n"...), nil
}
