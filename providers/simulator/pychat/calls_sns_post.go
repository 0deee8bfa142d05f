package pychat

import (
	"encoding/base64"
	"encoding/xml"
	"net/url"
	"slices"
	"strings"
)

const (
	maxMoment   = 256 << 10 // bytes of a moment's XML; assumed
	maxPictures = 9
)

// Values of contentStyle. The document's examples have 2, 3, 15 and 28; 1 is
// assumed.
const (
	stylePictures = 1
	styleText     = 2
	styleLink     = 3
	styleVideo    = 15
	styleFinder   = 28
)

// timelineObject is what a moment shows, as far as it is looked at. The
// document's examples of /sns/sns_post have it whole.
type timelineObject struct {
	XMLName  xml.Name `xml:"TimelineObject"`
	Username string   `xml:"username"`
	Text     string   `xml:"contentDesc"`
	Content  struct {
		Style  int         `xml:"contentStyle"`
		URL    string      `xml:"contentUrl"`
		Media  []snsMedium `xml:"mediaList>media"`
		Finder string      `xml:"finderFeed>objectId"`
	} `xml:"ContentObject"`
}

// snsMedium is a picture or a video of a moment.
type snsMedium struct {
	URL string `xml:"url"`
}

type postRequest struct {
	byGUID
	Desc      string   `json:"object_desc" need:"true"`
	With      []string `json:"with_user_list"`
	Block     []string `json:"block_user_list"`
	Only      []string `json:"group_user_list"`
	OnlyTags  []int64  `json:"group_contact_tag_id_list"`
	BlackTags []int64  `json:"black_contact_tag_id_list"`
}

// postMoment publishes a moment: base64 of its XML, in which username has to be
// ours (document).
func (s *Server) postMoment(in *instance, req postRequest) (any, *refusal) {
	desc, err := base64.StdEncoding.DecodeString(req.Desc)
	if err != nil || len(desc) > maxMoment {
		return nil, refuse("object_desc 应为 xml 的 base64")
	}
	var shown timelineObject
	if err := xml.Unmarshal(desc, &shown); err != nil {
		return nil, refuse("object_desc xml 格式错误")
	}
	if !in.self(shown.Username) {
		return nil, refuse("username 需要改成当前号的 wxid")
	}
	if no := s.checkMoment(shown); no != nil {
		return nil, no
	}
	hidden, no := in.hiddenFrom(req)
	if no != nil {
		return nil, no
	}
	m := &moment{id: s.world.newMomentID(s.rand), username: in.account.username, at: s.now(), desc: string(desc), hidden: hidden}
	in.moments = append(in.moments, m)
	s.admire(in, m)
	return object{"object": s.bareMoment(in, m)}, nil
}

// checkMoment says why something can't be shown.
func (s *Server) checkMoment(shown timelineObject) *refusal {
	media, text := shown.Content.Media, strings.TrimSpace(shown.Text)
	switch shown.Content.Style {
	case stylePictures:
		if len(media) == 0 || len(media) > maxPictures {
			return refuse("图片应为1到%d张", maxPictures)
		}
	case styleText:
		if text == "" || len(media) > 0 {
			return refuse("文字内容不能为空，且不能带媒体")
		}
	case styleLink:
		if !webURL(strings.TrimSpace(shown.Content.URL)) {
			return refuse("链接地址错误")
		}
		return nil // its picture may lie anywhere
	case styleVideo:
		if len(media) != 1 {
			return refuse("视频应为1个")
		}
	case styleFinder:
		if strings.TrimSpace(shown.Content.Finder) == "" {
			return refuse("视频号 objectId 不能为空")
		}
		return nil
	default:
		return refuse("contentStyle 不支持")
	}
	for _, one := range media {
		if !s.atCDN(strings.TrimSpace(one.URL)) {
			return refuse("媒体地址无效，请先上传")
		}
	}
	return nil
}

// atCDN tells that a picture or video lies where moments may have them: here, or
// at the real CDN's hosts, as in the document's examples.
func (s *Server) atCDN(address string) bool {
	u, err := url.Parse(address)
	if err != nil || !webURL(address) {
		return false
	}
	host := u.Hostname()
	return strings.HasSuffix(host, ".qq.com") || strings.HasSuffix(host, ".qpic.cn") || s.atURL(address) != nil
}

// hiddenFrom are the friends who may not see a moment. Whoever is named has to
// be a friend, and every tag has to be there.
func (in *instance) hiddenFrom(req postRequest) ([]string, *refusal) {
	for _, name := range slices.Concat(req.With, req.Block, req.Only) {
		if in.friend(name) == nil {
			return nil, refuse("%s 不是你的好友", name)
		}
	}
	for _, id := range slices.Concat(req.OnlyTags, req.BlackTags) {
		if in.label(id) == nil {
			return nil, refuse("标签不存在：%d", id)
		}
	}
	tagged := func(c *contact, ids []int64) bool {
		return slices.ContainsFunc(c.labels, func(id int64) bool { return slices.Contains(ids, id) })
	}
	var hidden []string
	for _, c := range in.contacts {
		picked := len(req.Only)+len(req.OnlyTags) == 0 || slices.Contains(req.Only, c.username) || tagged(c, req.OnlyTags)
		if c.friend && (!picked || slices.Contains(req.Block, c.username) || tagged(c, req.BlackTags)) {
			hidden = append(hidden, c.username)
		}
	}
	return hidden, nil
}
