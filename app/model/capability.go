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
	CanMentionAll     Capability = "mention_all"
	CanForward        Capability = "forward"
	CanHistory        Capability = "history"
	CanClearUnread    Capability = "clear_unread"
	CanEditRemark     Capability = "edit_remark"
	CanDescribe       Capability = "describe" // a description of a contact, beside the remark
	CanAddByPhone     Capability = "add_by_phone"
	CanAcceptFriend   Capability = "accept_friend"
	CanListContacts   Capability = "list_contacts"
	CanListGroups     Capability = "list_groups"
	CanListTags       Capability = "list_tags"
	CanQRLogin        Capability = "qr_login"
	CanEditOwnProfile Capability = "edit_profile"

	CanSendSticker     Capability = "send_sticker"
	CanSendLocation    Capability = "send_location"
	CanSendCard        Capability = "send_card"
	CanSendMiniProgram Capability = "send_mini_program" // and videos of 视频号, as they were received
	CanQuote           Capability = "quote"
	CanPat             Capability = "pat"
	CanRevoke          Capability = "revoke"
	CanTranscribe      Capability = "transcribe"

	CanPushLogin      Capability = "push_login"
	CanVerifyLogin    Capability = "verify_login"
	CanSwitchSeat     Capability = "switch_seat" // start and stop
	CanLogOut         Capability = "log_out"
	CanManageInstance Capability = "manage_instance" // proxy, bridge, upgrade, version
	CanShowOwnCode    Capability = "own_code"

	CanFindContact   Capability = "find_contact" // look first, then add
	CanDeleteContact Capability = "delete_contact"
	CanCheckFriend   Capability = "check_friend"
	CanSetFlags      Capability = "set_flags" // Flags says which

	CanEditTags    Capability = "edit_tags"    // create, rename, delete
	CanTagContacts Capability = "tag_contacts" // put on and take off
	CanCountTagged Capability = "count_tagged"

	CanCreateGroup    Capability = "create_group"
	CanInviteMembers  Capability = "invite_members"
	CanRemoveMembers  Capability = "remove_members"
	CanRenameGroup    Capability = "rename_group"
	CanAnnounce       Capability = "announce"
	CanGroupNickname  Capability = "group_nickname"
	CanQuitGroup      Capability = "quit_group"
	CanTransferGroup  Capability = "transfer_group"
	CanGroupCode      Capability = "group_code"
	CanBefriendMember Capability = "befriend_member"
	CanPinMessages    Capability = "pin_messages"
	CanEditAdmins     Capability = "edit_admins"

	CanAnnounceToAll     Capability = "announce_to_all"     // whether everybody is told of a notice can be chosen
	CanSeeAdmins         Capability = "see_admins"          // who is administrator can be asked
	CanCopyGroupSettings Capability = "copy_group_settings" // automatic replies of a group, to others
	CanDownloadGroups    Capability = "download_groups"     // the back end makes a file of the list
	CanSyncDirectory     Capability = "sync_directory"      // the back end can be told to read contacts and groups anew

	CanMoments     Capability = "moments"
	CanPostMoments Capability = "post_moments"

	CanResolveLink    Capability = "resolve_link"
	CanMiniLinks      Capability = "mini_links"
	CanWebLogin       Capability = "web_login"
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
