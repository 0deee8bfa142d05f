package screen

import (
	"context"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	fynetheme "fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"seatdeck/app/model"
	"seatdeck/ui/widgets"
)

// FileQuestion is what is asked of a person about a local file.
type FileQuestion struct {
	Title      string
	Confirm    string   // words of the button
	Extensions []string // lower case, with the dot; nil: any; a name to save that has none gets the first
	Save       bool     // a name to write to, else a file that is there
	Name       string   // suggested, when saving
}

// fileEntry is one line of a folder.
type fileEntry struct {
	name   string
	folder bool
}

// chooser is a dialog that shows folders, in the agent's language and with the
// console's keys.
type chooser struct {
	env    *Env
	scope  *Scope
	asked  FileQuestion
	done   func(path string)
	sheet  *Sheet
	folder string
	rows   []fileEntry
	at     int

	where *Entry
	list  *widgets.List
	name  *Entry
	said  *widget.Label
	yes   *Button
}

// AskFile asks for a file and hands its path to done; nothing when the person
// gives up. It begins in the home folder, or where a file was last chosen.
func (e *Env) AskFile(q FileQuestion, done func(path string)) {
	c := &chooser{env: e, scope: e.Scope(), asked: q, done: done, at: -1}
	c.where = NewEntry()
	c.where.OnSubmitted = c.open
	c.name = NewEntry()
	c.name.SetText(q.Name)
	c.name.OnChanged = func(string) { c.enable() }
	c.name.OnSubmitted = func(string) { c.confirm() }
	c.said = Note("")
	c.said.Importance = widget.DangerImportance
	c.said.Hide()
	c.list = widgets.NewList(newFileRow().MinSize().Height, func() fyne.CanvasObject { return newFileRow() }, func(i int, row fyne.CanvasObject) {
		if i < len(c.rows) {
			row.(*fileRow).set(c.rows[i])
		}
	})
	c.list.Selected = func(i int) bool { return i == c.at }
	c.list.OnTapped = c.choose
	up := NewButton("", fynetheme.MoveUpIcon(), func() { c.open(filepath.Dir(c.folder)) })
	home := NewButton("", fynetheme.HomeIcon(), func() { c.open(homeFolder()) })
	cancel := NewButton(e.T("shell.cancel"), nil, func() { c.sheet.Close() })
	c.yes = NewButton(q.Confirm, nil, c.confirm)
	c.yes.Importance = widget.HighImportance
	foot := Column(1, c.said)
	focus := fyne.Focusable(c.list)
	if q.Save {
		foot.Add(LabelRow(e.T("shell.file.name"), c.name))
		focus = c.name
	}
	head := container.NewBorder(nil, nil, container.NewHBox(up, home), nil, c.where)
	c.sheet = e.Sheets.Show(Form{
		Title: q.Title, Size: fyne.NewSize(640, 500), Focus: focus,
		Body:    container.NewBorder(Inset(head, 0, 0, 1, 0), foot, nil, nil, c.list),
		Buttons: []fyne.CanvasObject{cancel, c.yes},
	})
	c.sheet.OnClose = c.scope.Close
	c.enable()
	start := e.Sheets.folder
	if start == "" {
		start = homeFolder()
	}
	c.open(start)
}

func homeFolder() string {
	if home, err := os.UserHomeDir(); err == nil {
		return home
	}
	return string(filepath.Separator)
}

// place is a folder and which of its rows is chosen; -1 for none.
type place struct {
	folder string
	rows   []fileEntry
	at     int
}

// open shows another folder. Of a file it shows the folder and chooses the file:
// a pasted path is meant as it is.
func (c *chooser) open(path string) {
	path = filepath.Clean(strings.TrimSpace(path))
	Ask(c.scope, "folder", func(context.Context) (place, error) {
		return placeOf(path, c.asked.Extensions)
	}, func(p place, err error) {
		c.tell(err)
		if err != nil {
			return // what was typed stays, to be mended
		}
		c.folder, c.rows, c.at = p.folder, p.rows, p.at
		c.where.SetText(p.folder)
		c.list.SetCount(len(p.rows))
		c.list.ScrollTo(max(p.at, 0))
		c.enable()
	})
}

func placeOf(path string, extensions []string) (place, error) {
	p := place{folder: path, at: -1}
	name := ""
	if info, err := os.Stat(path); err == nil && !info.IsDir() {
		p.folder, name = filepath.Dir(path), filepath.Base(path)
	}
	var err error
	if p.rows, err = readFolder(p.folder, extensions); err != nil || name == "" {
		return p, err
	}
	if p.at = slices.Index(p.rows, fileEntry{name, false}); p.at < 0 {
		return p, &model.Trouble{Code: model.TroubleInvalid, About: name, Detail: strings.Join(extensions, " ")}
	}
	return p, nil
}

// readFolder lists folders first, then the files that may be chosen; hidden ones
// stay hidden.
func readFolder(folder string, extensions []string) ([]fileEntry, error) {
	found, err := os.ReadDir(folder)
	if err != nil {
		return nil, &model.Trouble{Code: model.TroubleNotFound, About: folder, Cause: err}
	}
	var rows []fileEntry
	for _, f := range found {
		name := f.Name()
		if strings.HasPrefix(name, ".") {
			continue
		}
		inside := f.IsDir()
		if f.Type()&os.ModeSymlink != 0 {
			if info, err := os.Stat(filepath.Join(folder, name)); err == nil {
				inside = info.IsDir()
			}
		}
		if !inside && !endsIn(extensions, name) {
			continue
		}
		rows = append(rows, fileEntry{name, inside})
	}
	slices.SortStableFunc(rows, func(a, b fileEntry) int {
		if a.folder != b.folder {
			if a.folder {
				return -1
			}
			return 1
		}
		return strings.Compare(strings.ToLower(a.name), strings.ToLower(b.name))
	})
	return rows, nil
}

// endsIn tells whether a name has one of the extensions; nil: any will do.
func endsIn(extensions []string, name string) bool {
	return extensions == nil || slices.Contains(extensions, strings.ToLower(filepath.Ext(name)))
}

func (c *chooser) tell(err error) {
	c.said.SetText(c.env.Trouble(err))
	c.said.Hidden = err == nil
	c.said.Refresh()
}

func (c *chooser) choose(i int) {
	if i >= len(c.rows) {
		return
	}
	row := c.rows[i]
	switch {
	case row.folder:
		c.open(filepath.Join(c.folder, row.name))
		return
	case i == c.at && !c.asked.Save: // a second press
		c.confirm()
		return
	case c.asked.Save:
		c.name.SetText(row.name)
	}
	c.at = i
	c.list.Refresh()
	c.enable()
}

// chosen is the path that would be confirmed; "" for none.
func (c *chooser) chosen() string {
	if c.asked.Save {
		name := strings.TrimSpace(c.name.Text)
		if name == "" || name != filepath.Base(name) || name == "." || name == ".." {
			return ""
		}
		if !endsIn(c.asked.Extensions, name) {
			name += c.asked.Extensions[0]
		}
		return filepath.Join(c.folder, name)
	}
	if c.at < 0 || c.at >= len(c.rows) {
		return ""
	}
	return filepath.Join(c.folder, c.rows[c.at].name)
}

func (c *chooser) enable() {
	if c.folder != "" && c.chosen() != "" {
		c.yes.Enable()
	} else {
		c.yes.Disable()
	}
}

func (c *chooser) confirm() {
	path := c.chosen()
	if path == "" {
		return
	}
	finish := func() {
		c.env.Sheets.folder = c.folder
		c.sheet.Close()
		c.done(path)
	}
	if !c.asked.Save {
		finish()
		return
	}
	Ask(c.scope, "there", func(context.Context) (bool, error) {
		_, err := os.Lstat(path)
		return err == nil, nil
	}, func(there bool, _ error) {
		if !there {
			finish()
			return
		}
		c.env.Confirm(c.env.T("shell.file.there"), c.env.T("shell.file.there.text", "name", filepath.Base(path)), c.env.T("shell.file.replace"), finish)
	})
}

// fileRow is one line of a folder.
type fileRow struct {
	widget.BaseWidget
	icon *widget.Icon
	name *widget.Label
	body fyne.CanvasObject
}

func newFileRow() *fileRow {
	r := &fileRow{icon: widget.NewIcon(nil), name: widget.NewLabel("")}
	r.name.Truncation = fyne.TextTruncateEllipsis
	r.body = container.NewBorder(nil, nil, Inset(r.icon, 0, 0, 0, 2), nil, r.name)
	r.ExtendBaseWidget(r)
	return r
}

// CreateRenderer is called by the toolkit.
func (r *fileRow) CreateRenderer() fyne.WidgetRenderer { return widget.NewSimpleRenderer(r.body) }

func (r *fileRow) set(f fileEntry) {
	icon := fynetheme.FileIcon()
	if f.folder {
		icon = fynetheme.FolderIcon()
	}
	r.icon.SetResource(icon)
	r.name.SetText(widgets.OneLine(f.name, 120))
}
