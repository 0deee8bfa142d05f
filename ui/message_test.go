package ui_test

import (
	"bytes"
	"errors"
	"image"
	"image/color"
	"image/draw"
	"image/png"
	"os"
	"path/filepath"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"github.com/stretchr/testify/require"

	"seatdeck/app/model"
	"seatdeck/ui/uitest"
)

func open(r *uitest.Rig, peers ...string) {
	for i, peer := range peers {
		r.Back.Say(1, peer, false, r.Back.Message(peer, "我是"+peer, time.Now().Add(-time.Duration(i)*time.Minute), false))
	}
	r.Settle()
	r.Tap(peers[0])
}

func TestResendFromTheMenu(t *testing.T) {
	uitest.Run(t, uitest.Options{Seats: 1}, func(r *uitest.Rig) {
		open(r, "张三")
		r.Back.Refuse(&model.Trouble{Code: model.TroubleRejected, About: "小美", Detail: "对方已删除好友"})
		r.Type("请收货")
		r.Key(fyne.KeyReturn)
		r.MustSee("发送失败 1")
		r.Back.Refuse(nil)
		r.Menu("请收货")
		r.Tap("重发")
		r.Pass(time.Second)
		require.Len(t, r.Back.Sent(), 2)
		r.MustNotSee("发送失败 1")
	})
}

func TestMaybeSentIsResentOnlyAfterAQuestion(t *testing.T) {
	uitest.Run(t, uitest.Options{Seats: 1}, func(r *uitest.Rig) {
		open(r, "张三")
		r.Back.Refuse(errors.New("connection reset"))
		r.Type("到底收到没")
		r.Key(fyne.KeyReturn)
		r.Pass(2 * time.Minute)
		r.MustSee("可能已发 1")
		before := len(r.Back.Sent())
		r.Back.Refuse(nil)
		r.Menu("到底收到没")
		r.Tap("重发")
		r.MustSee("重新发送？", "这条消息可能已经送达")
		require.Len(t, r.Back.Sent(), before)
		r.Tap("仍然重发")
		r.Pass(time.Second)
		require.Len(t, r.Back.Sent(), before+1)
	})
}

func TestForward(t *testing.T) {
	uitest.Run(t, uitest.Options{Seats: 1}, func(r *uitest.Rig) {
		open(r, "张三", "李四", "王五")
		r.Menu("我是张三")
		r.Tap("转发…")
		r.MustSee("转发到", "转发（0）")
		r.Type("ww")
		r.Tap("王五")
		r.MustSee("转发（1）")
		r.Tap("转发（1）")
		r.Pass(time.Second)
		r.MustSee("已加入待发：1 个会话")
		sent := r.Back.Sent()
		require.Len(t, sent, 1)
		require.Equal(t, "我是张三", sent[0].Text)
	})
}

func TestLocalPictureIsChosenAndSent(t *testing.T) {
	dir := t.TempDir()
	t.Setenv("HOME", dir)
	require.NoError(t, os.WriteFile(filepath.Join(dir, "cat.png"), []byte("png"), 0o600))
	require.NoError(t, os.WriteFile(filepath.Join(dir, "notes.txt"), []byte("no picture"), 0o600))
	require.NoError(t, os.Mkdir(filepath.Join(dir, "相册"), 0o700))
	uitest.Run(t, uitest.Options{Seats: 1}, func(r *uitest.Rig) {
		open(r, "张三")
		r.TapIcon("photo")
		r.MustSee("发送图片", "cat.png", "相册")
		r.MustNotSee("notes.txt")
		r.Tap("cat.png")
		r.Tap("添加")
		r.MustNotSee("发送图片")
		r.MustSee("cat.png")
		r.Key(fyne.KeyReturn)
		r.Pass(time.Second)
		require.Len(t, r.Back.Sent(), 1)
		require.Equal(t, model.KindImage, r.Back.Sent()[0].Kind)
		require.Equal(t, "cat.png", r.Back.Sent()[0].FileName)
	})
}

// picture is a PNG of one colour.
func picture(t *testing.T, width, height int) []byte {
	t.Helper()
	img := image.NewRGBA(image.Rect(0, 0, width, height))
	draw.Draw(img, img.Bounds(), image.NewUniform(color.RGBA{R: 0x4C, G: 0x7A, B: 0x34, A: 0xFF}), image.Point{}, draw.Src)
	var b bytes.Buffer
	require.NoError(t, png.Encode(&b, img))
	return b.Bytes()
}

func TestPictureOverTheWholeWindowAndSaved(t *testing.T) {
	dir := t.TempDir()
	t.Setenv("HOME", dir)
	uitest.Run(t, uitest.Options{Seats: 1}, func(r *uitest.Rig) {
		cat := picture(t, 640, 480)
		r.Back.Serve("https://img.example.com/cat.png", cat)
		m := r.Back.Message("张三", "", time.Now(), false)
		m.Content = model.Content{Kind: model.KindImage, URL: "https://img.example.com/cat.png", FileName: "../cat\u202Egnp.exe"}
		r.Back.Say(1, "张三", false, m)
		r.Settle()
		r.Tap("张三")
		shown := func() fyne.Size {
			var most fyne.Size
			for _, img := range uitest.All[*canvas.Image](r) {
				if img.Image != nil {
					most = most.Max(img.Size())
				}
			}
			return most
		}
		before := shown()
		r.TapImage()
		require.Equal(t, fyne.NewSize(640, 480), shown(), "as large as it is")
		require.Less(t, before.Width, float32(640))
		r.Shot("viewer")
		r.Type("+")
		require.Equal(t, fyne.NewSize(800, 600), shown())
		r.TapIcon("download")
		r.MustSee("另存为", "文件名")
		require.Equal(t, "cat_gnp.exe", r.Written(), "no folder, and nothing that turns the writing around")
		r.Type("猫.png")
		r.Key(fyne.KeyReturn)
		r.MustSee("已保存到")
		saved, err := os.ReadFile(filepath.Join(dir, "猫.png"))
		require.NoError(t, err)
		require.Equal(t, cat, saved)
		r.TapImage()
		r.Key(fyne.KeyEscape)
		require.Equal(t, before, shown())
	})
}

func TestLinkShowsItsRealHostBeforeItOpens(t *testing.T) {
	uitest.Run(t, uitest.Options{Seats: 1}, func(r *uitest.Rig) {
		r.Back.Says(1, "张三", "https://bank.example.com@evil.example.net/login")
		r.Settle()
		r.Tap("张三")
		r.Menu("evil.example.net")
		r.Tap("打开链接")
		r.MustSee("打开链接？", "evil.example.net")
		require.Empty(t, r.Opened)
		r.Tap("打开")
		require.Len(t, r.Opened, 1)
		require.Equal(t, "evil.example.net", r.Opened[0].Host)
	})
}
