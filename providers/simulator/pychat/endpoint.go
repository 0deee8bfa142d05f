package pychat

import (
	"context"
	"encoding/json"
	"reflect"
	"slices"
)

// endpoint is one documented call.
type endpoint struct {
	path    string
	schema  schema
	shape   shape
	needs   status // of the instance
	private bool   // of a private CDN server: names no instance
	free    bool   // runs without the Server's lock
	run     func(ctx context.Context, s *Server, in *instance, body []byte) (any, *refusal)
}

// call makes the endpoint of a call that needs somebody to be logged in. The
// schema is that of In: json tags, and need:"true" for what the document says
// is required. run holds the Server's lock; what it returns is data (a struct,
// an object, or nil).
func call[In any](path string, shape shape, run func(s *Server, in *instance, req In) (any, *refusal)) endpoint {
	e := slowCall(path, shape, func(s *Server, _ context.Context, in *instance, req In) (any, *refusal) { return run(s, in, req) })
	e.free = false
	return e
}

// slowCall is a call whose run takes time, e.g. fetches something: it holds no
// lock, and takes Server.mu itself where it touches the world. Methods fit: the
// Server stands before the context.
func slowCall[In any](path string, shape shape, run func(s *Server, ctx context.Context, in *instance, req In) (any, *refusal)) endpoint {
	return endpoint{
		path: path, schema: schemaOf(reflect.TypeFor[In]()), shape: shape, needs: online, free: true,
		run: func(ctx context.Context, s *Server, in *instance, body []byte) (any, *refusal) {
			var req In
			if err := json.Unmarshal(body, &req); err != nil { // the schema has been checked
				return nil, refuse("参数错误")
			}
			return run(s, ctx, in, req)
		},
	}
}

// privateCall is a slowCall of a private CDN server; in is nil.
func privateCall[In any](path string, shape shape, run func(s *Server, ctx context.Context, req In) (any, *refusal)) endpoint {
	e := slowCall(path, shape, func(s *Server, ctx context.Context, _ *instance, req In) (any, *refusal) { return run(s, ctx, req) })
	e.private = true
	return e
}

// offline makes a call work on an instance that runs, logged in or not.
func (e endpoint) offline() endpoint {
	e.needs = running
	return e
}

// anyState makes a call work on a stopped instance too.
func (e endpoint) anyState() endpoint {
	e.needs = stopped
	return e
}

// endpoints are all calls of the document.
func endpoints() []endpoint {
	return slices.Concat(
		clientCalls(), loginCalls(), userCalls(), msgCalls(), msgFileCalls(), transCalls(),
		contactCalls(), roomCalls(), labelCalls(), openimCalls(), snsCalls(), cdnCalls(), appCalls(),
	)
}

// byGUID begins every body but those of the private CDN. The document's schemas
// do not require it.
type byGUID struct {
	GUID string `json:"guid"`
}

// needGUID is byGUID where the document's table says 是.
type needGUID struct {
	GUID string `json:"guid" need:"true"`
}
