package app

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"seatdeck/app/model"
	"seatdeck/providers"
	"seatdeck/storage"
)

// nameless makes a back end that does not repeat our client ids. What it was sent
// it shows again only when the test says so; its answers are up to answer.
func (b *bench) nameless(answer func(n int, out providers.Outgoing) (providers.Receipt, error)) (echoes func() []model.MessageSeen) {
	var shown []model.MessageSeen
	b.back.set(func(s *scripted) {
		s.onSend = func(out providers.Outgoing) (providers.Receipt, error) {
			n := len(shown)
			shown = append(shown, model.MessageSeen{
				Seat: ref(), Conversation: conversation(out.Conversation.PeerID), Live: true, Echo: true,
				Message: model.Message{
					RemoteID: fmt.Sprintf("wx-%d", n), SentAt: time.Now().Add(-s.behind), Direction: model.Out, SenderID: "wx1",
					Content: model.Content{Kind: out.Content.Kind, Text: out.Content.Text}, State: model.StateSent,
				},
			})
			r, err := answer(n, out)
			if err == nil && !r.Confirmed {
				err = errors.New("no answer")
			}
			return r, err
		}
	})
	return func() []model.MessageSeen { return shown }
}

func (b *bench) shows(list ...model.MessageSeen) {
	b.t.Helper()
	for _, e := range list {
		require.NoError(b.t, b.back.sink.Deliver(b.back.ctx, []model.Event{e}))
	}
	synctest.Wait()
}

func answers(n int, _ providers.Outgoing) (providers.Receipt, error) {
	return providers.Receipt{Confirmed: true, RemoteID: fmt.Sprintf("wx-%d", n), SentAt: time.Now().Add(-time.Second)}, nil
}

func TestAnAnswerSettlesAndItsEchoSaysNothingNew(t *testing.T) {
	inBubble(t, func(b *bench) {
		b.back.push("u1", b.back.says("u1", "在吗"))
		time.Sleep(time.Minute)
		echoes := b.nameless(answers)
		id := b.send("u1", "在的")
		synctest.Wait()
		require.Equal(t, model.StateSent, b.state(id))
		m := b.messages("u1")[1]
		require.Equal(t, "wx-0", m.RemoteID)
		require.True(t, time.Now().Add(-time.Second).Equal(m.SentAt), "the back end's clock")
		require.Equal(t, model.StateSent, b.with("u1").LastState)
		require.True(t, b.with("u1").WaitingFrom.IsZero())
		b.shows(echoes()...)
		require.Equal(t, []string{"在吗", "在的"}, b.texts("u1"))
		require.Equal(t, "wx-0", b.messages("u1")[1].RemoteID)
	})
}

func TestAnEchoSettlesWhatGotNoAnswer(t *testing.T) {
	inBubble(t, func(b *bench) {
		b.back.push("u1", b.back.says("u1", "在吗"))
		time.Sleep(time.Second)
		echoes := b.nameless(func(int, providers.Outgoing) (providers.Receipt, error) {
			return providers.Receipt{}, errors.New("time-out")
		})
		id := b.send("u1", "在的")
		synctest.Wait()
		require.Equal(t, model.StateMaybeSent, b.state(id))
		b.stop()
		b.start()
		b.back.online()
		b.shows(echoes()...)
		require.Equal(t, model.StateSent, b.state(id))
		require.Equal(t, []string{"在吗", "在的"}, b.texts("u1"))
		counts, err := b.console.Outbox.Counts(context.Background())
		require.NoError(t, err)
		require.Zero(t, counts)
		// The agent says the same on the phone, later.
		time.Sleep(time.Second)
		onPhone := echoes()[0]
		onPhone.Message.RemoteID, onPhone.Message.SentAt = "wx-phone", time.Now()
		b.shows(onPhone)
		require.Equal(t, []string{"在吗", "在的", "在的"}, b.texts("u1"))
	})
}

func TestWhatWasRefusedIsNotTakenForWhatThePhoneSaid(t *testing.T) {
	for name, answer := range map[string]error{
		"refused":   &model.Trouble{Code: model.TroubleRejected},
		"not tried": &providers.NotTried{Err: errors.New("not connected")},
	} {
		t.Run(name, func(t *testing.T) {
			inBubble(t, func(b *bench) {
				b.back.push("u1", b.back.says("u1", "在吗"))
				time.Sleep(time.Second)
				tries := 0
				b.back.set(func(s *scripted) {
					s.onSend = func(out providers.Outgoing) (providers.Receipt, error) {
						if tries++; tries > 1 {
							return answers(tries, out)
						}
						// While it is under way, the same is written on the phone.
						b.shows1(model.Message{RemoteID: "wx-phone", SentAt: time.Now(), Direction: model.Out, Content: out.Content, State: model.StateSent})
						return providers.Receipt{}, answer
					}
				})
				id := b.send("u1", "在的")
				later(time.Minute)
				list := b.messages("u1")
				require.Len(t, list, 3)
				want := model.StateFailed
				if name == "not tried" {
					want = model.StateSent
				}
				require.Equal(t, want, b.state(id))
				for _, m := range list[1:] {
					if m.ID != id {
						require.Equal(t, "wx-phone", m.RemoteID)
					}
				}
			})
		})
	}
}

// shows1 shows one message from within a call.
func (b *bench) shows1(m model.Message) {
	e := model.MessageSeen{Seat: ref(), Conversation: conversation("u1"), Message: m, Live: true, Echo: true}
	if err := b.back.sink.Deliver(b.back.ctx, []model.Event{e}); err != nil {
		panic(err)
	}
}

// However late and in whatever order echoes come, and whatever answers are lost,
// each message is one row.
func TestEachMessageIsOneRowWhateverEchoesComeWhen(t *testing.T) {
	for seed := range uint64(6) {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			inBubble(t, func(b *bench) {
				rng, luck := rand.New(rand.NewPCG(seed, 9)), rand.New(rand.NewPCG(seed, 10))
				b.back.push("u1", b.back.says("u1", "在吗"))
				b.back.set(func(s *scripted) { s.behind = time.Duration(rng.IntN(100)-50) * time.Second })
				echoes := b.nameless(func(n int, out providers.Outgoing) (providers.Receipt, error) {
					if luck.IntN(2) == 0 {
						return providers.Receipt{}, errors.New("time-out")
					}
					return answers(n, out)
				})
				const count = 12
				var shown int
				for range count {
					b.send("u1", []string{"好的", "好的", "在"}[rng.IntN(3)])
					later(time.Duration(rng.IntN(3)) * time.Second)
					if list := echoes(); rng.IntN(3) == 0 && shown < len(list) {
						b.shows(list[shown])
						shown++
					}
				}
				rest := append([]model.MessageSeen(nil), echoes()...)
				rng.Shuffle(len(rest), func(i, j int) { rest[i], rest[j] = rest[j], rest[i] })
				b.shows(rest...)
				list := b.messages("u1")
				require.Len(t, list, 1+count)
				ids := map[string]bool{}
				for _, m := range list[1:] {
					if m.Direction == model.Out {
						require.Equal(t, model.StateSent, m.State)
					}
					ids[m.RemoteID] = true
				}
				require.Len(t, ids, count)
			})
		})
	}
}

func TestNothingButAPokeHasTheOutboxRead(t *testing.T) {
	inBubble(t, func(b *bench) {
		ctx := context.Background()
		b.back.push("u1", b.back.says("u1", "在吗"))
		c := b.with("u1")
		later(time.Second)
		var id model.MessageID
		require.NoError(t, b.store.Write(ctx, func(tx *storage.Tx) error {
			put, err := tx.PutMessage(model.Message{
				Seat: c.Seat, Conversation: c.ID, ClientID: "by another process", SentAt: time.Now(), Direction: model.Out,
				Content: model.Content{Kind: model.KindText, Text: "在的"}, State: model.StateQueued,
			})
			if err != nil {
				return err
			}
			id = put.ID
			_, err = tx.AddJob(model.Job{Kind: model.JobSend, Seat: c.Seat, Conversation: c.ID, Message: id})
			return err
		}))
		later(10 * time.Second)
		require.Equal(t, model.StateQueued, b.state(id))
		b.console.sessions.poke()
		synctest.Wait()
		require.Equal(t, model.StateSent, b.state(id))
	})
}
