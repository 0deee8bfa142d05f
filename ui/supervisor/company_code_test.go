package supervisor_test

import (
	"bytes"
	"image/png"
	"testing"

	"fyne.io/fyne/v2/canvas"
	"github.com/makiuchi-d/gozxing"
	"github.com/makiuchi-d/gozxing/qrcode"
	"github.com/stretchr/testify/require"

	"seatdeck/ui/login"
	"seatdeck/ui/uitest"
)

const wayURL = "https://work.weixin.qq.com/ca/cawcde91ed29d8de9f"

// scanned is what a scanner makes of the code in sight.
func scanned(r *uitest.Rig) string {
	r.T.Helper()
	for _, img := range uitest.All[*canvas.Image](r) {
		if img.Image == nil {
			continue
		}
		bitmap, err := gozxing.NewBinaryBitmapFromImage(img.Image)
		require.NoError(r.T, err)
		if result, err := qrcode.NewQRCodeReader().Decode(bitmap, nil); err == nil {
			return result.GetText()
		}
	}
	r.T.Fatalf("no code in sight: %s", r)
	return ""
}

func TestACodeIsThePictureOfItsAddressElseLeadsThere(t *testing.T) {
	const address = "https://wework.qpic.cn/wwpic/w1_qr/0"
	drawn, err := login.DrawCode("inside the picture")
	require.NoError(t, err)
	var picture bytes.Buffer
	require.NoError(t, png.Encode(&picture, drawn.Paint(300, 300)))
	for name, c := range map[string]struct {
		there []byte
		says  string
		note  bool
	}{
		"a picture": {there: picture.Bytes(), says: "inside the picture"},
		"a page":    {there: []byte("<html>scan me</html>"), says: address},
		"nothing":   {says: address, note: true},
	} {
		t.Run(name, func(t *testing.T) {
			onCompany(t, uitest.Options{}, func(r *uitest.Rig) {
				if c.there != nil {
					r.Back.Serve(address, c.there)
				}
				r.Back.MakesCodes(address)
				r.Tap("新建")
				r.Type("收银台")
				submit(r)
				r.Pass(second)
				require.Equal(t, c.says, scanned(r))
				require.Equal(t, c.note, r.Sees("二维码图片读不到"))
			})
		})
	}
}
