// Package wirejson writes JSON as the simulated back ends do: < and & stay as they
// are.
package wirejson

import (
	"bytes"
	"encoding/json"
)

// Encode writes a shape of the simulator's own, which always encodes; one that
// doesn't is nothing at all.
func Encode(v any) []byte {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	_ = e.Encode(v)
	return bytes.TrimRight(b.Bytes(), "\n")
}
