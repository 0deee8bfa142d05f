// Package pychat speaks to guid client instances (document 004). Each instance
// is one seat: calls name it by its guid, and what happens to it comes by
// callbacks.
//
// The client (client.go, call.go, envelope.go, calls_*.go, answers*.go,
// notify*.go) is the document, typed, and nothing else; the adapter_*.go files
// turn it into the console's words. The document shows the body of every call
// and almost no answer: what is known or assumed of answers is in answers*.go
// and notify*.go, and nowhere else.
package pychat
