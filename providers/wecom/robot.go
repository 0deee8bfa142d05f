package wecom

import (
	"context"
	"net"
	"net/http"
	"net/url"
	"strings"

	"github.com/jonboulle/clockwork"

	"seatdeck/providers"
)

// robotHost is where the group robots of WeCom are.
const robotHost = "qyapi.weixin.qq.com"

const robotPath = "/cgi-bin/webhook/send"

// NewRobot sends texts by group robots. A robot takes 20 of them in a minute; what
// is more it refuses as busy (45009).
func NewRobot(client *http.Client, clock clockwork.Clock) providers.Robot {
	return robot{client, clock}
}

type robot struct {
	http  *http.Client
	clock clockwork.Clock
}

// Send sends a text by the robot of an address. Whoever has that may send by it: no
// error says it.
func (r robot) Send(ctx context.Context, address, text string) error {
	base, key, why := robotAt(address)
	switch {
	case why != "":
		return invalid("robot", why)
	case text == "":
		return invalid("robot", "refusal.nothing_to_say")
	}
	client := NewClient(Config{BaseURL: base, HTTP: r.http, Clock: r.clock})
	_, err := SendByRobot.Do(ctx, client, RobotMessage{Key: key, Text: &RobotText{Content: text}})
	if t := troubleOf(err, "robot"); t != nil {
		return t
	}
	return nil
}

// robotAt reads the address of a robot: over https at WeCom, or at this machine.
func robotAt(address string) (base, key, why string) {
	u, err := url.Parse(strings.TrimSpace(address))
	if err != nil { // the parser would quote it
		return "", "", "refusal.robot_address: its address can't be read"
	}
	front, ok := strings.CutSuffix(u.Path, robotPath)
	key = u.Query().Get("key")
	switch {
	case u.User != nil || !ok || key == "":
		return "", "", "refusal.robot_address: its address is none of a robot: https://" + robotHost + robotPath + "?key=…"
	case isLoopback(u.Hostname()) && (u.Scheme == "http" || u.Scheme == "https"):
	case u.Scheme != "https":
		return "", "", "refusal.https: its address must begin with https://"
	case u.Host != robotHost:
		return "", "", "refusal.robot_host: " + robotHost
	}
	return u.Scheme + "://" + u.Host + front, key, ""
}

func isLoopback(host string) bool {
	ip := net.ParseIP(host)
	return host == "localhost" || ip != nil && ip.IsLoopback()
}
