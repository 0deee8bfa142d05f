package providers

import (
	"fmt"
	"io"
	"sort"
	"strings"

	"seatdeck/app/model"
)

// ReadSeekCloser is a file to publish; seeking lets a try be repeated.
type ReadSeekCloser = io.ReadSeekCloser

// Registry holds the kinds of back end there are, by name.
type Registry struct{ kinds map[string]Provider }

// NewRegistry makes a registry of the given kinds.
func NewRegistry(kinds ...Provider) *Registry {
	r := &Registry{kinds: make(map[string]Provider, len(kinds))}
	for _, k := range kinds {
		r.kinds[k.Kind()] = k
	}
	return r
}

// Get finds a kind by name.
func (r *Registry) Get(kind string) (Provider, error) {
	if p, ok := r.kinds[kind]; ok {
		return p, nil
	}
	return nil, &model.Trouble{Code: model.TroubleInvalid, About: kind, Detail: fmt.Sprintf("refusal.no_kind: %q; known: %v", kind, r.Names())}
}

// Names lists the kinds, sorted.
func (r *Registry) Names() []string {
	names := make([]string, 0, len(r.kinds))
	for n := range r.kinds {
		names = append(names, n)
	}
	sort.Strings(names)
	return names
}

// Check says whether the options of a connection are ones its kind knows, with
// values it can read, and whether all are there that must be.
func (s Spec) Check(options map[string]string) error {
	for _, o := range s.Options {
		if o.Required && strings.TrimSpace(options[o.Name]) == "" {
			return &model.Trouble{Code: model.TroubleInvalid, About: "option " + o.Name, Detail: "refusal.missing"}
		}
	}
	for name, value := range options {
		known := false
		for _, o := range s.Options {
			if o.Name != name {
				continue
			}
			known = true
			if o.Check == nil || value == "" {
				continue
			}
			if err := o.Check(value); err != nil {
				return &model.Trouble{Code: model.TroubleInvalid, About: "option " + name, Detail: err.Error(), Cause: err}
			}
		}
		if !known {
			return &model.Trouble{Code: model.TroubleInvalid, About: "option " + name, Detail: "refusal.no_option: unknown option"}
		}
	}
	return nil
}
