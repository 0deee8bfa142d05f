package cli

import (
	"strings"
	"time"

	"seatdeck/app/model"
)

// word is what a program reads, and what a person reads.
type word struct{ code, zh, en string }

func (w word) in(c *call) string { return c.say(w.zh, w.en) }

var kindWords = map[model.DeedKind]word{
	model.DeedTag:           {"tag", "打标签", "tag"},
	model.DeedRemark:        {"remark", "改备注", "remark"},
	model.DeedCheckFriend:   {"check_friend", "检查好友", "check friend"},
	model.DeedDeleteContact: {"delete_contact", "删除客户", "delete contact"},
	model.DeedRenameGroup:   {"rename_group", "改群名", "rename group"},
	model.DeedAnnounce:      {"announce", "发群公告", "announce"},
	model.DeedRemoveMembers: {"remove_members", "移出群成员", "remove members"},
	model.DeedInvite:        {"invite", "邀请入群", "invite"},
	model.DeedQuitGroup:     {"quit_group", "退群", "quit group"},
	model.DeedCreateTag:     {"create_tag", "新建标签", "create tag"},
	model.DeedRenameTag:     {"rename_tag", "改标签名", "rename tag"},
	model.DeedDeleteTag:     {"delete_tag", "删除标签", "delete tag"},
}

var stateWords = map[model.DeedState]word{
	model.DeedQueued:    {"queued", "待处理", "queued"},
	model.DeedDoing:     {"doing", "处理中", "under way"},
	model.DeedDone:      {"done", "完成", "done"},
	model.DeedSame:      {"same", "无需更改", "as it was"},
	model.DeedRefused:   {"refused", "被拒绝", "refused"},
	model.DeedMaybe:     {"maybe", "不确定", "maybe done"},
	model.DeedCancelled: {"cancelled", "已取消", "cancelled"},
	model.DeedDropped:   {"dropped", "已放弃", "dropped"},
}

// batchJSON is one batch; times are ms.
type batchJSON struct {
	ID       model.BatchID `json:"id"`
	Kind     string        `json:"kind"`
	Want     detailJSON    `json:"want"`
	Undoes   model.BatchID `json:"undoes,omitempty"`
	UndoneBy model.BatchID `json:"undone_by,omitempty"`
	Undoable bool          `json:"undoable"`
	Created  int64         `json:"created"`
	Ended    int64         `json:"ended,omitempty"`
	Seats    int           `json:"seats"`
	Deeds    countsJSON    `json:"deeds"`
	List     []deedJSON    `json:"list,omitempty"`
}

type countsJSON struct {
	All       int `json:"all"`
	Queued    int `json:"queued"`
	Doing     int `json:"doing"`
	Done      int `json:"done"`
	Same      int `json:"same"`
	Refused   int `json:"refused"`
	Maybe     int `json:"maybe"`
	Cancelled int `json:"cancelled"`
	Dropped   int `json:"dropped"`
}

type deedJSON struct {
	ID       model.DeedID `json:"id"`
	Kind     string       `json:"kind"`
	Seat     model.SeatID `json:"seat"`
	SeatName string       `json:"seat_name"`
	Target   string       `json:"target"` // remote id
	Label    string       `json:"label"`
	State    string       `json:"state"`
	Reason   string       `json:"reason,omitempty"`
	Attempts int          `json:"attempts"`
	Want     detailJSON   `json:"want"`
	Was      detailJSON   `json:"was"`
	Ended    int64        `json:"ended,omitempty"`
}

// detailJSON is what a deed wants or changed; tags are heading:name.
type detailJSON struct {
	Put         []string `json:"put,omitempty"`
	Take        []string `json:"take,omitempty"`
	Remark      *string  `json:"remark,omitempty"`
	Description *string  `json:"description,omitempty"`
	Name        string   `json:"name,omitempty"`
	Notice      string   `json:"notice,omitempty"`
	Members     []string `json:"members,omitempty"`
}

func batchOf(f *folder, b model.Batch) batchJSON {
	n := b.Deeds
	return batchJSON{
		ID: b.ID, Kind: kindWords[b.Kind].code, Want: detailOf(b.Want), Undoes: b.Undoes, UndoneBy: b.UndoneBy,
		Undoable: f.console.Batches.Undoable(b), Created: millis(b.Created), Ended: millis(b.Ended), Seats: b.Seats,
		Deeds: countsJSON{
			All: n.All(), Queued: n.Queued, Doing: n.Doing, Done: n.Done, Same: n.Same, Refused: n.Refused, Maybe: n.Maybe,
			Cancelled: n.Cancelled, Dropped: n.Dropped,
		},
	}
}

func (c *call) deedOf(d model.Deed, seatName string) deedJSON {
	one := deedJSON{
		ID: d.ID, Kind: kindWords[d.Kind].code, Seat: d.Seat, SeatName: seatName, Target: d.Target, Label: d.Label,
		State: stateWords[d.State].code, Attempts: d.Attempts, Want: detailOf(d.Want), Was: detailOf(d.Was), Ended: millis(d.Ended),
	}
	if d.Reason != nil {
		one.Reason = sentence(c.texts, d.Reason)
	}
	return one
}

func detailOf(d model.DeedDetail) detailJSON {
	return detailJSON{
		Put: tagWords(d.Put), Take: tagWords(d.Take), Remark: d.Remark, Description: d.Description,
		Name: d.Name, Notice: d.Notice, Members: d.Members,
	}
}

func tagWords(tags []model.Tag) []string {
	var list []string
	for _, t := range tags {
		list = append(list, tagWord(model.TagName{Group: t.GroupName, Name: t.Name}))
	}
	return list
}

// wantText is what a batch wants, in a few words.
func wantText(d model.DeedDetail) string {
	var parts []string
	for _, t := range tagWords(d.Put) {
		parts = append(parts, "+"+t)
	}
	for _, t := range tagWords(d.Take) {
		parts = append(parts, "-"+t)
	}
	for _, text := range []*string{d.Remark, d.Description, &d.Name, &d.Notice} {
		if text != nil && *text != "" {
			parts = append(parts, *text)
		}
	}
	return strings.Join(parts, " ")
}

// millis is a time in ms since 1970; 0 for none.
func millis(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return t.UnixMilli()
}
