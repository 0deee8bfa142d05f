package model

// Capability (能力) names one thing a seat's back end can do. The UI shows only
// what is there.
type Capability string

// What back ends can do; a screen asks for these and for nothing else.
const (
	CanSendText       Capability = "send_text"
	CanSendImage      Capability = "send_image"
	CanSendVideo      Capability = "send_video"
	CanSendFile       Capability = "send_file"
	CanSendLink       Capability = "send_link"
	CanSendVoice      Capability = "send_voice"
	CanMention        Capability = "mention"
	CanForward        Capability = "forward"
	CanHistory        Capability = "history"
	CanClearUnread    Capability = "clear_unread"
	CanEditRemark     Capability = "edit_remark"
	CanAddByPhone     Capability = "add_by_phone"
	CanAcceptFriend   Capability = "accept_friend"
	CanListContacts   Capability = "list_contacts"
	CanListGroups     Capability = "list_groups"
	CanListTags       Capability = "list_tags"
	CanQRLogin        Capability = "qr_login"
	CanEditOwnProfile Capability = "edit_profile"
	NeedsPublishedURL Capability = "needs_published_url" // media are sent by URL: a local file must be published first
)

// Capabilities is a set of them.
type Capabilities map[Capability]bool

// Has tells whether the set holds c.
func (c Capabilities) Has(want Capability) bool { return c[want] }

// NewCapabilities makes a set.
func NewCapabilities(list ...Capability) Capabilities {
	set := make(Capabilities, len(list))
	for _, c := range list {
		set[c] = true
	}
	return set
}
