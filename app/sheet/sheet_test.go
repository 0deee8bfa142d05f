package sheet

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"
	"github.com/xuri/excelize/v2"

	"seatdeck/app/model"
)

var nameSheet = Of[string]{
	Head: []string{"序号", "名称"}, Numbers: []int{0},
	Cells: func(n int, row string) []string { return []string{fmt.Sprint(n), row} },
}

func names(list ...string) func(add func(string) error) error {
	return func(add func(string) error) error {
		for _, name := range list {
			if err := add(name); err != nil {
				return err
			}
		}
		return nil
	}
}

func TestAnExportIsWhatItsNameSays(t *testing.T) {
	dir := t.TempDir()
	comma := filepath.Join(dir, "群.CSV")
	n, err := nameSheet.Write(comma, names("甲", "=乙"))
	require.NoError(t, err)
	require.Equal(t, 2, n)
	raw, err := os.ReadFile(comma)
	require.NoError(t, err)
	require.Equal(t, "\ufeff序号,名称\n0,甲\n1,'=乙\n", string(raw))
	info, err := os.Stat(comma)
	require.NoError(t, err)
	require.Equal(t, os.FileMode(0o600), info.Mode().Perm())

	table := filepath.Join(dir, "群.xlsx")
	_, err = nameSheet.Write(table, names("甲"))
	require.NoError(t, err)
	book, err := excelize.OpenFile(table)
	require.NoError(t, err)
	rows, err := book.GetRows("Sheet1")
	require.NoError(t, err)
	require.Equal(t, [][]string{{"序号", "名称"}, {"0", "甲"}}, rows)
	require.NoError(t, book.Close())

	_, err = nameSheet.Write(filepath.Join(dir, "群.pdf"), names("甲"))
	require.True(t, model.IsTrouble(err, model.TroubleInvalid))
	_, err = nameSheet.Write(filepath.Join(dir, "no", "群.csv"), names("甲"))
	require.True(t, model.IsTrouble(err, model.TroubleNotFound))
}

func TestABrokenExportLeavesWhatWasThere(t *testing.T) {
	path := filepath.Join(t.TempDir(), "a.csv")
	require.NoError(t, os.WriteFile(path, []byte("before"), 0o600))
	stop := errors.New("stop")
	n, err := nameSheet.Write(path, func(add func(string) error) error {
		return errors.Join(add("甲"), stop)
	})
	require.ErrorIs(t, err, stop)
	require.Zero(t, n)
	raw, err := os.ReadFile(path)
	require.NoError(t, err)
	require.Equal(t, "before", string(raw))
	list, err := os.ReadDir(filepath.Dir(path))
	require.NoError(t, err)
	require.Len(t, list, 1, "no half file")
}
