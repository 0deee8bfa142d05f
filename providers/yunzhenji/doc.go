// Package yunzhenji speaks to 云真机 (document "云真机 API接口文档"): one call, which
// lists the WeCom accounts that ever logged in on its machines.
//
// The client (every file but adapter_*.go) is the document in Go. The adapter
// turns a client into a providers.Provider that polls the list. The client knows
// nothing of the console's model.
package yunzhenji
