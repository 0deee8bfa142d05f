package wecom

import (
	"context"
	"encoding/json"

	"seatdeck/app/model"
)

// RawPaths lists the paths of all calls below /cgi-bin, from the slash on, as a
// RawCaller's paths are written.
func (l *link) RawPaths() []string {
	calls := Calls()
	paths := make([]string, len(calls))
	for i, c := range calls {
		paths[i] = "/" + c.Path
	}
	return paths
}

// RawCall makes any call but an upload: its body is a JSON object, also where its
// fields go into the query. Nothing is added but the token, and no token is shown.
func (l *link) RawCall(ctx context.Context, _ model.Seat, path string, body json.RawMessage) (json.RawMessage, error) {
	to, err := rawEndpoint(path)
	if err != nil {
		return nil, err
	}
	fields := map[string]json.RawMessage{}
	if len(body) > 0 {
		if err := json.Unmarshal(body, &fields); err != nil || fields == nil {
			return nil, invalid("body", "refusal.no_json: it is no JSON object")
		}
	}
	answer, err := l.client.call(ctx, to, fields)
	if err != nil {
		return nil, l.trouble(err, path)
	}
	return withoutTokens(answer.Body), nil
}

func rawEndpoint(path string) (endpoint, error) {
	for _, one := range known() {
		to := one.call.where()
		switch {
		case "/"+to.path != path:
		case to.path == UploadMedia.path || to.path == UploadAttachment.path:
			return to, &model.Trouble{Code: model.TroubleUnsupported, About: path, Detail: "refusal.no_file_call: a file can't be sent in this way"}
		default:
			return to, nil
		}
	}
	return endpoint{}, &model.Trouble{Code: model.TroubleNotFound, About: path, Detail: "refusal.no_call: there is no such call"}
}

// withoutTokens is an answer as it may be shown.
func withoutTokens(body []byte) json.RawMessage {
	var fields map[string]json.RawMessage
	if json.Unmarshal(body, &fields) != nil {
		return body
	}
	hidden := false
	for _, name := range []string{corpToken.parameter(), suiteToken.parameter(), providerToken.parameter()} {
		if _, ok := fields[name]; ok {
			fields[name], hidden = json.RawMessage(`"***"`), true
		}
	}
	if !hidden {
		return body
	}
	shown, err := json.Marshal(fields)
	if err != nil {
		return nil
	}
	return shown
}
