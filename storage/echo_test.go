package storage_test

import (
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"seatdeck/app/model"
	"seatdeck/storage"
	"seatdeck/storage/storagetest"
)

// phone is a conversation with messages of ours under way.
type phone struct {
	t *testing.T
	s *storage.Store
	c model.Conversation
}

func newPhone(t *testing.T) *phone {
	s, c := newConversation(t)
	return &phone{t, s, c}
}

// try queues a message and hands it over, so long after the start.
func (p *phone) try(after time.Duration, content model.Content) model.MessageID {
	p.t.Helper()
	at := storagetest.Start.Add(after)
	m := model.Message{
		Seat: p.c.Seat, Conversation: p.c.ID, ClientID: fmt.Sprintf("c%v", after), SentAt: at, Direction: model.Out, Content: content, State: model.StateQueued,
	}
	var id model.MessageID
	storagetest.Write(p.t, p.s, func(tx *storage.Tx) error {
		put, err := tx.PutMessage(m)
		if err != nil {
			return err
		}
		id = put.ID
		if _, err := tx.AddJob(model.Job{Seat: p.c.Seat, Conversation: p.c.ID, Message: id}); err != nil {
			return err
		}
		if err := tx.MarkTried(id, at); err != nil {
			return err
		}
		return tx.SetMessageState(id, model.StateSending, nil)
	})
	return id
}

func (p *phone) settle(id model.MessageID, state model.SendState, code model.TroubleCode) {
	p.t.Helper()
	storagetest.Write(p.t, p.s, func(tx *storage.Tx) error {
		return tx.SetMessageState(id, state, &model.Trouble{Code: code})
	})
}

// echo shows a message of the seat's own, as sent so long after the start.
func (p *phone) echo(remoteID string, after time.Duration, content model.Content) storage.Put {
	p.t.Helper()
	m := model.Message{
		Seat: p.c.Seat, Conversation: p.c.ID, RemoteID: remoteID, SentAt: storagetest.Start.Add(after), Direction: model.Out,
		Content: content, State: model.StateSent,
	}
	var put storage.Put
	storagetest.Write(p.t, p.s, func(tx *storage.Tx) (err error) {
		put, err = tx.PutEcho(m)
		return err
	})
	return put
}

func (p *phone) confirm(id model.MessageID, remoteID string) {
	p.t.Helper()
	storagetest.Write(p.t, p.s, func(tx *storage.Tx) error { return tx.Confirm(id, remoteID, time.Time{}) })
}

// rows is remote id and state of each message, in the order of their numbers.
func (p *phone) rows() []string {
	p.t.Helper()
	list, err := p.s.Messages(p.t.Context(), p.c.ID, storage.MessageWindow{})
	require.NoError(p.t, err)
	out := make([]string, 0, len(list))
	for id := model.MessageID(1); len(out) < len(list) && id < 100; id++ {
		for _, m := range list {
			if m.ID == id {
				out = append(out, m.RemoteID+" "+m.State.String())
			}
		}
	}
	return out
}

func words(text string) model.Content { return model.Content{Kind: model.KindText, Text: text} }

func TestEchoJoinsWhatThisConsoleTried(t *testing.T) {
	const s = time.Second
	for name, tc := range map[string]struct {
		do   func(p *phone)
		want []string
	}{
		"under way": {
			func(p *phone) { p.try(0, words("在的")); p.echo("r1", s, words("在的\n")) },
			[]string{"r1 sent"},
		},
		"maybe sent": {
			func(p *phone) {
				p.settle(p.try(0, words("在的")), model.StateMaybeSent, model.TroubleInterrupted)
				p.echo("r1", -90*s, words("在的"))
			},
			[]string{"r1 sent"},
		},
		"timed out": {
			func(p *phone) {
				p.settle(p.try(0, words("在的")), model.StateFailed, model.TroubleTimeout)
				p.echo("r1", 0, words("在的"))
			},
			[]string{"r1 sent"},
		},
		"sent, and never told as what": {
			func(p *phone) { p.confirm(p.try(0, words("在的")), ""); p.echo("r1", 0, words("在的")) },
			[]string{"r1 sent"},
		},
		"refused: it was the phone": {
			func(p *phone) {
				p.settle(p.try(0, words("在的")), model.StateFailed, model.TroubleRejected)
				p.echo("r1", 0, words("在的"))
			},
			[]string{" failed", "r1 sent"},
		},
		"other words": {
			func(p *phone) { p.try(0, words("在的")); p.echo("r1", 0, words("在")) },
			[]string{" sending", "r1 sent"},
		},
		"other kind": {
			func(p *phone) {
				p.try(0, words("在的"))
				p.echo("r1", 0, model.Content{Kind: model.KindQuote, Text: "在的"})
			},
			[]string{" sending", "r1 sent"},
		},
		"long before": {
			func(p *phone) { p.try(0, words("在的")); p.echo("r1", -3*time.Minute, words("在的")) },
			[]string{" sending", "r1 sent"},
		},
		"long after": {
			func(p *phone) { p.try(0, words("在的")); p.echo("r1", 3*time.Minute, words("在的")) },
			[]string{" sending", "r1 sent"},
		},
		"twice": {
			func(p *phone) {
				p.try(0, words("在的"))
				p.echo("r1", 0, words("在的"))
				require.Zero(p.t, p.echo("r1", 0, words("在的")).Changed)
			},
			[]string{"r1 sent"},
		},
		"and then the phone says it too": {
			func(p *phone) {
				p.try(0, words("在的"))
				p.echo("r1", 0, words("在的"))
				p.echo("r2", s, words("在的"))
			},
			[]string{"r1 sent", "r2 sent"},
		},
		"the answer agrees": {
			func(p *phone) {
				id := p.try(0, words("在的"))
				p.echo("r1", 0, words("在的"))
				p.confirm(id, "r1")
			},
			[]string{"r1 sent"},
		},
		"the answer came first": {
			func(p *phone) {
				p.confirm(p.try(0, words("在的")), "r1")
				p.echo("r1", 0, words("在的"))
				p.echo("r2", 0, words("在的"))
			},
			[]string{"r1 sent", "r2 sent"},
		},
		"the answer says it was another": {
			func(p *phone) {
				id := p.try(0, words("在的"))
				p.echo("r1", 0, words("在的"))
				p.confirm(id, "r2")
			},
			[]string{"r2 sent", "r1 sent"},
		},
		"the answer finds its echo apart": {
			func(p *phone) {
				id := p.try(0, words("在的"))
				p.echo("r1", 0, words("在的！"))
				p.confirm(id, "r1")
			},
			[]string{"r1 sent"},
		},
		"an answer takes it from a guess, and that waits for its own": {
			func(p *phone) {
				p.try(0, words("在的"))
				second := p.try(10*s, words("在的"))
				p.echo("r2", s, words("在的"))
				p.confirm(second, "r2")
			},
			[]string{" maybe_sent", "r2 sent"},
		},
		"crossed, and set right by one answer": {
			func(p *phone) {
				p.try(0, words("在的"))
				second := p.try(10*s, words("在的"))
				p.echo("r2", s, words("在的"))
				p.echo("r1", 9*s, words("在的"))
				p.confirm(second, "r2")
			},
			[]string{"r1 sent", "r2 sent"},
		},
		"two answers of one id": {
			func(p *phone) {
				first, second := p.try(0, words("在的")), p.try(s, words("在的"))
				p.confirm(first, "r1")
				p.confirm(second, "r1")
			},
			[]string{"r1 sent", " sent"},
		},
		"clocks so far apart that the first takes the echo of the second": {
			func(p *phone) {
				p.try(0, words("在的"))
				p.try(30*s, words("在的"))
				p.echo("r2", -70*s, words("在的"))
				p.echo("r1", -100*s, words("在的"))
			},
			[]string{"r1 sent", "r2 sent"},
		},
		"a picture by its checksum": {
			func(p *phone) {
				p.try(0, model.Content{Kind: model.KindImage, FileName: "a.png", Size: 3, Ref: map[string]string{"file_md5": "AB", "file_id": "up"}})
				p.try(s, model.Content{Kind: model.KindImage, FileName: "a.png", Size: 3, Ref: map[string]string{"file_md5": "cd", "file_id": "up"}})
				p.echo("r2", 0, model.Content{Kind: model.KindImage, FileName: "a.png", Size: 3, Ref: map[string]string{"file_md5": "CD", "file_id": "down"}})
			},
			[]string{" sending", "r2 sent"},
		},
		"a file by name and size": {
			func(p *phone) {
				p.try(0, model.Content{Kind: model.KindFile, FileName: "a.pdf", Size: 3})
				p.try(s, model.Content{Kind: model.KindFile, FileName: "a.pdf", Size: 4})
				p.echo("r2", 0, model.Content{Kind: model.KindFile, FileName: "a.pdf", Size: 4, Title: "a.pdf"})
			},
			[]string{" sending", "r2 sent"},
		},
		"a picture of which nothing is told": {
			func(p *phone) {
				p.try(0, model.Content{Kind: model.KindImage, FileName: "a.png", Size: 3})
				p.echo("r1", 0, model.Content{Kind: model.KindImage})
			},
			[]string{" sending", "r1 sent"},
		},
		"a card, a place, a mini program": {
			func(p *phone) {
				card := model.Content{Kind: model.KindCard, Card: &model.Card{RemoteID: "wx9"}}
				place := model.Content{Kind: model.KindLocation, Title: "店", Location: &model.Location{Latitude: 31.23041, Longitude: 121.4737}}
				mini := model.Content{Kind: model.KindMiniProgram, MiniProgram: &model.MiniProgram{AppID: "wx1", Page: "p"}}
				p.try(0, card)
				p.try(s, place)
				p.try(2*s, mini)
				p.echo("r3", 0, model.Content{Kind: model.KindMiniProgram, Title: "到店", MiniProgram: &model.MiniProgram{AppID: "wx1", Page: "p", Name: "商城"}})
				p.echo("r2", 0, model.Content{Kind: model.KindLocation, Location: &model.Location{Latitude: 31.23039, Longitude: 121.47372}})
				p.echo("r1", 0, model.Content{Kind: model.KindCard, Card: &model.Card{RemoteID: "wx9", Name: "李四"}})
			},
			[]string{"r1 sent", "r2 sent", "r3 sent"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			p := newPhone(t)
			tc.do(p)
			require.Equal(t, tc.want, p.rows())
		})
	}
}

func TestWhatAnEchoSettlesIsNotSentAgain(t *testing.T) {
	p := newPhone(t)
	id := p.try(0, words("在的"))
	p.echo("r1", 2*time.Second, words("在的"))
	jobs, err := p.s.Jobs(t.Context(), 0)
	require.NoError(t, err)
	require.Empty(t, jobs)
	m := message(t, p.s, id)
	require.Equal(t, storagetest.Start.Add(2*time.Second), m.SentAt)
	require.Equal(t, "c0s", m.ClientID)
}

func TestAGuessAboutWhatWasNotSentIsUndone(t *testing.T) {
	p := newPhone(t)
	id := p.try(0, words("在的"))
	p.echo("r1", 0, words("在的"))
	storagetest.Write(t, p.s, func(tx *storage.Tx) error { return tx.Disown(id) })
	require.Equal(t, []string{" maybe_sent", "r1 sent"}, p.rows())
	storagetest.Write(t, p.s, func(tx *storage.Tx) error { return tx.Disown(id) })
	require.Len(t, p.rows(), 2)
}

// Whatever the order in which tries, echoes and answers come, each message is one
// row, under the id that its answer named where there was one.
func TestEchoesInAnyOrderMakeOneRowEach(t *testing.T) {
	for seed := range uint64(40) {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			rng := rand.New(rand.NewPCG(seed, 4))
			p := newPhone(t)
			skew := time.Duration(rng.IntN(160)-80) * time.Second
			var told []func()
			answered := map[model.MessageID]string{}
			count := 1 + rng.IntN(6)
			for i := range count {
				remote, after := fmt.Sprintf("r%d", i), time.Duration(i)*2*time.Second
				id := p.try(after, words([]string{"好的", "好的", "在"}[rng.IntN(3)]))
				said := message(t, p.s, id).Content
				told = append(told, func() { p.echo(remote, after+skew+time.Duration(rng.IntN(3000))*time.Millisecond, said) })
				if rng.IntN(3) == 0 {
					told = append(told, func() { p.echo(remote, after+skew, said) })
				}
				if rng.IntN(2) == 0 {
					answered[id] = remote
					told = append(told, func() { p.confirm(id, remote) })
				} else if rng.IntN(2) == 0 {
					p.settle(id, model.StateMaybeSent, model.TroubleInterrupted)
				}
			}
			rng.Shuffle(len(told), func(i, j int) { told[i], told[j] = told[j], told[i] })
			for _, tell := range told {
				tell()
			}
			seen := map[string]bool{}
			list, err := p.s.Messages(t.Context(), p.c.ID, storage.MessageWindow{})
			require.NoError(t, err)
			require.Len(t, list, count)
			for _, m := range list {
				require.Equal(t, model.StateSent, m.State)
				require.False(t, seen[m.RemoteID], m.RemoteID)
				seen[m.RemoteID] = true
				if want := answered[m.ID]; want != "" {
					require.Equal(t, want, m.RemoteID)
				}
			}
			for i := range count {
				require.True(t, seen[fmt.Sprintf("r%d", i)], "r%d of %v", i, seen)
			}
		})
	}
}
