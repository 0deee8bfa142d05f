// Package connect is where connections are added, tested, changed and removed.
package connect

import (
	"net/url"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"seatdeck/app"
	"seatdeck/app/model"
	"seatdeck/ui/screen"
)

// Form is the fields of one connection, made from what its kind asks for. It
// only shows and calls back.
type Form struct {
	Object   fyne.CanvasObject
	OnChange func()
	OnResize func() // the options were folded in or out

	env     *screen.Env
	kinds   []app.KindSpec
	taken   map[string]bool // names of other connections
	edited  *model.Connection
	kind    app.KindSpec
	picker  *screen.Select
	name    *screen.Field
	base    *screen.Field
	account *screen.Field
	secret  *screen.Field
	secrets []namedField
	options []namedField
	more    *fyne.Container
	moreBtn *screen.Button
	fields  *fyne.Container
}

type namedField struct {
	name string
	*screen.Field
}

// NewForm makes the form; edited is nil for a new connection. Taken are the
// names that other connections have.
func NewForm(env *screen.Env, kinds []app.KindSpec, edited *model.Connection, taken []string) *Form {
	f := &Form{env: env, kinds: kinds, edited: edited, taken: map[string]bool{}}
	for _, name := range taken {
		f.taken[name] = true
	}
	titles := make([]string, len(kinds))
	for i, k := range kinds {
		titles[i] = k.Title
	}
	f.picker = screen.NewSelect(titles, func(string) { f.choose(f.picker.SelectedIndex()) })
	f.fields = screen.Column(1)
	f.Object = screen.Column(1, screen.LabelRow(env.T("connect.kind"), screen.Boxed(f.picker)), f.fields)
	first := 0
	if edited != nil {
		for i, k := range kinds {
			if k.Kind == edited.Kind {
				first = i
			}
		}
		f.picker.Disable()
	}
	if len(kinds) > 0 {
		f.picker.SetSelectedIndex(first)
	}
	return f
}

// choose builds the fields of a kind; what was typed already stays.
func (f *Form) choose(index int) {
	if index < 0 || index >= len(f.kinds) {
		return
	}
	before := f.Value()
	old := f.kind
	f.kind = f.kinds[index]
	f.build()
	c := before
	if f.edited != nil {
		c = app.NewConnection{Name: f.edited.Name, BaseURL: f.edited.BaseURL, Account: f.edited.Account, Options: f.edited.Options}
	}
	if c.BaseURL == "" || c.BaseURL == old.DefaultURL {
		c.BaseURL = f.kind.DefaultURL
	}
	if c.Name == "" || c.Name == old.Title {
		c.Name = f.freeName(f.kind.Title)
	}
	f.name.Entry.SetText(c.Name)
	f.base.Entry.SetText(c.BaseURL)
	f.account.Entry.SetText(c.Account)
	f.secret.Entry.SetText(c.Secret)
	for _, o := range f.options {
		o.Entry.SetText(c.Options[o.name])
	}
	f.changed()
}

// freeName is the title, with a number where another connection has it.
func (f *Form) freeName(title string) string {
	if !f.taken[title] {
		return title
	}
	for n := 2; ; n++ {
		if name := title + " " + itoa(n); !f.taken[name] {
			return name
		}
	}
}

func (f *Form) build() {
	t := f.env.T
	f.name = screen.NewField(t("connect.name"), "", false, false)
	f.name.Check = f.checkName
	f.base = screen.NewField(t("connect.url"), "", false, true)
	f.base.Check = f.checkURL
	f.base.Entry.SetPlaceHolder("https://")
	f.account = screen.NewField(f.kind.AccountLabel, "", false, true)
	if !f.kind.AccountOptional {
		f.account.Check = f.required
	}
	f.secret = screen.NewField(f.kind.SecretLabel, "", true, true)
	if !f.kind.SecretOptional {
		f.secret.Check = f.required
	}
	if f.edited != nil {
		f.secret.Check = nil
		f.secret.Entry.SetPlaceHolder(t("connect.secret.kept"))
	}
	objects := []fyne.CanvasObject{f.name.Object, f.base.Object, f.account.Object, f.secret.Object}
	f.secrets, f.options = nil, nil
	for _, name := range f.kind.MoreSecrets {
		s := namedField{name, screen.NewField(name, f.hint("connect.secret."+name), true, true)}
		if f.edited != nil {
			s.Entry.SetPlaceHolder(t("connect.secret.kept"))
		}
		f.secrets = append(f.secrets, s)
	}
	f.more = screen.Column(1)
	for _, s := range f.secrets {
		f.more.Add(s.Object)
	}
	for _, o := range f.kind.Options {
		field := f.option(o)
		f.options = append(f.options, field)
		if o.Required {
			objects = append(objects, field.Object)
		} else {
			f.more.Add(field.Object)
		}
	}
	f.more.Hide()
	if len(f.more.Objects) > 0 {
		f.moreBtn = screen.NewQuietButton(t("connect.more"), theme.MenuExpandIcon(), f.toggle)
		f.moreBtn.Alignment = widget.ButtonAlignLeading
		objects = append(objects, container.NewHBox(f.moreBtn), f.more)
	}
	for _, field := range f.all() {
		field.OnEdit = f.changed
	}
	f.fields.Objects = objects
	f.fields.Refresh()
}

func (f *Form) option(o app.OptionSpec) namedField {
	field := screen.NewField(o.Name, f.hint(o.Hint), false, true)
	field.Entry.SetPlaceHolder(o.Default)
	if o.Check != nil || o.Required {
		field.Check = func(v string) string {
			switch {
			case v == "" && o.Required:
				return f.required(v)
			case v == "" || o.Check == nil:
				return ""
			}
			if err := o.Check(v); err != nil {
				return f.env.T("connect.bad.option", "detail", f.env.Detail(err.Error()))
			}
			return ""
		}
	}
	return namedField{o.Name, field}
}

// hint is the text of a key; "" where there is none.
func (f *Form) hint(key string) string {
	if !f.env.Texts.Has(key) {
		return ""
	}
	return f.env.T(key)
}

func (f *Form) toggle() {
	if f.more.Visible() {
		f.more.Hide()
		f.moreBtn.SetIcon(theme.MenuExpandIcon())
	} else {
		f.more.Show()
		f.moreBtn.SetIcon(theme.MenuDropDownIcon())
	}
	f.Object.Refresh()
	if f.OnResize != nil {
		f.OnResize()
	}
	f.changed()
}

// ShowOptions folds the options open and puts the cursor into one of them.
func (f *Form) ShowOptions(name string) fyne.Focusable {
	if f.more != nil && !f.more.Visible() && len(f.more.Objects) > 0 {
		f.toggle()
	}
	for _, o := range f.options {
		if o.name == name {
			return o.Entry
		}
	}
	return f.First()
}

// First is the field to begin with.
func (f *Form) First() fyne.Focusable {
	for _, field := range f.all() {
		if field.Problem() != "" {
			return field.Entry
		}
	}
	if f.name == nil {
		return nil
	}
	return f.name.Entry
}

func (f *Form) all() []*screen.Field {
	if f.name == nil {
		return nil
	}
	all := []*screen.Field{f.name, f.base, f.account, f.secret}
	for _, s := range f.secrets {
		all = append(all, s.Field)
	}
	for _, o := range f.options {
		all = append(all, o.Field)
	}
	return all
}

func (f *Form) changed() {
	if f.OnChange != nil {
		f.OnChange()
	}
}

// Valid tells whether every field is as it must be.
func (f *Form) Valid() bool {
	for _, field := range f.all() {
		if field.Problem() != "" {
			return false
		}
	}
	return f.name != nil
}

// Reveal shows every problem.
func (f *Form) Reveal() {
	for _, field := range f.all() {
		field.Reveal()
	}
}

// Refused shows at its field what a connection was refused for, and gives the field
// the keyboard; false: it was for none of them.
func (f *Form) Refused(err error) bool {
	t := model.AsTrouble(err)
	if t == nil || t.Code != model.TroubleInvalid || t.Detail == "" {
		return false
	}
	field, folded := f.called(t.About)
	if field == nil {
		return false
	}
	if folded && !f.more.Visible() {
		f.toggle()
	}
	field.Refuse(f.env.Detail(t.Detail))
	if f.env.Window != nil {
		f.env.Window.Canvas().Focus(field.Entry)
	}
	f.Object.Refresh()
	return true
}

// called finds a field by what the console and the kinds call it; folded tells that
// it is among the options that can be folded away.
func (f *Form) called(about string) (field *screen.Field, folded bool) {
	switch about {
	case "":
		return nil, false
	case "name":
		return f.name, false
	case "url", "base URL":
		return f.base, false
	case "account", f.kind.AccountLabel:
		return f.account, false
	case "secret", f.kind.SecretLabel:
		return f.secret, false
	}
	for _, s := range f.secrets {
		if s.name == about {
			return s.Field, true
		}
	}
	option := strings.TrimPrefix(about, "option ")
	for i, o := range f.kind.Options {
		if o.Name == option {
			return f.options[i].Field, !o.Required
		}
	}
	return nil, false
}

// Value is what was filled in. Options left empty are not in it.
func (f *Form) Value() app.NewConnection {
	if f.name == nil {
		return app.NewConnection{}
	}
	c := app.NewConnection{
		Kind: f.kind.Kind, Name: f.name.Value(), BaseURL: strings.TrimRight(f.base.Value(), "/"),
		Account: f.account.Value(), Secret: f.secret.Value(),
		Options: map[string]string{}, Secrets: map[string]string{},
	}
	for _, o := range f.options {
		if v := o.Value(); v != "" {
			c.Options[o.name] = v
		}
	}
	for _, s := range f.secrets {
		if v := s.Value(); v != "" {
			c.Secrets[s.name] = v
		}
	}
	return c
}

// NeedsSecret tells that an edited connection can only be tested with its secret
// typed again, because what it goes with was changed.
func (f *Form) NeedsSecret() bool {
	if f.edited == nil {
		return false
	}
	v := f.Value()
	if v.Secret != "" {
		return false
	}
	if v.BaseURL != strings.TrimRight(f.edited.BaseURL, "/") || v.Account != f.edited.Account || len(v.Secrets) > 0 {
		return true
	}
	for _, o := range f.options {
		if o.Value() != f.edited.Options[o.name] {
			return true
		}
	}
	return false
}

func (f *Form) required(v string) string {
	if v == "" {
		return f.env.T("connect.bad.empty")
	}
	return ""
}

func (f *Form) checkName(v string) string {
	switch {
	case v == "":
		return f.env.T("connect.bad.name")
	case f.taken[v]:
		return f.env.T("connect.bad.taken")
	}
	return ""
}

func (f *Form) checkURL(v string) string {
	if v == "" {
		return f.env.T("connect.bad.empty")
	}
	u, err := url.Parse(v)
	if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Hostname() == "" || u.User != nil || strings.ContainsAny(v, " \t\n") {
		return f.env.T("connect.bad.url")
	}
	return ""
}
