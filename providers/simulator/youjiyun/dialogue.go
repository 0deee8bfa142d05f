package youjiyun

import (
	_ "embed"
	"fmt"
	"math/rand/v2"
	"strings"
)

//go:embed dialogues.txt
var dialogueText string

// line is one utterance of a dialogue.
type line struct {
	who  byte   // 'C' customer, 'A' agent, '1'–'3' members of a group
	kind string // empty: text
	text string
}

// dialogue is a scripted exchange between customers and an agent.
type dialogue struct {
	topic string
	group bool
	lines []line
}

const groupTopic = "群:"

var lineKinds = map[string]bool{
	"picture": true, "voice": true, "file": true, "link": true, "mini": true,
	"sticker": true, "video": true, "unknown": true,
}

// parseDialogues reads the format dialogues.txt describes in its first lines.
func parseDialogues(text string) ([]dialogue, error) {
	var all []dialogue
	for i, row := range strings.Split(text, "\n") {
		row = strings.TrimSpace(row)
		switch {
		case row == "" || strings.HasPrefix(row, "#"):
		case strings.HasPrefix(row, "== "):
			topic := strings.TrimPrefix(row, "== ")
			all = append(all, dialogue{
				topic: strings.TrimPrefix(topic, groupTopic),
				group: strings.HasPrefix(topic, groupTopic),
			})
		default:
			who, said, ok := strings.Cut(row, " ")
			if !ok || len(all) == 0 || !strings.Contains("CA123", who) {
				return nil, fmt.Errorf("dialogues, row %d: %q is not a line", i+1, row)
			}
			l := line{who: who[0], text: said}
			if kind, isKind := strings.CutPrefix(said, "!"); isKind {
				if !lineKinds[kind] {
					return nil, fmt.Errorf("dialogues, row %d: unknown kind %q", i+1, kind)
				}
				l = line{who: who[0], kind: kind}
			}
			last := &all[len(all)-1]
			last.lines = append(last.lines, l)
		}
	}
	return all, nil
}

// pick returns a random dialogue for a group or for one customer.
func pick(r *rand.Rand, all []dialogue, group bool) *dialogue {
	for {
		if d := &all[r.IntN(len(all))]; d.group == group {
			return d
		}
	}
}

// slots fills the {words} of a line. Within one session of a conversation the
// same values are used, so that an order number stays the same.
type slots struct{ replacer *strings.Replacer }

func newSlots(r *rand.Rand, customer string, date string) slots {
	order := fmt.Sprintf("%d%010d", 20+r.IntN(9), r.Int64N(1e10))
	return slots{strings.NewReplacer(
		"{name}", customer,
		"{item}", one(r, itemNames),
		"{order}", order,
		"{amount}", fmt.Sprintf("%d.%d", 19+r.IntN(680), r.IntN(10)),
		"{n}", fmt.Sprint(3+r.IntN(90)),
		"{date}", date,
		"{city}", one(r, cityNames),
		"{express}", one(r, []string{"顺丰", "中通", "圆通", "韵达", "京东快递", "邮政"}),
		"{phone}", phoneNumber(r),
		"{company}", one(r, cityNames)+one(r, companyWords)+one(r, []string{"科技", "商贸", "教育", "餐饮", "文化"})+"有限公司",
	)}
}

func (s slots) fill(text string) string { return s.replacer.Replace(text) }
