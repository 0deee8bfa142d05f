package cli

import (
	"net"
	"net/url"
	"strings"
	"time"

	"seatdeck/app"
	"seatdeck/app/model"
)

// receiver is how a connection takes callbacks, as far as can be told from here.
type receiver struct {
	ID      model.ConnectionID `json:"id"`
	Name    string             `json:"name"`
	Listen  string             `json:"listen"` // host:port; empty: it takes none, and wants none
	URL     string             `json:"url"`    // what the back end is told; empty: the address that is bound
	OK      bool               `json:"ok"`
	Problem string             `json:"problem"`
	Counts  *callbackCounts    `json:"counts"` // null: no console has taken any
}

// callbackCounts is what became of callbacks since the console began that runs, or ran
// last.
type callbackCounts struct {
	Since       int64 `json:"since"` // ms since 1970 UTC
	Accepted    int64 `json:"accepted"`
	Repeated    int64 `json:"repeated"`
	Refused     int64 `json:"refused"` // the sum of the next five
	BadSign     int64 `json:"bad_signature"`
	Stale       int64 `json:"old"`
	Replayed    int64 `json:"replayed"`
	Undecodable int64 `json:"undecodable"`
	TooLarge    int64 `json:"too_large"`
	Busy        int64 `json:"busy"` // asked to come again
}

func countsOf(counts app.CallbackCounts, id model.ConnectionID) *callbackCounts {
	n, ok := counts.By[id]
	if !ok {
		return nil
	}
	return &callbackCounts{
		Since: stamp(counts.Since), Accepted: n.Accepted, Repeated: n.Repeated, Refused: n.Refused(), BadSign: n.BadSign,
		Stale: n.Stale, Replayed: n.Replayed, Undecodable: n.Undecodable, TooLarge: n.TooLarge, Busy: n.Busy,
	}
}

func (c *call) printCounts(n *callbackCounts) {
	if n == nil {
		return
	}
	c.printf(c.say("  自 %s：收下 %d、重复 %d、拒绝 %d（签名 %d、过时 %d、重放 %d、无法解析 %d、过大 %d）、稍后再送 %d\n",
		"  since %s: %d taken, %d repeated, %d refused (signature %d, old %d, replayed %d, undecodable %d, too large %d), %d to come again\n"),
		time.UnixMilli(n.Since).Local().Format(time.DateTime), n.Accepted, n.Repeated, n.Refused,
		n.BadSign, n.Stale, n.Replayed, n.Undecodable, n.TooLarge, n.Busy)
}

// The names of the options by which back ends that call back are set up; each
// kind has one of them or none.
var (
	listenOptions = []string{"notify_listen", "callback_listen"}
	tellOptions   = []string{"notify_url", "callback_url"}
)

// receivers looks at the connections that take callbacks. While a console runs,
// the addresses are its own.
func (c *call) receivers(views []app.ConnectionView, kinds []app.KindSpec, counts app.CallbackCounts, running bool) []receiver {
	list := []receiver{}
	for _, v := range views {
		for _, kind := range kinds {
			if kind.Kind != v.Connection.Kind {
				continue
			}
			listen, ok := optionOf(v.Connection, kind, listenOptions)
			if !ok {
				continue
			}
			tell, _ := optionOf(v.Connection, kind, tellOptions)
			r := receiver{ID: v.Connection.ID, Name: v.Connection.Name, Listen: listen, URL: tell, Counts: countsOf(counts, v.Connection.ID)}
			if listen != "" {
				r.Problem = c.receiverProblem(r, v.Connection.BaseURL, running)
			}
			r.OK = r.Problem == ""
			list = append(list, r)
		}
	}
	return list
}

// optionOf is what a connection says for the first of these options that its
// kind has, or its default.
func optionOf(conn model.Connection, kind app.KindSpec, names []string) (value string, ok bool) {
	for _, name := range names {
		for _, o := range kind.Options {
			if o.Name != name {
				continue
			}
			if value = strings.TrimSpace(conn.Options[name]); value == "" {
				value = o.Default
			}
			return value, true
		}
	}
	return "", false
}

// receiverProblem says why callbacks can't arrive; "" where they may.
func (c *call) receiverProblem(r receiver, baseURL string, running bool) string {
	host, port, err := net.SplitHostPort(r.Listen)
	if err != nil {
		return c.say("监听地址应为 主机:端口", "the address to listen on must be host:port")
	}
	if !running {
		listener, err := net.Listen("tcp", r.Listen)
		if err != nil {
			return c.say("无法监听：", "can't listen: ") + plain(err.Error())
		}
		_ = listener.Close()
	}
	base, _ := url.Parse(baseURL) // it was checked when it was entered
	switch {
	case r.URL != "" && port == "0":
		return c.say("回调网址是固定的，监听端口却每次不同：请写明端口", "the back end is told a fixed URL, but the port is another one at each start: name a port")
	case r.URL == "" && isLoopback(host) && base != nil && !isLoopback(base.Hostname()):
		return c.say("后端在别的机器上，找不到这台机器的 "+host+"：请监听局域网地址，或填写回调网址",
			"the back end is another machine and can't find "+host+" of this one: listen on an address of the network, or set the URL it is told")
	}
	return ""
}

func isLoopback(host string) bool {
	ip := net.ParseIP(host)
	return host == "localhost" || ip != nil && ip.IsLoopback()
}
