package supervisor

import (
	"bytes"
	"encoding/binary"
	"image/png"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/makiuchi-d/gozxing"
	"github.com/makiuchi-d/gozxing/qrcode"
	"github.com/stretchr/testify/require"
	"golang.org/x/image/font/opentype"

	"seatdeck/assets"
	"seatdeck/ui/login"
)

func TestAPrintedPageIsReadAndSaysHowLargeItIs(t *testing.T) {
	const content = "https://work.weixin.qq.com/ca/cawcde91ed29d8de9f"
	code, err := login.DrawCode(content)
	require.NoError(t, err)
	p := poster{title: "南京路门店 Nanjing Road", note: strings.Repeat("微信扫一扫，添加客服。", 12), code: code}
	for _, size := range papers() {
		img, err := p.paint(size)
		require.NoError(t, err)
		bitmap, err := gozxing.NewBinaryBitmapFromImage(img)
		require.NoError(t, err)
		result, err := qrcode.NewQRCodeReader().Decode(bitmap, nil)
		require.NoError(t, err, size.name)
		require.Equal(t, content, result.GetText())
		data, err := encodePNG(img, posterDots)
		require.NoError(t, err)
		again, err := png.Decode(bytes.NewReader(data))
		require.NoError(t, err, "the picture is still whole")
		require.Equal(t, img.Bounds(), again.Bounds())
		at := bytes.Index(data, []byte("pHYs"))
		require.Equal(t, uint32(11811), binary.BigEndian.Uint32(data[at+4:]), "dots a metre: 300 an inch")
	}
}

func TestLinesAreBrokenWhereTheyAreTooWide(t *testing.T) {
	parsed, err := opentype.Parse(assets.FontRegular())
	require.NoError(t, err)
	face, err := opentype.NewFace(parsed, &opentype.FaceOptions{Size: 10, DPI: 72})
	require.NoError(t, err)
	defer func() { require.NoError(t, face.Close()) }()
	for text, want := range map[string][]string{
		"":                {""},
		"微信":              {"微信"},
		"微信扫一扫添加客服":       {"微信扫一扫", "添加客服"},
		"scan to add us":  {"scan to", "add us"},
		"abcdefghijklmno": {"abcdefghij", "klmno"},
	} {
		require.Equal(t, want, brokenLines(face, text, 52), text)
	}
	require.Equal(t, []string{"微", "信"}, brokenLines(face, "微信", 1), "what is wider than the page has a line of its own")
}

func TestAFileIsWholeOrAsBefore(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "a.csv")
	require.NoError(t, writeFile(path, []byte("one")))
	require.NoError(t, writeFile(path, []byte("two")))
	data, err := os.ReadFile(path)
	require.NoError(t, err)
	require.Equal(t, "two", string(data))
	require.Error(t, writeFile(filepath.Join(dir, "none", "a.csv"), nil))
	left, err := os.ReadDir(dir)
	require.NoError(t, err)
	require.Len(t, left, 1, "no half of one is left")
}

func TestNamesOfFilesAreOurs(t *testing.T) {
	for name, want := range map[string]string{
		"a.csv": "a.csv", "../../etc/passwd": "passwd", `C:\x\导出 1.csv`: "导出1.csv", "": "file", ".bashrc": "bashrc", "a\x00b\u202e.txt": "ab.txt",
		strings.Repeat("长", 300) + ".csv": strings.Repeat("长", 76) + ".csv",
	} {
		require.Equal(t, want, savedName(name), "%q", name)
	}
}

func TestHintsStandBehindNames(t *testing.T) {
	for text, want := range map[string][2]string{
		"坐席（最多 100）": {"坐席", "最多 100"}, "Seats (at most 100)": {"Seats", "at most 100"}, "坐席": {"坐席", ""}, "a (b) c": {"a (b) c", ""},
	} {
		name, hint := withHint(text)
		require.Equal(t, want, [2]string{name, hint})
	}
}
