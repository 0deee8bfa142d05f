package storage

import (
	"slices"
	"strings"
	"unicode"

	"github.com/mozillazg/go-pinyin"
)

// maxKeyName bounds how many runes of a name get into its keys: names are
// written by strangers.
const maxKeyName = 64

// fold makes two ways to write the same word equal: lower case, half width.
func fold(s string) string {
	return strings.Map(func(r rune) rune { return unicode.ToLower(halfWidth(r)) }, s)
}

// halfWidth maps the full-width forms of ASCII to ASCII.
func halfWidth(r rune) rune {
	switch {
	case r >= '！' && r <= '～':
		return r - 0xFEE0
	case r == '\u3000':
		return ' '
	case r == '￥':
		return '¥'
	}
	return r
}

// nameKeys is what a text filter looks through: each name folded, in pinyin and
// by initials. A line holds one of them, so that no match spans two.
func nameKeys(names ...string) string {
	var lines []string
	for _, name := range names {
		name = clip(strings.TrimSpace(name), maxKeyName)
		if name == "" {
			continue
		}
		lines = append(lines, fold(name))
		lines = append(lines, romanise(name)...)
	}
	seen := make(map[string]bool, len(lines))
	lines = slices.DeleteFunc(lines, func(l string) bool {
		dup := seen[l]
		seen[l] = true
		return dup
	})
	return strings.Join(lines, "\n")
}

// surnameReadings are characters that are read otherwise at the head of a name.
var surnameReadings = map[rune]string{
	'单': "shan", '曾': "zeng", '仇': "qiu", '解': "xie", '区': "ou", '盖': "ge", '查': "zha", '任': "ren", '朴': "piao",
	'覃': "qin", '翟': "zhai", '乐': "yue", '尉': "yu", '冼': "xian", '缪': "miao", '员': "yun", '种': "chong", '折': "she",
	'召': "shao", '那': "na", '宓': "mi", '逄': "pang", '牟': "mou", '华': "hua", '纪': "ji", '宁': "ning", '葛': "ge",
	'长': "zhang", '重': "chong", '燕': "yan", '车': "che", '石': "shi", '沈': "shen", '万': "wan", '俞': "yu",
}

// romanise gives the pinyin and the initials of a name, twice where its first
// character is read otherwise in a surname.
func romanise(name string) []string {
	args := pinyin.NewArgs()
	var rest, initials strings.Builder
	var heads []string
	for i, r := range []rune(fold(name)) {
		reading := string(r)
		if p := pinyin.SinglePinyin(r, args); len(p) > 0 {
			reading = p[0]
		}
		if i > 0 {
			rest.WriteString(reading)
			initials.WriteRune(firstRune(reading))
			continue
		}
		heads = []string{reading}
		if other, ok := surnameReadings[r]; ok && other != reading {
			heads = append(heads, other)
		}
	}
	var out []string
	for _, head := range heads {
		out = append(out, head+rest.String(), string(firstRune(head))+initials.String())
	}
	return out
}

// sortKey orders names as a Chinese phone book does.
func sortKey(name string) string {
	var b strings.Builder
	args := pinyin.NewArgs()
	for _, r := range clip(fold(name), maxKeyName) {
		if p := pinyin.SinglePinyin(r, args); len(p) > 0 {
			b.WriteString(p[0])
			b.WriteByte(' ')
		} else {
			b.WriteRune(r)
		}
	}
	return b.String()
}

// clip gives the first n runes of s.
func clip(s string, n int) string {
	for i := range s {
		if n == 0 {
			return s[:i]
		}
		n--
	}
	return s
}
