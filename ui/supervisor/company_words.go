package supervisor

import (
	"strconv"
	"strings"
	"time"

	"seatdeck/app"
	"seatdeck/app/model"
	"seatdeck/ui/screen"
	"seatdeck/ui/tools"
	"seatdeck/ui/widgets"
)

const (
	cellMost  = 80  // characters of a cell
	itemsMost = 200 // items of a list that are written out
	timeForm  = "2006-01-02 15:04"
)

// companyZone is where the days of back ends begin.
func companyZone() *time.Location { return time.FixedZone("Asia/Shanghai", 8*60*60) }

// recordWords says a kind of record in a person's words.
type recordWords struct {
	env   *screen.Env
	kind  model.RecordKind
	names *recordNames
}

// of is the text of the first key that has one, else the last of them as it is:
// what a back end says and nobody has translated.
func (w recordWords) of(keys ...string) string {
	for _, key := range keys[:len(keys)-1] {
		if w.env.Texts.Has(key) {
			return w.env.T(key)
		}
	}
	return keys[len(keys)-1]
}

func (w recordWords) name() string { return w.of("record."+string(w.kind), string(w.kind)) }

// about says what a person has to know of the kind; "" is nothing.
func (w recordWords) about() string { return w.of("company.about."+string(w.kind), "") }

// field names a field; hint is what its text says in brackets behind the name.
func (w recordWords) field(key string) (name, hint string) {
	return withHint(w.of("record."+string(w.kind)+"."+key, "company.field."+key, key))
}

// asked names what an action asks for.
func (w recordWords) asked(action, key string) (name, hint string) {
	return withHint(w.of("record."+string(w.kind)+".do."+action+"."+key, "record."+string(w.kind)+"."+key, "company.field."+key, key))
}

// withHint takes what stands in brackets at the end off a name.
func withHint(text string) (name, hint string) {
	for _, brackets := range [][2]string{{"（", "）"}, {" (", ")"}} {
		if name, rest, there := strings.Cut(text, brackets[0]); there && strings.HasSuffix(rest, brackets[1]) {
			return name, strings.TrimSuffix(rest, brackets[1])
		}
	}
	return text, ""
}

// heading names a column.
func (w recordWords) heading(key string) string {
	name, _ := w.field(key)
	return name
}

func (w recordWords) option(key, option string) string {
	return w.of("record."+string(w.kind)+"."+key+"."+option, "company.option."+option, option)
}

func (w recordWords) action(key string) string {
	return w.of("record."+string(w.kind)+".do."+key, key)
}

// deed names an action where it is done at last, and nothing more is asked.
func (w recordWords) deed(key string) string { return strings.TrimSuffix(w.action(key), "…") }

func (w recordWords) problem(p app.FieldTrouble) string {
	return w.env.T("refusal."+p.Problem, "detail", p.Max)
}

// named is an error that names the field it is about as its screen does, by label.
func named(err error, label func(key string) (name, hint string)) error {
	t := model.AsTrouble(err)
	if t == nil || t.Code != model.TroubleInvalid && t.Code != model.TroubleTooLong {
		return err
	}
	called := *t
	called.About, _ = label(t.About)
	return &called
}

// value says a value in one line.
func (w recordWords) value(f model.RecordField, value string) string {
	if value == "" && f.Type != model.FieldSwitch {
		return ""
	}
	t := w.env.T
	n, err := strconv.ParseInt(value, 10, 64)
	whole := err == nil
	switch f.Type {
	case model.FieldSwitch:
		if value == "1" {
			return t("company.yes")
		}
		return t("company.no")
	case model.FieldChoice:
		return w.option(f.Key, value)
	case model.FieldTime:
		if whole {
			return time.UnixMilli(n).In(w.env.Zone).Format(timeForm)
		}
	case model.FieldDay:
		if whole {
			return time.UnixMilli(n).In(companyZone()).Format(time.DateOnly)
		}
	case model.FieldSpan:
		if whole && n >= 0 && n < 1e9 {
			return widgets.SpanText(w.env.Texts, time.Duration(n)*time.Second)
		}
	case model.FieldNumber:
		if whole && n > -1e9 && n < 1e9 {
			return widgets.Number(int(n))
		}
	case model.FieldCode:
		return t("company.code.show")
	case model.FieldURL:
		if host := tools.Host(value); host != "" {
			return host
		}
	case model.FieldPictures:
		return t("company.pictures", "n", strings.Count(value, "\n")+1)
	}
	return widgets.OneLine(strings.Join(w.items(f, value), "、"), cellMost)
}

// items are the items of a list, by their names.
func (w recordWords) items(f model.RecordField, value string) []string {
	if value == "" {
		return nil
	}
	if f.Type == model.FieldText || f.Type == model.FieldLong {
		return []string{value}
	}
	list := strings.SplitN(value, "\n", itemsMost+1)
	if len(list) > itemsMost {
		rest := strings.Count(list[itemsMost], "\n") + 1
		list[itemsMost] = w.env.T("company.items.more", "n", rest)
	}
	for i, id := range list {
		if i < itemsMost {
			list[i] = widgets.OneLine(w.names.of(f.Type, id), cellMost)
		}
	}
	return list
}

// title names a record by what it says: its name, its first words, else what its list
// shows first.
func (w recordWords) title(s model.RecordSchema, r model.Record) string {
	if name := r.Get("name"); name != "" {
		return widgets.OneLine(name, 40)
	}
	var shown []string
	for _, f := range s.Fields {
		value := r.Get(f.Key)
		if value == "" || f.Type == model.FieldCode || f.Type == model.FieldSwitch {
			continue
		}
		if f.Type == model.FieldText || f.Type == model.FieldLong {
			return widgets.OneLine(value, 40)
		}
		if f.InList && len(shown) < 2 {
			shown = append(shown, widgets.OneLine(w.value(f, value), 24))
		}
	}
	if len(shown) == 0 {
		return widgets.OneLine(r.ID, 40)
	}
	return strings.Join(shown, " · ")
}
