package wecom

// What a callback is about: its Event, or its InfoType where it is one of a suite
// (document 001, constants; suite_ticket by its SuiteTicketNotify).
const (
	EventCreateAuth            = "create_auth"
	EventChangeAuth            = "change_auth"
	EventCancelAuth            = "cancel_auth"
	EventResetPermanentCode    = "reset_permanent_code"
	EventSuiteTicket           = "suite_ticket"
	EventChangeContact         = "change_contact"
	EventChangeExternalContact = "change_external_contact"
	EventChangeExternalChat    = "change_external_chat"
	EventChangeExternalTag     = "change_external_tag"
	EventCustomerAcquisition   = "customer_acquisition"
	EventUnlicensed            = "unlicensed_notify"
	EventLicensePaid           = "license_pay_success"
	EventLicenseRefund         = "license_refund"
	EventLicenseActivated      = "auto_activate"
	EventUploadFinished        = "upload_media_job_finish"
	EventBatchJobResult        = "batch_job_result"
)

// What changed of members, departments and their tags: the ChangeType of
// EventChangeContact.
const (
	ChangeCreateUser  = "create_user"
	ChangeUpdateUser  = "update_user"
	ChangeDeleteUser  = "delete_user"
	ChangeCreateParty = "create_party"
	ChangeUpdateParty = "update_party"
	ChangeDeleteParty = "delete_party"
	ChangeUpdateTag   = "update_tag"
)

// What changed of a customer: the ChangeType of EventChangeExternalContact.
const (
	ChangeAddExternalContact     = "add_external_contact"
	ChangeEditExternalContact    = "edit_external_contact"
	ChangeAddHalfExternalContact = "add_half_external_contact" // the member has not agreed yet
	ChangeDeleteExternalContact  = "del_external_contact"      // the member deleted the customer
	ChangeDeleteFollowUser       = "del_follow_user"           // the customer deleted the member
	ChangeTransferFail           = "transfer_fail"
	ChangeAgreed                 = "msg_audit_approved" // AgreeNotify; not among 001's constants
)

// What happened to the acquisition links: the ChangeType of
// EventCustomerAcquisition.
const (
	ChangeBalanceLow        = "balance_low"
	ChangeBalanceExhausted  = "balance_exhausted"
	ChangeDeleteLink        = "delete_link"
	ChangeQuotaExpireSoon   = "quota_expire_soon"
	ChangeCustomerStartChat = "customer_start_chat"
)

// What changed of a customer group or a tag: the ChangeType of
// EventChangeExternalChat and EventChangeExternalTag.
const (
	ChangeCreate  = "create"
	ChangeUpdate  = "update"
	ChangeDismiss = "dismiss" // a group
	ChangeDelete  = "delete"  // a tag or a group of tags
	ChangeShuffle = "shuffle" // tags have another order
)
