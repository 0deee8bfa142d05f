// Package control is how tests and people steer a simulator over HTTP; no part
// of any document.
package control

import (
	"bytes"
	"context"
	"encoding/json"
	"net/http"
)

const maxBody = 8 << 20

// Do decodes a JSON body (none: the zero value) and answers in JSON. Unknown
// fields and what do returns as an error are a 400.
func Do[T any](do func(context.Context, T) (any, error)) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		var in T
		if r.ContentLength != 0 {
			d := json.NewDecoder(http.MaxBytesReader(w, r.Body, maxBody))
			d.DisallowUnknownFields()
			if err := d.Decode(&in); err != nil {
				http.Error(w, err.Error(), http.StatusBadRequest)
				return
			}
		}
		out, err := do(r.Context(), in)
		if err != nil {
			http.Error(w, err.Error(), http.StatusBadRequest)
			return
		}
		Reply(w, out)
	}
}

// Get answers with what get gives.
func Get(get func() any) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) { Reply(w, get()) }
}

// Reply answers in JSON, with < and & as they are.
func Reply(w http.ResponseWriter, v any) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(v); err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "application/json")
	_, _ = w.Write(b.Bytes())
}
