package app

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"strings"

	"github.com/jonboulle/clockwork"

	"seatdeck/app/audit"
	"seatdeck/app/bus"
	"seatdeck/app/model"
	"seatdeck/providers"
	"seatdeck/storage"
)

const (
	mainSecret  = "secret"   // the name under which a connection's first secret is sealed
	tokenSecret = "callback" // and its token, which the console makes by itself
)

// sealName binds a sealed secret to its place, so that it opens nowhere else.
func sealName(id model.ConnectionID, name string) string {
	return fmt.Sprintf("connection/%d/%s", id, name)
}

// Connections adds, tests and removes accounts at back ends.
type Connections struct {
	store    *storage.Store
	vault    Vault
	registry *providers.Registry
	bus      *bus.Bus
	sessions *sessions
	clock    clockwork.Clock
	audit    *audit.Log
}

// KindSpec is a kind of back end and the form of its connections.
type KindSpec struct {
	Kind string
	providers.Spec
}

// OptionSpec is one option of a connection.
type OptionSpec = providers.OptionSpec

// ConnectionView is a connection and how it is doing.
type ConnectionView struct {
	Connection model.Connection
	Status     model.LinkStatus
	Seats      int
	Taken      int // events that its link heard and the file has, since it was opened: pushes, callbacks
}

// NewConnection is what a person filled in.
type NewConnection struct {
	Kind, Name, BaseURL, Account, Secret string
	Options, Secrets                     map[string]string
}

// Kinds lists the kinds of back end there are.
func (c *Connections) Kinds() []KindSpec {
	var list []KindSpec
	for _, name := range c.registry.Names() {
		if p, err := c.registry.Get(name); err == nil {
			list = append(list, KindSpec{Kind: name, Spec: p.Spec()})
		}
	}
	return list
}

// List gives all connections with their status.
func (c *Connections) List(ctx context.Context) ([]ConnectionView, error) {
	rows, err := c.store.Connections(ctx)
	if err != nil {
		return nil, err
	}
	seats, err := c.store.Seats(ctx)
	if err != nil {
		return nil, err
	}
	count := map[model.ConnectionID]int{}
	for _, s := range seats {
		if !s.Removed {
			count[s.Connection]++
		}
	}
	views := make([]ConnectionView, 0, len(rows))
	for _, r := range rows {
		view := ConnectionView{Connection: r, Status: c.sessions.Status(r.ID), Seats: count[r.ID]}
		if one := c.sessions.get(r.ID); one != nil {
			view.Taken = one.taken()
		}
		views = append(views, view)
	}
	return views, nil
}

// check trims what was pasted and says what is missing or makes no sense.
func (c *Connections) check(n *NewConnection) error {
	n.Name, n.Account = strings.TrimSpace(n.Name), strings.TrimSpace(n.Account)
	n.BaseURL = strings.TrimRight(strings.TrimSpace(n.BaseURL), "/")
	n.Secret = strings.TrimRight(n.Secret, "\r\n")
	p, err := c.registry.Get(n.Kind)
	if err != nil {
		return err
	}
	spec := p.Spec()
	for _, field := range []struct {
		name, value string
		optional    bool
	}{{"name", n.Name, false}, {"url", n.BaseURL, false}, {"account", n.Account, spec.AccountOptional}} {
		if field.value == "" && !field.optional {
			return &model.Trouble{Code: model.TroubleInvalid, About: field.name, Detail: "refusal.missing"}
		}
	}
	u, err := url.Parse(n.BaseURL)
	if err != nil || (u.Scheme != "http" && u.Scheme != "https") || u.Host == "" || u.User != nil {
		return &model.Trouble{Code: model.TroubleInvalid, About: "url", Detail: "refusal.bad_url: it must begin with http:// or https:// and name a host"}
	}
	return spec.Check(n.Options)
}

func (n *NewConnection) secrets() map[string]string {
	all := map[string]string{}
	for name, value := range n.Secrets {
		all[name] = value
	}
	if n.Secret != "" {
		all[mainSecret] = n.Secret
	}
	return all
}

func (n *NewConnection) connection() model.Connection {
	return model.Connection{Kind: n.Kind, Name: n.Name, BaseURL: n.BaseURL, Account: n.Account, Options: n.Options}
}

// Add stores a connection with its secrets sealed, and connects it if the
// console runs.
func (c *Connections) Add(ctx context.Context, n NewConnection) (row model.Connection, err error) {
	if err := c.check(&n); err != nil {
		return model.Connection{}, err
	}
	if n.Secret == "" && !c.secretOptional(n.Kind) {
		return model.Connection{}, &model.Trouble{Code: model.TroubleInvalid, About: "secret", Detail: "refusal.missing"}
	}
	line := model.AuditEntry{What: model.AuditConnectionAdd, About: n.Name, Detail: n.Kind}
	defer c.audit.Fails(ctx, line, &err)
	row = n.connection()
	row.Created = c.clock.Now().UTC()
	if _, err := c.sessions.openWith(row, n.secrets(), newToken()); err != nil {
		return row, err
	}
	err = c.store.Write(ctx, func(tx *storage.Tx) error {
		id, err := tx.AddConnection(row)
		if err != nil {
			return err
		}
		row.ID, line.Connection = id, id
		return errors.Join(c.seal(tx, id, n.secrets()), c.audit.NoteIn(tx, line))
	})
	if err != nil {
		return row, err
	}
	c.sessions.startOne(row)
	c.bus.Tell(bus.Change{Connections: true})
	return row, nil
}

func (c *Connections) secretOptional(kind string) bool {
	p, err := c.registry.Get(kind)
	return err == nil && p.Spec().SecretOptional
}

func (c *Connections) seal(tx *storage.Tx, id model.ConnectionID, secrets map[string]string) error {
	for name, value := range secrets {
		blob, err := c.vault.Seal(sealName(id, name), []byte(value))
		if err != nil {
			return err
		}
		if err := tx.PutSealed(id, name, blob); err != nil {
			return err
		}
	}
	return nil
}

// Update changes a connection; an empty secret keeps the old one. A running one
// is connected anew.
func (c *Connections) Update(ctx context.Context, id model.ConnectionID, n NewConnection) (err error) {
	if err := c.check(&n); err != nil {
		return err
	}
	line := model.AuditEntry{What: model.AuditConnectionChange, Connection: id, About: n.Name}
	defer c.audit.Fails(ctx, line, &err)
	row := n.connection()
	row.ID = id
	err = c.store.Write(ctx, func(tx *storage.Tx) error {
		if err := tx.UpdateConnection(row); err != nil {
			return err
		}
		return errors.Join(c.seal(tx, id, n.secrets()), c.audit.NoteIn(tx, line))
	})
	if err != nil {
		return err
	}
	c.sessions.stopOne(id)
	c.sessions.startOne(row)
	c.bus.Tell(bus.Change{Connections: true})
	return nil
}

// Remove deletes a connection with all its seats, conversations and messages.
func (c *Connections) Remove(ctx context.Context, id model.ConnectionID) (err error) {
	line := model.AuditEntry{What: model.AuditConnectionRemove, Connection: id, About: c.name(ctx, id)}
	defer c.audit.Fails(ctx, line, &err)
	c.sessions.stopOne(id)
	err = c.store.Write(ctx, func(tx *storage.Tx) error {
		return errors.Join(tx.RemoveConnection(id), c.audit.NoteIn(tx, line))
	})
	if err != nil {
		return err
	}
	c.bus.Tell(bus.Change{Connections: true, Outbox: true, Requests: true})
	return nil
}

// name is what a connection is called; "" where there is none.
func (c *Connections) name(ctx context.Context, id model.ConnectionID) string {
	rows, _ := c.store.Connections(ctx) // the deed itself finds out what is wrong
	for _, r := range rows {
		if r.ID == id {
			return r.Name
		}
	}
	return ""
}

// Test logs in to a stored connection and makes one harmless call.
func (c *Connections) Test(ctx context.Context, id model.ConnectionID) error {
	rows, err := c.store.Connections(ctx)
	if err != nil {
		return err
	}
	for _, r := range rows {
		if r.ID != id {
			continue
		}
		link, err := c.sessions.open(ctx, r)
		if err != nil {
			return err
		}
		return link.Test(ctx)
	}
	return &model.Trouble{Code: model.TroubleNotFound, About: fmt.Sprintf("connection %d", id)}
}

// TestNew tries a connection that is not stored.
func (c *Connections) TestNew(ctx context.Context, n NewConnection) error {
	if err := c.check(&n); err != nil {
		return err
	}
	link, err := c.sessions.openWith(n.connection(), n.secrets(), newToken())
	if err != nil {
		return err
	}
	return link.Test(ctx)
}

// Nudge has a connection try again at once.
func (c *Connections) Nudge(id model.ConnectionID) {
	if s := c.sessions.get(id); s != nil {
		if n, ok := s.link.(providers.Nudger); ok {
			n.Nudge()
		}
	}
}
