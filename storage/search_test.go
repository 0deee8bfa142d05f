package storage_test

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"seatdeck/app/model"
	"seatdeck/storage"
	"seatdeck/storage/storagetest"
)

func found(t *testing.T, s *storage.Store, query string, o storage.SearchOptions) []string {
	t.Helper()
	hits, err := s.Search(t.Context(), query, o)
	require.NoError(t, err, query)
	var list []string
	for _, h := range hits {
		list = append(list, h.Message.Content.Text)
	}
	return list
}

func TestSearchFinds(t *testing.T) {
	s := storagetest.New(t)
	seat := storagetest.Seat(t, s, model.Seat{})
	c := storagetest.Conversation(t, s, seat.ID, model.ConversationRef{})
	texts := []string{
		"我想退款，订单12345号", "客户端打不开了", "今天很开心😀谢谢", "Order SKU98765 Shipped",
		"ＡＢＣ全角４５６", "款式退换", "Crème brûlée", "👍🏽", "价格￥100", "訂單𠀀生僻", "单1号", "单23号 1",
	}
	for _, text := range texts {
		storagetest.Message(t, s, c, storagetest.Text(text))
	}
	for query, want := range map[string][]string{
		"退":        {texts[5], texts[0]},
		"退款":       {texts[0]},
		"打不开":      {texts[1]},
		"12345":    {texts[0]},
		"123":      {texts[0]},
		"单12345号":  {texts[0]},
		"😀":        {texts[2]},
		"心😀谢":      {texts[2]},
		"98765":    {texts[3]},
		"sku98":    {texts[3]},
		"SHIP":     {texts[3]},
		"s":        {texts[3]},
		"sku ship": {texts[3]},
		"ship sku": {texts[3]},
		"abc全角":    {texts[4]},
		"45６":      {texts[4]},
		"退 款":      {texts[5], texts[0]},
		"款　退":      {texts[5], texts[0]},
		"creme":    {texts[6]},
		"👍":        {texts[7]},
		"¥100":     {texts[8]},
		"￥100":     {texts[8]},
		"𠀀":        {texts[9]},
		"单1":       {texts[10], texts[0]},
		"单2":       {texts[11]},
		"没有的":      nil,
		"":         nil,
		"，。":       nil,
		`"退款"`:     {texts[0]},
		"退* OR (款": nil,
		"NEAR":     nil,
	} {
		require.Equal(t, want, found(t, s, query, storage.SearchOptions{}), "query %q", query)
	}
}

func TestSearchSpans(t *testing.T) {
	s := storagetest.New(t)
	seat := storagetest.Seat(t, s, model.Seat{Alias: "小美"})
	c := storagetest.Conversation(t, s, seat.ID, model.ConversationRef{Name: "张三"})
	storagetest.Message(t, s, c, model.Message{Content: model.Content{
		Kind: model.KindLink, Text: "退款说明，可退款", Title: "Refund２０26",
	}})
	hits, err := s.Search(t.Context(), "退款 202", storage.SearchOptions{})
	require.NoError(t, err)
	require.Len(t, hits, 1)
	h := hits[0]
	require.Equal(t, "小美", h.SeatName)
	require.Equal(t, "张三", h.ConversationTitle)
	require.Equal(t, "退款说明，可退款\nRefund２０26", h.Text)
	require.True(t, strings.HasPrefix(h.Text, h.Message.Content.Text))
	require.Equal(t, [][2]int{{0, 2}, {6, 8}, {15, 18}}, h.Spans)
}

func TestSearchNewestFirstWhateverTheOrderOfArrival(t *testing.T) {
	s := storagetest.New(t)
	seat := storagetest.Seat(t, s, model.Seat{})
	other := storagetest.Seat(t, s, model.Seat{Connection: seat.Connection})
	c := storagetest.Conversation(t, s, seat.ID, model.ConversationRef{})
	d := storagetest.Conversation(t, s, other.ID, model.ConversationRef{})
	for i, minute := range []int{5, 1, 9, 3, 7} {
		m := storagetest.Text("退款" + string(rune('a'+minute)))
		m.SentAt = storagetest.Start.Add(time.Duration(minute) * time.Minute)
		storagetest.Message(t, s, []model.Conversation{c, d}[i%2], m)
	}
	require.Equal(t, []string{"退款j", "退款h", "退款f", "退款d", "退款b"}, found(t, s, "退款", storage.SearchOptions{}))
	require.Equal(t, []string{"退款h", "退款f"}, found(t, s, "退", storage.SearchOptions{Limit: 2, Offset: 1}))
	require.Equal(t, []string{"退款d", "退款b"}, found(t, s, "退", storage.SearchOptions{Seat: other.ID}))
	require.Equal(t, []string{"退款j", "退款h", "退款f"}, found(t, s, "退", storage.SearchOptions{Conversation: c.ID}))
	require.Empty(t, found(t, s, "退", storage.SearchOptions{Conversation: c.ID, Seat: other.ID}))
}

func TestSearchManyOfOneInstant(t *testing.T) {
	s := storagetest.New(t)
	c := storagetest.Conversation(t, s, storagetest.Seat(t, s, model.Seat{}).ID, model.ConversationRef{})
	storagetest.Write(t, s, func(tx *storage.Tx) error {
		for i := range 600 {
			m := storagetest.Text("同时")
			m.Seat, m.Conversation, m.SentAt = c.Seat, c.ID, storagetest.Start
			m.RemoteID = "r" + strings.Repeat("x", i)
			if _, err := tx.PutMessage(m); err != nil {
				return err
			}
		}
		return nil
	})
	require.Len(t, found(t, s, "同时", storage.SearchOptions{Limit: 1000}), 600)
}

func TestSearchFollowsChanges(t *testing.T) {
	s := storagetest.New(t)
	c := storagetest.Conversation(t, s, storagetest.Seat(t, s, model.Seat{}).ID, model.ConversationRef{})
	m := storagetest.Text("旧的话")
	m.ClientID, m.Direction, m.State = "c1", model.Out, model.StateQueued
	m = storagetest.Message(t, s, c, m)
	require.Len(t, found(t, s, "旧", storage.SearchOptions{}), 1)

	m.Content.Text, m.RemoteID, m.SentAt = "新的话", "r1", m.SentAt.Add(time.Minute)
	storagetest.Message(t, s, c, m)
	require.Empty(t, found(t, s, "旧", storage.SearchOptions{}))
	require.Equal(t, []string{"新的话"}, found(t, s, "新的", storage.SearchOptions{}))

	storagetest.Write(t, s, func(tx *storage.Tx) error {
		list, err := s.Connections(t.Context())
		require.NoError(t, err)
		return tx.RemoveConnection(list[0].ID)
	})
	require.Empty(t, found(t, s, "新", storage.SearchOptions{}))
}
