package screen

import (
	"strings"

	"seatdeck/app/model"
	"seatdeck/ui/widgets"
)

// Link says in words how a connection is doing: "在线", "重连中 · 网络不通".
func (e *Env) Link(status model.LinkStatus) string {
	switch status.Link {
	case model.LinkOnline:
		return e.T("shell.link.online")
	case model.LinkConnecting:
		if status.Err == nil {
			return e.T("shell.link.connecting")
		}
		return e.T("shell.link.reconnecting") + " · " + e.Why(status.Err)
	case model.LinkRefused:
		return e.T("shell.link.refused") + " · " + e.Why(status.Err)
	}
	return e.T("shell.link.idle")
}

// Why names a trouble in two or three words.
func (e *Env) Why(t *model.Trouble) string {
	if t == nil {
		return e.T("shell.why.unknown")
	}
	if key := "shell.why." + string(t.Code); e.Texts.Has(key) {
		return e.T(key)
	}
	return e.T("shell.why.unknown")
}

// SeatState says in a word what state a seat is in.
func (e *Env) SeatState(state model.SeatState) string {
	switch state {
	case model.SeatInitializing:
		return e.T("shell.seat.initializing")
	case model.SeatOnline:
		return e.T("shell.seat.online")
	case model.SeatOffline:
		return e.T("shell.seat.offline")
	case model.SeatBanned:
		return e.T("shell.seat.banned")
	case model.SeatKicked:
		return e.T("shell.seat.kicked")
	}
	return e.T("shell.seat.unknown")
}

// Kind names a kind of message: "图片", "文件".
func (e *Env) Kind(kind model.Kind) string {
	return strings.Trim(widgets.KindText(e.Texts, kind), "[]")
}
