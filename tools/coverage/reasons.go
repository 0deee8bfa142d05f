package main

// jobs name, for capabilities that a worker asks for, what in the app (or the
// model) stands for the wish it carries out: whoever uses that is who asked.
var jobs = map[string]string{
	"Sender.Send":                "app/model JobSend",
	"Uploader.Upload":            "app/model JobSend",
	"Forwarder.Forward":          "app/model JobForward",
	"UnreadCleaner.ClearUnread":  "app/model JobClearUnread",
	"MediaResolver.ResolveMedia": "app Transfers.want",
}

// reasons say why the core does not use a call, by path.
var reasons = map[string]string{
	"/contact/batch_get_contact_brief_info": "/contact/get_contact tells all of it and more",
	"/cloud/update_cdn_dns":                 "a repair by hand, when downloads fail at the back end",
	"/cloud/cdn_download_fav":               "no call lists favourites, and none come as messages",
	"/cloud/download_fav":                   "no call lists favourites, and none come as messages",
	"/app/js_login":                         "for developers of mini programs",
	"/app/js_operate_wxdata":                "for developers of mini programs",
	"/app/js_operate_wxdata_vip":            "for developers of mini programs",
	"/other/voice_trans_block":              "/other/voice_trans takes the whole voice by its URL",
	"/cdn/get_cdn_file":                     "gives the private CDN server itself, which is set up once",
	"/cloud/download_wx_image":              "messages name file ids, and moments are fetched by their URL",
	"/cloud/download_wx_video":              "messages name file ids, and moments are fetched by their URL",

	"/wxworkapi/multiple/task/save": "broadcasts are to come",

	"agent/get":  "what the app may see is set in WeCom's own console",
	"agent/list": "what the app may see is set in WeCom's own console",

	"auth/getuserinfo":                "for web pages that members open in WeCom",
	"auth/getuserdetail":              "for web pages that members open in WeCom",
	"get_jsapi_ticket":                "for web pages that members open in WeCom",
	"service/auth/getuserinfo3rd":     "for web pages of a suite that members open in WeCom",
	"service/auth/getuserdetail3rd":   "for web pages of a suite that members open in WeCom",
	"service/get_login_info":          "for the web site of a suite, when an administrator comes from WeCom's console",
	"service/get_customized_auth_url": "for the web site of a suite, where companies install it",
	"service/get_permanent_code":      "once, when a company installs a suite; the code is entered as a secret of the connection",
	"user/list_member_auth":           "for a suite that members let in one by one",
	"user/list_selected_ticket_user":  "for a suite that members let in one by one",

	"batch/syncuser":  "changes the whole address book by a file; members are changed one by one here",
	"batch/getresult": "follows batch/syncuser",

	"batch/userid_to_openuserid":                             "ids stay as the company's own app has them",
	"batch/openuserid_to_userid":                             "ids stay as the company's own app has them",
	"externalcontact/get_new_external_userid":                "ids stay as the company's own app has them",
	"idconvert/chatid":                                       "ids stay as the company's own app has them",
	"idconvert/open_kfid":                                    "ids stay as the company's own app has them",
	"idconvert/external_tagid":                               "ids stay as the company's own app has them",
	"idconvert/convert_tmp_external_userid":                  "no temporary id comes from any other call",
	"idconvert/unionid_to_external_userid":                   "nothing here knows a unionid that has no external_userid yet",
	"idconvert/batch/external_userid_to_pending_id":          "nothing here knows a unionid that has no external_userid yet",
	"service/externalcontact/unionid_to_external_userid_3rd": "nothing here knows a unionid that has no external_userid yet",

	"externalcontact/groupchat/statistic": "externalcontact/groupchat/statistic_group_by_day tells the same day by day",

	"tag/create":   "tags of members are for WeCom's own console; seats have teams",
	"tag/list":     "tags of members are for WeCom's own console; seats have teams",
	"tag/get":      "tags of members are for WeCom's own console; seats have teams",
	"user/list_id": "user/list tells the ids, and the rest of each member",
}
