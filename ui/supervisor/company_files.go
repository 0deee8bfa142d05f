package supervisor

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"hash/crc32"
	"image"
	"image/png"
	"os"
	"path/filepath"
	"strings"
	"unicode"
)

// writeFile writes a file that is whole or not there: a failure leaves what was
// there before.
func writeFile(path string, data []byte) error {
	tmp, err := os.CreateTemp(filepath.Dir(path), ".seatdeck-*")
	if err != nil {
		return fmt.Errorf("save file: %w", err)
	}
	defer os.Remove(tmp.Name()) //nolint:errcheck // gone already when it was renamed
	_, err = tmp.Write(data)
	if err == nil {
		err = tmp.Sync()
	}
	if closeErr := tmp.Close(); err == nil {
		err = closeErr
	}
	if err != nil {
		return fmt.Errorf("save file: %w", err)
	}
	return os.Rename(tmp.Name(), path)
}

// savedName makes a name for a file here of what a back end calls it.
func savedName(name string) string {
	name = strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) || strings.ContainsRune("-_.", r) {
			return r
		}
		return -1
	}, filepath.Base(strings.ReplaceAll(name, "\\", "/")))
	if runes := []rune(strings.TrimLeft(name, ".")); len(runes) > 0 {
		return string(runes[max(len(runes)-80, 0):])
	}
	return "file"
}

// The first parts of a PNG, which are of fixed size.
const (
	pngSignature = 8
	pngHeader    = 25
)

// encodePNG writes a picture as a PNG that says how large it is to be printed, which
// the standard library leaves out.
func encodePNG(img image.Image, dotsPerInch int) ([]byte, error) {
	var out bytes.Buffer
	if err := png.Encode(&out, img); err != nil {
		return nil, fmt.Errorf("encode picture: %w", err)
	}
	raw := out.Bytes()
	perMetre := uint32(float64(dotsPerInch)/0.0254 + 0.5)
	chunk := append([]byte("pHYs"), make([]byte, 9)...)
	binary.BigEndian.PutUint32(chunk[4:], perMetre)
	binary.BigEndian.PutUint32(chunk[8:], perMetre)
	chunk[12] = 1 // metres
	whole := append([]byte{}, raw[:pngSignature+pngHeader]...)
	whole = binary.BigEndian.AppendUint32(whole, 9)
	whole = append(whole, chunk...)
	whole = binary.BigEndian.AppendUint32(whole, crc32.ChecksumIEEE(chunk))
	return append(whole, raw[pngSignature+pngHeader:]...), nil
}
