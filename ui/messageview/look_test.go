package messageview

import (
	"bytes"
	"context"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"github.com/stretchr/testify/require"

	"seatdeck/app/model"
	"seatdeck/assets"
	"seatdeck/ui/picture"
	"seatdeck/ui/theme"
)

// everyKind is a conversation with each kind and each state.
func everyKind() *scripted {
	at := func(minutes int) time.Time { return noon.Add(time.Duration(minutes-600) * time.Minute) }
	kind := func(minutes int, c model.Content) model.Message {
		return model.Message{Content: c, SentAt: at(minutes)}
	}
	mine := func(m model.Message, minutes int, state model.SendState) model.Message {
		m.Direction, m.State, m.SenderID, m.SentAt = model.Out, state, "seat", at(minutes)
		return m
	}
	other := func(m model.Message, name string, minutes int) model.Message {
		m.SenderID, m.SenderName, m.SentAt = "id"+name, name, at(minutes)
		return m
	}
	failed := mine(said("好的，我马上帮您修改收货地址。"), 40, model.StateFailed)
	failed.Reason = &model.Trouble{Code: model.TroubleSeatOffline, About: "售前一号"}
	return listed(
		other(said("你好，请问这款白色 L 码还有货吗？[微笑]"), "王小明", -900),
		other(said("我想今天下单 😊"), "王小明", -899),
		mine(said("您好，有货的，今天 18:00 前付款当天发出。详情见 https://www.example.com/item?id=42，欢迎选购。"), -898, model.StateSent),
		other(said("订单号 20261120-8842，电话写错了，改成 138 0013 8000，Thanks a lot for the quick reply!"), "Anna Lee", 0),
		kind(1, model.Content{Kind: model.KindImage, URL: "https://img.example.com/1.png"}),
		mine(said("收到"), 3, model.StateSending),
		mine(model.Message{Content: model.Content{Kind: model.KindImage, URL: "https://img.example.com/2.png"}}, 4, model.StateSent),
		other(model.Message{Content: model.Content{Kind: model.KindVoice, Duration: 12400}}, "王小明", 5),
		other(model.Message{Content: model.Content{Kind: model.KindFile, FileName: "2026 年第三季度对账单（最终版）.xlsx", Size: 482133}}, "王小明", 5),
		mine(model.Message{Content: model.Content{Kind: model.KindFile, FileName: "报价\u202exslx.exe", Size: 1 << 21}}, 7, model.StateSent),
		other(model.Message{Content: model.Content{Kind: model.KindLink, Title: "双十一满减规则说明：跨店每满 300 减 50", Detail: "活动时间 11 月 1 日至 11 日，部分商品不参加，详见页面。", URL: "https://mp.weixin.qq.com/s/abc"}}, "赵", 8),
		other(model.Message{Content: model.Content{Kind: model.KindMiniProgram, Title: "会员中心", Cover: "https://img.example.com/1.png", MiniProgram: &model.MiniProgram{Name: "小店会员"}}}, "赵", 8),
		other(model.Message{Content: model.Content{Kind: model.KindLocation, Title: "上海环球金融中心", Text: "上海市浦东新区世纪大道 100 号", Location: &model.Location{Latitude: 31.2346, Longitude: 121.5078}}}, "赵", 9),
		other(model.Message{Content: model.Content{Kind: model.KindCard, Title: "李经理", Card: &model.Card{RemoteID: "wxid_8842lijingli", Name: "李经理"}}}, "赵", 9),
		other(model.Message{Content: model.Content{Kind: model.KindRedPacket, Title: "恭喜发财，大吉大利"}}, "赵", 12),
		other(model.Message{Content: model.Content{Kind: model.KindChannels, Title: "新品发布会直播"}}, "赵", 12),
		other(model.Message{Content: model.Content{Kind: model.KindChannels, Title: "三分钟学会挑选羊绒大衣，看完不踩坑", Cover: "https://img.example.com/2.png", Channels: &model.Channels{Nickname: "小美穿搭"}}}, "赵", 12),
		other(model.Message{Content: model.Content{Kind: model.KindApp, Title: "接龙：周末聚餐", Detail: "腾讯文档"}}, "赵", 12),
		other(model.Message{Content: model.Content{Kind: model.KindMiniProgram, Title: "优惠券", Text: "[小程序]"}}, "赵", 13),
		other(model.Message{Content: model.Content{Kind: model.KindVoice, Duration: 4000, Transcript: "麻烦帮我查一下上周五下的那个订单，一直没有看到物流信息"}}, "赵", 13),
		other(model.Message{Content: model.Content{Kind: model.KindImage, URL: "https://img.example.com/lost.png"}}, "赵", 13),
		other(model.Message{Content: model.Content{Kind: model.KindSticker, URL: "https://img.example.com/lost.gif"}}, "赵", 13),
		mine(model.Message{Content: model.Content{Kind: model.KindCall, Title: "语音通话", Text: "时长 03:25"}}, 14, model.StateSent),
		other(model.Message{Content: model.Content{Kind: model.KindMusic, Title: "晴天", Detail: "周杰伦", URL: "https://music.example.com/1"}}, "钱多多", 16),
		other(model.Message{Content: model.Content{Kind: model.KindVideo, Duration: 65000, Size: 8 << 20}}, "钱多多", 17),
		other(model.Message{Content: model.Content{Kind: model.KindSticker, URL: "https://img.example.com/3.png"}}, "钱多多", 18),
		model.Message{Direction: model.System, Content: model.Content{Kind: model.KindSystem, Text: "“钱多多”通过扫描二维码加入了群聊"}, SentAt: at(20)},
		model.Message{Content: model.Content{Kind: model.KindRecall, Title: "王小明"}, SentAt: at(21)},
		mine(model.Message{Content: model.Content{Kind: model.KindRecall, Title: "客服", Detail: "价格给您算错了"}}, 21, model.StateSent),
		mine(model.Message{Content: model.Content{Kind: model.KindFile, FileName: "产品手册.pdf", Size: 50 << 20}}, 22, model.StateSending),
		other(model.Message{Content: model.Content{Kind: model.KindFile, FileName: "大文件.zip", Size: 50 << 20, URL: "https://f.example.com/1.zip"}}, "王小明", 22),
		other(model.Message{Content: model.Content{Kind: model.KindFile, FileName: "坏的.zip", Size: 3 << 20, URL: "https://f.example.com/2.zip"}}, "王小明", 22),
		other(model.Message{Content: model.Content{Kind: model.KindFile, FileName: "存好的.docx", Size: 3 << 20, URL: "https://f.example.com/3.zip"}}, "王小明", 22),
		mine(model.Message{Content: model.Content{Kind: model.KindVideo, FileName: "演示.mp4", Duration: 8000, Size: 30 << 20}}, 23, model.StateSending),
		other(model.Message{Content: model.Content{Kind: model.KindQuote, Text: "这个还有吗", Quote: &model.Quote{RemoteID: "r1", SenderName: "客服", Kind: model.KindImage}}}, "王小明", 29),
		model.Message{Content: model.Content{Kind: model.KindPat, Text: "“王小明”拍了拍“客服”"}, SentAt: at(21)},
		other(model.Message{Content: model.Content{Kind: model.KindQuote, Title: "客服", Detail: "您好，有货的，今天 18:00 前付款当天发出。", Text: "那我现在付款"}}, "王小明", 30),
		other(model.Message{Content: model.Content{Kind: model.KindUnknown, WireKind: "78"}, Raw: []byte(`{"type":78,"x":[1,2]}`)}, "王小明", 31),
		mine(said("请稍等"), 38, model.StateQueued),
		mine(said("已经为您登记，请留意短信。"), 39, model.StateMaybeSent),
		failed,
		other(said("好"), "王小明", 41),
		other(said("麻烦快一点，我明天要出差"), "王小明", 41),
	)
}

// everyTransfer is a state of a transfer for each message that says so by its
// name.
func everyTransfer(_ context.Context, id model.MessageID) ([]model.Transfer, error) {
	for i, m := range everyKind().list() {
		if i+1 != int(id) {
			continue
		}
		t := model.Transfer{ID: model.TransferID(id), Message: id, Part: model.MediaOriginal, Size: m.Content.Size, Done: m.Content.Size / 3}
		switch m.Content.FileName {
		case "产品手册.pdf", "演示.mp4":
			t.Up, t.State = true, model.TransferRunning
		case "大文件.zip":
			t.State = model.TransferRunning
		case "坏的.zip":
			t.State, t.Reason = model.TransferFailed, &model.Trouble{Code: model.TroubleDiskFull}
		case "存好的.docx":
			t.State, t.SaveTo, t.Path = model.TransferDone, "/home/agent/存好的.docx", "/home/agent/存好的.docx"
		default:
			return nil, nil
		}
		return []model.Transfer{t}, nil
	}
	return nil, nil
}

func scenery(w, h int) []byte {
	img := image.NewNRGBA(image.Rect(0, 0, w, h))
	for y := range h {
		for x := range w {
			img.SetNRGBA(x, y, color.NRGBA{R: uint8(90 + 120*x/w), G: uint8(150 + 60*y/h), B: 190, A: 255})
		}
	}
	var b bytes.Buffer
	if err := png.Encode(&b, img); err != nil {
		panic(err)
	}
	return b.Bytes()
}

// album answers with pictures of several shapes.
func album(t testing.TB) (*picture.Loader, <-chan func()) {
	ui := make(chan func(), 16)
	l := picture.New(picture.Options{
		Dispatch: func(f func()) { ui <- f },
		Fetch: func(_ context.Context, url string) (io.ReadCloser, error) {
			size := map[string][2]int{
				"https://img.example.com/1.png": {1200, 800}, "https://img.example.com/2.png": {500, 900},
				"https://img.example.com/3.png": {120, 120},
			}[url]
			if size[0] == 0 {
				return nil, errOffline
			}
			return io.NopCloser(bytes.NewReader(scenery(size[0], size[1]))), nil
		},
	})
	t.Cleanup(l.Close)
	return l, ui
}

// TestEveryKindDraws draws each kind in both variants and two widths, and keeps
// the pictures where SEATDECK_PICTURES says, for a person to look at.
func TestEveryKindDraws(t *testing.T) {
	folder := os.Getenv("SEATDECK_PICTURES")
	for _, c := range []struct {
		variant theme.Variant
		width   float32
		lang    string
	}{
		{theme.Light, 420, assets.Chinese},
		{theme.Light, 900, assets.Chinese},
		{theme.Dark, 420, assets.Chinese},
		{theme.Dark, 900, assets.Chinese},
		{theme.Light, 420, assets.English},
		{theme.Dark, 900, assets.English},
	} {
		variant, width := c.variant, c.width
		name := fmt.Sprintf("messages-%s-%d-%d", c.lang, variant, int(width))
		t.Run(name, func(t *testing.T) {
			pictures, arrived := album(t)
			b := newBenchIn(t, fyne.NewSize(width, 760), theme.New(variant), Options{
				T: assets.LoadTexts(c.lang).T, Pictures: pictures, Transfers: everyTransfer, OnTranscribe: func(model.Message, func()) {},
				OnCancelTransfer: func(model.Transfer) {}, OnRetryTransfer: func(model.Transfer) {}, OnShowFolder: func(string) {},
			})
			b.SetCapabilities(model.NewCapabilities(model.CanTranscribe))
			b.Open(everyKind(), true)
			b.pump()
			for page := 0; ; page++ {
				for waiting(b) {
					(<-arrived)()
				}
				require.NotEmpty(t, b.shown)
				for _, r := range b.shown {
					for _, s := range r.laid.shapes {
						require.GreaterOrEqual(t, s.x, float32(0), "%+v", s)
						require.LessOrEqual(t, s.x+s.w, width, "%+v", s)
					}
				}
				if folder != "" {
					save(t, filepath.Join(folder, fmt.Sprintf("%s-%d.png", name, page)), b.capture())
				}
				top := b.shown[0].msg.ID
				if top == 1 && b.shown[0].Position().Y >= 0 {
					break
				}
				b.TypedKey(&fyne.KeyEvent{Name: fyne.KeyPageUp})
				b.pump()
			}
		})
	}
}

// TestStatesDraw draws what is not a message: the button for new ones, a selected
// message, the dialogs, and the states without messages.
func TestStatesDraw(t *testing.T) {
	folder := os.Getenv("SEATDECK_PICTURES")
	keep := func(b *bench, name string) {
		img := b.capture()
		require.Equal(t, 760, img.Bounds().Dx())
		if folder != "" {
			save(t, filepath.Join(folder, "state-"+name+".png"), img)
		}
	}
	for _, variant := range []theme.Variant{theme.Light, theme.Dark} {
		mode := fmt.Sprint(variant)
		s := conversation(400)
		b := newBenchIn(t, fyne.NewSize(760, 480), theme.New(variant), Options{
			OnOpenLink: func(string) {}, OnForward: func(model.Message) {}, OnReply: func(model.Message) {},
		})
		b.OpenAt(s, false, 300, "订单")
		b.pump()
		s.add(said("新的"))
		s.add(said("又一条"))
		b.Changed()
		b.pump()
		keep(b, "hit-"+mode)
		b.screen.Canvas().Focus(b.View)
		b.TypedKey(&fyne.KeyEvent{Name: fyne.KeyUp})
		b.TypedKey(&fyne.KeyEvent{Name: fyne.KeyReturn})
		keep(b, "menu-"+mode)
		b.screen.Canvas().Overlays().Remove(b.screen.Canvas().Overlays().Top())
		b.askLink("https://www.google.com@xn--80ak6aa92e.com/signin/" + strings.Repeat("very-long-path/", 12))
		keep(b, "link-"+mode)
		b.screen.Canvas().Overlays().Remove(b.screen.Canvas().Overlays().Top())
		b.showRaw(model.Message{Raw: []byte(`{"type":78,"content":{"title":"未知的\u202e消息","list":[1,2,{"a":null}]}}`)})
		keep(b, "raw-"+mode)
		b.screen.Canvas().Overlays().Remove(b.screen.Canvas().Overlays().Top())
		s.fail = errOffline
		for range 30 {
			b.scrollBy(-400)
			b.pump()
		}
		keep(b, "retry-"+mode)
		b.show(s)
		keep(b, "error-"+mode)
		b.show(listed())
		keep(b, "empty-"+mode)
		b.Clear(EmptyState{Title: "选择左侧的一个会话", Hint: "Ctrl+J 跳到等得最久的客户", Action: "下一个等待的客户"})
		keep(b, "none-"+mode)
		b.show(listed(said("开头"), said(strings.Repeat("甲方应当按照本合同约定的期限支付全部款项，乙方收到款项后发货。", 300)), ours("收到，我看看", model.StateSent)))
		b.scrollBy(-200)
		keep(b, "fold-"+mode)
	}
}

// waiting tells whether a picture in sight is still being loaded.
func waiting(b *bench) bool {
	for _, r := range b.shown {
		for _, f := range r.pictures {
			if f.ticket != nil {
				return true
			}
		}
	}
	return false
}

func save(t *testing.T, path string, img image.Image) {
	t.Helper()
	f, err := os.Create(path)
	require.NoError(t, err)
	require.NoError(t, png.Encode(f, img))
	require.NoError(t, f.Close())
}
