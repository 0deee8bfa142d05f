package model

import "slices"

// Flag is a switch on a conversation that the back end keeps.
type Flag string

// The flags that some document names.
const (
	FlagPinned   Flag = "pinned"    // 置顶聊天
	FlagMuted    Flag = "muted"     // 消息免打扰
	FlagSaved    Flag = "saved"     // 保存到通讯录
	FlagFolded   Flag = "folded"    // 折叠
	FlagShowName Flag = "show_name" // 显示群成员昵称
)

// flagBits gives each flag its bit. They are stored: only ever append.
var flagBits = [...]Flag{FlagPinned, FlagMuted, FlagSaved, FlagFolded, FlagShowName}

// Flags is a set of them.
type Flags int64

// Has tells whether the set holds f.
func (s Flags) Has(f Flag) bool {
	i := slices.Index(flagBits[:], f)
	return i >= 0 && s&(1<<i) != 0
}

// With gives the set with f on or off; a flag that nothing knows changes nothing.
func (s Flags) With(f Flag, on bool) Flags {
	i := slices.Index(flagBits[:], f)
	switch {
	case i < 0:
		return s
	case on:
		return s | 1<<i
	}
	return s &^ (1 << i)
}
