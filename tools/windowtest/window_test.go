//go:build window

package windowtest

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"seatdeck/tools/rig"
)

const tags = "x11,migrated_fynedo"

// TestAnAgentAnswersACustomer is the whole way: a customer writes, the agent
// sees it, opens the conversation, types an answer and sends it, all by key, and
// the back end has it once.
func TestAnAgentAnswersACustomer(t *testing.T) {
	p := rig.Build(t, tags)
	simulator := p.Simulate(t, "--seats", "1", "--conversations", "1", "--messages", "4", "--rate", "0", "--seed", "7")
	p.Connect(t, simulator, "模拟")

	answers := []string{"Yes, it ships before 6 pm.", "好的，今天下午六点前发出。"}
	screen := newDisplay(t, 1280, 800)
	screen.teach(t, answers[1])
	p.Env = append(p.Env, screen.env(t)...)
	console := p.Start(t)
	w := screen.find(t, console, rig.Out(t, "window"))
	w.drawn()
	w.keep("1-start")

	truth := simulator.Truth(t)
	require.NotEmpty(t, truth)
	rig.Until(t, 60*time.Second, "the history", func() error {
		rows := strings.Count(p.Run(t, "", "export", "--format", "jsonl"), "\n")
		return rig.Check(rows == len(truth), "%d of %d messages are here", rows, len(truth))
	})
	w.calm("the history to be drawn")
	before := w.keep("2-history")

	const question = "请问今天还能发货吗？"
	robot, customer := truth[0].RobotKey, peerOf(truth[0].ChatID)
	simulator.Say(t, robot, customer, question)
	rig.Until(t, 30*time.Second, "the customer's message", func() error {
		hits := search(t, p, question)
		return rig.Check(len(hits) == 1 && hits[0].Direction == "in", "%d hits", len(hits))
	})
	w.changed(before, linePixels, "the customer's message on screen")
	w.calm("the customer's message to be drawn")
	before = w.keep("3-customer-wrote")

	w.key("ctrl+j") // who waits longest
	w.changed(before, linePixels, "the conversation")
	w.key("Escape") // to the composer
	w.calm("the conversation to be drawn")
	before = w.keep("4-conversation")

	for i, answer := range answers {
		w.typeText(answer)
		w.changed(before, linePixels, "what is typed")
		w.keep([]string{"5-typed-ascii", "7-typed-chinese"}[i])
		w.key("Return")
		rig.Until(t, 30*time.Second, "the answer at the back end", func() error {
			n := simulator.SentTexts(t)[answer]
			return rig.Check(n > 0, "not sent; there is %v", simulator.SentTexts(t))
		})
		rig.Until(t, 30*time.Second, "the answer to be confirmed", func() error {
			hits := search(t, p, answer)
			return rig.Check(len(hits) == 1 && hits[0].State == "sent", "%+v", hits)
		})
		w.calm("the answer to be drawn")
		before = w.keep([]string{"6-sent-ascii", "8-sent-chinese"}[i])
	}

	// Keys work wherever the focus was left: here in a composer that a tab
	// without an open conversation has no use for.
	w.key("ctrl+2")
	w.changed(before, linePixels, "the tab of the seat")
	w.calm("the tab to be drawn")
	before = w.keep("9-seat")
	w.key("ctrl+k")
	w.changed(before, linePixels, "the palette")
	w.key("Escape")

	w.quit(console)

	for text, n := range simulator.SentTexts(t) {
		require.Equal(t, 1, n, "%q", text)
	}
	require.Len(t, simulator.Sent(t), 2)
	require.NotContains(t, console.Stdout()+console.Stderr(), rig.Secret)
}

type hit struct {
	Text      string `json:"text"`
	Direction string `json:"direction"`
	State     string `json:"state"`
}

func search(t *testing.T, p rig.Program, text string) []hit {
	t.Helper()
	var hits []hit
	p.JSON(t, &hits, "search", "--limit", "5", "--", text)
	return hits
}

// peerOf takes the customer out of a chat id, "S:<seat>_<customer>".
func peerOf(chatID string) string { return chatID[strings.LastIndex(chatID, "_")+1:] }
