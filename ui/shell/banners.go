package shell

import (
	"fmt"
	"strings"

	"seatdeck/app/model"
	"seatdeck/ui/screen"
	"seatdeck/ui/widgets"
)

// mostBanners is how many are shown at once: more would hide the work.
const mostBanners = 3

// banner is one thing a person must act on.
type banner struct {
	key    string // one that was closed stays away until it changes
	tone   widgets.Tone
	text   string
	action widgets.Action
}

// banners lists what needs a person, the worst first.
func (s *Shell) wantedBanners() []banner {
	var list []banner
	for _, v := range s.state.connections {
		if v.Status.Link != model.LinkRefused {
			continue
		}
		id := v.Connection.ID
		why := ""
		if v.Status.Err != nil {
			why = s.env.Trouble(v.Status.Err) + " " + s.env.Next(v.Status.Err)
		}
		list = append(list, banner{
			key:  fmt.Sprintf("refused %d %v", id, v.Status.Since),
			tone: widgets.ToneError, text: s.env.T("shell.banner.refused", "name", v.Connection.Name, "why", why),
			action: widgets.Action{Label: s.env.T("shell.banner.open"), Do: func() { s.OpenConnection(id) }},
		})
	}
	if b, there := s.bannedBanner(); there {
		list = append(list, b)
	}
	if b, out := s.offlineBanner(); out {
		list = append(list, b)
	}
	return list
}

// namesSaid is how many seats a banner names.
const namesSaid = 3

// bannedBanner says which seats are banned: in one banner, however many they are.
func (s *Shell) bannedBanner() (banner, bool) {
	banned := s.state.those(func(v screen.SeatView) bool { return v.State == model.SeatBanned })
	if len(banned) == 0 {
		return banner{}, false
	}
	b := banner{key: "banned", tone: widgets.ToneError}
	var names []string
	for i, v := range banned {
		b.key += fmt.Sprintf(" %d %v", v.ID, v.StateSince)
		if i < namesSaid {
			names = append(names, widgets.OneLine(v.DisplayName(), 16))
		}
	}
	if len(banned) == 1 {
		b.text = s.env.T("shell.banner.banned", "name", names[0])
		b.action = widgets.Action{Label: s.env.T("shell.banner.show"), Do: func() { s.Select(banned[0].ID) }}
		return b, true
	}
	b.text = s.env.T("shell.banner.banned.many", "n", len(banned), "names", strings.Join(names, s.env.T("shell.banner.between")))
	if len(banned) > namesSaid {
		b.text = s.env.T("shell.banner.banned.more", "n", len(banned), "names", strings.Join(names, s.env.T("shell.banner.between")))
	}
	b.action = widgets.Action{Label: s.env.T("shell.banner.board"), Do: s.OpenSupervisor}
	return b, true
}

func (s *Shell) showBanners() {
	var wanted []banner
	said := ""
	for _, want := range s.wantedBanners() {
		if !s.closedBanners[want.key] && len(wanted) < mostBanners {
			wanted = append(wanted, want)
			said += want.key + want.text
		}
	}
	if said == s.said {
		return // a button that is being pressed must not go
	}
	s.said = said
	s.banners.Objects = nil
	for _, want := range wanted {
		b := widgets.NewBanner()
		b.OnDismiss = func() {
			s.closedBanners[want.key] = true
			s.showBanners()
		}
		b.Say(want.tone, want.text, want.action, true)
		s.banners.Add(b)
	}
	s.arrange()
}
