// Package youjiyun speaks to 有机云: 13 HTTP calls and a socket.io stream
// (document "有机云 API", sections 2 and 3).
//
// The client (every file but adapter_*.go) is the document in Go: each call is
// a [Call], each socket action an [Action], each with the types of its request
// and its answer, and a [Client] makes any of them. The adapter turns a client
// into a providers.Provider. The client knows nothing of the console's model.
package youjiyun
