package manager

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"seatdeck/app/model"
	"seatdeck/assets"
	"seatdeck/ui/screen"
)

func TestEveryKindAndStateHasWords(t *testing.T) {
	text := "x"
	wants := []model.DeedDetail{
		{},
		{Put: []model.Tag{{Name: "a"}}},
		{Take: []model.Tag{{Name: "a"}}},
		{Put: []model.Tag{{Name: "a"}}, Take: []model.Tag{{Name: "b"}}},
		{Remark: &text},
		{Description: &text},
		{Remark: &text, Description: &text},
		{Name: "n"},
	}
	for _, lang := range []string{assets.Chinese, assets.English} {
		env := &screen.Env{Texts: assets.LoadTexts(lang)}
		for kind := model.DeedTag; kind <= model.DeedDeleteTag; kind++ {
			for _, want := range wants {
				b := model.Batch{Kind: kind, Want: want, Undoes: 1, Deeds: model.DeedCounts{Done: 3}}
				require.NotContains(t, batchWords(env, b), "batches.", "%d %+v", kind, want)
				require.NotContains(t, batchWords(env, b), "{", "%d %+v", kind, want)
			}
			require.NotEqual(t, env.T("batches.kind.other"), deedKind(env, kind), kind)
			require.True(t, env.Texts.Has("batches.preview."+targetKey(kind)), kind)
		}
		for state := model.DeedQueued; state <= model.DeedDropped; state++ {
			require.NotEqual(t, "unknown", stateKey(state), state)
			require.True(t, env.Texts.Has("batches.state."+stateKey(state)), state)
		}
		require.True(t, env.Texts.Has("batches.preview.steps"))
	}
}

func TestWhatABatchDoesInWords(t *testing.T) {
	env := &screen.Env{Texts: assets.LoadTexts(assets.Chinese)}
	tags := func(names ...string) (list []model.Tag) {
		for _, n := range names {
			list = append(list, model.Tag{Name: n})
		}
		return list
	}
	for want, b := range map[string]model.Batch{
		"给 500 位客户打上「VIP」":          {Kind: model.DeedTag, Want: model.DeedDetail{Put: tags("VIP"), Things: 500}, Deeds: model.DeedCounts{Done: 501}},
		"给 2 位客户打上「a」「b」「c」等 4 个标签": {Kind: model.DeedTag, Want: model.DeedDetail{Put: tags("a", "b", "c", "d")}, Deeds: model.DeedCounts{Queued: 2}},
		"把标签「旧」改名为「新」（1 个坐席）":       {Kind: model.DeedRenameTag, Want: model.DeedDetail{Name: "新", Take: tags("旧")}, Deeds: model.DeedCounts{Done: 1}},
		"标签改名（1 项）（撤销）":             {Kind: model.DeedRenameTag, Undoes: 4, Want: model.DeedDetail{Name: "新"}, Deeds: model.DeedCounts{Done: 1}},
		"把 3 个群改名为「a‹U+202E›b」":     {Kind: model.DeedRenameGroup, Want: model.DeedDetail{Name: "a\u202eb"}, Deeds: model.DeedCounts{Done: 3}},
	} {
		require.Equal(t, want, batchWords(env, b))
	}
}

func TestHowLongABatchTakesIsRoundedUp(t *testing.T) {
	env := &screen.Env{Texts: assets.LoadTexts(assets.Chinese)}
	for d, want := range map[time.Duration]string{
		0: "不到 1 分钟", 59 * time.Second: "不到 1 分钟", time.Minute: "约 1 分钟", 301 * time.Second: "约 6 分钟", 125 * time.Minute: "约 2 小时 5 分",
	} {
		require.Equal(t, want, lasting(env, d), d)
	}
}
