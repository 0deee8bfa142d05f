package juhe

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"strings"

	"seatdeck/providers/internal/wire"
)

// Callback is one of the documented calls that 聚合聊天 makes to us. It is signed.
type Callback[Body any] struct{ endpoint }

// The callbacks.
var (
	// OnLogin is 企微上下线回调.
	OnLogin = Callback[LoginNotice]{endpoint{title: "企微上下线回调", path: "/message/chat/loginCallBack"}}
	// OnSyncUserInfo is 同步账号封禁状态.
	OnSyncUserInfo = Callback[BanNotice]{endpoint{title: "同步账号封禁状态", path: "/message/chat/syncUserInfo"}}
	// OnDetection is 账号监控检测通知.
	OnDetection = Callback[DetectionNotice]{endpoint{title: "账号监控检测通知", path: "/message/chat/detection/notice"}}
)

// The values of onOffline. Assumed.
const (
	WentOffline = 0
	WentOnline  = 1
)

// LoginNotice tells that an account came online or went offline
// (AccountCallBackVo).
type LoginNotice struct {
	Autograph
	CorpID    wire.Text `json:"corpId"`
	CorpName  wire.Text `json:"corpName"`
	Email     wire.Text `json:"email"`
	HeadURL   wire.Text `json:"headUrl"`
	OnOffline *wire.Int `json:"onOffline"`
	LoginType wire.Text `json:"loginType"`
	Mobile    wire.Text `json:"mobile"`
	Name      wire.Text `json:"name"`
	QRCode    wire.Text `json:"qrCode"`
	RealName  wire.Text `json:"realName"`
	RequestID wire.Text `json:"requestId"`
	SeatNo    wire.Text `json:"seatNo"`
	UserID    wire.Text `json:"userId"`
	UserName  wire.Text `json:"userName"`
}

// BanNotice tells whether an account is banned (SyncUserInfoVo). Status is as
// unlockStatus; assumed.
type BanNotice struct {
	Autograph
	UserID         wire.Text `json:"userId"`
	Status         *wire.Int `json:"status"`
	Channel        wire.Text `json:"channel"`
	LockStartTime  Stamp     `json:"lockStartTime"`
	UnlockTime     Stamp     `json:"unlockTime"`
	TransferStatus wire.Int  `json:"transferStatus"`
	Code           wire.Text `json:"code"` // of the tasks that found it, with commas between
	TaskTrigger    wire.Flag `json:"taskTrigger"`
	ThresholdCode  wire.Text `json:"thresholdCode"`
}

// DetectionNotice tells the outcome of a look for bans (DetectionNoticeVo).
type DetectionNotice struct {
	Autograph
	Type              wire.Text                  `json:"type"` // 1 automatic, 2 by hand, 3 again
	TaskCodeName      wire.Text                  `json:"taskCodeName"`
	Total             wire.Int                   `json:"total"`
	InterdictionCount wire.Int                   `json:"interdictionCount"` // banned
	NormalCount       wire.Int                   `json:"normalCount"`
	Code              wire.Text                  `json:"code"` // of the task
	CreateDate        Stamp                      `json:"createDate"`
	Name              wire.Text                  `json:"name"`
	Complete          wire.Text                  `json:"complete"` // 0: not yet
	ValidTotal        wire.Int                   `json:"validTotal"`
	Channel           wire.Text                  `json:"channel"`
	UserName          wire.Text                  `json:"userName"`
	TransferStatus    wire.Int                   `json:"transferStatus"`
	Mode              wire.Text                  `json:"mode"`
	ReceiveEmail      wire.Text                  `json:"receiveEmail"`
	ReceiveUserID     wire.Text                  `json:"receiveUserId"`
	Title             wire.Text                  `json:"title"`
	Content           wire.Text                  `json:"content"`
	Params            json.RawMessage            `json:"params,omitempty"`
	RecordList        wire.Rows[DetectionRecord] `json:"recordList"`
	Action            wire.Text                  `json:"action"`
	Details           Texts                      `json:"details"`
}

// DetectionRecord is what a look for bans found of one account
// (InspectionTaskRecord).
type DetectionRecord struct {
	JID              wire.Text `json:"jid"`
	InspectionStatus wire.Text `json:"inspectionStatus"` // 1 normal, 2 banned
	LockStartTime    Stamp     `json:"lockStartTime"`
	UnlockTime       Stamp     `json:"unLockTime"`
	UserID           wire.Text `json:"userId"`
	CheckStatus      wire.Text `json:"checkStatus"` // 1 looked at, 0 that failed
	CreateDate       Stamp     `json:"createDate"`
	Code             wire.Text `json:"code"`
	Content          wire.Text `json:"content"`
	UserName         wire.Text `json:"userName"`
	SeatNo           wire.Text `json:"seatNo"`
	Channel          wire.Text `json:"channel"`
	TransferStatus   wire.Int  `json:"transferStatus"`
	Name             wire.Text `json:"name"`
	Alias            wire.Text `json:"alias"`
}

// Notice is a callback whose signature is right. Whether it is fresh, and came
// before, is for who keeps a memory.
type Notice struct {
	Autograph
	Path string // the documented one
	Raw  []byte
	// Body is a *LoginNotice, *BanNotice or *DetectionNotice; nil where Err says why
	// it can't be read.
	Body any
	Err  error
}

var (
	// ErrSignature is a callback that somebody else made, or whose signature is of
	// another algorithm or secret.
	ErrSignature = errors.New("the signature is wrong")
	// ErrUnsigned is a body that is no object with a signature.
	ErrUnsigned = errors.New("it is not signed")
)

// Verify reads a callback that came at a path, which may have more in front. The
// error is ErrSignature, ErrUnsigned, or says that the path is of none.
func (c *Client) Verify(path string, body []byte) (Notice, error) {
	for _, one := range []anyCallback{OnLogin, OnSyncUserInfo, OnDetection} {
		if !strings.HasSuffix(path, one.where().path) {
			continue
		}
		n := Notice{Path: one.where().path, Raw: body}
		if err := json.Unmarshal(body, &n.Autograph); err != nil || n.Signature == "" || n.Timestamp == "" || n.Nonce == "" {
			return Notice{}, ErrUnsigned
		}
		right, err := c.config.Algorithm.sign(c.config.CallbackSecret, n.Autograph, body)
		if err != nil {
			return Notice{}, fmt.Errorf("%w: %w", ErrUnsigned, err)
		}
		if !sameSignature(n.Signature, right) {
			return Notice{}, ErrSignature
		}
		n.Body, n.Err = one.decode(body)
		return n, nil
	}
	return Notice{}, errNoCallback
}

// anyCallback is a Callback, its type aside.
type anyCallback interface {
	where() endpoint
	decode(body []byte) (any, error)
}

func (cb Callback[Body]) where() endpoint { return cb.endpoint }

func (cb Callback[Body]) decode(body []byte) (any, error) {
	read := new(Body)
	if err := json.Unmarshal(body, read); err != nil {
		return nil, err
	}
	return read, nil
}

func (cb Callback[Body]) describe() CallInfo {
	return CallInfo{
		Title: cb.title, Path: cb.path, Callback: true,
		Request: reflect.TypeFor[Body](), Answer: reflect.TypeFor[Done](),
	}
}

func (cb Callback[Body]) try(_ context.Context, _ *Client, request json.RawMessage) (any, error) {
	return cb.decode(request)
}
