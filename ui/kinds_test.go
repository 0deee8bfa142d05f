package ui_test

import (
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

// says pushes a message of a customer, of any kind.
func says(r *uitest.Rig, peer string, group bool, c model.Content) {
	m := r.Back.Message(peer, "", time.Now(), false)
	m.Content = c
	r.Back.Say(1, peer, group, m)
	r.Settle()
}

// able adds to what the back end can do.
func able(r *uitest.Rig, more ...model.Capability) {
	r.Back.Can(append(more, model.CanSendText, model.CanSendFile, model.CanSendImage, model.CanMention, model.CanForward)...)
}

func TestQuoteIsWrittenKeptAndSent(t *testing.T) {
	uitest.Run(t, uitest.Options{Seats: 1}, func(r *uitest.Rig) {
		able(r, model.CanQuote)
		open(r, "张三", "李四")
		r.Menu("我是张三")
		r.Tap("引用")
		r.MustSee("张三：我是张三")
		r.Type("知道了")
		r.Tap("李四")
		r.MustNotSee("张三：我是张三", "\x1e", `"quote"`)
		r.MustSee("知道了") // the draft, in the list
		r.Tap("张三")
		r.MustSee("张三：我是张三")
		r.Shot("quote")
		r.Key(fyne.KeyReturn)
		r.Pass(time.Second)
		sent := r.Back.Sent()
		require.Len(t, sent, 1)
		require.Equal(t, model.KindQuote, sent[0].Kind)
		require.Equal(t, "知道了", sent[0].Text)
		require.Equal(t, "我是张三", sent[0].Quote.Text)
		require.NotEmpty(t, sent[0].Quote.RemoteID)

		r.Menu("我是张三")
		r.Tap("引用")
		r.Key(fyne.KeyEscape)
		r.Type("不引用了")
		r.Key(fyne.KeyReturn)
		r.Pass(time.Second)
		require.Equal(t, model.KindText, r.Back.Sent()[1].Kind)
	})
}

func TestRevokeLeavesATraceThatCanBeEditedAgain(t *testing.T) {
	uitest.Run(t, uitest.Options{Seats: 1}, func(r *uitest.Rig) {
		able(r, model.CanRevoke)
		open(r, "张三")
		r.Type("十块")
		r.Key(fyne.KeyReturn)
		r.Pass(time.Second)
		r.Back.RefuseRevokes(&model.Trouble{Code: model.TroubleRejected, About: "小美", Detail: "超过两分钟"})
		r.Menu("十块")
		r.Tap("撤回")
		r.MustSee("超过两分钟")
		r.Back.RefuseRevokes(nil)
		r.Menu("十块")
		r.Tap("撤回")
		require.Len(t, r.Back.Revoked(), 1)
		r.MustSee("你撤回了一条消息", "重新编辑")
		r.Tap("重新编辑")
		require.Equal(t, "十块", r.Written())
	})
}

func TestMenuOffersOnlyWhatTheBackEndCan(t *testing.T) {
	uitest.Run(t, uitest.Options{Seats: 1}, func(r *uitest.Rig) {
		open(r, "张三")
		r.Menu("我是张三")
		r.MustSee("复制", "转发…")
		r.MustNotSee("引用", "拍一拍", "置顶到群", "撤回")
	})
}

func TestPatAndPin(t *testing.T) {
	uitest.Run(t, uitest.Options{Seats: 1}, func(r *uitest.Rig) {
		able(r, model.CanPat, model.CanPinMessages)
		says(r, "客户群", true, model.Content{Kind: model.KindText, Text: "在吗"})
		r.Tap("客户群")
		r.Menu("在吗")
		r.Tap("拍一拍")
		r.Pass(time.Second)
		require.Equal(t, model.KindPat, r.Back.Sent()[0].Kind)
		require.Equal(t, []string{"客户群"}, r.Back.Sent()[0].Mentions)
		r.MustSee("你拍了拍“客户群”")
		r.Menu("在吗")
		r.Tap("置顶到群")
		r.MustSee("已置顶到群")
		require.NotEmpty(t, r.Back.Dealings())
	})
}

func TestVoiceIsWrittenDown(t *testing.T) {
	uitest.Run(t, uitest.Options{Seats: 1}, func(r *uitest.Rig) {
		able(r, model.CanTranscribe)
		says(r, "张三", false, model.Content{Kind: model.KindVoice, Duration: 3000, Ref: uitest.PartAt(model.MediaMP3, "https://f.example.com/v.mp3")})
		r.Tap("张三")
		r.Tap("转文字")
		r.MustSee("转文字") // nothing was heard: it can be asked again
		r.Back.Hears("明天发货吗")
		r.Tap("转文字")
		r.MustSee("明天发货吗")
		r.Menu("明天发货吗")
		r.MustSee("另存为 MP3…")
		r.MustNotSee("转文字")
	})
}

func TestADownloadShowsHowFarItIs(t *testing.T) {
	dir := t.TempDir()
	t.Setenv("HOME", dir)
	uitest.Run(t, uitest.Options{Seats: 1}, func(r *uitest.Rig) {
		able(r)
		const address = "https://f.example.com/big.zip"
		content := make([]byte, 2<<20)
		r.Back.Serve(address, content)
		release := r.Back.Halt(address)
		says(r, "张三", false, model.Content{
			Kind: model.KindFile, FileName: "大文件.zip", Size: 2 << 20, Ref: uitest.PartAt(model.MediaOriginal, address),
		})
		r.Tap("张三")
		r.Menu("大文件.zip")
		r.Tap("另存为…")
		require.Equal(t, "大文件.zip", r.Written())
		r.Type("存下.zip")
		r.Key(fyne.KeyReturn)
		r.Pass(time.Second)
		r.MustSee("50%  1.0 MB / 2.0 MB")
		r.Shot("download")
		release()
		r.Pass(time.Second)
		saved, err := os.ReadFile(filepath.Join(dir, "存下.zip"))
		require.NoError(t, err)
		require.Equal(t, content, saved)
		r.MustSee("已保存到", "已保存，打开所在文件夹")
		r.Tap("已保存，打开所在文件夹")
		require.Len(t, r.Opened, 1)
		require.Equal(t, "file", r.Opened[0].Scheme)
		require.Equal(t, dir, r.Opened[0].Path, "the folder, never the file")
	})
}

func TestTheSheetOfTransfersCancels(t *testing.T) {
	dir := t.TempDir()
	t.Setenv("HOME", dir)
	uitest.Run(t, uitest.Options{Seats: 1}, func(r *uitest.Rig) {
		able(r)
		const address = "https://f.example.com/big.zip"
		r.Back.Serve(address, make([]byte, 2<<20))
		release := r.Back.Halt(address)
		defer release()
		says(r, "张三", false, model.Content{
			Kind: model.KindFile, FileName: "大文件.zip", Size: 2 << 20, Ref: uitest.PartAt(model.MediaOriginal, address),
		})
		r.Tap("张三")
		r.Menu("大文件.zip")
		r.Tap("另存为…")
		require.Equal(t, "大文件.zip", r.Written())
		r.Type("x.zip")
		r.Key(fyne.KeyReturn)
		r.Pass(time.Second)
		r.MustSee("50%")
		r.Window.Shell.OpenTransfers()
		r.Settle()
		r.MustSee("传输", "大文件.zip · 张三", "1.0 MB / 2.0 MB")
		r.Shot("transfers")
		r.TapIcon("cancel")
		r.MustSee("没有正在传输的文件。")
		r.Key(fyne.KeyEscape)
		r.MustNotSee("50%")
		_, err := os.Stat(filepath.Join(dir, "x.zip"))
		require.ErrorIs(t, err, os.ErrNotExist)
	})
}

func TestPicturesThatOnlyTheBackEndCanName(t *testing.T) {
	uitest.Run(t, uitest.Options{Seats: 1}, func(r *uitest.Rig) {
		able(r)
		ref := uitest.PartAt(model.MediaPreview, "https://f.example.com/small.png")
		for key, value := range uitest.PartAt(model.MediaOriginal, "https://f.example.com/large.png") {
			ref[key] = value
		}
		says(r, "张三", false, model.Content{Kind: model.KindImage, Ref: ref})
		r.Tap("张三")
		r.MustSee("点击重试")
		r.Back.Serve("https://f.example.com/small.png", picture(t, 120, 90))
		r.Back.Serve("https://f.example.com/large.png", picture(t, 640, 480))
		r.Tap("点击重试")
		r.MustNotSee("点击重试")
		require.Equal(t, float32(120), widest(r))
		r.TapImage()
		require.Equal(t, float32(640), widest(r), "the original, once it came")
		r.Key(fyne.KeyEscape)
	})
}

func TestPlacesAndCardsAreSent(t *testing.T) {
	uitest.Run(t, uitest.Options{Seats: 1}, func(r *uitest.Rig) {
		able(r, model.CanSendLocation, model.CanSendCard)
		open(r, "张三")
		r.Back.Deliver(model.ContactSeen{Seat: model.SeatRef{RemoteID: "robot-1"}, Contact: model.Contact{RemoteID: "wm9", Name: "李经理", Remark: "难缠的李"}})
		r.Settle()
		r.TapIcon("content-add")
		r.MustSee("位置…", "个人名片…")
		r.MustNotSee("表情图片…")
		r.Tap("位置…")
		r.Tap("发送位置")
		r.MustSee("请填写地点名称", "请填写 -90 到 90 之间的数")
		r.Shot("place")
		r.TapIcon("content-add")
		r.Tap("个人名片…")
		r.MustSee("发送谁的名片", "难缠的李")
		r.Type("ljl")
		r.Shot("card")
		r.Tap("难缠的李")
		r.Pass(time.Second)
		sent := r.Back.Sent()
		require.Len(t, sent, 1)
		require.Equal(t, model.Card{RemoteID: "wm9", Name: "李经理"}, *sent[0].Card, "what we call them stays ours")
	})
}

func TestALinkTellsWhereItEnds(t *testing.T) {
	uitest.Run(t, uitest.Options{Seats: 1}, func(r *uitest.Rig) {
		able(r, model.CanResolveLink)
		r.Back.Answers("https://shop.example.net/item", model.MiniLink{}, model.WebLogin{}, nil)
		r.Back.Says(1, "张三", "https://t.example.com/x")
		r.Settle()
		r.Tap("张三")
		r.Menu("t.example.com")
		r.Tap("打开链接")
		r.Tap("查真实地址")
		r.MustSee("最终打开的是 shop.example.net")
		r.Shot("resolved")
		require.Empty(t, r.Opened)
	})
}

// widest is how wide the largest picture is shown.
func widest(r *uitest.Rig) float32 {
	var most float32
	for _, img := range uitest.All[*canvas.Image](r) {
		if img.Image != nil {
			most = max(most, img.Size().Width)
		}
	}
	return most
}

func TestAQuotedMessageIsFoundFarBack(t *testing.T) {
	uitest.Run(t, uitest.Options{Seats: 1}, func(r *uitest.Rig) {
		old := r.Back.Message("张三", "很久以前的话", time.Now().Add(-24*time.Hour), false)
		list := []model.Message{old}
		for range 150 {
			list = append(list, r.Back.Message("张三", "后来的话", time.Now().Add(-time.Hour), false))
		}
		r.Back.Say(1, "张三", false, list...)
		says(r, "张三", false, model.Content{Kind: model.KindQuote, Text: "还是那句", Quote: &model.Quote{RemoteID: old.RemoteID, SenderName: "张三", Text: "原话"}})
		says(r, "张三", false, model.Content{Kind: model.KindQuote, Text: "没有了", Quote: &model.Quote{RemoteID: "gone", SenderName: "张三", Text: "丢了"}})
		r.Tap("张三")
		r.Tap("张三：丢了")
		r.MustSee("引用的消息不在本机。")
		r.MustNotSee("很久以前的话")
		r.Tap("张三：原话")
		r.MustSee("很久以前的话")
	})
}
