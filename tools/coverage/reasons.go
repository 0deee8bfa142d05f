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
}
