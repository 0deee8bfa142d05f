package pychat

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"seatdeck/app/model"
)

const (
	offered     = `{"errcode":0,"data":{"url":"https://dl.test/x","file_size":"7"}}`
	cdnInfoJSON = `{"errcode":0,"errmsg":"","data":{"cdn_info":"info","username":"wxid_us","device_type":"iPad","client_version":402667055}}`
	baseInfo    = `"base_request":{"cdn_info":"info","username":"wxid_us","device_type":"iPad","client_version":402667055}`
)

var (
	aPicture = model.Message{RemoteID: "73", Content: model.Content{Kind: model.KindImage, Ref: map[string]string{
		refFileID: "30id", refAESKey: "k", refFileSize: "10", refBigFileSize: "50", refThumbFileID: "30th", refThumbFileSize: "3",
	}}}
	aFilm = model.Message{RemoteID: "73", Content: model.Content{Kind: model.KindVideo, Ref: map[string]string{
		refFileID: "30id", refAESKey: "k", refFileSize: "10", refThumbFileSize: "3",
	}}}
	aFile = model.Message{RemoteID: "73", Content: model.Content{Kind: model.KindFile, FileName: "报价.xlsx", Size: 10, Ref: map[string]string{
		refFileID: "30id", refAESKey: "k",
	}}}
	aWeComFile = model.Message{RemoteID: "73", Content: model.Content{Kind: model.KindFile, FileName: "a.pdf", Ref: map[string]string{
		refURL: "https://ww.test/x", refAuthKey: "auth", refAESKey: "k",
	}}}
	aCard = model.Message{RemoteID: "73", Content: model.Content{Kind: model.KindMiniProgram, Ref: map[string]string{
		refThumbFileID: "30th", refThumbAESKey: "tk", refThumbFileSize: "3",
	}}}
	aSticker = model.Message{RemoteID: "73", Content: model.Content{Kind: model.KindSticker, Ref: map[string]string{
		refEmojiURL: "https://e.test/secret", refAESKey: "k",
	}}}
	aWeComSticker = model.Message{RemoteID: "73", Content: model.Content{Kind: model.KindSticker, Ref: map[string]string{
		refEmojiURL: "https://e.test/secret", refEmojiToken: "tok",
	}}}
	anOwnSticker = model.Message{RemoteID: "73", Content: model.Content{Kind: model.KindSticker, Ref: map[string]string{
		refFileID: "30id", refAESKey: "k", refFileSize: "10", refFileMD5: "m",
	}}}
	aVoice = model.Message{RemoteID: "7316852738432434001", Content: model.Content{Kind: model.KindVoice, Duration: 4000, Ref: map[string]string{
		refVoiceLength: "6012", refRoom: "7@chatroom",
	}}}
)

func TestEachPartIsAskedForByItsCall(t *testing.T) {
	gets := func(m model.Message, part model.MediaPart) func(context.Context, *link) error {
		return func(ctx context.Context, l *link) error {
			if !l.HasMedia(m, part) {
				return errors.New("it has no such part")
			}
			source, err := l.ResolveMedia(ctx, deedSeat, m, part)
			if err == nil {
				require.Equal(t, "https://dl.test/x", source.URL)
				require.EqualValues(t, 7, source.Size)
			}
			return err
		}
	}
	everywhere := map[string]string{}
	for _, info := range Calls() {
		if strings.Contains(info.Path, "download") {
			everywhere[info.Path] = offered
		}
	}
	everywhere[GetCDNInfo.path] = cdnInfoJSON
	private := map[string]string{optCDNBase: "http://cdn.test"}
	deeds := []deed{
		{
			name: "picture, small", do: gets(aPicture, model.MediaPreview),
			made: []made{{CDNDownload.path, `{"file_type":2,"file_id":"30id","aes_key":"k","file_size":10,"file_name":""}`}},
		},
		{
			name: "film", do: gets(aFilm, model.MediaOriginal),
			made: []made{{CDNDownload.path, `{"file_type":4,"file_id":"30id","aes_key":"k","file_size":10,"file_name":""}`}},
		},
		{
			name: "film, first picture", do: gets(aFilm, model.MediaPreview),
			made: []made{{CDNDownload.path, `{"file_type":3,"file_id":"30id","aes_key":"k","file_size":3,"file_name":""}`}},
		},
		{
			name: "file", do: gets(aFile, model.MediaOriginal),
			made: []made{{CDNDownload.path, `{"file_type":5,"file_id":"30id","aes_key":"k","file_size":10,"file_name":"报价.xlsx"}`}},
		},
		{
			name: "file of WeCom", do: gets(aWeComFile, model.MediaOriginal),
			made: []made{{CDNDownloadWwFile.path, `{"url":"https://ww.test/x","auth_key":"auth","aes_key":"k","file_name":"a.pdf","fast_download":false}`}},
		},
		{
			name: "cover of a card", do: gets(aCard, model.MediaPreview),
			made: []made{{CDNDownload.path, `{"file_type":3,"file_id":"30th","aes_key":"tk","file_size":3,"file_name":""}`}},
		},
		{
			name: "sticker", do: gets(aSticker, model.MediaPreview),
			made: []made{{DownloadWxEmotion.path, `{"url":"https://e.test/secret","aes_key":"k","token":"","enc_idx":"","key":"","file_name":""}`}},
		},
		{
			name: "sticker of WeCom", do: gets(aWeComSticker, model.MediaOriginal),
			made: []made{{DownloadWxEmotion.path, `{"url":"https://e.test/secret","aes_key":"","token":"tok","enc_idx":"","key":"","file_name":""}`}},
		},
		{
			name: "sticker of ours", do: gets(anOwnSticker, model.MediaPreview),
			made: []made{{CDNDownload.path, `{"file_type":5,"file_id":"30id","aes_key":"k","file_size":10,"file_name":""}`}},
		},
		{
			name: "voice", do: gets(aVoice, model.MediaOriginal),
			made: []made{{DownloadVoice.path, `{"msg_id":"7316852738432434001","length":6012,"room_username":"7@chatroom","file_name":"","to_mp3":false}`}},
		},
		{
			name: "voice for any player", do: gets(aVoice, model.MediaMP3),
			made: []made{{DownloadVoice.path, `{"msg_id":"7316852738432434001","length":6012,"room_username":"7@chatroom","file_name":"","to_mp3":true}`}},
		},
		{name: "private file", options: private, do: gets(aFile, model.MediaOriginal), made: []made{
			{GetCDNInfo.path, `{}`},
			{CloudDownload.path, `{` + baseInfo + `,"file_type":5,"file_id":"30id","aes_key":"k","file_name":"报价.xlsx"}`},
		}},
		{name: "private file of WeCom", options: private, do: gets(aWeComFile, model.MediaOriginal), made: []made{
			{GetCDNInfo.path, `{}`},
			{CloudDownloadWwFile.path, `{` + baseInfo + `,"url":"https://ww.test/x","auth_key":"auth","aes_key":"k","file_name":"a.pdf"}`},
		}},
		{name: "private sticker", options: private, do: gets(aSticker, model.MediaOriginal), made: []made{
			{GetCDNInfo.path, `{}`},
			{CloudDownloadWxEmotion.path, `{` + baseInfo + `,"url":"https://e.test/secret","aes_key":"k","file_name":""}`},
		}},
	}
	for i := range deeds {
		deeds[i].answers = everywhere
	}
	requireDeeds(t, deeds)
}

func TestPartsThatAMessageDoesNotHave(t *testing.T) {
	b := scripted(nil)
	l := deedsLink(t, b, nil)
	for name, one := range map[string]struct {
		m    model.Message
		part model.MediaPart
	}{
		"text":               {model.Message{RemoteID: "1", Content: model.Content{Kind: model.KindText, Text: "x"}}, model.MediaOriginal},
		"picture by URL":     {model.Message{RemoteID: "1", Content: model.Content{Kind: model.KindImage, URL: "https://a.test/"}}, model.MediaOriginal},
		"picture to listen":  {aPicture, model.MediaMP3},
		"small file":         {aFile, model.MediaPreview},
		"small voice":        {aVoice, model.MediaPreview},
		"voice without name": {model.Message{Content: aVoice.Content}, model.MediaOriginal},
		"sticker to listen":  {aSticker, model.MediaMP3},
		"sticker by md5":     {model.Message{Content: model.Content{Kind: model.KindSticker, Ref: map[string]string{refFileMD5: "m"}}}, model.MediaOriginal},
		"whole card":         {aCard, model.MediaOriginal},
	} {
		require.False(t, l.HasMedia(one.m, one.part), name)
		_, err := l.ResolveMedia(t.Context(), deedSeat, one.m, one.part)
		require.True(t, model.IsTrouble(err, model.TroubleNotFound), name)
	}
	require.Empty(t, b.got())
}

func TestAPlainStickerCostsNoCall(t *testing.T) {
	b := scripted(nil)
	l := deedsLink(t, b, nil)
	m := model.Message{Content: model.Content{Kind: model.KindSticker, Ref: map[string]string{refEmojiURL: "https://e.test/x", refFileMD5: "m", refFileSize: "9"}}}
	source, err := l.ResolveMedia(t.Context(), deedSeat, m, model.MediaPreview)
	require.NoError(t, err)
	require.Equal(t, model.MediaSource{URL: "https://e.test/x"}, source)
	m.Content.Ref[refEmojiURL] = "file:///etc/passwd"
	_, err = l.ResolveMedia(t.Context(), deedSeat, m, model.MediaPreview)
	require.True(t, model.IsTrouble(err, model.TroubleBadAnswer))
	require.Empty(t, b.got())
}

func TestAnOriginalThatWasNeverSent(t *testing.T) {
	var mu sync.Mutex
	types := 0
	b := &backEnd{answer: func(c sentCall) (int, string) {
		mu.Lock()
		defer mu.Unlock()
		if types++; strings.Contains(c.Body, `"file_type":1`) {
			return 200, refusal
		}
		return 200, offered
	}}
	source, err := deedsLink(t, b, nil).ResolveMedia(t.Context(), deedSeat, aPicture, model.MediaOriginal)
	require.NoError(t, err)
	require.Equal(t, "https://dl.test/x", source.URL)
	requireMade(t, []made{
		{CDNDownload.path, `{"file_type":1,"file_id":"30id","aes_key":"k","file_size":50,"file_name":""}`},
		{CDNDownload.path, `{"file_type":2,"file_id":"30id","aes_key":"k","file_size":10,"file_name":""}`},
	}, b.got())

	b = alwaysSays(200, refusal)
	_, err = deedsLink(t, b, nil).ResolveMedia(t.Context(), deedSeat, aPicture, model.MediaOriginal)
	require.True(t, model.IsTrouble(err, model.TroubleRejected))
	b = alwaysSays(429, `{"errcode":429}`)
	_, err = deedsLink(t, b, nil).ResolveMedia(t.Context(), deedSeat, aPicture, model.MediaOriginal)
	require.True(t, model.IsTrouble(err, model.TroubleBlocked))
	require.Len(t, b.got(), 1, "a blocked account is left alone")
}

func TestAnswersThatOfferNothing(t *testing.T) {
	for _, answer := range []string{`null`, `"string"`, `{"errcode":0,"data":{}}`, `{"url":"/etc/passwd"}`, `{"url":"file:///etc/passwd"}`, `{"url":"http://"}`} {
		_, err := deedsLink(t, alwaysSays(http.StatusOK, answer), nil).ResolveMedia(t.Context(), deedSeat, aFile, model.MediaOriginal)
		require.True(t, model.IsTrouble(err, model.TroubleBadAnswer), "%s: %v", answer, err)
	}
	for _, answer := range []string{`{"download_url":"https://dl.test/x","file_size":-1}`, `"https://dl.test/x"`} {
		source, err := deedsLink(t, alwaysSays(http.StatusOK, answer), nil).ResolveMedia(t.Context(), deedSeat, aFile, model.MediaOriginal)
		require.NoError(t, err, answer)
		require.Equal(t, model.MediaSource{URL: "https://dl.test/x"}, source)
	}
}

// asked counts the calls of a path.
func asked(b *backEnd, path string) (n int) {
	for _, c := range b.got() {
		if c.Path == path {
			n++
		}
	}
	return n
}

func TestBaseRequestIsAskedForAnew(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var mu sync.Mutex
		issued, good := 0, 0 // numbers of infos
		b := &backEnd{answer: func(c sentCall) (int, string) {
			mu.Lock()
			defer mu.Unlock()
			switch {
			case c.Path == GetCDNInfo.path:
				issued++
				return 200, fmt.Sprintf(`{"errcode":0,"data":{"cdn_info":"info-%d"}}`, issued)
			case strings.Contains(c.Body, fmt.Sprintf(`"info-%d"`, good)) || good == 0:
				return 200, offered
			}
			return 200, `{"errcode":1,"errmsg":"cdn_info 已过期"}`
		}}
		l := deedsLink(t, b, map[string]string{optCDNBase: "http://cdn.test"})
		get := func() error {
			_, err := l.ResolveMedia(t.Context(), deedSeat, aFile, model.MediaOriginal)
			return err
		}
		require.NoError(t, get())
		time.Sleep(2 * time.Hour)
		require.NoError(t, get())
		require.Equal(t, 1, asked(b, GetCDNInfo.path))
		time.Sleep(time.Hour)
		require.NoError(t, get())
		require.Equal(t, 2, asked(b, GetCDNInfo.path), "it holds for 3 hours")

		time.Sleep(time.Hour)
		mu.Lock()
		good = 3
		mu.Unlock()
		require.NoError(t, get(), "one that ran out early is nobody's trouble")
		require.Equal(t, 3, asked(b, GetCDNInfo.path))
		mu.Lock()
		good = 99
		mu.Unlock()
		require.True(t, model.IsTrouble(get(), model.TroubleRejected))
		require.Equal(t, 3, asked(b, GetCDNInfo.path), "a new one is not to blame")
		time.Sleep(time.Hour)
		require.True(t, model.IsTrouble(get(), model.TroubleRejected))
		require.Equal(t, 4, asked(b, GetCDNInfo.path))

		// Ids of other forms the private server does not know.
		other := aFile
		other.Content.Ref = map[string]string{refFileID: "@cdn_1", refAESKey: "k"}
		_, err := l.ResolveMedia(t.Context(), deedSeat, other, model.MediaOriginal)
		require.True(t, model.IsTrouble(err, model.TroubleRejected))
		require.Equal(t, 1, asked(b, CDNDownload.path))
	})
}

func TestPrivateUploads(t *testing.T) {
	up := `{"file_id":"30f","aes_key":"k","file_size":9}`
	private := map[string]string{optCDNBase: "http://cdn.test"}
	answers := map[string]string{GetCDNInfo.path: cdnInfoJSON, CloudUpload.path: up, CloudUploadBig.path: up}
	uploads := func(c model.Content) func(context.Context, *link) error {
		return func(ctx context.Context, l *link) error {
			_, err := l.Upload(ctx, deedSeat, c)
			return err
		}
	}
	requireDeeds(t, []deed{
		{name: "picture", options: private, answers: answers, do: uploads(model.Content{Kind: model.KindImage, URL: "https://up.test/a", Size: 99 << 20}), made: []made{
			{GetCDNInfo.path, `{}`}, {CloudUpload.path, `{` + baseInfo + `,"file_type":2,"url":"https://up.test/a"}`},
		}},
		{name: "film", options: private, answers: answers, do: uploads(model.Content{Kind: model.KindVideo, URL: "https://up.test/a", Size: 25 << 20}), made: []made{
			{GetCDNInfo.path, `{}`}, {CloudUpload.path, `{` + baseInfo + `,"file_type":4,"url":"https://up.test/a"}`},
		}},
		{name: "big film", options: private, answers: answers, do: uploads(model.Content{Kind: model.KindVideo, URL: "https://up.test/a", Size: 25<<20 + 1}), made: []made{
			{GetCDNInfo.path, `{}`}, {CloudUploadBig.path, `{` + baseInfo + `,"file_type":4,"url":"https://up.test/a"}`},
		}},
		{name: "big file", options: private, answers: answers, do: uploads(model.Content{Kind: model.KindFile, URL: "https://up.test/a", Size: 50 << 20}), made: []made{
			{GetCDNInfo.path, `{}`}, {CloudUploadBig.path, `{` + baseInfo + `,"file_type":7,"url":"https://up.test/a"}`},
		}},
	})
}

// speech answers the calls that write down what a voice says.
func speech(check, upload string, get ...string) *backEnd {
	n := 0
	return &backEnd{answer: func(c sentCall) (int, string) {
		switch c.Path {
		case NewTransVoiceId.path:
			return 200, `{"voice_id":"v1"}`
		case CheckVoiceTrans.path:
			return 200, check
		case UploadVoiceTrans.path:
			return 200, upload
		case GetVoiceTrans.path:
			n++
			return 200, get[min(n, len(get))-1]
		case DownloadVoice.path:
			return 200, offered
		case VoiceTrans.path:
			return 200, `{"data":{"text":"从文件","end_flag":1}}`
		}
		return 404, ""
	}}
}

func TestSpeechIsWrittenDown(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := speech(`{"voice_id":"v1","status":0}`, `{"voice_id":"v1","interval":500}`,
			`{"text":{"string":"你好"},"end_flag":0,"interval":500}`, `{"text":{"string":"你好，在吗"},"end_flag":1}`)
		l := deedsLink(t, b, nil)
		at := time.Now()
		text, err := l.Transcribe(t.Context(), deedSeat, aVoice)
		require.NoError(t, err)
		require.Equal(t, "你好，在吗", text)
		require.Equal(t, time.Second, time.Since(at))
		named := `{"voice_id":"v1","msg_id":"7316852738432434001","length":6012}`
		requireMade(t, []made{
			{NewTransVoiceId.path, `{}`},
			{CheckVoiceTrans.path, named},
			{UploadVoiceTrans.path, named},
			{GetVoiceTrans.path, `{"voice_id":"v1"}`},
			{GetVoiceTrans.path, `{"voice_id":"v1"}`},
		}, b.got())

		b = speech(`{"text":"早就写好了","end_flag":1}`, refusal)
		text, err = deedsLink(t, b, nil).Transcribe(t.Context(), deedSeat, aVoice)
		require.NoError(t, err)
		require.Equal(t, "早就写好了", text)
	})
}

func TestSpeechThatIsNeverWrittenDown(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := speech(`null`, `null`, `{"text":"你","end_flag":0,"interval":99999999999}`)
		at := time.Now()
		_, err := deedsLink(t, b, nil).Transcribe(t.Context(), deedSeat, aVoice)
		require.True(t, model.IsTrouble(err, model.TroubleTimeout))
		require.LessOrEqual(t, time.Since(at), time.Minute)
		require.Greater(t, time.Since(at), 50*time.Second)
		require.LessOrEqual(t, asked(b, GetVoiceTrans.path), 15)

		ctx, cancel := context.WithTimeout(t.Context(), 3*time.Second)
		defer cancel()
		_, err = deedsLink(t, b, nil).Transcribe(ctx, deedSeat, aVoice)
		require.Error(t, err)
		require.Less(t, time.Since(at), 2*time.Minute)
	})
}

func TestSpeechOfAFileWhereTheMessageIsRefused(t *testing.T) {
	b := speech(refusal, refusal)
	text, err := deedsLink(t, b, nil).Transcribe(t.Context(), deedSeat, aVoice)
	require.NoError(t, err)
	require.Equal(t, "从文件", text)
	got := b.got()
	requireMade(t, []made{
		{DownloadVoice.path, `{"msg_id":"7316852738432434001","length":6012,"room_username":"7@chatroom","file_name":"","to_mp3":true}`},
		{VoiceTrans.path, `{"url":"https://dl.test/x","format":2,"block_size":4096}`},
	}, got[len(got)-2:])

	all := alwaysSays(200, refusal)
	_, err = deedsLink(t, all, nil).Transcribe(t.Context(), deedSeat, aVoice)
	require.True(t, model.IsTrouble(err, model.TroubleRejected))
	require.Contains(t, err.Error(), "群主才能操作")
	for _, m := range []model.Message{aPicture, {Content: aVoice.Content}} {
		_, err = deedsLink(t, all, nil).Transcribe(t.Context(), deedSeat, m)
		require.True(t, model.IsTrouble(err, model.TroubleInvalid))
	}
}
