package seat

import (
	"context"
	"maps"
	"net/url"
	"path/filepath"
	"strings"

	"seatdeck/app/model"
	"seatdeck/ui/screen"
)

// saveFile asks where to and has what a message carries brought there. How far
// that is, the message itself shows.
func (s *Screen) saveFile(m model.Message) { s.save(m, model.MediaOriginal, suffix[m.Content.Kind]) }

// saveMP3 is saveFile for a voice message as any player plays it.
func (s *Screen) saveMP3(m model.Message) { s.save(m, model.MediaMP3, ".mp3") }

func (s *Screen) save(m model.Message, part model.MediaPart, ending string) {
	screen.Ask(s.scope, "save", func(context.Context) (string, error) {
		return s.env.Console.Media.Address(m, part), nil
	}, func(address string, _ error) {
		if address == "" {
			s.env.Nav.Toast(s.env.T("seat.save.none"))
			return
		}
		stamp := m.SentAt.In(s.env.Zone).Format("20060102-150405")
		s.env.AskFile(screen.FileQuestion{
			Title: s.env.T("seat.save"), Confirm: s.env.T("seat.save"), Save: true,
			Name: safeName(m.Content.FileName, "seatdeck-"+stamp+ending),
		}, func(path string) { s.saveTo(m, part, path) })
	})
}

func (s *Screen) saveTo(m model.Message, part model.MediaPart, path string) {
	s.env.Nav.Toast(s.env.T("seat.saving"))
	screen.Do(s.scope, "save", func(ctx context.Context) (model.Transfer, error) {
		return s.env.Console.Transfers.SaveTo(ctx, m.ID, part, path)
	}, func(t model.Transfer, err error) {
		if err != nil {
			s.env.Fail(err)
			return
		}
		s.saving[t.ID] = m.ID
		s.settleSaves(nil)
	})
}

// settleSaves tells what became of the files that the agent asked for; changed
// names the messages whose transfers moved on, nil: all may have.
func (s *Screen) settleSaves(changed map[model.MessageID]bool) {
	concerned := changed == nil
	for _, message := range s.saving {
		concerned = concerned || changed[message]
	}
	if !concerned || len(s.saving) == 0 {
		return
	}
	asked := maps.Clone(s.saving)
	screen.Keep(s.scope, "saves", func(ctx context.Context) (map[model.TransferID]model.Transfer, error) {
		found := map[model.TransferID]model.Transfer{}
		for _, message := range asked {
			list, err := s.env.Console.Transfers.Of(ctx, message)
			if err != nil {
				return nil, err
			}
			for _, t := range list {
				found[t.ID] = t
			}
		}
		return found, nil
	}, func(found map[model.TransferID]model.Transfer, err error) {
		if err != nil {
			s.env.Fail(err)
			return
		}
		for id := range asked {
			t, there := found[id]
			switch {
			case !there: // it was cancelled
			case t.State == model.TransferDone:
				s.env.Nav.Toast(s.env.T("seat.saved", "path", t.Path))
			case t.State == model.TransferFailed && t.Reason != nil:
				s.env.Fail(t.Reason)
			case t.State != model.TransferFailed:
				continue
			}
			delete(s.saving, id)
		}
	})
}

// suffix is the ending for what has no name of its own.
var suffix = map[model.Kind]string{
	model.KindImage: ".jpg", model.KindVideo: ".mp4", model.KindVoice: ".amr", model.KindSticker: ".gif",
}

// cancelTransfer stops a download; an upload goes with its message.
func (s *Screen) cancelTransfer(t model.Transfer) { cancelTransfer(s.env, s.scope, t) }

func cancelTransfer(env *screen.Env, scope *screen.Scope, t model.Transfer) {
	scope.Act("transfer", func(ctx context.Context) error {
		if t.Up {
			return env.Console.Outbox.Discard(ctx, t.Message)
		}
		return env.Console.Transfers.Cancel(ctx, t.ID)
	}, env.Fail)
}

func (s *Screen) retryTransfer(t model.Transfer) { retryTransfer(s.env, s.scope, t) }

func retryTransfer(env *screen.Env, scope *screen.Scope, t model.Transfer) {
	scope.Act("transfer", func(ctx context.Context) error {
		return env.Console.Transfers.Retry(ctx, t.ID)
	}, env.Fail)
}

// retryLoad asks for a preview once more, although it was refused a moment ago.
func (s *Screen) retryLoad(m model.Message, do func()) {
	s.scope.Act("preview", func(ctx context.Context) error {
		_, err := s.env.Console.Transfers.Want(ctx, m.ID, model.MediaPreview)
		return err
	}, func(error) { do() }) // the picture says why it does not come
}

// showFolder shows the folder that a saved file lies in, and never opens the file.
func (s *Screen) showFolder(path string) {
	folder := filepath.ToSlash(filepath.Dir(path))
	if s.env.OpenURL == nil || strings.HasSuffix(strings.ToLower(folder), ".app") {
		return // a folder of that name is a program to some desktops
	}
	if !strings.HasPrefix(folder, "/") {
		folder = "/" + folder // C:/…
	}
	s.scope.Act("folder", func(context.Context) error {
		return s.env.OpenURL(&url.URL{Scheme: "file", Path: folder})
	}, s.env.Fail)
}
