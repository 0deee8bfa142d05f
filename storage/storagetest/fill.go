package storagetest

import (
	"context"
	"fmt"
	"math/rand/v2"
	"strings"
	"time"

	"seatdeck/app/model"
	"seatdeck/storage"
)

// Shape is how the messages of [Fill] are spread.
type Shape struct {
	Seats         int // 0: 200 or fewer when there are few messages
	Conversations int // 0: one for 50 messages
	Batch         int // messages of a transaction; 0: 5,000
}

// Fill stores n messages of made-up Chinese talk: one connection, many seats and
// conversations, a year of time, the same at every run. It adds to what is there.
func Fill(ctx context.Context, s *storage.Store, n int) error {
	return FillShape(ctx, s, n, Shape{})
}

// FillShape is Fill with a say in how the messages are spread.
func FillShape(ctx context.Context, s *storage.Store, n int, shape Shape) error {
	if shape.Seats == 0 {
		shape.Seats = min(max(n/1000, 1), 200)
	}
	if shape.Conversations == 0 {
		shape.Conversations = max(n/50, shape.Seats)
	}
	if shape.Batch == 0 {
		shape.Batch = 5000
	}
	convs, err := fillConversations(ctx, s, shape)
	if err != nil {
		return err
	}
	talk := NewTalk(1)
	step := max(365*24*time.Hour/time.Duration(max(n, 1)), time.Millisecond)
	for done := 0; done < n; {
		batch := min(shape.Batch, n-done)
		err := s.Write(ctx, func(tx *storage.Tx) error {
			last := make(map[int]model.Message, batch)
			for i := done; i < done+batch; i++ {
				at := talk.rand.IntN(len(convs))
				m := talk.Message(convs[at], i, Start.Add(-365*24*time.Hour+time.Duration(i)*step))
				if _, err := tx.PutMessage(m); err != nil {
					return err
				}
				last[at] = m
			}
			for at, m := range last {
				c := &convs[at]
				c.LastAt, c.LastPreview, c.LastKind, c.LastOut = m.SentAt, m.Content.Text, m.Content.Kind, m.Direction == model.Out
				c.Unread, c.WaitingFrom = 0, time.Time{}
				if m.Direction == model.In && at%20 == 0 {
					c.Unread, c.WaitingFrom = 1, m.SentAt
				}
				if err := tx.SaveConversation(*c); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			return fmt.Errorf("fill message %d: %w", done, err)
		}
		done += batch
	}
	return nil
}

func fillConversations(ctx context.Context, s *storage.Store, shape Shape) ([]model.Conversation, error) {
	var seats []model.Seat
	err := s.Write(ctx, func(tx *storage.Tx) error {
		conn, err := tx.AddConnection(model.Connection{Kind: "youjiyun", Name: "fill", Created: Start})
		if err != nil {
			return err
		}
		for i := range shape.Seats {
			seat, _, err := tx.UpsertSeat(model.Seat{
				Connection: conn, RemoteID: fmt.Sprintf("robot-%04d", i), Name: fmt.Sprintf("坐席%d", i+1), State: model.SeatOnline,
			})
			if err != nil {
				return err
			}
			seats = append(seats, seat)
		}
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("fill seats: %w", err)
	}
	talk := NewTalk(2)
	convs := make([]model.Conversation, 0, shape.Conversations)
	for len(convs) < shape.Conversations {
		err := s.Write(ctx, func(tx *storage.Tx) error {
			for range min(shape.Batch, shape.Conversations-len(convs)) {
				i := len(convs)
				c, _, err := tx.EnsureConversation(seats[i%len(seats)].ID, model.ConversationRef{
					RemoteID: fmt.Sprintf("chat-%07d", i), PeerID: fmt.Sprintf("wm%09d", i), Name: talk.Name(), Group: i%10 == 9,
				})
				if err != nil {
					return err
				}
				convs = append(convs, c)
			}
			return nil
		})
		if err != nil {
			return nil, fmt.Errorf("fill conversations: %w", err)
		}
	}
	return convs, nil
}

// Talk makes up what people say, the same for the same seed.
type Talk struct{ rand *rand.Rand }

// NewTalk begins a talk.
func NewTalk(seed uint64) *Talk {
	return &Talk{rand.New(rand.NewPCG(seed, 20260302))}
}

var (
	surnames = strings.Split("王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗单曾", "")
	given    = strings.Split("伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华玉兰", "")
	phrases  = strings.Fields(`你好 请问 在吗 什么时候发货 我想退款 订单还没收到 客服打不开 登录失败 麻烦帮我看一下 谢谢 好的 收到
		没问题 稍等一下 已经为您处理 请提供订单号 快递到哪里了 质量有问题 可以换货吗 发票怎么开 地址填错了 优惠券用不了
		多久能到账 会员怎么续费 系统提示错误 页面一直转圈 明天可以吗 价格能便宜点吗 尺码偏大 颜色不对 少发了一件 已经三天了
		物流没有更新 申请售后 退货地址发我 运费谁出 请耐心等待 给您添麻烦了 祝您生活愉快 还有什么可以帮您`)
	rare  = strings.Split("犇龘淼鑫垚焱晶磊矗骉羴猋贔麤飝", "")
	faces = []string{"😀", "👍", "🙏", "😂", "❤️"}
)

// Name is a person's.
func (t *Talk) Name() string {
	return pick(t, surnames) + pick(t, given) + pick(t, given)
}

// Line is what somebody writes: one to five phrases, now and then a number, a
// face, or a rare word.
func (t *Talk) Line() string {
	var b strings.Builder
	for range 1 + t.rand.IntN(5) {
		b.WriteString(pick(t, phrases))
		b.WriteString(pick(t, []string{"，", "", "。", " "}))
	}
	switch t.rand.IntN(20) {
	case 0:
		fmt.Fprintf(&b, "订单%d号", 10000000+t.rand.IntN(90000000))
	case 1:
		b.WriteString(pick(t, faces))
	case 2:
		fmt.Fprintf(&b, "SKU%d", t.rand.IntN(10000))
	}
	if t.rand.IntN(5000) == 0 {
		b.WriteString(pick(t, rare))
	}
	return b.String()
}

// Message is number i of a conversation, with a remote id of its own.
func (t *Talk) Message(c model.Conversation, i int, sent time.Time) model.Message {
	m := model.Message{
		Seat: c.Seat, Conversation: c.ID, RemoteID: fmt.Sprintf("m%012d", i), SentAt: sent,
		SenderID: c.PeerID, SenderName: c.Name, Direction: model.In,
		Content: model.Content{Kind: model.KindText, Text: t.Line(), WireKind: "1"},
	}
	if t.rand.IntN(2) == 0 {
		m.Direction, m.State, m.SenderID, m.SenderName = model.Out, model.StateSent, "", ""
	}
	return m
}

func pick(t *Talk, list []string) string { return list[t.rand.IntN(len(list))] }
