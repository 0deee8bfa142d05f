package yunzhenji

import (
	"context"
	"encoding/json"
	"net/url"

	"seatdeck/app/model"
	"seatdeck/providers/internal/wire"
)

// RawPaths lists the path of the one call.
func (l *link) RawPaths() []string { return []string{List.path} }

// RawCall makes the call: the fields of body, a JSON object, go into the query,
// beside the credentials.
func (l *link) RawCall(ctx context.Context, _ model.Seat, path string, body json.RawMessage) (json.RawMessage, error) {
	if path != List.path {
		return nil, &model.Trouble{Code: model.TroubleNotFound, About: path, Detail: "refusal.no_call: there is no such call"}
	}
	fields := map[string]wire.Text{}
	if len(body) > 0 {
		if err := json.Unmarshal(body, &fields); err != nil || fields == nil {
			return nil, invalid("body", "refusal.no_json: it is no JSON object")
		}
	}
	answer, err := l.client.call(ctx, List.endpoint, rawQuery(fields))
	if err != nil {
		return nil, troubleOf(err, path)
	}
	return json.RawMessage(l.client.hidden(string(answer.Body))), nil
}

// rawQuery are parameters as they were written.
type rawQuery map[string]wire.Text

func (q rawQuery) values() url.Values {
	v := url.Values{}
	for name, value := range q {
		v.Set(name, value.String())
	}
	return v
}
