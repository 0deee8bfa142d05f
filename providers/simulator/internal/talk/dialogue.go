package talk

import (
	_ "embed"
	"fmt"
	"math/rand/v2"
	"strings"
)

//go:embed dialogues.txt
var dialogueText string

// Line is one utterance of a dialogue.
type Line struct {
	Who  byte   // 'C' customer, 'A' agent, '1'–'3' members of a group
	Kind string // empty: text
	Text string
}

// Dialogue is a scripted exchange between customers and an agent.
type Dialogue struct {
	Topic string
	Group bool
	Lines []Line
}

const groupTopic = "群:"

var lineKinds = map[string]bool{
	"picture": true, "voice": true, "file": true, "link": true, "mini": true,
	"sticker": true, "video": true, "unknown": true,
}

// Dialogues are those of dialogues.txt.
func Dialogues() []Dialogue {
	all, err := Parse(dialogueText)
	if err != nil {
		panic(err) // an embedded file; a test reads it
	}
	return all
}

// Parse reads the format dialogues.txt describes in its first lines.
func Parse(text string) ([]Dialogue, error) {
	var all []Dialogue
	for i, row := range strings.Split(text, "\n") {
		row = strings.TrimSpace(row)
		switch {
		case row == "" || strings.HasPrefix(row, "#"):
		case strings.HasPrefix(row, "== "):
			topic := strings.TrimPrefix(row, "== ")
			all = append(all, Dialogue{
				Topic: strings.TrimPrefix(topic, groupTopic),
				Group: strings.HasPrefix(topic, groupTopic),
			})
		default:
			who, said, ok := strings.Cut(row, " ")
			if !ok || len(all) == 0 || !strings.Contains("CA123", who) {
				return nil, fmt.Errorf("dialogues, row %d: %q is not a line", i+1, row)
			}
			l := Line{Who: who[0], Text: said}
			if kind, isKind := strings.CutPrefix(said, "!"); isKind {
				if !lineKinds[kind] {
					return nil, fmt.Errorf("dialogues, row %d: unknown kind %q", i+1, kind)
				}
				l = Line{Who: who[0], Kind: kind}
			}
			last := &all[len(all)-1]
			last.Lines = append(last.Lines, l)
		}
	}
	return all, nil
}

// Pick returns a random dialogue for a group or for one customer.
func Pick(r *rand.Rand, all []Dialogue, inGroup bool) *Dialogue {
	for {
		if d := &all[r.IntN(len(all))]; d.Group == inGroup {
			return d
		}
	}
}

// Slots fills the {words} of a line. Within one session of a conversation the
// same values are used, so that an order number stays the same.
type Slots struct{ replacer *strings.Replacer }

// NewSlots draws the values of one session.
func NewSlots(r *rand.Rand, customer string, date string) Slots {
	order := fmt.Sprintf("%d%010d", 20+r.IntN(9), r.Int64N(1e10))
	return Slots{strings.NewReplacer(
		"{name}", customer,
		"{item}", One(r, ItemNames),
		"{order}", order,
		"{amount}", fmt.Sprintf("%d.%d", 19+r.IntN(680), r.IntN(10)),
		"{n}", fmt.Sprint(3+r.IntN(90)),
		"{date}", date,
		"{city}", One(r, CityNames),
		"{express}", One(r, []string{"顺丰", "中通", "圆通", "韵达", "京东快递", "邮政"}),
		"{phone}", PhoneNumber(r),
		"{company}", One(r, CityNames)+One(r, CompanyWords)+One(r, []string{"科技", "商贸", "教育", "餐饮", "文化"})+"有限公司",
	)}
}

// Fill puts the values into a text.
func (s Slots) Fill(text string) string { return s.replacer.Replace(text) }
