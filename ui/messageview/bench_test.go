package messageview

import (
	"testing"

	"seatdeck/app/model"
)

func BenchmarkArrival(b *testing.B) {
	s := conversation(100_000)
	bench := newBench(b, wide, Options{})
	bench.show(s)
	for b.Loop() {
		s.add(said("新消息来了"))
		bench.Changed()
		bench.pump()
	}
}

func BenchmarkOpen(b *testing.B) {
	s := conversation(100_000)
	bench := newBench(b, wide, Options{})
	for b.Loop() {
		bench.show(s)
	}
}

func BenchmarkScrollStep1k(b *testing.B)   { benchmarkScroll(b, 1_000) }
func BenchmarkScrollStep100k(b *testing.B) { benchmarkScroll(b, 100_000) }

func benchmarkScroll(b *testing.B, n int) {
	bench := newBench(b, wide, Options{})
	bench.OpenAt(conversation(n), false, model.MessageID(n/2), "")
	bench.pump()
	i := 0
	for b.Loop() {
		dy := float32(60)
		if i/100%2 == 0 {
			dy = -60
		}
		i++
		bench.scrollBy(dy)
		bench.pump()
	}
}
