package wecom

import (
	"encoding/json"
	"slices"
	"time"
	"unicode/utf8"

	"seatdeck/providers/simulator/internal/talk"
)

func wayCalls() []endpoint {
	return []endpoint{
		post("externalcontact/add_contact_way", (*Server).addWay),
		post("externalcontact/get_contact_way", (*Server).way),
		post("externalcontact/list_contact_way", (*Server).ways),
		post("externalcontact/update_contact_way", (*Server).updateWay),
		post("externalcontact/del_contact_way", (*Server).deleteWay),
		post("externalcontact/close_temp_chat", (*Server).closeTempChat),
	}
}

// contactWay is a QR code or a button by which customers reach members. The
// exported fields are as document 001 has them.
type contactWay struct {
	seq     int64
	id      string
	created int64

	Type          int             `json:"type"`
	Scene         int             `json:"scene"`
	Style         int             `json:"style"`
	Remark        string          `json:"remark"`
	SkipVerify    bool            `json:"skip_verify"`
	State         string          `json:"state"`
	User          []string        `json:"user"`
	Party         []number        `json:"party"`
	IsTemp        bool            `json:"is_temp"`
	ExpiresIn     int64           `json:"expires_in"`
	ChatExpiresIn int64           `json:"chat_expires_in"`
	UnionID       string          `json:"unionid"`
	IsExclusive   bool            `json:"is_exclusive"`
	Conclusions   json.RawMessage `json:"conclusions,omitempty"`
}

// Spans of temporary conversations.
const (
	weekSeconds   = 7 * daySeconds
	maxTempExpiry = 14 * daySeconds
)

func (s *Server) addWay(in struct {
	contactWay
	SkipVerify *flag `json:"skip_verify"`
	IsTemp     flag  `json:"is_temp"`
},
) (object, *refusal) {
	w := in.contactWay
	w.SkipVerify, w.IsTemp = in.SkipVerify == nil || bool(*in.SkipVerify), bool(in.IsTemp)
	if w.IsTemp {
		positiveSeconds(&w.ExpiresIn, weekSeconds)
		positiveSeconds(&w.ChatExpiresIn, daySeconds)
	}
	if no := s.checkWay(&w); no != nil {
		return nil, no
	}
	w.seq, w.id, w.created = s.world.next(), talk.HexText(s.rand, 32), s.now().Unix()
	s.world.ways = append(s.world.ways, &w)
	answer := object{"config_id": w.id}
	if w.Scene == 2 {
		answer["qr_code"] = s.codeURL(w.id)
	}
	return answer, nil
}

func positiveSeconds(value *int64, standard int64) {
	if *value <= 0 {
		*value = standard
	}
}

// checkWay holds the rules of the document's comments.
func (s *Server) checkWay(w *contactWay) *refusal {
	switch {
	case w.Type != 1 && w.Type != 2 || w.Scene != 1 && w.Scene != 2:
		return invalid("type and scene are 1 or 2")
	case w.Type == 1 && len(w.User) != 1:
		return invalid("type 1 wants one user")
	case w.Type == 2 && len(w.User)+len(w.Party) == 0 || len(w.User) > 100:
		return invalid("users and parties: 1 to 100")
	case utf8.RuneCountInString(w.Remark) > 30 || utf8.RuneCountInString(w.State) > 30:
		return invalid("remark and state have at most 30 characters")
	case w.ExpiresIn > maxTempExpiry || w.ChatExpiresIn > maxTempExpiry:
		return invalid("at most 14 days")
	}
	for _, id := range w.User {
		if _, no := s.world.seat(id); no != nil {
			return no
		}
	}
	for _, id := range numbers(w.Party) {
		if s.world.department(id) == nil {
			return refuse(codeDepartment)
		}
	}
	return nil
}

func (s *Server) findWay(id string) (*contactWay, *refusal) {
	w := first(s.world.ways, func(w *contactWay) bool { return w.id == id })
	if w == nil {
		return nil, refuse(codeConfig)
	}
	return w, nil
}

type byConfig struct {
	ID string `json:"config_id"`
}

func (s *Server) way(in byConfig) (object, *refusal) {
	w, no := s.findWay(in.ID)
	if no != nil {
		return nil, no
	}
	row := struct {
		ID string `json:"config_id"`
		QR string `json:"qr_code,omitempty"`
		contactWay
	}{ID: w.id, contactWay: *w}
	if w.Scene == 2 {
		row.QR = s.codeURL(w.id)
	}
	row.User, row.Party = list(w.User), list(w.Party)
	return object{"contact_way": row}, nil
}

// ways lists those that are not temporary, newest span 90 days.
func (s *Server) ways(in struct {
	From number `json:"start_time"`
	To   number `json:"end_time"`
	paging
},
) (object, *refusal) {
	to := int64(in.To)
	if to == 0 {
		to = s.now().Unix()
	}
	from := int64(in.From)
	if from == 0 {
		from = to - 90*daySeconds
	}
	if to < from || to-from > 90*daySeconds {
		return nil, invalid("at most 90 days")
	}
	ways := slices.DeleteFunc(slices.Clone(s.world.ways), func(w *contactWay) bool { return w.IsTemp || w.created < from || w.created > to })
	part, next, no := page("list_contact_way", ways, func(w *contactWay) int64 { return w.seq }, in.paging, 100, 1000)
	if no != nil {
		return nil, no
	}
	rows := []object{}
	for _, w := range part {
		rows = append(rows, object{"config_id": w.id})
	}
	return object{"contact_way": rows, "next_cursor": next}, nil
}

// updateWay changes what is named; type, scene and is_temp stay.
func (s *Server) updateWay(in struct {
	ID            string          `json:"config_id"`
	Remark        *string         `json:"remark"`
	SkipVerify    *flag           `json:"skip_verify"`
	Style         *int            `json:"style"`
	State         *string         `json:"state"`
	User          []string        `json:"user"`
	Party         []number        `json:"party"`
	ExpiresIn     int64           `json:"expires_in"`
	ChatExpiresIn int64           `json:"chat_expires_in"`
	UnionID       *string         `json:"unionid"`
	Conclusions   json.RawMessage `json:"conclusions"`
},
) (object, *refusal) {
	w, no := s.findWay(in.ID)
	if no != nil {
		return nil, no
	}
	changed := *w
	assign(&changed.Remark, in.Remark)
	assign(&changed.Style, in.Style)
	assign(&changed.State, in.State)
	assign(&changed.UnionID, in.UnionID)
	if in.SkipVerify != nil {
		changed.SkipVerify = bool(*in.SkipVerify)
	}
	if in.User != nil || in.Party != nil {
		changed.User, changed.Party = in.User, in.Party
	}
	if in.Conclusions != nil {
		changed.Conclusions = in.Conclusions
	}
	if w.IsTemp {
		positiveSeconds(&in.ExpiresIn, w.ExpiresIn)
		positiveSeconds(&in.ChatExpiresIn, w.ChatExpiresIn)
		changed.ExpiresIn, changed.ChatExpiresIn = in.ExpiresIn, in.ChatExpiresIn
	}
	if no := s.checkWay(&changed); no != nil {
		return nil, no
	}
	*w = changed
	return nil, nil
}

// assign changes a value that is named.
func assign[T any](value, to *T) {
	if to != nil {
		*value = *to
	}
}

func (s *Server) deleteWay(in byConfig) (object, *refusal) {
	w, no := s.findWay(in.ID)
	if no != nil {
		return nil, no
	}
	s.world.ways = slices.DeleteFunc(s.world.ways, func(other *contactWay) bool { return other == w })
	return nil, nil
}

// expired tells whether a temporary way no longer works.
func (w *contactWay) expired(now time.Time) bool {
	return w.IsTemp && now.Unix() >= w.created+w.ExpiresIn
}

func (s *Server) closeTempChat(in struct {
	User     string `json:"userid"`
	External string `json:"external_userid"`
},
) (object, *refusal) {
	f, no := s.relation(in.User, in.External)
	if no != nil {
		return nil, no
	}
	if f.way != tempWay {
		return nil, invalid("no temporary conversation")
	}
	s.world.end(f)
	return nil, nil
}

// tempWay marks a row that a temporary way made. The API has no number of its
// own for it: 1 stands in follow_user, as for any code.
const tempWay = 1001
