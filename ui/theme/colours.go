package theme

import (
	"image/color"

	"fyne.io/fyne/v2"
	fynetheme "fyne.io/fyne/v2/theme"
)

// Colours of our own, beside Fyne's names.
const (
	BubbleIn      fyne.ThemeColorName = "bubbleIn"      // what the customer said
	BubbleOut     fyne.ThemeColorName = "bubbleOut"     // what the seat said
	RowHover      fyne.ThemeColorName = "rowHover"      // the pointer is over a row
	RowSelected   fyne.ThemeColorName = "rowSelected"   // the row that is open
	Sidebar       fyne.ThemeColorName = "sidebar"       // behind lists and tabs
	Divider       fyne.ThemeColorName = "divider"       // hairlines
	TextSecondary fyne.ThemeColorName = "textSecondary" // times, previews, hints
	TextOnAccent  fyne.ThemeColorName = "textOnAccent"  // on Accent, Danger and avatars
	Accent        fyne.ThemeColorName = "accent"        // what can be acted on
	AccentText    fyne.ThemeColorName = "accentText"    // words that can be acted on
	FocusRing     fyne.ThemeColorName = "focusRing"     // round what has the keyboard
	Warn          fyne.ThemeColorName = "warn"          // amber: waiting long
	WarnTint      fyne.ThemeColorName = "warnTint"      // behind a warning
	Danger        fyne.ThemeColorName = "danger"        // red: waiting too long, banned, failed
	DangerTint    fyne.ThemeColorName = "dangerTint"    // behind an error
	InfoTint      fyne.ThemeColorName = "infoTint"      // behind a hint
	Online        fyne.ThemeColorName = "online"        // green
	Offline       fyne.ThemeColorName = "offline"       // grey
	Badge         fyne.ThemeColorName = "badge"         // behind an unread count
	Highlight     fyne.ThemeColorName = "highlight"     // behind what a search found
)

// AvatarColours is how many colours Avatar knows.
const AvatarColours = 8

// Avatar names the colour behind initials; any n is good.
func Avatar(n int) fyne.ThemeColorName {
	return avatarNames[((n%AvatarColours)+AvatarColours)%AvatarColours]
}

var avatarNames = [AvatarColours]fyne.ThemeColorName{
	"avatar0", "avatar1", "avatar2", "avatar3", "avatar4", "avatar5", "avatar6", "avatar7",
}

// palette holds each colour as 0xRRGGBBAA in light and in dark.
var palette = map[fyne.ThemeColorName][2]uint32{
	fynetheme.ColorNameBackground:          {0xFFFFFFFF, 0x1B1D20FF},
	fynetheme.ColorNameForeground:          {0x1F2328FF, 0xE4E6E9FF},
	fynetheme.ColorNameButton:              {0xE9ECEFFF, 0x33373CFF},
	fynetheme.ColorNameDisabledButton:      {0xF1F3F5FF, 0x292C30FF},
	fynetheme.ColorNameDisabled:            {0x6C747CFF, 0x8F969EFF},
	fynetheme.ColorNamePlaceHolder:         {0x646C74FF, 0x9BA2A9FF},
	fynetheme.ColorNamePrimary:             {0x0F7C86FF, 0x35A7B0FF},
	fynetheme.ColorNameForegroundOnPrimary: {0xFFFFFFFF, 0x0B1416FF},
	fynetheme.ColorNameHyperlink:           {0x0B6B74FF, 0x5CC3CBFF},
	fynetheme.ColorNameError:               {0xBF2A2AFF, 0xF28B8BFF},
	fynetheme.ColorNameForegroundOnError:   {0xFFFFFFFF, 0x1A0B0BFF},
	fynetheme.ColorNameWarning:             {0x8F5A00FF, 0xE0A94AFF},
	fynetheme.ColorNameForegroundOnWarning: {0xFFFFFFFF, 0x1A1408FF},
	fynetheme.ColorNameSuccess:             {0x1F7A3EFF, 0x62C487FF},
	fynetheme.ColorNameForegroundOnSuccess: {0xFFFFFFFF, 0x08160DFF},
	fynetheme.ColorNameHover:               {0x0000000F, 0xFFFFFF12},
	fynetheme.ColorNamePressed:             {0x0000001F, 0xFFFFFF24},
	fynetheme.ColorNameFocus:               {0x0F7C8640, 0x35A7B055},
	fynetheme.ColorNameSelection:           {0x0F7C8640, 0x35A7B060},
	fynetheme.ColorNameInputBackground:     {0xFFFFFFFF, 0x24272BFF},
	fynetheme.ColorNameInputBorder:         {0xC4CAD0FF, 0x4A5057FF},
	fynetheme.ColorNameMenuBackground:      {0xFFFFFFFF, 0x26292DFF},
	fynetheme.ColorNameOverlayBackground:   {0xFFFFFFFF, 0x222529FF},
	fynetheme.ColorNameHeaderBackground:    {0xF4F5F7FF, 0x202326FF},
	fynetheme.ColorNameScrollBar:           {0x00000055, 0xFFFFFF55},
	fynetheme.ColorNameScrollBarBackground: {0x00000000, 0x00000000},
	fynetheme.ColorNameSeparator:           {0xE1E4E8FF, 0x33373CFF},
	fynetheme.ColorNameShadow:              {0x00000033, 0x00000080},

	BubbleIn:      {0xF0F2F4FF, 0x2B2F33FF},
	BubbleOut:     {0xD6EFF0FF, 0x14393DFF},
	RowHover:      {0xEBEEF0FF, 0x272A2EFF},
	RowSelected:   {0xDCEEF0FF, 0x1E3A3EFF},
	Sidebar:       {0xF6F7F8FF, 0x202326FF},
	Divider:       {0xE1E4E8FF, 0x33373CFF},
	TextSecondary: {0x5B636BFF, 0xA3AAB1FF},
	TextOnAccent:  {0xFFFFFFFF, 0xFFFFFFFF},
	Accent:        {0x0F7C86FF, 0x1A7F88FF},
	AccentText:    {0x0B6B74FF, 0x5CC3CBFF},
	FocusRing:     {0x0F7C86FF, 0x4FBAC3FF},
	Warn:          {0x8F5A00FF, 0xE0A94AFF},
	WarnTint:      {0xFFF3DCFF, 0x3A2F1AFF},
	Danger:        {0xBF2A2AFF, 0xF28B8BFF},
	DangerTint:    {0xFDE8E8FF, 0x402224FF},
	InfoTint:      {0xE3F2F3FF, 0x1E3436FF},
	Online:        {0x23924AFF, 0x55BF7CFF},
	Offline:       {0x7A828AFF, 0x8A9299FF},
	Badge:         {0xC62F2FFF, 0xC23B3BFF},
	Highlight:     {0xFFE58FFF, 0x6B5410FF},

	"avatar0": {0x3F72B5FF, 0x3F72B5FF},
	"avatar1": {0x7A5BB0FF, 0x7A5BB0FF},
	"avatar2": {0xA8497EFF, 0xA8497EFF},
	"avatar3": {0xA9573AFF, 0xA9573AFF},
	"avatar4": {0x86691FFF, 0x86691FFF},
	"avatar5": {0x4C7A34FF, 0x4C7A34FF},
	"avatar6": {0x22796BFF, 0x22796BFF},
	"avatar7": {0x56697DFF, 0x56697DFF},
}

func colours(variant int) map[fyne.ThemeColorName]color.Color {
	table := make(map[fyne.ThemeColorName]color.Color, len(palette))
	for name, both := range palette {
		v := both[variant]
		table[name] = color.NRGBA{R: uint8(v >> 24), G: uint8(v >> 16), B: uint8(v >> 8), A: uint8(v)}
	}
	return table
}
