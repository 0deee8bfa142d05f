package cli

import (
	"context"
	"strconv"
	"time"

	"seatdeck/app/bus"
	"seatdeck/app/model"
)

// savedJSON is a file of a message that was brought here.
type savedJSON struct {
	Path string `json:"path"`
	Size int64  `json:"size"` // bytes
}

// runSave brings the media of a message here. The wish is a row: if the program
// ends before it is done, the next one that works on the folder goes on.
func runSave(ctx context.Context, c *call, args []string) error {
	var message string
	part, wait := string(model.MediaOriginal), 10*time.Minute
	words, done, err := c.parse(args, func(f *flags) {
		f.text(&message, "message")
		f.text(&part, "part")
		f.span(&wait, "wait")
	})
	if err != nil || done {
		return err
	}
	if message == "" {
		return usagef("%s 缺失或为空", "%s is missing or empty", "--message")
	}
	if err := exactly(words, "FILE"); err != nil {
		return err
	}
	return c.with(ctx, func(f *folder) error {
		m, err := findMessage(ctx, f, message)
		if err != nil {
			return err
		}
		t, err := f.console.Transfers.SaveTo(ctx, m.ID, model.MediaPart(part), words[0])
		if err != nil {
			return err
		}
		if t, err = c.waitSaved(ctx, f, t, wait); err != nil {
			return err
		}
		if c.common.json {
			return writeJSON(c.env.Stdout, savedJSON{Path: t.Path, Size: t.Size})
		}
		c.printf("%s\n", t.Path)
		return nil
	})
}

// findMessage finds a message by the back end's id, else by our own number.
func findMessage(ctx context.Context, f *folder, word string) (model.Message, error) {
	named, err := f.store.MessagesNamed(ctx, word)
	if err != nil {
		return model.Message{}, err
	}
	if len(named) > 0 {
		return named[0], nil
	}
	if id, err := strconv.ParseInt(word, 10, 64); err == nil {
		return f.store.Message(ctx, model.MessageID(id))
	}
	return model.Message{}, &model.Trouble{Code: model.TroubleNotFound, About: word}
}

// waitSaved has the file brought by this process unless another console already
// works on the data folder.
func (c *call) waitSaved(ctx context.Context, f *folder, t model.Transfer, wait time.Duration) (model.Transfer, error) {
	limited, cancel := context.WithTimeout(ctx, wait)
	defer cancel()
	message := t.Message // t changes while the bus tells
	watch := func(ctx context.Context) error {
		return c.watch(ctx, f, func(change bus.Change) bool { return change.Transfers[message] }, func() (bool, error) {
			now, err := f.transfer(ctx, t)
			if err != nil {
				return false, err
			}
			if t = now; t.State == model.TransferFailed {
				if t.Reason != nil {
					return false, t.Reason
				}
				return false, &model.Trouble{Code: model.TroubleUnknown, About: t.FileName}
			}
			return t.State == model.TransferDone, nil
		})
	}
	err := f.alive(limited, watch)
	if model.IsTrouble(err, model.TroubleInUse) {
		err = watch(limited)
	}
	if limited.Err() != nil && t.State != model.TransferDone {
		why := &model.Trouble{Code: model.TroubleTimeout, About: t.FileName}
		if t.Reason != nil {
			why = t.Reason
		}
		return t, why
	}
	return t, err
}

// transfer reads how far a transfer is.
func (f *folder) transfer(ctx context.Context, t model.Transfer) (model.Transfer, error) {
	list, err := f.console.Transfers.Of(ctx, t.Message)
	if err != nil {
		return t, err
	}
	for _, one := range list {
		if one.ID == t.ID {
			return one, nil
		}
	}
	return t, &model.Trouble{Code: model.TroubleNotFound, About: t.FileName}
}
