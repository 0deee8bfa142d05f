// Package assets holds what the console carries inside its program file: fonts,
// icons, the texts of both languages and the table of WeChat emoji codes. It
// imports nothing of ours and no toolkit.
package assets

import (
	"embed"
)

var (
	//go:embed fonts/NotoSansSC-Regular.ttf
	fontRegular []byte
	//go:embed fonts/NotoSansSC-Medium.ttf
	fontMedium []byte
	//go:embed icon.png
	icon []byte
	//go:embed tray-idle.png
	trayIdle []byte
	//go:embed tray-unread.png
	trayUnread []byte
	//go:embed tray-offline.png
	trayOffline []byte
	//go:embed text/*.json
	textFiles embed.FS
)

// FontRegular is the body font as TTF. Callers must not change it.
func FontRegular() []byte { return fontRegular }

// FontMedium is the font for names and headings as TTF. Callers must not change it.
func FontMedium() []byte { return fontMedium }

// Icon is the program's icon, a PNG of 512 × 512 pixels.
func Icon() []byte { return icon }

// TrayState says what the tray icon tells.
type TrayState int

// The tray icons.
const (
	TrayIdle    TrayState = iota // all read
	TrayUnread                   // somebody wrote
	TrayOffline                  // no seat is online
)

// TrayIcon is the icon for the system tray, a PNG of 64 × 64 pixels.
func TrayIcon(state TrayState) []byte {
	switch state {
	case TrayUnread:
		return trayUnread
	case TrayOffline:
		return trayOffline
	}
	return trayIdle
}
