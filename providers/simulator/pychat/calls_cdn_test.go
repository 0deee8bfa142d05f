package pychat

import (
	"bytes"
	"encoding/binary"
	"image"
	"image/jpeg"
	"image/png"
	"net/http"
	"path"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"seatdeck/providers/simulator/internal/media"
	"seatdeck/providers/simulator/internal/wirejson"
)

// sample is something of each kind that can be uploaded.
func sample(b *bench, kind string) []byte {
	b.t.Helper()
	place := map[string]string{"picture": media.Picture(5), "png": media.Avatar(5), "video": media.Video(5), "file": media.File(5, "a.pdf")}[kind]
	data := stored(b.server.media, place)
	require.NotEmpty(b.t, data, kind)
	return data
}

func TestFilesAreUploadedAndSent(t *testing.T) {
	b := newBench(t, Options{})
	who := b.person(b.in).username
	upload := func(name string, data []byte, fileType int) map[string]any {
		return b.call(b.in, "/cloud/cdn_upload", object{"file_type": fileType, "url": b.publish(name, data)})
	}
	picture := upload("a.jpg", sample(b, "picture"), uploadPicture)
	require.Regexp(t, "^30", picture["file_id"])
	require.Len(t, picture["aes_key"], 32)
	require.EqualValues(t, len(sample(b, "picture")), number(t, picture["file_size"]))
	require.LessOrEqual(t, number(t, picture["thumb_width"]), int64(thumbSide))
	b.call(b.in, "/msg/send_image", object{
		"to_username": who, "file_id": picture["file_id"], "aes_key": picture["aes_key"], "file_size": picture["file_size"],
		"big_file_size": picture["big_file_size"], "thumb_file_size": picture["thumb_file_size"], "file_md5": picture["file_md5"],
		"thumb_width": picture["thumb_width"], "thumb_height": picture["thumb_height"], "file_crc": picture["file_crc"],
	})
	upload("a.png", sample(b, "png"), uploadCover)

	video := upload("a.mp4", append(sample(b, "video"), mvhd(600, 9000)...), uploadVideo)
	require.EqualValues(t, 15, number(t, video["video_duration"]))
	b.call(b.in, "/msg/send_video", object{
		"to_username": who, "file_id": video["file_id"], "aes_key": video["aes_key"], "file_size": video["file_size"], "file_md5": video["file_md5"],
		"thumb_file_size": video["thumb_file_size"], "thumb_file_md5": video["thumb_file_md5"], "video_duration": video["video_duration"],
		"file_crc": video["file_crc"], "mp4_identify": video["mp4_identify"],
	})
	document := upload("报价.pdf", sample(b, "file"), uploadFile)
	b.call(b.in, "/msg/send_file", object{
		"to_username": who, "file_id": document["file_id"], "aes_key": document["aes_key"], "file_size": document["file_size"],
		"file_md5": document["file_md5"], "file_name": "报价.pdf", "file_crc": document["file_crc"], "file_key": document["file_key"],
	})
	gif := upload("a.gif", []byte("GIF89a..."), uploadFile)
	b.call(b.in, "/msg/send_emoji", object{
		"to_username": who, "file_id": gif["file_id"], "aes_key": gif["aes_key"], "file_size": gif["file_size"], "file_md5": gif["file_md5"],
	})

	// What was uploaded comes back byte by byte, and its small copy is one.
	for _, c := range []struct {
		file     map[string]any
		fileType int
		size     any
		data     []byte
	}{
		{picture, downloadWhole, picture["file_size"], sample(b, "picture")},
		{picture, downloadMiddle, 0, sample(b, "picture")},
		{document, downloadFile, document["file_size"], sample(b, "file")},
		{gif, downloadFile, 0, []byte("GIF89a...")},
		{picture, downloadThumb, picture["thumb_file_size"], nil},
		{video, downloadThumb, video["thumb_file_size"], nil},
	} {
		answer := b.call(b.in, "/cloud/cdn_download", object{
			"file_type": c.fileType, "file_id": c.file["file_id"], "aes_key": c.file["aes_key"], "file_size": c.size, "file_name": "我的.bin",
		})
		got, data, err := b.fetch(answer["url"].(string), "")
		require.NoError(t, err)
		require.Equal(t, "我的.bin", path.Base(got.Request.URL.Path))
		require.EqualValues(t, len(data), number(t, answer["file_size"]))
		if c.data != nil {
			require.Equal(t, c.data, data)
			continue
		}
		_, err = jpeg.Decode(bytes.NewReader(data))
		require.NoError(t, err)
		require.EqualValues(t, len(data), number(t, c.file["thumb_file_size"]))
	}
}

// mvhd is a box that says how long a video is.
func mvhd(scale, length uint32) []byte {
	box := append([]byte("\x00\x00\x00\x6cmvhd"), make([]byte, 100)...)
	binary.BigEndian.PutUint32(box[8+12:], scale)
	binary.BigEndian.PutUint32(box[8+16:], length)
	return box
}

func TestTheLengthOfAVideo(t *testing.T) {
	wide := append([]byte("mvhd\x01"), make([]byte, 40)...)
	binary.BigEndian.PutUint32(wide[4+20:], 1000)
	binary.BigEndian.PutUint64(wide[4+24:], 7000)
	for want, data := range map[int][]byte{15: mvhd(600, 9000), 7: wide, 0: mvhd(0, 5)} {
		require.Equal(t, want, mp4Seconds(data))
		for cut := range data {
			mp4Seconds(data[:cut]) // whatever is missing
		}
	}
}

func TestUploadsThatAreRefused(t *testing.T) {
	b := newBench(t, Options{})
	var huge bytes.Buffer
	require.NoError(t, png.Encode(&huge, image.NewGray(image.Rect(0, 0, 1, 1))))
	bomb := huge.Bytes()
	binary.BigEndian.PutUint32(bomb[16:], 1<<20) // says to be far wider
	for words, c := range map[string]struct {
		data     []byte
		fileType int
	}{
		"不匹配":             {sample(b, "file"), uploadPicture},
		"与 file_type 不匹配": {sample(b, "picture"), uploadVideo},
		"文件类型与":           {bomb, uploadCover},
		"文件为空":            {nil, uploadFile},
		"file_type 参数错误":  {sample(b, "file"), uploadBigFile},
		"图片已损坏":           {sample(b, "picture")[:3000], uploadPicture},
	} {
		require.Contains(t, b.refused(b.in, "/cloud/cdn_upload", object{"file_type": c.fileType, "url": b.publish("x", c.data)}), words)
	}
	for _, link := range []string{"", "file:///etc/passwd", "ftp://a.test/x"} {
		require.Contains(t, b.refused(b.in, "/cloud/cdn_upload", object{"file_type": 5, "url": link}), "url 格式错误", link)
	}
	require.Contains(t, b.refused(b.in, "/cloud/cdn_upload", object{"file_type": 5, "url": b.http.URL + "/publish/none"}), "下载失败")
}

func TestDownloadsThatAreRefused(t *testing.T) {
	b := newBench(t, Options{})
	picture, document := b.offered(b.in, "picture").file, b.offered(b.in, "file").file
	ask := func(f *file, fileType int) object {
		return object{"file_type": fileType, "file_id": f.id, "aes_key": f.aesKey, "file_size": f.size()}
	}
	with := func(fields object, name string, value any) object {
		fields[name] = value
		return fields
	}
	for _, c := range []struct {
		words  string
		fields object
	}{
		{"文件不存在", with(ask(picture, 1), "file_id", "30")},
		{"aes_key 错误", with(ask(picture, 1), "aes_key", "00")},
		{"file_size 错误", with(ask(picture, 1), "file_size", 1)},
		{"file_size 错误", ask(picture, downloadThumb)}, // that of the picture
		{"不匹配", ask(picture, downloadVideo)},
		{"不匹配", ask(picture, downloadFile)},
		{"不匹配", ask(document, downloadWhole)},
		{"不匹配", ask(document, downloadThumb)},
		{"不匹配", ask(document, 9)},
	} {
		require.Contains(t, b.refused(b.in, "/cloud/cdn_download", c.fields), c.words)
	}
	require.Contains(t, b.refused(b.in, "/cloud/cdn_download_fav", ask(document, downloadFile)), "file_type")
	require.Contains(t, b.refused(b.in, "/cloud/cdn_download_fav", ask(document, downloadFavVideo)), "不匹配")
	fav := b.call(b.in, "/cloud/cdn_download_fav", ask(document, downloadFavFile))
	_, data, err := b.fetch(fav["download_url"].(string), "")
	require.NoError(t, err)
	require.EqualValues(t, document.size(), len(data))
}

func TestUploadsGiveWay(t *testing.T) {
	b := newBench(t, Options{})
	answer := b.call(b.in, "/cloud/cdn_upload", object{"file_type": uploadFile, "url": b.publish("a.pdf", sample(b, "file"))})
	f := b.server.world.files[answer["file_id"].(string)]
	link := b.granted(f, downloadFile)
	for range 9 {
		b.server.media.Keep("/cdn/"+newFileID(b.server.rand), make([]byte, 64<<20))
	}
	got, _, err := b.fetch(link, "")
	require.NoError(t, err)
	require.Equal(t, http.StatusNotFound, got.StatusCode)
	require.Contains(t, b.refused(b.in, "/cloud/cdn_download", object{"file_type": downloadFile, "file_id": f.id, "aes_key": f.aesKey}), "已过期")
}

func TestVoicesAreDownloaded(t *testing.T) {
	b := newBench(t, Options{})
	m := b.offered(b.in, "voice")
	ask := object{"msg_id": m.idText(), "length": m.file.size()}
	recording := func() []byte {
		answer := b.call(b.in, "/cloud/download_voice", ask)
		_, data, err := b.fetch(answer["download_url"].(string), "")
		require.NoError(t, err)
		require.EqualValues(t, len(data), number(t, answer["file_size"]))
		return data
	}
	require.True(t, bytes.HasPrefix(recording(), []byte("\x02#!SILK_V3")))
	ask["to_mp3"] = true
	mp3 := recording()
	require.Equal(t, "audio/mpeg", http.DetectContentType(append([]byte("ID3"), mp3...))) // and frame by frame:
	frames := 0
	for at := 0; at < len(mp3); at += 96 {
		require.Equal(t, []byte{0xff, 0xf3, 0x44, 0xc0}, mp3[at:at+4])
		frames++
	}
	require.InDelta(t, m.file.seconds*1000, frames*24, 24)

	ask["length"] = 1
	require.Contains(t, b.refused(b.in, "/cloud/download_voice", ask), "长度")
	ask["length"], ask["room_username"] = m.file.size(), b.aRoom(b.in).username
	require.Contains(t, b.refused(b.in, "/cloud/download_voice", ask), "room_username")
	id, err := b.server.Say(b.in.guid, b.aRoom(b.in).username, "voice", "")
	require.NoError(t, err)
	inRoom := object{"msg_id": id, "length": b.in.message(id).file.size()}
	require.Contains(t, b.refused(b.in, "/cloud/download_voice", inRoom), "room_username")
	inRoom["room_username"] = b.aRoom(b.in).username
	b.call(b.in, "/cloud/download_voice", inRoom)
	require.Contains(t, b.refused(b.in, "/cloud/download_voice", object{"msg_id": "1", "length": 1}), "不存在")
}

func TestEmojiAreDownloaded(t *testing.T) {
	b := newBench(t, Options{})
	f := b.offered(b.in, "sticker").file
	ask := object{"url": b.http.URL + f.path, "aes_key": f.aesKey, "file_name": "a.png"}
	_, data, err := b.fetch(b.call(b.in, "/cloud/download_wxemotion", ask)["url"].(string), "")
	require.NoError(t, err)
	require.EqualValues(t, f.size(), len(data))
	ask["aes_key"] = "00"
	require.Contains(t, b.refused(b.in, "/cloud/download_wxemotion", ask), "aes_key")
	ask["url"] = b.http.URL + "/media/picture/1.jpg"
	require.Contains(t, b.refused(b.in, "/cloud/download_wxemotion", ask), "表情不存在")
}

// weCom has somebody at WeCom send a file, and tells where it lies there.
func (b *bench) weCom(kind string) (f *file, ask object) {
	b.t.Helper()
	id, err := b.server.Say(b.in.guid, b.atWeCom(b.in).username, kind, "")
	require.NoError(b.t, err)
	m := b.in.message(id)
	address, key := wwPlace(m.file)
	require.Contains(b.t, m.content, escape(address))
	require.Contains(b.t, m.content, key)
	_, no := rootOf(m.content)
	require.Nil(b.t, no)
	return m.file, object{"url": address, "auth_key": key, "aes_key": m.file.aesKey, "file_name": "a"}
}

func TestFilesOfWeComAreDownloaded(t *testing.T) {
	b := newBench(t, Options{})
	for _, kind := range []string{"picture", "file"} {
		f, ask := b.weCom(kind)
		_, data, err := b.fetch(b.call(b.in, "/cloud/cdn_download_wwfile", ask)["download_url"].(string), "")
		require.NoError(t, err)
		require.EqualValues(t, f.size(), len(data))
		for name, words := range map[string]string{"aes_key": "aes_key", "auth_key": "auth_key", "url": "不存在"} {
			right := ask[name]
			ask[name] = "x"
			require.Contains(t, b.refused(b.in, "/cloud/cdn_download_wwfile", ask), words)
			ask[name] = right
		}
	}
}

func TestPicturesAndVideosForMoments(t *testing.T) {
	b := newBench(t, Options{})
	picture := b.call(b.in, "/cloud/cdn_upload_sns_image", object{"url": b.publish("a.jpg", sample(b, "picture"))})
	_, data, err := b.fetch(picture["file_url"].(string), "")
	require.NoError(t, err)
	require.Equal(t, sample(b, "picture"), data)
	_, data, err = b.fetch(picture["thumb_url"].(string), "")
	require.NoError(t, err)
	_, err = jpeg.Decode(bytes.NewReader(data))
	require.NoError(t, err)

	video := b.call(b.in, "/cloud/cdn_upload_sns_video", object{"url": b.publish("a.mp4", sample(b, "video"))})
	_, data, err = b.fetch(video["file_url"].(string), "")
	require.NoError(t, err)
	require.Equal(t, sample(b, "video"), data)
	require.NotEmpty(t, video["video_md5"])
	require.Contains(t, b.refused(b.in, "/cloud/cdn_upload_sns_image", object{"url": b.publish("a.mp4", sample(b, "video"))}), "不匹配")
	require.Contains(t, b.refused(b.in, "/cloud/cdn_upload_sns_video", object{"url": b.publish("a.jpg", sample(b, "picture"))}), "不匹配")

	none, _, err := b.fetch(b.http.URL+"/sns/30/0", "")
	require.NoError(t, err)
	require.Equal(t, http.StatusNotFound, none.StatusCode)
}

func TestTheRestOfTheCDN(t *testing.T) {
	b := newBench(t, Options{})
	b.call(b.in, "/cloud/update_cdn_dns", nil)
	link := b.call(b.in, "/cdn/get_cdn_file", nil)["url"].(string)
	require.True(t, strings.HasSuffix(link, "/cdn-server.zip"))
	_, data, err := b.fetch(link, "")
	require.NoError(t, err)
	require.True(t, bytes.HasPrefix(data, []byte("PK\x03\x04")))
}

// private is a call of the private server; base_request is put in.
func (b *bench) private(base map[string]any, place string, fields object) (data map[string]any, words string) {
	b.t.Helper()
	fields["base_request"] = base
	status, raw, err := b.do(place, wirejson.Encode(fields))
	require.NoError(b.t, err)
	require.Equal(b.t, http.StatusOK, status, string(raw))
	answer, code, words := b.unwrapped(b.decode(raw))
	require.Equal(b.t, code == "0", answer != nil, string(raw))
	data, _ = answer.(map[string]any)
	return data, words
}

func TestThePrivateServer(t *testing.T) {
	b := newBench(t, Options{})
	base := b.call(b.in, "/cdn/get_cdn_info", nil)
	require.Equal(t, b.in.account.username, base["username"])
	picture, document, sticker := b.offered(b.in, "picture").file, b.offered(b.in, "file").file, b.offered(b.in, "sticker").file
	_, weCom := b.weCom("file")
	jpg, mp4 := b.publish("a.jpg", sample(b, "picture")), b.publish("a.mp4", sample(b, "video"))
	moment := b.call(b.in, "/cloud/cdn_upload_sns_video", object{"url": mp4})["file_url"]
	downloads := map[string]object{
		"/cloud/download":            {"aes_key": picture.aesKey, "file_id": picture.id, "file_name": "", "file_type": downloadThumb},
		"/cloud/download_fav":        {"aes_key": document.aesKey, "file_id": document.id, "file_name": "", "file_size": document.size(), "file_type": downloadFavFile},
		"/cloud/download_wx_image":   {"enc_idx": "1", "key": "", "token": "", "file_name": "a.jpg", "url": b.http.URL + media.Picture(3)},
		"/cloud/download_wx_video":   {"decode_key": "", "file_name": "a.mp4", "url": moment},
		"/cloud/download_ww_file":    weCom,
		"/cloud/download_wx_emotion": {"aes_key": sticker.aesKey, "file_name": "a.png", "url": b.http.URL + sticker.path},
	}
	for place, fields := range downloads {
		data, words := b.private(base, place, fields)
		require.NotNil(t, data, "%s: %s", place, words)
		got, body, err := b.fetch(data["download_url"].(string), "")
		require.NoError(t, err)
		require.Equal(t, http.StatusOK, got.StatusCode, place)
		require.EqualValues(t, len(body), number(t, data["file_size"]), place)
	}
	uploads := map[string]object{
		"/cloud/upload":           {"file_type": uploadPicture, "url": jpg},
		"/cloud/upload_big":       {"file_type": uploadBigVideo, "url": mp4},
		"/cloud/upload_sns_image": {"url": jpg},
		"/cloud/upload_sns_video": {"url": mp4},
	}
	for place, fields := range uploads {
		data, words := b.private(base, place, fields)
		require.NotNil(t, data, "%s: %s", place, words)
		require.NotEmpty(t, data["file_md5"])
	}
	total, _ := b.server.Calls(b.in.guid)

	// Each is refused where it asks for something else.
	for place, fields := range map[string]object{
		"/cloud/download":            {"aes_key": "", "file_id": "1000", "file_name": "", "file_type": 1},
		"/cloud/download_fav":        {"aes_key": "", "file_id": document.id, "file_name": "", "file_size": 0, "file_type": 1},
		"/cloud/download_wx_image":   {"enc_idx": "", "key": "", "token": "", "file_name": "", "url": mp4},
		"/cloud/download_wx_video":   {"decode_key": "", "file_name": "", "url": b.http.URL + media.Picture(3)},
		"/cloud/download_ww_file":    {"aes_key": "", "auth_key": "", "file_name": "", "url": "https://" + wwHost},
		"/cloud/download_wx_emotion": {"aes_key": "", "file_name": "", "url": "x"},
		"/cloud/upload":              {"file_type": uploadVideo, "url": jpg},
		"/cloud/upload_big":          {"file_type": uploadPicture, "url": jpg},
		"/cloud/upload_sns_image":    {"url": mp4},
		"/cloud/upload_sns_video":    {"url": jpg},
	} {
		data, words := b.private(base, place, fields)
		require.Nil(t, data, place)
		require.NotEmpty(t, words, place)
	}
	after, _ := b.server.Calls(b.in.guid)
	require.Equal(t, total, after, "they are nobody's calls")

	// Whoever is not told by get_cdn_info, or was told too long ago, is refused.
	other := map[string]any{"cdn_info": base["cdn_info"], "username": "wxid_x", "device_type": base["device_type"], "client_version": base["client_version"]}
	b.clock.Advance(infoLasts)
	for _, calls := range []map[string]object{downloads, uploads} {
		for place, fields := range calls {
			_, words := b.private(base, place, fields)
			require.Contains(t, words, "cdn_info 已过期", place)
		}
	}
	fresh := b.call(b.in, "/cdn/get_cdn_info", nil)
	require.NotEqual(t, base["cdn_info"], fresh["cdn_info"])
	other["cdn_info"] = fresh["cdn_info"]
	_, words := b.private(other, "/cloud/upload", object{"file_type": uploadPicture, "url": jpg})
	require.Contains(t, words, "不一致")
	_, words = b.private(map[string]any{"cdn_info": "", "username": "", "device_type": "", "client_version": 0}, "/cloud/upload", uploads["/cloud/upload"])
	require.Contains(t, words, "已过期")
	b.clock.Advance(3 * infoLasts)
	b.call(b.in, "/cdn/get_cdn_info", nil)
	require.Len(t, b.server.infos, 1, "old ones are forgotten")

	paths := slices.Collect(func(yield func(string) bool) {
		for _, e := range privateCalls() {
			if e.private && !yield(e.path) {
				return
			}
		}
	})
	require.Len(t, paths, len(downloads)+len(uploads))
}
