package app

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"seatdeck/app/audit"
	"seatdeck/app/files"
	"seatdeck/app/internal/once"
	"seatdeck/app/model"
	"seatdeck/providers"
)

// maxDownload is how many bytes of a back end's file are taken.
const maxDownload = 64 << 20

// CopySettings copies what the back end keeps of a group, in all of the parts, to
// other groups of the same connection. Groups of other connections are a
// *model.Trouble of code TroubleInvalid, and nothing is done.
func (g *Groups) CopySettings(ctx context.Context, from model.GroupID, parts []model.GroupSetting, to []model.GroupID) (err error) {
	if len(parts) == 0 {
		return model.Invalid("settings", "refusal.none: none is named")
	}
	source, err := g.rows(ctx, []model.GroupID{from})
	if err != nil {
		return err
	}
	defer g.audit.Ends(ctx, model.AuditEntry{
		What: model.AuditGroupChange, Seat: source[0].Seat, About: source[0].Name, Detail: fmt.Sprintf("settings copied to: %d", len(to)),
	}, &err)
	to = slices.DeleteFunc(once.Each(to), func(id model.GroupID) bool { return id == from })
	if len(to) == 0 {
		return model.Invalid("groups", "refusal.none: none is named")
	}
	targets, err := g.rows(ctx, to)
	if err != nil {
		return err
	}
	copier, seat, err := capability[providers.GroupSettingsCopier](ctx, g.sessions, source[0].Seat)
	if err != nil {
		return err
	}
	bySeat, err := g.bySeat(ctx, targets)
	if err != nil {
		return err
	}
	for _, of := range bySeat {
		if of.Seat.Connection != seat.Connection {
			return model.Invalid(of.Seat.DisplayName(), "refusal.other_connection: its groups are of another connection")
		}
	}
	return copier.CopyGroupSettings(ctx, seat, source[0].RemoteID, parts, bySeat)
}

// rows gives groups, of which none may be gone.
func (g *Groups) rows(ctx context.Context, ids []model.GroupID) ([]model.GroupRow, error) {
	rows, err := g.store.GroupRows(ctx, ids)
	if err != nil {
		return nil, err
	}
	for i, row := range rows {
		if row.ID == 0 {
			return nil, model.NotFound(fmt.Sprintf("group %d", ids[i]))
		}
	}
	return rows, nil
}

func (g *Groups) bySeat(ctx context.Context, rows []model.GroupRow) ([]providers.GroupsOfSeat, error) {
	var list []providers.GroupsOfSeat
	for _, row := range rows {
		i := slices.IndexFunc(list, func(of providers.GroupsOfSeat) bool { return of.Seat.ID == row.Seat })
		if i < 0 {
			seat, err := g.store.Seat(ctx, row.Seat)
			if err != nil {
				return nil, err
			}
			i = len(list)
			list = append(list, providers.GroupsOfSeat{Seat: seat})
		}
		list[i].GroupIDs = append(list[i].GroupIDs, row.RemoteID)
	}
	return list, nil
}

// Download has the back end make its own file of groups and stores it at path,
// whole or not at all. All must be of one seat, and its back end must be able to.
func (g *Groups) Download(ctx context.Context, groups []model.GroupID, path string) (err error) {
	defer g.audit.Ends(ctx, audit.Exported(path, "groups, by the back end", len(groups)), &err)
	if len(groups) == 0 {
		return model.Invalid("groups", "refusal.none: none is named")
	}
	rows, err := g.rows(ctx, once.Each(groups))
	if err != nil {
		return err
	}
	ids := make([]string, len(rows))
	for i, row := range rows {
		if row.Seat != rows[0].Seat {
			return model.Invalid("groups", "refusal.several_seats: they are of several seats")
		}
		ids[i] = row.RemoteID
	}
	able, seat, err := capability[providers.GroupDownloader](ctx, g.sessions, rows[0].Seat)
	if err != nil {
		return err
	}
	address, err := able.DownloadGroups(ctx, seat, ids)
	if err != nil {
		return err
	}
	return g.files.download(ctx, address, path, maxDownload)
}

// download brings what lies at an address to a path that a person chose. It is
// written over what is there, whole or not at all.
func (c *cache) download(ctx context.Context, address, path string, most int64) error {
	resp, err := c.get(ctx, address, nil)
	if err != nil {
		return err
	}
	defer func() { _ = resp.Body.Close() }()
	host := resp.Request.URL.Host
	bad := func(detail string) error {
		return &model.Trouble{Code: model.TroubleBadAnswer, About: host, Detail: detail}
	}
	switch {
	case resp.Request.URL.Scheme != "https" && strings.HasPrefix(address, "https:"):
		return bad("refusal.leaves_https: it leads out of https")
	case resp.StatusCode != http.StatusOK:
		return bad(resp.Status)
	case resp.ContentLength > most:
		return bad("refusal.too_large: the file is too large")
	}
	tmp, err := os.CreateTemp(filepath.Dir(path), ".seatdeck-*")
	if err != nil {
		return files.Trouble(err, filepath.Dir(path))
	}
	defer func() { _ = os.Remove(tmp.Name()) }() // gone already when it was renamed
	var broken error
	n, err := io.Copy(tmp, io.LimitReader(readerFunc(func(b []byte) (n int, err error) {
		n, err = resp.Body.Read(b)
		if err != nil && !errors.Is(err, io.EOF) {
			broken = err
		}
		return n, err
	}), most+1))
	err = errors.Join(err, tmp.Sync(), tmp.Close())
	switch {
	case ctx.Err() != nil:
		return ctx.Err()
	case broken != nil:
		return &model.Trouble{Code: model.TroubleUnreachable, About: host, Detail: "refusal.broke_off: the transfer broke off", Cause: broken}
	case err != nil:
		return files.Trouble(err, path)
	case n > most:
		return bad("refusal.too_large: the file is too large")
	case n == 0:
		return bad("refusal.no_content: the file is empty")
	}
	return files.Trouble(os.Rename(tmp.Name(), path), path)
}
