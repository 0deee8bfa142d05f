package fake

import "context"

type Call[Req, Ans any] struct{ endpoint }

type endpoint struct{ section, title, path string }

type Notice[Body any] struct{ endpoint }

type Pushed struct{ Text string }

const pathRename = "/rename"

var (
	SendText  = Call[string, string]{endpoint{section: "Msg", title: "发送", path: "/send"}}
	Rename    = Call[string, string]{endpoint{section: "Room", title: "改名", path: pathRename}}
	Quit      = Call[string, string]{endpoint{section: "Room", title: "退出", path: "/quit"}}
	ListAll   = Call[string, string]{endpoint{section: "Room", title: "列表", path: "/list"}}
	Forgotten = Call[string, string]{endpoint{section: "Room", title: "没用", path: "/forgotten"}}
	Unfit     = Call[string, string]{endpoint{section: "Room", title: "不够", path: "/unfit"}}
	Tested    = Call[string, string]{endpoint{section: "Room", title: "只测", path: "/tested"}}
	PutAway   = Call[string, string]{endpoint{section: "Room", title: "放好", path: "/put"}}
	ThrowAway = Call[string, string]{endpoint{section: "Room", title: "扔掉", path: "/throw"}}
	OnPush    = Notice[Pushed]{endpoint{section: "Room", title: "推送", path: "push"}}
)

func (call Call[Req, Ans]) Do(ctx context.Context, c *Client, req Req) (answer Ans, err error) {
	return answer, c.call(ctx, call.endpoint)
}

type Client struct{}

func (c *Client) call(context.Context, endpoint) error { return nil }
