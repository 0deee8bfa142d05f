package youjiyun

import (
	"encoding/json"
	"reflect"
)

// CallInfo names one thing of the document that the client can do or hear.
type CallInfo struct {
	Section string // of the document
	Name    string // the document's
	Path    string // of an HTTP call
	Type    string // of a socket action, or the socket.io event
	JSON    bool   // the HTTP body is JSON, not a form
	Request reflect.Type
	Answer  reflect.Type
}

// Calls lists all of sections 2 and 3 that the client knows.
func Calls() []CallInfo {
	list := []CallInfo{
		Auth.describe(), ListRobots.describe(), ListUsers.describe(), ListGroups.describe(),
		DownloadGroups.describe(), ListMembers.describe(), SaveBroadcast.describe(), Bridge.describe(),
		DuplicateSettings.describe(), ListChats.describe(), ListMessages.describe(), CleanUnread.describe(),
		SyncContacts.describe(),
	}
	message, chat, out := reflect.TypeFor[Message](), reflect.TypeFor[Chat](), reflect.TypeFor[OutMessage]()
	list = append(
		list,
		CallInfo{Section: "3.2", Name: "接收消息", Type: "message", Answer: message},
		CallInfo{Section: "3.3", Name: "接收会话消息", Type: "chat", Answer: chat},
		CallInfo{Section: "3.4", Name: "文本消息发送", Type: "message", Request: out, Answer: message},
		CallInfo{Section: "3.5", Name: "图片消息发送", Type: "message", Request: out, Answer: message},
		CallInfo{Section: "3.6", Name: "链接消息发送", Type: "message", Request: out, Answer: message},
		CallInfo{Section: "3.10", Name: "文件发送", Type: "message", Request: out, Answer: message},
		CallInfo{Section: "3.24", Name: "视频消息发送", Type: "message", Request: out, Answer: message},
	)
	for _, kind := range socketKinds() {
		list = append(list, kind.describe())
	}
	return list
}

func (call Call[Req, Ans]) describe() CallInfo {
	return CallInfo{
		Section: call.section, Name: call.name, Path: call.path, JSON: call.json,
		Request: reflect.TypeFor[Req](), Answer: reflect.TypeFor[Ans](),
	}
}

// socketKind is an Action or a Notice, its types aside.
type socketKind interface {
	describe() CallInfo
	decode(raw json.RawMessage) (any, error)
}

func (a Action[Req, Ans]) describe() CallInfo {
	return CallInfo{
		Section: a.section, Name: a.name, Type: a.typ,
		Request: reflect.TypeFor[Req]().Elem(), Answer: reflect.TypeFor[Ans](),
	}
}

func (a Action[Req, Ans]) decode(raw json.RawMessage) (any, error) {
	var answer Ans
	err := json.Unmarshal(raw, &answer)
	return answer, err
}

func (n Notice[Body]) describe() CallInfo {
	return CallInfo{Section: n.section, Name: n.name, Type: n.typ, Answer: reflect.TypeFor[Body]()}
}

func (n Notice[Body]) decode(raw json.RawMessage) (any, error) {
	var body Body
	err := json.Unmarshal(raw, &body)
	return body, err
}

func socketKinds() []socketKind {
	return []socketKind{
		ForwardMessage, OnFriendRequest, AcceptFriend, AddByPhone, MarkTags, SyncTags, EditRemark,
		EditProfile, RemoveMembers, ListAdmins, ModifyAdmins, InviteFriends, RenameGroup, CreateGroup,
		InquireContacts, OnMembersChanged, SetAnnouncement,
	}
}
