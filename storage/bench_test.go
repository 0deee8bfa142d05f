package storage_test

import (
	"context"
	"database/sql"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"seatdeck/storage"
	"seatdeck/storage/storagetest"
)

// benchSize is how many messages the read benchmarks run on;
// SEATDECK_BENCH_MESSAGES sets it.
func benchSize(b *testing.B) int {
	size := 20_000
	if v := os.Getenv("SEATDECK_BENCH_MESSAGES"); v != "" {
		var err error
		size, err = strconv.Atoi(v)
		require.NoError(b, err)
	}
	return size
}

// benchStore is filled once and kept beside the others of its size when
// SEATDECK_BENCH_DIR names a folder.
func benchStore(b *testing.B) *storage.Store {
	b.Helper()
	size := benchSize(b)
	dir := b.TempDir()
	if keep := os.Getenv("SEATDECK_BENCH_DIR"); keep != "" {
		dir = filepath.Join(keep, fmt.Sprintf("messages-%d", size))
	}
	s, err := storage.Open(b.Context(), dir, storage.Options{})
	require.NoError(b, err)
	b.Cleanup(func() { _ = s.Close() })
	n, err := s.ConversationCount(b.Context(), storage.ConversationQuery{})
	require.NoError(b, err)
	if n == 0 {
		require.NoError(b, storagetest.Fill(b.Context(), s, size))
	}
	return s
}

// measure runs fn and reports the 99th of a hundred calls beside the mean.
func measure(b *testing.B, fn func(ctx context.Context, i int) error) {
	var took []time.Duration
	for i := 0; b.Loop(); i++ {
		begin := time.Now()
		if err := fn(b.Context(), i); err != nil {
			b.Fatal(err)
		}
		took = append(took, time.Since(begin))
	}
	slices.Sort(took)
	b.ReportMetric(float64(took[len(took)*99/100].Microseconds())/1000, "p99-ms")
	b.ReportMetric(float64(took[len(took)/2].Microseconds())/1000, "median-ms")
}

// BenchmarkIngest stores messages with their index and their conversation, as
// the app does, in transactions of 100.
func BenchmarkIngest(b *testing.B) {
	s, err := storage.Open(b.Context(), b.TempDir(), storage.Options{})
	require.NoError(b, err)
	b.Cleanup(func() { _ = s.Close() })
	ingest(b, s, 100)
}

func ingest(b *testing.B, s *storage.Store, batch int) {
	require.NoError(b, storagetest.FillShape(b.Context(), s, 1000, storagetest.Shape{Seats: 20, Conversations: 200}))
	list, err := s.Conversations(b.Context(), storage.ConversationQuery{})
	require.NoError(b, err)
	talk := storagetest.NewTalk(3)
	n := 0
	begin := time.Now()
	for b.Loop() {
		err := s.Write(b.Context(), func(tx *storage.Tx) error {
			for range batch {
				n++
				c := &list[n%len(list)]
				m := talk.Message(*c, 1_000_000+n, storagetest.Start.Add(time.Duration(n)*time.Second))
				if _, err := tx.PutMessage(m); err != nil {
					return err
				}
				c.LastAt, c.LastPreview, c.Unread = m.SentAt, m.Content.Text, c.Unread+1
				if err := tx.SaveConversation(*c); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(n)/time.Since(begin).Seconds(), "messages/s")
}

func BenchmarkSearch(b *testing.B) {
	s := benchStore(b)
	for name, query := range map[string]string{
		"1rune": "退", "2runes": "退款", "5runes": "什么时候发", "apart": "退货 发票", "rare": "犇", "rare2": "您龘", "never": "鬱",
		"neverAdjacent": "请想", "number": "123", "lead": "1", "leadAfterHan": "单1", "long": "2345678", "face": "😀", "ascii": "sku",
	} {
		b.Run(name, func(b *testing.B) {
			measure(b, func(ctx context.Context, _ int) error {
				_, err := s.Search(ctx, query, storage.SearchOptions{Limit: 50})
				return err
			})
		})
	}
	list, err := s.Conversations(b.Context(), storage.ConversationQuery{Limit: 1000})
	require.NoError(b, err)
	b.Run("inConversation", func(b *testing.B) {
		measure(b, func(ctx context.Context, i int) error {
			_, err := s.Search(ctx, "退款", storage.SearchOptions{Conversation: list[i%len(list)].ID})
			return err
		})
	})
	b.Run("inSeat", func(b *testing.B) {
		measure(b, func(ctx context.Context, i int) error {
			_, err := s.Search(ctx, "退款", storage.SearchOptions{Seat: list[i%len(list)].Seat})
			return err
		})
	})
}

// BenchmarkLike is the reference of the search: the same question without an
// index, for a word that few messages have.
func BenchmarkLike(b *testing.B) {
	s := benchStore(b)
	db, err := sql.Open("sqlite", "file:"+filepath.Join(s.Dir(), "seatdeck.db")+"?mode=ro")
	require.NoError(b, err)
	b.Cleanup(func() { _ = db.Close() })
	var took []time.Duration
	for b.Loop() {
		if len(took) >= 5 {
			continue // a scan takes seconds: five tell enough
		}
		begin := time.Now()
		var n int
		err := db.QueryRowContext(b.Context(), "SELECT count(*) FROM (SELECT id FROM messages WHERE text LIKE '%犇%' ORDER BY sent_at DESC LIMIT 50)").Scan(&n)
		require.NoError(b, err)
		took = append(took, time.Since(begin))
	}
	slices.Sort(took)
	b.ReportMetric(float64(took[len(took)/2].Microseconds())/1000, "median-ms")
}

func BenchmarkNewestPage(b *testing.B) {
	s := benchStore(b)
	list, err := s.Conversations(b.Context(), storage.ConversationQuery{Limit: 1000})
	require.NoError(b, err)
	measure(b, func(ctx context.Context, i int) error {
		_, err := s.Messages(ctx, list[i%len(list)].ID, storage.MessageWindow{Limit: 50})
		return err
	})
}

func BenchmarkConversationList(b *testing.B) {
	s := benchStore(b)
	for name, q := range map[string]storage.ConversationQuery{
		"allByTime": {Limit: 50}, "allByWait": {Limit: 50, Sort: storage.ByWait}, "seatByTime": {Seat: 1, Limit: 50},
		"seatByWait": {Seat: 1, Sort: storage.ByWait, Limit: 50}, "unread": {UnreadOnly: true, Limit: 50},
		"name": {Text: "wangwei", Limit: 50}, "noName": {Text: "qqqq", Limit: 50},
	} {
		b.Run(name, func(b *testing.B) {
			measure(b, func(ctx context.Context, _ int) error {
				_, err := s.Conversations(ctx, q)
				return err
			})
		})
	}
	b.Run("seats", func(b *testing.B) {
		measure(b, func(ctx context.Context, _ int) error {
			_, err := s.Seats(ctx)
			return err
		})
	})
}
