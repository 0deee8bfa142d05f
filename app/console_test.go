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
)

func TestLiveMessageIsStoredOnceAndCounted(t *testing.T) {
	inBubble(t, func(b *bench) {
		m := b.back.says("u1", "在吗")
		b.back.push("u1", m, m)
		b.back.push("u1", m)
		c := b.with("u1")
		require.Equal(t, []string{"在吗"}, b.texts("u1"))
		require.Equal(t, 1, c.Unread)
		require.Equal(t, m.SentAt, c.WaitingFrom)
		require.Equal(t, "在吗", c.LastPreview)
	})
}

func TestAnswerEndsTheWait(t *testing.T) {
	inBubble(t, func(b *bench) {
		b.back.push("u1", b.back.says("u1", "在吗"))
		time.Sleep(time.Second)
		id := b.send("u1", "在的")
		synctest.Wait()
		require.Equal(t, model.StateSent, b.state(id))
		require.True(t, b.with("u1").WaitingFrom.IsZero())
		require.Equal(t, []string{"在吗", "在的"}, b.texts("u1"), "the echo joins the queued row")
		require.Len(t, b.back.sends(), 1)
	})
}

func TestEchoFromAClockBehindOursSettlesTheRow(t *testing.T) {
	inBubble(t, func(b *bench) {
		b.back.push("u1", b.back.says("u1", "在吗"))
		time.Sleep(time.Minute)
		b.back.set(func(s *scripted) { s.behind = 5 * time.Second })
		b.send("u1", "在的")
		synctest.Wait()
		c := b.with("u1")
		require.True(t, c.LastOut)
		require.Equal(t, model.StateSent, c.LastState)
		require.Equal(t, b.messages("u1")[1].SentAt, c.LastAt)
	})
}

func TestReconnectReadsWhatWasMissed(t *testing.T) {
	inBubble(t, func(b *bench) {
		for i := range 250 {
			b.back.says("u1", fmt.Sprintf("old %d", i))
			time.Sleep(time.Millisecond)
		}
		b.back.online()
		synctest.Wait()
		require.Len(t, b.texts("u1"), 250, "first sight reads the conversation to its beginning")
		b.back.push("u1", b.back.says("u1", "live"))
		b.back.offline()
		time.Sleep(time.Minute)
		b.back.says("u1", "missed")
		b.back.says("u2", "new customer")
		b.back.online()
		synctest.Wait()
		require.Len(t, b.texts("u1"), 252)
		require.Equal(t, []string{"new customer"}, b.texts("u2"))
		seats, err := b.console.Seats.List(context.Background())
		require.NoError(t, err)
		require.Zero(t, seats[0].Gaps)
	})
}

// A back end stamps whole seconds: what is said in the second in which a history
// was read may be in it or not, and the list can't tell.
func TestSaidInTheSecondOfTheReadingIsRead(t *testing.T) {
	inBubble(t, func(b *bench) {
		b.back.says("u1", "read")
		b.back.online()
		synctest.Wait()
		require.Equal(t, []string{"read"}, b.texts("u1"))
		b.back.offline()
		b.back.says("u1", "in the same instant")
		time.Sleep(time.Minute)
		b.back.online()
		synctest.Wait()
		require.Equal(t, []string{"read", "in the same instant"}, b.texts("u1"))

		b.back.says("u2", "a minute later")
		b.back.online()
		synctest.Wait()
		b.back.set(func(s *scripted) { clear(s.readOf) })
		b.back.online()
		synctest.Wait()
		b.back.mu.Lock()
		defer b.back.mu.Unlock()
		require.Zero(t, b.back.readOf["u1"], "its last second is over")
	})
}

// Whatever is dropped, repeated and shuffled on the way, and whenever the link
// breaks, the stored set is the back end's.
func TestStoredSetIsExactUnderFaults(t *testing.T) {
	for seed := range uint64(4) {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			inBubble(t, func(b *bench) {
				rng := rand.New(rand.NewPCG(seed, 7))
				var held []model.Message
				peer := func(m model.Message) string { return m.SenderID }
				for i := range 600 {
					m := b.back.says(fmt.Sprintf("u%d", rng.IntN(5)), fmt.Sprintf("text %d", i))
					switch n := rng.IntN(100); {
					case n < 3: // lost with the link
						b.back.offline()
						time.Sleep(time.Duration(rng.IntN(3000)) * time.Millisecond)
						b.back.online()
					case n < 10: // late
						held = append(held, m)
					case n < 15: // twice
						b.back.push(peer(m), m, m)
					default:
						b.back.push(peer(m), m)
					}
					if len(held) > 3 {
						for _, h := range held {
							b.back.push(peer(h), h)
						}
						held = nil
					}
					time.Sleep(time.Duration(rng.IntN(20)) * time.Millisecond)
				}
				b.back.offline()
				require.NoError(t, b.console.Settle(context.Background()))
				for u := range 5 {
					name := fmt.Sprintf("u%d", u)
					var want []string
					for _, m := range b.back.said(name) {
						want = append(want, m.Content.Text)
					}
					require.Equal(t, want, b.texts(name))
				}
			})
		})
	}
}

// A back end may give fewer rows than asked for, many of one instant, or not care
// for the time asked for.
func TestListsAreReadToTheirEnd(t *testing.T) {
	for name, spoil := range map[string]func(*scripted){
		"as documented": func(*scripted) {},
		"short pages":   func(s *scripted) { s.most = 7 },
		"deaf":          func(s *scripted) { s.deaf = true },
	} {
		t.Run(name, func(t *testing.T) {
			inBubble(t, func(b *bench) {
				b.back.set(spoil)
				const people = 250
				for i := range people {
					b.back.says(fmt.Sprintf("u%03d", i), "one")
					b.back.says(fmt.Sprintf("u%03d", i), "two")
					if i%3 == 0 {
						time.Sleep(time.Second)
					}
				}
				b.back.online()
				synctest.Wait()
				n, err := b.console.Inbox.Count(context.Background(), ConversationQuery{})
				require.NoError(t, err)
				if name == "deaf" {
					require.GreaterOrEqual(t, n, listPage, "what it gives is taken, and the reading ends")
					return
				}
				require.Equal(t, people, n)
				require.Equal(t, []string{"one", "two"}, b.texts("u000"))
				b.back.set(func(s *scripted) { s.calls = 0 })
				b.back.online()
				synctest.Wait()
				b.back.mu.Lock()
				defer b.back.mu.Unlock()
				require.Less(t, b.back.calls, 20, "a second list ends where the first one began, and only the last seconds are read again")
			})
		})
	}
}

func TestConversationEventWithoutItsMessageOpensAGap(t *testing.T) {
	inBubble(t, func(b *bench) {
		b.back.push("u1", b.back.says("u1", "one"))
		time.Sleep(time.Second)
		m := b.back.says("u1", "two, never pushed")
		seen := model.ConversationSeen{Seat: ref(), Conversation: conversation("u1"), LastAt: m.SentAt, Preview: "two", Unread: 2}
		require.NoError(t, b.back.sink.Deliver(b.back.ctx, []model.Event{seen}))
		require.Equal(t, []string{"one"}, b.texts("u1"))
		time.Sleep(grace + time.Second)
		synctest.Wait()
		require.Equal(t, []string{"one", "two, never pushed"}, b.texts("u1"))
		require.Equal(t, 2, b.with("u1").Unread)
	})
}

func TestSilentLinkIsChecked(t *testing.T) {
	inBubble(t, func(b *bench) {
		b.back.says("u1", "nobody told us")
		time.Sleep(checkEvery + time.Second)
		synctest.Wait()
		require.Equal(t, []string{"nobody told us"}, b.texts("u1"))
	})
}

func TestHistoryRefusedForOneDoesNotHoldUpOthers(t *testing.T) {
	inBubble(t, func(b *bench) {
		b.back.offline()
		b.back.set(func(s *scripted) {
			s.historyErr = func(peer string) error {
				if peer == "bad" {
					return &model.Trouble{Code: model.TroubleRejected, Detail: "no"}
				}
				return nil
			}
		})
		b.back.says("good", "hello")
		time.Sleep(time.Second)
		b.back.says("bad", "secret")
		b.back.online()
		synctest.Wait()
		require.Equal(t, []string{"hello"}, b.texts("good"))
		require.True(t, b.with("bad").Cursor.Gap, "its gap stays open and is shown")
		b.back.set(func(s *scripted) { s.historyErr = nil })
		time.Sleep(retryMost + checkEvery)
		synctest.Wait()
		require.Equal(t, []string{"secret"}, b.texts("bad"))
	})
}

func TestQueuedWhileDownIsSentOnceAfterARestart(t *testing.T) {
	inBubble(t, func(b *bench) {
		b.back.push("u1", b.back.says("u1", "在吗"))
		b.back.offline()
		id := b.send("u1", "在的")
		time.Sleep(time.Minute)
		require.Equal(t, model.StateQueued, b.state(id))
		b.stop()
		b.start()
		require.Empty(t, b.back.sends())
		b.back.online()
		synctest.Wait()
		require.Equal(t, model.StateSent, b.state(id))
		require.Len(t, b.back.sends(), 1)
		time.Sleep(10 * time.Minute)
		require.Len(t, b.back.sends(), 1)
	})
}

func TestNoEchoIsMaybeSentAndNeverResentByItself(t *testing.T) {
	inBubble(t, func(b *bench) {
		b.back.push("u1", b.back.says("u1", "在吗"))
		b.back.set(func(s *scripted) {
			s.onSend = func(providers.Outgoing) (providers.Receipt, error) {
				return providers.Receipt{}, errors.New("broken pipe")
			}
		})
		id := b.send("u1", "在的")
		synctest.Wait()
		require.Equal(t, model.StateMaybeSent, b.state(id))
		b.back.set(func(s *scripted) { s.onSend = nil })
		time.Sleep(time.Hour)
		require.Equal(t, model.StateMaybeSent, b.state(id))
		require.Empty(t, b.back.sends())

		require.NoError(t, b.console.Outbox.Resend(context.Background(), id))
		synctest.Wait()
		require.Len(t, b.back.sends(), 1)
		require.Equal(t, []string{"在吗", "在的"}, b.texts("u1"))
	})
}

func TestLostEchoIsSettledByHistory(t *testing.T) {
	inBubble(t, func(b *bench) {
		b.back.push("u1", b.back.says("u1", "在吗"))
		b.back.set(func(s *scripted) { s.echo = false })
		id := b.send("u1", "在的")
		synctest.Wait()
		require.Equal(t, model.StateSending, b.state(id))
		time.Sleep(echoWithin + 2*time.Second)
		synctest.Wait()
		require.Equal(t, model.StateMaybeSent, b.state(id))
		time.Sleep(settleEvery + 2*time.Second)
		synctest.Wait()
		require.Equal(t, model.StateSent, b.state(id))
		require.Len(t, b.back.sends(), 1)
	})
}

// A kill between the try and the echo: what may have left is not sent again.
func TestKilledWhileSendingIsMaybeSent(t *testing.T) {
	inBubble(t, func(b *bench) {
		b.back.push("u1", b.back.says("u1", "在吗"))
		b.back.set(func(s *scripted) { s.echo = false })
		id := b.send("u1", "在的")
		synctest.Wait()
		b.back.set(func(s *scripted) { s.history["u1"] = s.history["u1"][:1] }) // it did not arrive
		b.stop()
		b.start()
		b.back.online()
		synctest.Wait()
		require.Equal(t, model.StateMaybeSent, b.state(id))
		require.Len(t, b.back.sends(), 1)
	})
}

func TestRefusalIsShownWithItsReason(t *testing.T) {
	inBubble(t, func(b *bench) {
		b.back.push("u1", b.back.says("u1", "在吗"))
		b.back.set(func(s *scripted) {
			s.onSend = func(providers.Outgoing) (providers.Receipt, error) {
				return providers.Receipt{}, &model.Trouble{Code: model.TroubleRejected, Detail: "对方已删除好友"}
			}
		})
		id := b.send("u1", "在的")
		synctest.Wait()
		m, err := b.store.Message(context.Background(), id)
		require.NoError(t, err)
		require.Equal(t, model.StateFailed, m.State)
		require.Equal(t, "对方已删除好友", m.Reason.Detail)
		require.False(t, b.with("u1").WaitingFrom.IsZero(), "a failed answer is no answer")
	})
}

func TestNotTriedIsTriedAgain(t *testing.T) {
	inBubble(t, func(b *bench) {
		b.back.push("u1", b.back.says("u1", "在吗"))
		tries := 0
		b.back.set(func(s *scripted) {
			s.onSend = func(providers.Outgoing) (providers.Receipt, error) {
				if tries++; tries < 3 {
					return providers.Receipt{}, &providers.NotTried{Err: errors.New("not connected")}
				}
				return providers.Receipt{}, nil
			}
		})
		id := b.send("u1", "在的")
		time.Sleep(3 * tryAgain)
		synctest.Wait()
		require.Equal(t, model.StateSent, b.state(id))
		require.Len(t, b.back.sends(), 1)
	})
}

func TestSeatStateDecidesOnSending(t *testing.T) {
	inBubble(t, func(b *bench) {
		b.back.push("u1", b.back.says("u1", "在吗"))
		state := func(s model.SeatState) {
			require.NoError(t, b.back.sink.Deliver(b.back.ctx, []model.Event{model.SeatStateSeen{Seat: ref(), State: s}}))
			synctest.Wait()
		}
		state(model.SeatOffline)
		id := b.send("u1", "等我上线")
		synctest.Wait()
		require.Equal(t, model.StateQueued, b.state(id))
		state(model.SeatOnline)
		synctest.Wait()
		require.Equal(t, model.StateSent, b.state(id), "a seat that comes back sends what waited")
		state(model.SeatBanned)
		id = b.send("u1", "封号了")
		synctest.Wait()
		require.Equal(t, model.StateFailed, b.state(id))
	})
}

func TestPaceHoldsOverARestart(t *testing.T) {
	inBubble(t, func(b *bench) {
		b.back.set(func(s *scripted) { s.pace = providers.Pace{SendInterval: 10 * time.Second} })
		b.back.push("u1", b.back.says("u1", "在吗"))
		b.send("u1", "一")
		b.send("u1", "二")
		synctest.Wait()
		require.Len(t, b.back.sends(), 1)
		b.stop()
		b.start()
		b.back.online()
		time.Sleep(9 * time.Second)
		synctest.Wait()
		require.Len(t, b.back.sends(), 1)
		time.Sleep(2 * time.Second)
		synctest.Wait()
		require.Len(t, b.back.sends(), 2)
	})
}

func TestOpenedClearsUnreadHereAndThere(t *testing.T) {
	inBubble(t, func(b *bench) {
		m := b.back.says("u1", "在吗")
		b.back.push("u1", m)
		require.NoError(t, b.console.Inbox.Opened(context.Background(), b.with("u1").ID))
		synctest.Wait()
		require.Zero(t, b.with("u1").Unread)
		require.Equal(t, []string{"u1"}, b.back.cleans())
		// A count that was made before the agent read does not bring the badge back.
		stale := model.ConversationSeen{Seat: ref(), Conversation: conversation("u1"), LastAt: m.SentAt, Unread: 1}
		require.NoError(t, b.back.sink.Deliver(b.back.ctx, []model.Event{stale}))
		require.Zero(t, b.with("u1").Unread)
		time.Sleep(time.Second)
		b.back.push("u1", b.back.says("u1", "还在吗"))
		require.Equal(t, 1, b.with("u1").Unread)
	})
}

func TestConnectionsAreChecked(t *testing.T) {
	inBubble(t, func(b *bench) {
		good := NewConnection{Kind: "scripted", Name: "two", BaseURL: " https://example.com/ ", Account: "a", Secret: "x"}
		for name, spoil := range map[string]func(*NewConnection){
			"no name":         func(n *NewConnection) { n.Name = "  " },
			"no secret":       func(n *NewConnection) { n.Secret = "" },
			"no account":      func(n *NewConnection) { n.Account = "" },
			"not a web url":   func(n *NewConnection) { n.BaseURL = "ftp://x" },
			"garbage url":     func(n *NewConnection) { n.BaseURL = "::::" },
			"password in url": func(n *NewConnection) { n.BaseURL = "https://u:p@host" },
			"unknown kind":    func(n *NewConnection) { n.Kind = "nope" },
			"unknown option":  func(n *NewConnection) { n.Options = map[string]string{"nope": "1"} },
			"name taken":      func(n *NewConnection) { n.Name = "one" },
		} {
			n := good
			spoil(&n)
			_, err := b.console.Connections.Add(context.Background(), n)
			require.True(t, model.IsTrouble(err, model.TroubleInvalid), "%s: %v", name, err)
		}
		c, err := b.console.Connections.Add(context.Background(), good)
		require.NoError(t, err)
		require.Equal(t, "https://example.com", c.BaseURL)
		sealed, err := b.store.Sealed(context.Background(), c.ID)
		require.NoError(t, err)
		require.Equal(t, "sealed:x", string(sealed[mainSecret]))
	})
}
