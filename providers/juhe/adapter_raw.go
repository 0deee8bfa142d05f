package juhe

import (
	"bytes"
	"context"
	"encoding/json"
	"maps"
	"net/url"
	"slices"

	"seatdeck/app/model"
)

// RawPaths lists the paths of all calls that we make.
func (l *link) RawPaths() []string {
	var paths []string
	for _, one := range Calls() {
		if !one.Callback {
			paths = append(paths, one.Path)
		}
	}
	return paths
}

// RawCall makes any call: its body is a JSON object, also where its fields go into
// the query. What is added is who calls, and the signature where one is wanted; no
// token is shown.
func (l *link) RawCall(ctx context.Context, _ model.Seat, path string, body json.RawMessage) (json.RawMessage, error) {
	list := documented()
	i := slices.IndexFunc(list, func(one namedCall) bool { return one.call.describe().Path == path })
	var to ours
	if i >= 0 {
		to, _ = list[i].call.(ours)
	}
	if to == nil {
		return nil, &model.Trouble{Code: model.TroubleNotFound, About: path, Detail: "refusal.no_call: there is no such call"}
	}
	fields := rawRequest{}
	if len(body) > 0 {
		if err := json.Unmarshal(body, &fields); err != nil || fields == nil {
			return nil, invalid("body", "refusal.no_json: it is no JSON object")
		}
	}
	var request any = fields
	switch {
	case to.where().query:
		request = rawQuery{fields}
	case to.signs():
		if err := l.signing(); err != nil {
			return nil, err
		}
		request = rawSigned{fields}
	}
	answer, err := l.client.call(ctx, to.where(), request)
	if err != nil {
		return nil, l.trouble(err, path)
	}
	return withoutTokens(answer.raw), nil
}

// ours is a Call, its types aside; a Callback is none.
type ours interface {
	where() endpoint
	signs() bool
}

func (call Call[Req, Ans]) where() endpoint { return call.endpoint }

func (call Call[Req, Ans]) signs() bool {
	var req Req
	_, ok := any(req).(signable)
	return ok
}

// rawRequest are the fields of a request as they were written.
type rawRequest map[string]json.RawMessage

// rawQuery is one whose fields go into the query.
type rawQuery struct{ rawRequest }

func (r rawQuery) put(values url.Values) error {
	object, err := json.Marshal(r.rawRequest)
	if err != nil {
		return err
	}
	return putFields(values, "", object)
}

// rawSigned is one that is signed.
type rawSigned struct{ rawRequest }

func (r rawSigned) signedBy(a Autograph) any {
	signed := rawRequest{}
	maps.Copy(signed, r.rawRequest)
	text, _ := json.Marshal(a) // always encodes
	_ = json.Unmarshal(text, &signed)
	return signed
}

// withoutTokens is an answer as it may be shown: what stands under a name with
// "token" in it does not.
func withoutTokens(body []byte) json.RawMessage {
	var answer any
	d := json.NewDecoder(bytes.NewReader(body))
	d.UseNumber()
	if d.Decode(&answer) != nil {
		return nil // it was read before: it can't be
	}
	if !hideTokens(answer) {
		return body
	}
	shown, err := json.Marshal(answer)
	if err != nil {
		return nil
	}
	return shown
}

// hideTokens hides tokens, and tells whether there were any.
func hideTokens(in any) (hidden bool) {
	switch in := in.(type) {
	case map[string]any:
		for name, value := range in {
			switch {
			case isToken(name) && value != nil && value != "":
				in[name], hidden = "***", true
			default:
				hidden = hideTokens(value) || hidden
			}
		}
	case []any:
		for _, value := range in {
			hidden = hideTokens(value) || hidden
		}
	}
	return hidden
}
