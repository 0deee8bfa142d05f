// Package wecom speaks to the official server API of WeCom (企业微信), with the
// types of document 001 and the endpoints that they belong to, all below
// /cgi-bin/.
//
// The client (every file but adapter_*.go) is the document in Go: each call is a
// [Call] with the types of its request and its answer, and a [Client] makes any
// of them, with the token that it wants. The document prints no endpoint, and
// the fields of only some of its types: testdata/types001.json says what each of
// them is here.
package wecom
