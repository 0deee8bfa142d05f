// Package theme is how the console looks: its fonts, its colours in light and
// dark, and one unit of space. Fyne's own theme is made for phones; this one is
// dense and calm.
package theme

import (
	"image/color"

	"fyne.io/fyne/v2"
	fynetheme "fyne.io/fyne/v2/theme"

	"seatdeck/assets"
)

// Variant says which colours to use.
type Variant int

// The variants.
const (
	Auto Variant = iota // as the desktop says
	Light
	Dark
)

// Measures in Fyne's device-independent pixels. Every distance is a multiple of Unit.
const (
	Unit       float32 = 4
	RowHeight  float32 = 56 // of a conversation
	AvatarSize float32 = 36
	TabHeight  float32 = 36

	TextCaption float32 = 11.5
	TextBody    float32 = 13.5
	TextHeading float32 = 16
)

// Theme is a fyne.Theme. It makes nothing while drawing.
type Theme struct {
	variant Variant
	light   map[fyne.ThemeColorName]color.Color
	dark    map[fyne.ThemeColorName]color.Color
	sizes   map[fyne.ThemeSizeName]float32
	regular fyne.Resource
	medium  fyne.Resource
	base    fyne.Theme
}

var _ fyne.Theme = (*Theme)(nil)

// New makes the theme in one variant.
func New(variant Variant) *Theme {
	return &Theme{
		variant: variant,
		light:   colours(0),
		dark:    colours(1),
		sizes:   sizes(),
		regular: fyne.NewStaticResource("NotoSansSC-Regular.ttf", assets.FontRegular()),
		medium:  fyne.NewStaticResource("NotoSansSC-Medium.ttf", assets.FontMedium()),
		base:    fynetheme.DefaultTheme(),
	}
}

// Variant is what New was given.
func (t *Theme) Variant() Variant { return t.variant }

// Color is the colour of that name.
func (t *Theme) Color(name fyne.ThemeColorName, desktop fyne.ThemeVariant) color.Color {
	switch t.variant {
	case Light:
		desktop = fynetheme.VariantLight
	case Dark:
		desktop = fynetheme.VariantDark
	}
	table := t.light
	if desktop == fynetheme.VariantDark {
		table = t.dark
	}
	if c, ok := table[name]; ok {
		return c
	}
	return t.base.Color(name, desktop)
}

// Font serves every style with a font that has Chinese: without one it shows as
// boxes. Fyne unpacks a font once per style, so screens use no style but regular
// and bold.
func (t *Theme) Font(style fyne.TextStyle) fyne.Resource {
	switch {
	case style.Symbol:
		return t.base.Font(style)
	case style.Bold:
		return t.medium
	}
	return t.regular
}

// Icon is Fyne's own.
func (t *Theme) Icon(name fyne.ThemeIconName) fyne.Resource { return t.base.Icon(name) }

// Size is the measure of that name.
func (t *Theme) Size(name fyne.ThemeSizeName) float32 {
	if s, ok := t.sizes[name]; ok {
		return s
	}
	return t.base.Size(name)
}

func sizes() map[fyne.ThemeSizeName]float32 {
	return map[fyne.ThemeSizeName]float32{
		fynetheme.SizeNamePadding:            Unit,
		fynetheme.SizeNameInnerPadding:       Unit + 2,
		fynetheme.SizeNameLineSpacing:        Unit / 2,
		fynetheme.SizeNameText:               TextBody,
		fynetheme.SizeNameCaptionText:        TextCaption,
		fynetheme.SizeNameSubHeadingText:     14.5,
		fynetheme.SizeNameHeadingText:        TextHeading,
		fynetheme.SizeNameInlineIcon:         16,
		fynetheme.SizeNameScrollBar:          10,
		fynetheme.SizeNameScrollBarSmall:     4,
		fynetheme.SizeNameScrollBarRadius:    3,
		fynetheme.SizeNameSeparatorThickness: 1,
		fynetheme.SizeNameInputBorder:        1,
		fynetheme.SizeNameInputRadius:        5,
		fynetheme.SizeNameSelectionRadius:    4,
	}
}

// Current is the colour of that name as the running console shows it now.
func Current(name fyne.ThemeColorName) color.Color { return fynetheme.Color(name) }
