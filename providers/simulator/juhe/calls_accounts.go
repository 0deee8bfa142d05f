package juhe

import (
	"net/url"
	"slices"
	"strconv"
	"strings"
)

// search is SearchAccountVo. Assumed: what is zero or empty filters nothing.
type search struct {
	Name             string   `json:"name"`
	UserIDs          []string `json:"userIds"`
	PageNo           int64    `json:"pageNo"`
	PageSize         int64    `json:"pageSize"`
	MainUserID       string   `json:"mainUserId"`
	Ascription       string   `json:"ascription"`
	UnlockStatus     int      `json:"unlockStatus"`
	Status           int      `json:"status"`
	BeginUnlockTime  string   `json:"beginUnlockTime"`
	EndUnlockTime    string   `json:"endUnlockTime"`
	AccountAttribute int      `json:"accountAttribute"`
	ClassifyIDs      []int64  `json:"classifyIds"`
}

func (q search) finds(a *account) bool {
	begin, end := parseDate(q.BeginUnlockTime), parseDate(q.EndUnlockTime)
	switch {
	case !contains(q.Name, a.name, a.userID, a.shortName),
		len(q.UserIDs) > 0 && !slices.Contains(q.UserIDs, a.userID),
		q.MainUserID != "" && q.MainUserID != a.main,
		q.Ascription != "" && q.Ascription != a.ascription,
		q.UnlockStatus != 0 && (q.UnlockStatus == lockBanned) != a.banned,
		q.Status != 0 && q.Status != a.status,
		q.AccountAttribute != 0 && q.AccountAttribute != a.attribute,
		len(q.ClassifyIDs) > 0 && !slices.Contains(q.ClassifyIDs, a.classID),
		!begin.IsZero() && a.unlocks.Before(begin),
		!end.IsZero() && (a.unlocks.IsZero() || a.unlocks.After(end)):
		return false
	}
	return true
}

// getUsers is 获取账户列表.
func (s *Server) getUsers(r request) (answered, *refusal) {
	var q search
	if no := r.read(&q); no != nil {
		return answered{}, no
	}
	found := slices.DeleteFunc(s.world.listed(), func(a *account) bool { return !q.finds(a) })
	return answered{data: pageOf(s.shapes(found), q.PageNo, q.PageSize)}, nil
}

// sons are the accounts bound to the main user, as the qwUser.* of the query
// narrow them.
func (s *Server) sons(q url.Values) []*account {
	field := func(name string) string { return q.Get("qwUser." + name) }
	is := func(name, value string) bool { return field(name) == "" || field(name) == value }
	number := func(name string, value int64) bool { return is(name, strconv.FormatInt(value, 10)) }
	return slices.DeleteFunc(s.world.listed(), func(a *account) bool {
		lock := int64(lockNormal)
		if a.banned {
			lock = lockBanned
		}
		return a.main != q.Get("userid") || !contains(field("name"), a.name) ||
			!number("id", a.id) || !is("userId", a.userID) || !is("mobile", a.mobile) || !is("saleNo", a.saleNo) ||
			!is("ascription", a.ascription) || !number("status", int64(a.status)) || !number("unlockStatus", lock) ||
			!number("accountAttribute", int64(a.attribute)) || !number("classifyId", a.classID)
	})
}

// getSonUsers is 获取主账户下子账户.
func (s *Server) getSonUsers(r request) (answered, *refusal) {
	return answered{data: s.shapes(s.sons(r.query))}, nil
}

// getSonUsersByClass is the other 获取主账户下子账户. Its answer is one class.
// Assumed: qwUser.ascription says which; without it, all accounts are one.
func (s *Server) getSonUsersByClass(r request) (answered, *refusal) {
	code, name := r.query.Get("qwUser.ascription"), "全部"
	for _, class := range ascriptions {
		if class.code == code {
			name = class.name
		}
	}
	return answered{data: map[string]any{"ascription": code, "ascriptionName": name, "list": s.shapes(s.sons(r.query))}}, nil
}

// subAccount is QwSubAccountVo.
type subAccount struct {
	ID               int64        `json:"id"`
	MainUserID       string       `json:"mainUserId"`
	CorpID           string       `json:"corpId"`
	UserID           string       `json:"userId"`
	ShortName        string       `json:"shortName"`
	Status           *int         `json:"status"`
	CreateBy         string       `json:"createBy"`
	CreateTimeStamp  string       `json:"createTimeStamp"`
	UpdateTimeStamp  string       `json:"updateTimeStamp"`
	SonUsers         []sonAccount `json:"sonUsers"`
	MinSecond        *int64       `json:"minSecond"`
	MaxSecond        *int64       `json:"maxSecond"`
	UpperLimit       *int64       `json:"upperLimit"`
	Ascription       string       `json:"ascription"`
	AccountAttribute *int         `json:"accountAttribute"`
}

// sonAccount is SonAccount.
type sonAccount struct {
	ID     int64  `json:"id"`
	UserID string `json:"userId"`
	Status int    `json:"status"` // 0 valid, 1 deleted
}

// named are the accounts the body names: its own userId and sonUsers.
func (v subAccount) named() []sonAccount {
	all := slices.Clone(v.SonUsers)
	if v.UserID != "" {
		all = append(all, sonAccount{UserID: v.UserID})
	}
	return all
}

// binding is 绑定子账户. Nothing is bound unless all can be.
func (s *Server) binding(r request) (answered, *refusal) {
	var v subAccount
	if no := r.read(&v); no != nil {
		return answered{}, no
	}
	main := v.MainUserID
	switch {
	case main == "":
		main = r.query.Get("userid")
	case main != mainUser:
		return answered{}, refuse(codeNotFound, "主账户不存在")
	}
	if len(v.named()) == 0 {
		return answered{}, refuse(codeParameter, "缺少参数 sonUsers")
	}
	for _, son := range v.named() {
		if s.world.byUser(son.UserID) == nil {
			return answered{}, refuse(codeNotFound, "账户 %s 不存在", son.UserID)
		}
	}
	if no := limits(v.MinSecond, v.MaxSecond, v.UpperLimit); no != nil {
		return answered{}, no
	}
	for _, son := range v.named() {
		a := s.world.byUser(son.UserID)
		if a.main = main; son.Status == 1 {
			a.main = ""
		}
		s.apply(a, v)
	}
	return answered{}, nil
}

// importUser is 导入用户: members of the company become accounts. Nothing is
// imported unless all can be; one that is an account already stays one.
func (s *Server) importUser(r request) (answered, *refusal) {
	var v subAccount
	if no := r.read(&v); no != nil {
		return answered{}, no
	}
	if v.CorpID != "" && v.CorpID != CorpID {
		return answered{}, refuse(codeNotFound, "企业不存在")
	}
	if len(v.named()) == 0 {
		return answered{}, refuse(codeParameter, "缺少参数 userId")
	}
	if no := limits(v.MinSecond, v.MaxSecond, v.UpperLimit); no != nil {
		return answered{}, no
	}
	for _, one := range v.named() {
		if s.world.byUser(one.UserID) == nil && s.world.member(one.UserID) < 0 {
			return answered{}, refuse(codeNotFound, "企业成员 %s 不存在", one.UserID)
		}
	}
	for _, one := range v.named() {
		if i := s.world.member(one.UserID); i >= 0 {
			a := s.world.waiting[i]
			s.world.waiting = slices.Delete(s.world.waiting, i, i+1)
			s.world.accounts = append(s.world.accounts, a)
			a.status, a.created = statusEnabled, s.now()
		}
		a := s.world.byUser(one.UserID)
		if a.main = r.query.Get("userid"); v.MainUserID != "" {
			a.main = v.MainUserID
		}
		s.apply(a, v)
	}
	return yes()
}

// member is where a person stands who is no account yet; -1: nowhere.
func (w *world) member(userID string) int {
	return slices.IndexFunc(w.waiting, func(a *account) bool { return a.userID == userID })
}

// apply takes over what a body says of an account.
func (s *Server) apply(a *account, v subAccount) {
	set(&a.minSecond, v.MinSecond)
	set(&a.maxSecond, v.MaxSecond)
	set(&a.limit, v.UpperLimit)
	set(&a.attribute, v.AccountAttribute)
	if v.ShortName != "" {
		a.shortName = v.ShortName
	}
	if v.Ascription != "" {
		a.ascription = v.Ascription
	}
	a.updated = s.now()
}

func set[T any](field, value *T) {
	if value != nil {
		*field = *value
	}
}

// limits checks those of adding friends.
func limits(least, most, daily *int64) *refusal {
	const longest, dailyMost = 24 * 60 * 60, 10_000
	for _, n := range []*int64{least, most} {
		if n != nil && (*n < 0 || *n > longest) {
			return refuse(codeParameter, "加好友间隔错误")
		}
	}
	if least != nil && most != nil && *least > *most {
		return refuse(codeParameter, "最小间隔大于最大间隔")
	}
	if daily != nil && (*daily < 0 || *daily > dailyMost) {
		return refuse(codeParameter, "每天加好友上限错误")
	}
	return nil
}

// updateUser is UpdateUserVo.
type updateUser struct {
	ID               int64   `json:"id"`
	UserID           string  `json:"userId"`
	Status           *int    `json:"status"`
	SaleNo           *string `json:"saleNo"`
	Administrators   *string `json:"administrators"`
	MinSecond        *int64  `json:"minSecond"`
	MaxSecond        *int64  `json:"maxSecond"`
	UpperLimit       *int64  `json:"upperLimit"`
	AccountAttribute *int    `json:"accountAttribute"`
}

// account is the one that a body names by userId or, without it, by id.
func (s *Server) account(r request, v *updateUser) (*account, *refusal) {
	if no := r.read(v); no != nil {
		return nil, no
	}
	a := s.world.byUser(v.UserID)
	if v.UserID == "" {
		a = s.world.byID(v.ID)
	}
	if a == nil {
		return nil, refuse(codeNotFound, "账户不存在")
	}
	return a, nil
}

// update is 修改. Only what is in the body is changed.
func (s *Server) update(r request) (answered, *refusal) {
	var v updateUser
	a, no := s.account(r, &v)
	if no != nil {
		return answered{}, no
	}
	if v.Status != nil && *v.Status != statusDisabled && *v.Status != statusEnabled {
		return answered{}, refuse(codeParameter, "状态错误")
	}
	least, most := v.MinSecond, v.MaxSecond
	if least == nil {
		least = &a.minSecond
	}
	if most == nil {
		most = &a.maxSecond
	}
	if no := limits(least, most, v.UpperLimit); no != nil {
		return answered{}, no
	}
	set(&a.minSecond, v.MinSecond)
	set(&a.maxSecond, v.MaxSecond)
	set(&a.limit, v.UpperLimit)
	set(&a.saleNo, v.SaleNo)
	set(&a.administrators, v.Administrators)
	set(&a.attribute, v.AccountAttribute)
	set(&a.status, v.Status)
	a.updated = s.now()
	if a.status == statusDisabled {
		s.turn(a, false)
	}
	return yes()
}

// delete is 删除. A deleted account is in no list any more.
func (s *Server) delete(r request) (answered, *refusal) {
	var v updateUser
	a, no := s.account(r, &v)
	if no != nil {
		return answered{}, no
	}
	s.turn(a, false)
	a.status, a.updated = statusDeleted, s.now()
	return yes()
}

// userInfo is 获取聚合用户信息. userName is 企微ID.
func (s *Server) userInfo(r request) (answered, *refusal) {
	var v struct {
		ChatUserID string `json:"chatUserId"`
	}
	if no := r.read(&v); no != nil {
		return answered{}, no
	}
	a := s.world.byChatUser(strings.TrimSpace(v.ChatUserID))
	if a == nil {
		return answered{}, refuse(codeNotFound, "用户不存在")
	}
	return answered{data: map[string]any{"userName": a.userID, "chatUserId": a.chatUserID, "autoLogin": a.automatic}}, nil
}
