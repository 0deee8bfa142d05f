package pychat

import (
	"encoding/json"
	"fmt"
	"hash/fnv"
	"io"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"seatdeck/providers/simulator/internal/talk"
	"seatdeck/providers/simulator/internal/wirejson"
)

// What is answered in this file is assumed.

// appCalls are those of the sections App and Other.
func appCalls() []endpoint {
	return slices.Concat([]endpoint{
		call("/app/get_a8key", shapeRaw, (*Server).realURL),
		call("/app/mp_get_a8key", shapeRaw, (*Server).realURL),
		call("/app/js_login", shapeRaw, (*Server).jsLogin),
		call("/app/js_operate_wxdata", shapeRaw, (*Server).wxData),
		call("/app/js_operate_wxdata_vip", shapeRaw, (*Server).wxData),
		call("/app/oauth_authorize", shapeRaw, (*Server).oauthAsk),
		call("/app/oauth_authorize_confirm", shapeRaw, (*Server).oauthGrant),
		call("/app/qrconnect_authorize", shapeRaw, (*Server).qrAsk),
		call("/app/qrconnect_authorize_confirm", shapeRaw, (*Server).qrGrant),
		call("/app/create_wxa_short_link", shapeEnvelope, (*Server).createShortLink),
		call("/app/resolve_wxa_short_link", shapeEnvelope, (*Server).resolveShortLink),
		call("/app/resolve_wxa_app_short_link", shapeEnvelope, (*Server).resolveAppLink),
	}, otherCalls())
}

type realURLRequest struct {
	byGUID
	URL     string `json:"req_url"`
	Scene   int64  `json:"scene"`
	Version int64  `json:"client_version"`
	Device  string `json:"device_type"`
}

// shorteners are hosts whose URLs stand for others.
var shorteners = []string{"url.cn", "w.url.cn", "t.cn", "dwz.cn", "sourl.cn", "a.app.qq.com", "surl.amap.com"}

// realURL tells where a link leads. Behind a short one is always the same page
// of a shop; any other is itself, with the pass that lets the account in where
// it is a page of 公众号.
func (s *Server) realURL(in *instance, req realURLRequest) (any, *refusal) {
	u, err := url.Parse(req.URL)
	if err != nil || !webURL(req.URL) {
		return nil, refuse("req_url 格式错误")
	}
	title := ""
	switch {
	case slices.Contains(shorteners, u.Hostname()):
		h := fnv.New32a()
		_, _ = io.WriteString(h, u.Hostname()+u.Path)
		u = &url.URL{Scheme: "https", Host: "shop.example.com", Path: fmt.Sprintf("/item/%08x", h.Sum32())}
		title = talk.ItemNames[int(h.Sum32())%len(talk.ItemNames)]
	case u.Hostname() == "mp.weixin.qq.com":
		query := u.Query()
		query.Set("pass_ticket", talk.HexText(s.rand, 32))
		u.RawQuery = query.Encode()
		title = "公众号文章"
	}
	return object{"fullUrl": wrapped(u.String()), "title": title, "a8key": talk.HexText(s.rand, 32), "actionCode": 2}, nil
}

var appIDs = regexp.MustCompile(`^wx[0-9a-f]{16}$`)

type jsLoginRequest struct {
	byGUID
	AppID string `json:"appid"`
}

// jsLogin gives the code by which a mini program's server learns who is there.
func (s *Server) jsLogin(_ *instance, req jsLoginRequest) (any, *refusal) {
	if !appIDs.MatchString(req.AppID) {
		return nil, refuse("appid 无效")
	}
	return object{"code": "0" + talk.HexText(s.rand, 31), "appid": req.AppID, "openid": "o" + talk.HexText(s.rand, 27)}, nil
}

type wxDataRequest struct {
	byGUID
	AppID string `json:"appid"`
	Data  string `json:"data"`
	Scope string `json:"grant_scope"`
}

// wxData is what a mini program gets to know of the account. Its data names one
// of the functions of mini programs, each of which wants a scope.
func (s *Server) wxData(in *instance, req wxDataRequest) (any, *refusal) {
	var asked struct {
		Name string `json:"api_name"`
	}
	if !appIDs.MatchString(req.AppID) {
		return nil, refuse("appid 无效")
	}
	if err := json.Unmarshal([]byte(req.Data), &asked); err != nil {
		return nil, refuse("data 应为 JSON")
	}
	var scope string
	var told object
	switch asked.Name {
	case "webapi_getuserinfo":
		scope = "scope.userInfo"
		told = object{"nickName": in.account.nickname, "gender": 0, "avatarUrl": s.origin.URL(in.account.avatar)}
	case "webapi_getuserwxphone":
		scope = "scope.userPhone"
		told = object{"phoneNumber": in.account.mobile, "countryCode": "86"}
	default:
		return nil, refuse("不支持的接口：%s", asked.Name)
	}
	if req.Scope != scope {
		return nil, refuse("用户未授权：%s", scope)
	}
	return object{"data": string(wirejson.Encode(told)), "appid": req.AppID}, nil
}

// site is what asks for a login, and whether it got it.
type site struct {
	granted bool
	scopes  []string
}

type authorizeRequest struct {
	byGUID
	URL      string          `json:"url"`
	Username string          `json:"username"`
	Scene    json.RawMessage `json:"scene"` // a number in the document's example, a text in its table
}

// confirmRequest confirms what an authorizeRequest asked for.
type confirmRequest struct {
	byGUID
	URL      string `json:"url"`
	Scope    scopes `json:"scope" need:"true"`
	AvatarID int64  `json:"avatar_id"`
	Opt      int64  `json:"opt"`
}

// scopes are a list, or one: the document has both.
type scopes []string

// UnmarshalJSON reads "a" or ["a", "b"].
func (s *scopes) UnmarshalJSON(data []byte) error {
	var one string
	if json.Unmarshal(data, &one) == nil {
		*s = scopes{one}
		return nil
	}
	var list []string
	err := json.Unmarshal(data, &list)
	*s = list
	return err
}

// optGrant is opt of a confirmation that says yes.
const optGrant = 1

// ask takes down that a site asks for a login.
func (in *instance) ask(address string, wanted ...string) {
	if in.sites == nil {
		in.sites = map[string]*site{}
	}
	in.sites[address] = &site{scopes: wanted}
}

// grant lets a site in, once; it must have asked, and for no less.
func (in *instance) grant(req confirmRequest) *refusal {
	asked := in.sites[req.URL]
	switch {
	case asked == nil:
		return refuse("请先获取授权信息")
	case asked.granted:
		return refuse("授权链接已失效，请刷新后重试")
	case req.Opt != optGrant:
		delete(in.sites, req.URL)
		return refuse("用户拒绝授权")
	case len(req.Scope) == 0:
		return refuse("scope 不能为空")
	}
	for _, scope := range req.Scope {
		if !slices.Contains(asked.scopes, scope) {
			return refuse("scope 无效：%s", scope)
		}
	}
	asked.granted = true
	return nil
}

func scopeList(wanted []string) []object {
	words := map[string]string{
		"snsapi_base": "静默授权", "snsapi_userinfo": "获得你的公开信息（昵称、头像等）", "snsapi_login": "使用你的微信帐号登录",
	}
	list := []object{}
	for _, scope := range wanted {
		list = append(list, object{"scope": scope, "desc": words[scope]})
	}
	return list
}

// oauthLink reads a link that asks for a login inside WeChat.
func oauthLink(address string) (query url.Values, ok bool) {
	u, err := url.Parse(address)
	if err != nil || u.Hostname() != "open.weixin.qq.com" || !strings.HasPrefix(u.Path, "/connect/oauth2/authorize") {
		return nil, false
	}
	query = u.Query()
	return query, appIDs.MatchString(query.Get("appid")) && webURL(query.Get("redirect_uri")) && query.Get("scope") != ""
}

// oauthAsk tells what a page wants to know. One that wants no more than who is
// there is let in at once.
func (s *Server) oauthAsk(in *instance, req authorizeRequest) (any, *refusal) {
	query, ok := oauthLink(req.URL)
	if !ok {
		return nil, refuse("url 不是有效的授权链接")
	}
	if query.Get("scope") == "snsapi_base" {
		return object{"redirectUrl": s.redirect(query)}, nil
	}
	wanted := strings.Split(query.Get("scope"), ",")
	in.ask(req.URL, wanted...)
	return s.askShape(query.Get("appid"), wanted), nil
}

func (s *Server) askShape(appID string, wanted []string) object {
	return object{
		"appName": "网页应用 " + appID[len(appID)-4:], "appIconUrl": "", "scopeList": scopeList(wanted),
		"avatarList": []object{{"id": 0, "nickName": "微信昵称头像"}},
	}
}

// redirect is where a page goes on, with the code that tells it who is there.
func (s *Server) redirect(query url.Values) string {
	back, err := url.Parse(query.Get("redirect_uri"))
	if err != nil {
		return ""
	}
	more := back.Query()
	more.Set("code", talk.HexText(s.rand, 32))
	more.Set("state", query.Get("state"))
	back.RawQuery = more.Encode()
	return back.String()
}

func (s *Server) oauthGrant(in *instance, req confirmRequest) (any, *refusal) {
	query, ok := oauthLink(req.URL)
	if !ok {
		return nil, refuse("url 不是有效的授权链接")
	}
	if no := in.grant(req); no != nil {
		return nil, no
	}
	return object{"redirectUrl": s.redirect(query)}, nil
}

// qrLink reads what a website's login code says.
func qrLink(address string) bool {
	u, err := url.Parse(address)
	return err == nil && u.Hostname() == "open.weixin.qq.com" && strings.HasPrefix(u.Path, "/connect/confirm") && u.Query().Get("uuid") != ""
}

// qrAsk tells which website wants a login by its code.
func (s *Server) qrAsk(in *instance, req authorizeRequest) (any, *refusal) {
	if !qrLink(req.URL) {
		return nil, refuse("二维码已失效")
	}
	if old := in.sites[req.URL]; old != nil && old.granted {
		return nil, refuse("二维码已失效")
	}
	wanted := []string{"snsapi_login"} // the document's scope
	in.ask(req.URL, wanted...)
	return s.askShape("wx0000", wanted), nil
}

// qrGrant logs in at a website; the site goes on by itself.
func (s *Server) qrGrant(in *instance, req confirmRequest) (any, *refusal) {
	if !qrLink(req.URL) {
		return nil, refuse("二维码已失效")
	}
	if no := in.grant(req); no != nil {
		return nil, no
	}
	return object{"redirectUrl": ""}, nil
}

// shortLink is a page of a mini program.
type shortLink struct{ appID, page, title string }

// How short links of mini programs begin.
const (
	shortStart    = "#小程序://" // then the title and the key
	appShortStart = "mp://"
)

type createShortLinkRequest struct {
	byGUID
	AppID string `json:"appid"`
	Page  string `json:"page_path"`
	Title string `json:"page_title"`
}

// createShortLink makes a link to a page; its key works in both forms.
func (s *Server) createShortLink(_ *instance, req createShortLinkRequest) (any, *refusal) {
	switch {
	case !appIDs.MatchString(req.AppID):
		return nil, refuse("appid 无效")
	case req.Page == "" || req.Title == "":
		return nil, refuse("page_path 和 page_title 不能为空")
	}
	if s.world.shortLinks == nil {
		s.world.shortLinks = map[string]shortLink{}
	}
	key := strconv.FormatUint(1<<40+s.rand.Uint64N(1<<40), 36)
	s.world.shortLinks[key] = shortLink{req.AppID, req.Page, req.Title}
	return object{"short_link": shortStart + strings.ReplaceAll(req.Title, "/", "") + "/" + key}, nil
}

type resolveRequest struct {
	byGUID
	Link string `json:"short_link"`
}

func (s *Server) resolveShortLink(_ *instance, req resolveRequest) (any, *refusal) {
	rest, ok := strings.CutPrefix(req.Link, shortStart)
	if !ok {
		return nil, refuse("短链接格式错误")
	}
	return s.resolved(rest[strings.LastIndexByte(rest, '/')+1:])
}

func (s *Server) resolveAppLink(_ *instance, req resolveRequest) (any, *refusal) {
	key, ok := strings.CutPrefix(req.Link, appShortStart)
	if !ok {
		return nil, refuse("短链接格式错误")
	}
	return s.resolved(key)
}

func (s *Server) resolved(key string) (any, *refusal) {
	link, ok := s.world.shortLinks[key]
	if !ok {
		return nil, refuse("短链接已失效或不存在")
	}
	return object{
		"appid": link.appID, "page_path": link.page, "page_title": link.title, "username": "gh_" + link.appID[2:14] + "@app",
	}, nil
}
