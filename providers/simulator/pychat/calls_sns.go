package pychat

import (
	"crypto/md5" // as the document's first_page_md5
	"encoding/base64"
	"encoding/hex"
	"slices"
	"strconv"
	"strings"
	"time"

	"seatdeck/providers/simulator/internal/talk"
	"seatdeck/providers/simulator/internal/wirejson"
)

// What is answered in this file is assumed.

const (
	snsPage    = 10   // moments in one answer
	maxComment = 1000 // characters
)

// snsCalls are those of the section Sns: 朋友圈.
func snsCalls() []endpoint {
	return []endpoint{
		call("/sns/sns_timeline", shapeRaw, (*Server).timeline),
		call("/sns/sns_userpage", shapeRaw, (*Server).userPage),
		call("/sns/sns_post", shapeQuoted, (*Server).postMoment),
		call("/sns/sns_object_detail", shapeRaw, (*Server).momentDetail),
		call("/sns/sns_comment", shapeRaw, (*Server).commentMoment),
		call("/sns/sns_delete_comment", shapeRaw, (*Server).deleteComment),
		call("/sns/sns_like", shapeRaw, (*Server).likeMoment),
		call("/sns/sns_delete", shapeRaw, (*Server).deleteMoment),
	}
}

type timelineRequest struct {
	byGUID
	MaxID        string `json:"max_id"`
	FirstPageMD5 string `json:"first_page_md5"`
	SourceType   int64  `json:"source_type"`
}

func (s *Server) timeline(in *instance, req timelineRequest) (any, *refusal) {
	return s.momentPage(in, req.MaxID, req.FirstPageMD5, func(m *moment) bool {
		return in.self(m.username) || in.friend(m.username) != nil
	})
}

type userPageRequest struct {
	byGUID
	Username     string `json:"username"`
	MaxID        string `json:"max_id"`
	FirstPageMD5 string `json:"first_page_md5"`
	SourceType   int64  `json:"source_type"`
}

func (s *Server) userPage(in *instance, req userPageRequest) (any, *refusal) {
	if !in.self(req.Username) && in.friend(req.Username) == nil {
		return nil, refuse("对方不是你的好友，无法查看朋友圈")
	}
	return s.momentPage(in, req.MaxID, req.FirstPageMD5, func(m *moment) bool { return m.username == req.Username })
}

// momentPage gives moments below an id, newest first; from the newest on where
// the id is empty or 0. Who has the first page already, by its md5, is told no
// more than that.
func (s *Server) momentPage(in *instance, maxID, known string, shown func(*moment) bool) (any, *refusal) {
	below := uint64(0)
	if maxID != "" {
		var err error
		if below, err = strconv.ParseUint(maxID, 10, 64); err != nil {
			return nil, refuse("max_id 参数错误")
		}
	}
	list := []object{}
	for _, m := range slices.Backward(in.moments) {
		if (below == 0 || m.id < below) && shown(m) && len(list) < snsPage {
			list = append(list, s.momentShape(in, m))
		}
	}
	answer := object{"firstPageMd5": "", "objectCount": len(list), "objectList": list}
	if below == 0 {
		sum := pageMD5(list)
		if sum == known {
			answer["objectCount"], answer["objectList"] = 0, []object{}
		}
		answer["firstPageMd5"] = sum
	}
	return answer, nil
}

func pageMD5(list []object) string {
	sum := md5.Sum(wirejson.Encode(list))
	return hex.EncodeToString(sum[:8])
}

// momentShape is a moment as a page has it: what it shows is base64, in
// objectDesc.buffer.
func (s *Server) momentShape(in *instance, m *moment) object {
	desc := s.momentXML(m)
	shape := s.momentFrame(in, m)
	shape["objectDesc"] = object{"iLen": len(desc), "buffer": base64.StdEncoding.EncodeToString([]byte(desc))}
	return shape
}

// momentXML is the TimelineObject of a moment, which names its id.
func (s *Server) momentXML(m *moment) string {
	text := strings.ReplaceAll(m.desc, baseMark, s.origin.String())
	return strings.Replace(text, "<id>0</id>", "<id>"+strconv.FormatUint(m.id, 10)+"</id>", 1)
}

// momentFrame is a moment without what it shows.
func (s *Server) momentFrame(in *instance, m *moment) object {
	likes := []object{}
	for _, name := range m.likes {
		likes = append(likes, object{"username": name, "nickname": in.nameOf(name), "createTime": m.at.Unix()})
	}
	comments := []object{}
	for _, c := range m.comments {
		comments = append(comments, object{
			"commentId": c.id, "username": c.username, "nickname": in.nameOf(c.username), "content": c.content,
			"createTime": c.at.Unix(), "replyCommentId": c.replyTo,
		})
	}
	return object{
		"id": m.id, "username": m.username, "nickname": wrapped(in.nameOf(m.username)), "createTime": m.at.Unix(),
		"likeFlag":  flag(slices.Contains(m.likes, in.account.username)),
		"likeCount": len(likes), "likeUserList": likes, "commentCount": len(comments), "commentUserList": comments,
	}
}

// momentByID finds a moment that we may see.
func (in *instance) momentByID(id string) (*moment, *refusal) {
	i := slices.IndexFunc(in.moments, func(m *moment) bool { return strconv.FormatUint(m.id, 10) == id })
	if i < 0 || !in.self(in.moments[i].username) && in.friend(in.moments[i].username) == nil {
		return nil, refuse("该朋友圈不存在或已被删除")
	}
	return in.moments[i], nil
}

type detailRequest struct {
	byGUID
	ID         string `json:"object_id"`
	SourceType int64  `json:"source_type"`
}

// momentDetail is one moment, with the bare XML of what it shows.
func (s *Server) momentDetail(in *instance, req detailRequest) (any, *refusal) {
	m, no := in.momentByID(req.ID)
	if no != nil {
		return nil, no
	}
	return object{"object": s.bareMoment(in, m)}, nil
}

func (s *Server) bareMoment(in *instance, m *moment) object {
	shape := s.momentFrame(in, m)
	shape["id"], shape["objectDesc"] = strconv.FormatUint(m.id, 10), s.momentXML(m)
	return shape
}

type commentRequest struct {
	byGUID
	ID      string `json:"object_id"`
	Content string `json:"content"`
	ReplyTo string `json:"reply_comment_id"`
}

// commentMoment comments a moment, or answers a comment; "0" or nothing stands
// for the moment.
func (s *Server) commentMoment(in *instance, req commentRequest) (any, *refusal) {
	m, no := in.momentByID(req.ID)
	if no != nil {
		return nil, no
	}
	if req.Content == "" || len([]rune(req.Content)) > maxComment {
		return nil, refuse("评论内容应为1到%d个字", maxComment)
	}
	replyTo := int64(0)
	if req.ReplyTo != "" && req.ReplyTo != "0" {
		answered := m.comment(req.ReplyTo)
		if answered == nil {
			return nil, refuse("评论不存在或已被删除")
		}
		replyTo = answered.id
	}
	c := m.say(in.account.username, req.Content, s.now(), replyTo)
	return object{"commentId": c.id, "object": s.bareMoment(in, m)}, nil
}

// say puts a comment below a moment.
func (m *moment) say(username, content string, at time.Time, replyTo int64) *comment {
	c := &comment{id: 1, username: username, content: content, at: at, replyTo: replyTo}
	for _, other := range m.comments {
		c.id = max(c.id, other.id+1)
	}
	m.comments = append(m.comments, c)
	return c
}

// comment finds one by its id as text; nil: there is none.
func (m *moment) comment(id string) *comment {
	i := slices.IndexFunc(m.comments, func(c *comment) bool { return strconv.FormatInt(c.id, 10) == id })
	if i < 0 {
		return nil
	}
	return m.comments[i]
}

type deleteCommentRequest struct {
	byGUID
	ID      string `json:"object_id"`
	Comment string `json:"comment_id"`
}

// deleteComment takes away a comment of ours, or any below a moment of ours.
func (s *Server) deleteComment(in *instance, req deleteCommentRequest) (any, *refusal) {
	m, no := in.momentByID(req.ID)
	if no != nil {
		return nil, no
	}
	c := m.comment(req.Comment)
	switch {
	case c == nil:
		return nil, refuse("评论不存在或已被删除")
	case !in.self(c.username) && !in.self(m.username):
		return nil, refuse("只能删除自己的评论")
	}
	m.comments = slices.DeleteFunc(m.comments, func(other *comment) bool { return other == c })
	return nil, nil
}

type likeRequest struct {
	byGUID
	ID     string `json:"object_id"`
	Status int64  `json:"status"`
}

// likeMoment likes a moment, or takes that back: 1 or 0, as other flags.
func (s *Server) likeMoment(in *instance, req likeRequest) (any, *refusal) {
	m, no := in.momentByID(req.ID)
	if no != nil {
		return nil, no
	}
	us := in.account.username
	liked := slices.Contains(m.likes, us)
	if no := s.setFlag(&liked, req.Status, func() {}); no != nil {
		return nil, no
	}
	m.likes = slices.DeleteFunc(m.likes, func(name string) bool { return name == us })
	if liked {
		m.likes = append(m.likes, us)
	}
	return object{"object": s.bareMoment(in, m)}, nil
}

type deleteMomentRequest struct {
	byGUID
	ID string `json:"object_id"`
}

func (s *Server) deleteMoment(in *instance, req deleteMomentRequest) (any, *refusal) {
	m, no := in.momentByID(req.ID)
	if no != nil {
		return nil, no
	}
	if !in.self(m.username) {
		return nil, refuse("只能删除自己的朋友圈")
	}
	in.moments = slices.DeleteFunc(in.moments, func(other *moment) bool { return other == m })
	return nil, nil
}

// admire lets friends who may see a new moment of ours react to it; not in a
// still world.
func (s *Server) admire(in *instance, m *moment) {
	if s.options.Rate == 0 {
		return
	}
	for _, c := range in.contacts {
		if !c.friend || c.deleted || c.blocked || c.openIM() || slices.Contains(m.hidden, c.username) || s.rand.IntN(6) != 0 {
			continue
		}
		likes := s.rand.IntN(2) == 0
		s.later(5*time.Second, 2*time.Minute, func() {
			if likes {
				if !slices.Contains(m.likes, c.username) {
					m.likes = append(m.likes, c.username)
				}
				return
			}
			m.say(c.username, talk.One(s.rand, []string{"好看", "求链接", "不错哦", "在哪里呀", "👍"}), s.now(), 0)
		})
	}
}
