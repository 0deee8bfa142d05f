package fake

import "context"

func documented() []any {
	return []any{SendText, Rename, Quit, ListAll, Forgotten, Unfit, Tested, OnPush}
}

func (c *Client) Raw(ctx context.Context, path string) error {
	_ = documented()
	return c.call(ctx, endpoint{path: path})
}
