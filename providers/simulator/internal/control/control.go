// Package control is how tests and people steer a simulator over HTTP; no part
// of any document.
package control

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"net/http"
	"time"

	"seatdeck/providers/simulator/internal/wirejson"
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

// Faults mounts the page of a fault plan: GET gives it, counts run down so far; POST
// puts another in force.
func Faults[P any](mux *http.ServeMux, path string, plan func() P, set func(P)) {
	mux.HandleFunc("GET "+path, Get(func() any { return plan() }))
	mux.HandleFunc("POST "+path, Do(func(_ context.Context, plan P) (any, error) {
		set(plan)
		return plan, nil
	}))
}

// Outage mounts the page that breaks everything for so many seconds; 0: it is over
// now.
func Outage(mux *http.ServeMux, begin func(time.Duration)) {
	mux.HandleFunc("POST /_control/outage", Do(func(_ context.Context, in struct {
		Seconds float64 `json:"seconds"`
	},
	) (any, error) {
		begin(time.Duration(in.Seconds * float64(time.Second)))
		return "ok", nil
	}))
}

// Lines answers with a line of JSON for each of what list gives.
func Lines[T any](list func() []T) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/x-ndjson")
		out := bufio.NewWriter(w)
		for _, line := range list() {
			_, _ = out.Write(append(wirejson.Encode(line), '\n'))
		}
		_ = out.Flush()
	}
}
