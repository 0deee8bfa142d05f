package screen

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"seatdeck/app/model"
)

func TestAPastedPathIsMeantAsItIs(t *testing.T) {
	dir := t.TempDir()
	for _, name := range []string{"b.png", "a.txt", ".hidden.png", "C.PNG"} {
		require.NoError(t, os.WriteFile(filepath.Join(dir, name), []byte("x"), 0o600))
	}
	require.NoError(t, os.Mkdir(filepath.Join(dir, "z"), 0o700))
	pictures := []string{".png"}

	p, err := placeOf(dir, pictures)
	require.NoError(t, err)
	require.Equal(t, place{folder: dir, at: -1, rows: []fileEntry{{"z", true}, {"b.png", false}, {"C.PNG", false}}}, p)

	p, err = placeOf(filepath.Join(dir, "C.PNG"), pictures)
	require.NoError(t, err)
	require.Equal(t, dir, p.folder)
	require.Equal(t, "C.PNG", p.rows[p.at].name)

	_, err = placeOf(filepath.Join(dir, "a.txt"), pictures)
	require.True(t, model.IsTrouble(err, model.TroubleInvalid), "%v", err)
	_, err = placeOf(filepath.Join(dir, "nothing.png"), pictures)
	require.True(t, model.IsTrouble(err, model.TroubleNotFound), "%v", err)
}

func TestANameToSaveHasAnEndingThatIsMeant(t *testing.T) {
	asks := func(extensions ...string) *chooser {
		return &chooser{folder: "/tmp", name: NewEntry(), asked: FileQuestion{Save: true, Extensions: extensions}}
	}
	for typed, want := range map[string]string{
		"log": "/tmp/log.xlsx", "log.csv": "/tmp/log.csv", "Log.XLSX": "/tmp/Log.XLSX", "2026.11": "/tmp/2026.11.xlsx", " a b ": "/tmp/a b.xlsx",
		"": "", "..": "", "a/b": "",
	} {
		c := asks(".xlsx", ".csv")
		c.name.SetText(typed)
		require.Equal(t, want, c.chosen(), typed)
	}
	c := asks()
	c.name.SetText("film")
	require.Equal(t, "/tmp/film", c.chosen(), "any ending will do")
}
