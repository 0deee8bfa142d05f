// Package socketio is a small Socket.IO client: the websocket transport of
// Engine.IO 3 (servers 2.x) and Engine.IO 4 (servers 3.x and 4.x), one
// namespace, events and acknowledgements.
//
// A [Client] stays connected for as long as [Client.Run] runs. It does not
// repeat what was lost while the socket was down and does not drop repeats: a
// caller that needs every message closes the gap by other means after each
// [Handler.Connected].
package socketio
