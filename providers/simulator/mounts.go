package simulator

import (
	"context"
	"fmt"
	"net"
	"strconv"
	"strings"

	"seatdeck/providers/simulator/juhe"
	"seatdeck/providers/simulator/pychat"
	"seatdeck/providers/simulator/wecom"
	"seatdeck/providers/simulator/youjiyun"
	"seatdeck/providers/simulator/yunzhenji"
)

// mountAll makes the back ends, each below a path of its own. 有机云 came first and
// keeps the root.
func (h *Host) mountAll(ctx context.Context, o Options) error {
	o.Youjiyun.BaseURL = h.base
	y := youjiyun.New(o.Youjiyun)
	key, secret := y.Credentials()
	h.mount("/", y, Endpoint{Provider: "youjiyun", Account: key, Secret: secret, Options: h.publishing("")})

	o.Pychat.BaseURL = h.base + "/pychat"
	p := pychat.New(o.Pychat)
	key, secret = p.Credentials()
	h.mount("/pychat/", p, Endpoint{
		// Through the gateway, listening on any free port: this back end is told where.
		Provider: "pychat", Account: key, Secret: secret, Options: with(h.publishing("/pychat"),
			"guids", strings.Join(p.GUIDs(), ","), "gateway", pychat.Gateway, "notify_listen", "127.0.0.1:0"),
	})

	// The next two are told by a person where callbacks go.
	address, err := freeAddress(ctx)
	if err != nil {
		return err
	}
	o.Juhe.BaseURL, o.Juhe.Callback.URL = h.base+"/juhe", "http://"+address
	j := juhe.New(o.Juhe)
	key, secret = j.Credentials()
	h.mount("/juhe/", j, Endpoint{
		Provider: "juhe", Account: key, Secret: secret, Secrets: map[string]string{"callback_secret": j.CallbackSecret()},
		Options: with(h.publishing("/juhe"),
			"project_id", strconv.Itoa(juhe.ProjectID), "corp_id", juhe.CorpID, "callback_listen", address),
	})

	o.Yunzhenji.BaseURL = h.base + "/yunzhenji"
	z := yunzhenji.New(o.Yunzhenji)
	key, secret = z.Credentials()
	h.mount("/yunzhenji/", z, Endpoint{Provider: "yunzhenji", Account: key, Secret: secret, Options: map[string]string{"poll": "10s"}})

	if address, err = freeAddress(ctx); err != nil {
		return err
	}
	o.Wecom.BaseURL, o.Wecom.Callback.URL = h.base+"/wecom", "http://"+address
	w := wecom.New(o.Wecom)
	c := w.Credentials()
	h.mount("/wecom/", w, Endpoint{
		Provider: "wecom", Account: c.CorpID, Secret: c.Secret,
		Secrets: map[string]string{"callback_token": c.CallbackToken, "callback_aes_key": c.AESKey},
		Options: map[string]string{"agent_id": c.AgentID, "callback_listen": address},
		Robot:   h.base + "/wecom/cgi-bin/webhook/send?key=" + c.RobotKey,
	})
	return nil
}

func (h *Host) mount(path string, b backend, endpoint Endpoint) {
	endpoint.BaseURL = h.base + strings.TrimSuffix(path, "/")
	h.mounts = append(h.mounts, mount{path, b, endpoint})
}

// publishing are the options by which local files are PUT at a back end and
// fetched from there.
func (h *Host) publishing(path string) map[string]string {
	place := h.base + path + "/publish/"
	return map[string]string{"publish_put": place, "publish_base": place}
}

func with(options map[string]string, pairs ...string) map[string]string {
	for i := 0; i+1 < len(pairs); i += 2 {
		options[pairs[i]] = pairs[i+1]
	}
	return options
}

// freeAddress is a loopback address that nothing listens at, for the console to
// take callbacks at.
func freeAddress(ctx context.Context) (string, error) {
	l, err := (&net.ListenConfig{}).Listen(ctx, "tcp", "127.0.0.1:0")
	if err != nil {
		return "", fmt.Errorf("find a port for callbacks: %w", err)
	}
	return l.Addr().String(), l.Close()
}
