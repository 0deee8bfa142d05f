package wecom

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
)

// cursorKey signs cursors: they are opaque, and belong to one call.
const cursorKey = "cursor-of-the-simulator"

// mintCursor is the cursor after the item with this key.
func mintCursor(call string, key int64) string {
	raw := binary.BigEndian.AppendUint64(nil, uint64(key))
	return base64.RawURLEncoding.EncodeToString(append(raw, seal(call, raw)...))
}

// readCursor is the key in a cursor; 0 of an empty one.
func readCursor(call, cursor string) (key int64, ok bool) {
	if cursor == "" {
		return 0, true
	}
	raw, err := base64.RawURLEncoding.DecodeString(cursor)
	if err != nil || len(raw) != 16 || !hmac.Equal(raw[8:], seal(call, raw[:8])) {
		return 0, false
	}
	return int64(binary.BigEndian.Uint64(raw)), true
}

func seal(call string, raw []byte) []byte {
	h := hmac.New(sha256.New, []byte(cursorKey))
	h.Write([]byte(call))
	h.Write(raw)
	return h.Sum(nil)[:8]
}

// paging is how a call wants its answer cut: a cursor and a limit.
type paging struct {
	Cursor string `json:"cursor"`
	Limit  int    `json:"limit"`
}

// page cuts items, whose keys grow, by cursor and limit. Without a limit, or
// beyond the most, the standard holds. next is empty at the end. Items that come
// or go between two pages neither repeat nor hide others.
func page[T any](call string, items []T, key func(T) int64, p paging, standard, most int) (part []T, next string, no *refusal) {
	after, ok := readCursor(call, p.Cursor)
	if !ok {
		return nil, "", invalid("invalid cursor")
	}
	if p.Limit <= 0 || p.Limit > most {
		p.Limit = standard
	}
	part = []T{}
	for _, item := range items {
		if key(item) <= after {
			continue
		}
		if len(part) == p.Limit {
			return part, mintCursor(call, key(part[len(part)-1])), nil
		}
		part = append(part, item)
	}
	return part, "", nil
}
