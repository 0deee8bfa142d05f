package yunzhenji

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/url"
	"strconv"
	"strings"
	"time"

	"seatdeck/providers/internal/wire"
)

// List is 获取登录过的企微号列表, the one call of the document.
var List = Call[ListRequest, ListAnswer]{endpoint{title: "获取登录过的企微号列表", path: "/wechat/list"}}

// MaxPageSize is the most rows a page may have.
const MaxPageSize = 100

// Filter says which accounts are wanted.
type Filter int

// The filters: the values of online.
const (
	Everybody   Filter = iota // -1, which is also meant when online is left out
	OnlyOnline                // 1
	OnlyOffline               // 0
)

// ListRequest are the parameters of List. Zero leaves one out.
type ListRequest struct {
	Online   Filter
	Page     int // from 1; left out: 1
	PageSize int // at most MaxPageSize; left out: 10
}

func (r ListRequest) values() url.Values {
	v := url.Values{}
	switch r.Online {
	case OnlyOnline:
		v.Set("online", "1")
	case OnlyOffline:
		v.Set("online", "0")
	}
	if r.Page > 0 {
		v.Set("page", strconv.Itoa(r.Page))
	}
	if r.PageSize > 0 {
		v.Set("page_size", strconv.Itoa(min(r.PageSize, MaxPageSize)))
	}
	return v
}

// ListAnswer is a page of accounts.
type ListAnswer struct {
	Data  Rows  `json:"data"`
	Pager Pager `json:"pager"`
}

// Pager tells which part of the list a page is. Only NumRecords is explained by
// the document; FirstRecord and LastRecord count from 0.
type Pager struct {
	Page        wire.Int `json:"page"`
	PerPage     wire.Int `json:"perPage"`
	NumRecords  wire.Int `json:"numRecords"` // of the whole list
	NumPages    wire.Int `json:"numPages"`
	FirstRecord wire.Int `json:"firstRecord"`
	LastRecord  wire.Int `json:"lastRecord"`
}

// UnmarshalJSON reads an object; anything else tells nothing, as of a Corp.
func (p *Pager) UnmarshalJSON(data []byte) error {
	type plain Pager
	*p = Pager{}
	if !isObject(data) {
		return nil
	}
	return json.Unmarshal(data, (*plain)(p))
}

func isObject(data []byte) bool { return bytes.HasPrefix(bytes.TrimSpace(data), []byte("{")) }

// Rows are the accounts of a page, each decoded on its own, so that one that
// can't be read costs none of the others.
type Rows []Row

// Row is one account, or why it can't be read.
type Row struct {
	Account Account
	Raw     json.RawMessage
	Err     error
}

// UnmarshalJSON reads an array; null leaves nil, as a missing list does.
func (r *Rows) UnmarshalJSON(data []byte) error {
	var raws []json.RawMessage
	if err := json.Unmarshal(data, &raws); err != nil {
		return err
	}
	if raws == nil {
		*r = nil
		return nil
	}
	rows := make(Rows, len(raws))
	for i, raw := range raws {
		rows[i].Raw = raw
		rows[i].Err = json.Unmarshal(raw, &rows[i].Account)
	}
	*r = rows
	return nil
}

// Account is one WeCom account that logged in on 云真机's machines.
type Account struct {
	ID          wire.Text `json:"id"`        // 云真机's own number; in the example only
	Wxid        wire.Text `json:"wxid"`      // 企微号wxid
	Nickname    wire.Text `json:"nickname"`  // the name in WeCom
	FullName    wire.Text `json:"full_name"` // what outsiders are shown
	Alias       wire.Text `json:"wx_alias"`
	Avatar      wire.Text `json:"avatar"` // URL
	Mobile      wire.Text `json:"mobile"`
	SubUserID   wire.Text `json:"sub_user_id"` // who logged it in; "0": the main account
	GroupID     wire.Text `json:"group_id"`    // "0", 7 or "3,7": see GroupIDs
	CorpID      wire.Text `json:"corp_id"`
	Online      wire.Flag `json:"online"`
	LastLogin   Seconds   `json:"last_login_time"`
	LastOffline Seconds   `json:"last_offline_time"`
	Created     Seconds   `json:"ctime"` // in the example only
	Updated     Seconds   `json:"utime"` // in the example only
	Corp        Corp      `json:"corp"`
}

// maxGroups is more than one account is ever in.
const maxGroups = 100

// GroupIDs are the groups of accounts it is in: the ids between the commas of
// group_id, without 0, which stands for none; maxGroups at most.
func (a Account) GroupIDs() []string {
	var ids []string
	for id := range strings.SplitSeq(a.GroupID.String(), ",") {
		if id = strings.TrimSpace(id); id != "" && id != "0" && len(ids) < maxGroups {
			ids = append(ids, id)
		}
	}
	return ids
}

// Corp is the company of an account.
type Corp struct {
	ID              wire.Text `json:"id"`
	Name            wire.Text `json:"name"`
	ShortName       wire.Text `json:"short_name"`
	Wxid            wire.Text `json:"wxid"`
	Remark          wire.Text `json:"remark"`
	LegalPersonName wire.Text `json:"legal_person_name"` // 企业注册者名称
	LegalPersonID   wire.Text `json:"legal_person_id"`
	VerifyType      wire.Int  `json:"verify_type"`
	Created         Seconds   `json:"ctime"`
	Updated         Seconds   `json:"utime"`
}

// UnmarshalJSON reads an object. Anything else is no company: PHP, which the back
// end seems to be, writes [] for an object without fields.
func (c *Corp) UnmarshalJSON(data []byte) error {
	if !isObject(data) {
		*c = Corp{}
		return nil
	}
	type plain Corp
	return json.Unmarshal(data, (*plain)(c))
}

// Seconds is an instant in epoch seconds, as a number or a string; 0 means there
// is none. Milliseconds and dates of Shanghai are taken too, and a word that is no
// time is none: it must not cost the account.
type Seconds int64

const (
	mostSeconds = 253402300799 // the end of the year 9999
	firstMillis = 100000000000 // from here on a number is taken for milliseconds
)

// UnmarshalJSON reads any JSON scalar.
func (s *Seconds) UnmarshalJSON(data []byte) error {
	var date wire.Date
	if err := date.UnmarshalJSON(data); err != nil {
		return err
	}
	var number wire.Int
	if number.UnmarshalJSON(data) != nil {
		number = 0
		if at := date.Time(); !at.IsZero() {
			number = wire.Int(at.Unix())
		}
	} else if number >= firstMillis {
		number /= 1000
	}
	if number > mostSeconds {
		number = 0
	}
	*s = Seconds(number)
	return nil
}

// Time is the instant in UTC; the zero time where there is none.
func (s Seconds) Time() time.Time {
	if s <= 0 {
		return time.Time{}
	}
	return time.Unix(int64(s), 0).UTC()
}

// maxPages is where ListAll gives up on a back end whose list never ends.
const maxPages = 100

// All is a list read to its end.
type All struct {
	Accounts []Account // each once, in the back end's order
	Unread   Rows      // rows that can't be read or name no account
	// Whole tells that nothing is missing: what is not in Accounts is gone.
	Whole bool
}

// ListAll reads the list to its end. Rows move between pages while it is read, and
// a page may be cut: it is whole only if its end was seen, and as many were found
// as the back end counted at any time.
func (c *Client) ListAll(ctx context.Context, filter Filter) (All, error) {
	var all All
	var counted wire.Int
	seen := map[wire.Text]bool{}
	for page := 1; page <= maxPages; page++ {
		answer, err := List.Do(ctx, c, ListRequest{Online: filter, Page: page, PageSize: MaxPageSize})
		if err != nil {
			return All{}, fmt.Errorf("page %d: %w", page, err)
		}
		counted = max(counted, answer.Pager.NumRecords)
		before := len(all.Accounts)
		for _, row := range answer.Data {
			switch {
			case row.Err != nil || row.Account.Wxid == "":
				row.Err = errors.New(c.harmless(reason(row.Err)))
				all.Unread = append(all.Unread, row)
			case !seen[row.Account.Wxid]:
				seen[row.Account.Wxid] = true
				all.Accounts = append(all.Accounts, row.Account)
			}
		}
		last := answer.last(page)
		// One that gives shorter pages than it counts with has more.
		short := len(answer.Data) > 0 && len(all.Accounts)+len(all.Unread) < int(counted)
		if last && !short || len(all.Accounts) == before { // or the same page comes for ever
			// A list that says nothing at all does not say that all are gone.
			says := len(all.Accounts) > 0 || answer.Pager != Pager{}
			all.Whole = last && says && answer.Data != nil && len(all.Unread) == 0 && len(all.Accounts) >= int(counted)
			return all, nil
		}
	}
	return all, nil
}

func reason(err error) string {
	if err == nil {
		return "it has no wxid"
	}
	return err.Error()
}

// last tells whether no page follows. A back end that does not say how many pages
// there are is asked until one is not full, and one that does not say either how
// long a page is, until one is empty: it may give fewer rows than were asked for.
func (a ListAnswer) last(page int) bool {
	switch {
	case len(a.Data) == 0:
		return true
	case a.Pager.NumPages > 0:
		return page >= int(a.Pager.NumPages)
	}
	return len(a.Data) < int(min(a.Pager.PerPage, MaxPageSize))
}
