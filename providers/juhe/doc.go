// Package juhe speaks to 聚合聊天: 23 calls, three callbacks and a socket
// (document 000, whose sections have titles and no numbers).
//
// The client (every file but adapter_*.go) is the document in Go: each call is
// a [Call] with the types of its request and of what the data of its answer
// holds; [Client.Connect] opens the socket and [Verify] tells a callback of
// 聚合聊天 from one of somebody else. The adapter turns a client into a
// providers.Provider. The client knows nothing of the console's model.
//
// The document does not say how the socket speaks, how calls are signed, and
// what some texts hold. What is assumed of it says so where it stands.
package juhe
