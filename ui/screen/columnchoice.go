package screen

import (
	"context"
	"maps"
	"slices"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/widget"

	"seatdeck/app"
	"seatdeck/ui/widgets"
)

// ColumnChoice is which of the columns of a table are shown. A person's choice is
// kept in the preferences. It is used on the UI goroutine.
type ColumnChoice struct {
	Table   *widgets.Table
	Changed func() // other columns are shown; may be nil

	env   *Env
	scope *Scope
	name  string // under which the choice is kept
	all   []widgets.Column
	usual []string // until a person chooses others
	keys  []string // now
}

// NewColumnChoice makes a table with the usual columns.
func NewColumnChoice(env *Env, scope *Scope, name string, all []widgets.Column, usual []string) *ColumnChoice {
	c := &ColumnChoice{env: env, scope: scope, name: name, all: all, usual: usual}
	c.keys = c.those(usual)
	c.Table = widgets.NewTable(c.columns())
	return c
}

// those are the keys of columns that there are, in their order; the first one is
// always among them.
func (c *ColumnChoice) those(wanted []string) []string {
	var keys []string
	for i, column := range c.all {
		if i == 0 || slices.Contains(wanted, column.Key) {
			keys = append(keys, column.Key)
		}
	}
	return keys
}

func (c *ColumnChoice) columns() []widgets.Column {
	return slices.DeleteFunc(slices.Clone(c.all), func(one widgets.Column) bool { return !c.Shows(one.Key) })
}

// Shows tells whether a column is shown.
func (c *ColumnChoice) Shows(key string) bool { return slices.Contains(c.keys, key) }

// Set shows the columns of those keys.
func (c *ColumnChoice) Set(keys []string) {
	if keys = c.those(keys); slices.Equal(keys, c.keys) {
		return
	}
	c.keys = keys
	c.Table.SetColumns(c.columns())
	if c.Changed != nil {
		c.Changed()
	}
}

// Read shows the columns that a person chose.
func (c *ColumnChoice) Read() {
	Ask(c.scope, c.name+"/columns", func(ctx context.Context) (app.Preferences, error) {
		return c.env.Console.Settings.Get(ctx)
	}, func(kept app.Preferences, err error) {
		if text := kept.Columns[c.name]; err == nil && text != "" {
			c.Set(strings.Split(text, ","))
		}
	})
}

// Choose asks which columns are to be shown. A tick shows at once and is kept.
func (c *ColumnChoice) Choose() {
	t := c.env.T
	list := Column(0)
	var first fyne.Focusable
	for i, column := range c.all {
		box := NewCheck(column.Title, nil)
		box.SetChecked(c.Shows(column.Key))
		box.OnChanged = func(on bool) {
			keys := slices.DeleteFunc(slices.Clone(c.keys), func(k string) bool { return k == column.Key })
			if on {
				keys = append(keys, column.Key)
			}
			c.keep(keys)
		}
		switch {
		case i == 0:
			box.Disable() // a row without a name is nothing
		case first == nil:
			first = box
		}
		list.Add(box)
	}
	var sheet *Sheet
	usual := NewButton(t("manager.columns.usual"), nil, func() {
		sheet.Close()
		c.keep(c.usual)
	})
	done := NewButton(t("shell.close"), nil, func() { sheet.Close() })
	done.Importance = widget.HighImportance
	sheet = c.env.Sheets.Show(Form{
		Title: t("manager.columns"), Body: list, Size: fyne.NewSize(320, 0), Focus: first,
		Left: []fyne.CanvasObject{usual}, Buttons: []fyne.CanvasObject{done},
	})
	sheet.Fit()
}

// keep shows the columns of those keys and remembers them.
func (c *ColumnChoice) keep(keys []string) {
	c.Set(keys)
	text, settings := strings.Join(c.keys, ","), c.env.Console.Settings
	c.scope.Act("columns", func(ctx context.Context) error {
		kept, err := settings.Get(ctx)
		if err != nil {
			return err
		}
		columns := maps.Clone(kept.Columns)
		if columns == nil {
			columns = map[string]string{}
		}
		columns[c.name], kept.Columns = text, columns
		return settings.Set(ctx, kept)
	}, c.env.Fail)
}
