package messageview

import (
	"context"
	"maps"

	"seatdeck/app/model"
)

// shown picks the transfer that a message tells of: what is on its way out, what
// comes, what failed, and at last what is here.
func shown(list []model.Transfer) (model.Transfer, bool) {
	var best model.Transfer
	rank := 0
	for _, t := range list {
		if t.Part == model.MediaPreview && t.SaveTo == "" && !t.Up {
			continue // a picture that is only shown
		}
		n := map[model.TransferState]int{
			model.TransferRunning: 4, model.TransferWaiting: 3, model.TransferFailed: 2, model.TransferDone: 1,
		}[t.State]
		if t.Up {
			n = 5
		}
		if n > rank || n == rank && t.ID > best.ID {
			best, rank = t, n
		}
	}
	return best, rank > 0
}

// TransfersChanged tells of which messages a transfer moved on. Only those in the
// window are asked about, and nothing is laid out anew.
func (v *View) TransfersChanged(ids map[model.MessageID]bool) {
	if v.source == nil || v.opt.Transfers == nil {
		return
	}
	for i := range v.win.items {
		if m := &v.win.items[i].msg; ids[m.ID] && moves(m.Content.Kind) {
			v.loads.moved[m.ID] = true
		}
	}
	v.readTransfers()
}

// readTransfers asks how far the transfers are that moved on, one question at a
// time.
func (v *View) readTransfers() {
	if v.loads.asking || len(v.loads.moved) == 0 {
		return
	}
	ids := maps.Clone(v.loads.moved)
	clear(v.loads.moved)
	v.loads.asking = true
	v.ask(func(ctx context.Context, _ Source) (func(), error) {
		found := make(map[model.MessageID][]model.Transfer, len(ids))
		for id := range ids {
			list, err := v.opt.Transfers(ctx, id)
			if err != nil {
				return nil, err
			}
			found[id] = list
		}
		return func() {
			v.loads.asking = false
			v.showTransfers(found)
			v.readTransfers()
		}, nil
	}, func(error) { v.loads.asking = false })
}

func (v *View) showTransfers(found map[model.MessageID][]model.Transfer) {
	for i := range v.win.items {
		it := &v.win.items[i]
		list, asked := found[it.msg.ID]
		if !asked {
			continue
		}
		it.transfer, it.moving = shown(list)
		if r := v.byID[it.msg.ID]; r != nil {
			r.progress(it)
		}
	}
}

// doTransfer does what a click on a transfer offers: try again what failed, show
// the folder of what was saved.
func (v *View) doTransfer(t model.Transfer) {
	switch t.State {
	case model.TransferFailed:
		if v.opt.OnRetryTransfer != nil {
			v.opt.OnRetryTransfer(t)
		}
	case model.TransferDone:
		if v.opt.OnShowFolder != nil && t.SaveTo != "" {
			v.opt.OnShowFolder(t.Path)
		}
	}
}

func (v *View) cancelTransfer(t model.Transfer) {
	if v.opt.OnCancelTransfer != nil {
		v.opt.OnCancelTransfer(t)
	}
}
