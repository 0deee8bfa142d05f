package pychat

import (
	"bytes"
	"encoding/binary"
	"errors"
	"hash/crc32"
	"image"
	_ "image/gif" // what is uploaded
	"image/jpeg"
	_ "image/png"
	"io"
	"net/url"
	"path"

	"seatdeck/providers/simulator/internal/media"
	"seatdeck/providers/simulator/internal/talk"
)

// The values of file_type in uploads, as the document has them.
const (
	uploadCover    = 1 // of a mini program
	uploadPicture  = 2
	uploadVideo    = 4
	uploadFile     = 5 // and GIF
	uploadBigVideo = 4
	uploadBigFile  = 7
)

const (
	maxSmall   = 64 << 20 // bytes of an upload that is not "big"; assumed
	maxPixels  = 40 << 20
	thumbSide  = 240 // px
	errBadKind = "文件类型与 file_type 不匹配"
)

// upload is something on its way to the CDN, looked at but not yet kept.
type upload struct {
	kind    fileKind
	name    string
	data    []byte
	crc     uint32
	width   int
	height  int
	seconds int
	thumb   []byte // JPEG
	thumbW  int
	thumbH  int
}

// examine looks at bytes that are to be a file of some file_type. What they are
// is what they say.
func examine(address string, data []byte, fileType int64) (*upload, *refusal) {
	u := &upload{name: baseName(address), data: data, crc: crc32.ChecksumIEEE(data)}
	if len(data) == 0 {
		return nil, refuse("文件为空")
	}
	switch fileType {
	case uploadCover, uploadPicture:
		u.kind = filePicture
		return u, u.drawThumb()
	case uploadVideo: // uploadBigVideo too
		if len(data) < 12 || string(data[4:8]) != "ftyp" {
			return nil, refuse(errBadKind)
		}
		u.kind, u.seconds = fileVideo, mp4Seconds(data)
		return u, nil
	case uploadFile, uploadBigFile:
		u.kind = fileOther
		if bytes.HasPrefix(data, []byte("GIF8")) {
			u.kind = fileEmoji
		}
		return u, nil
	}
	return nil, refuse("file_type 参数错误")
}

// baseName is the name of the file behind a URL.
func baseName(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return ""
	}
	return path.Base(u.Path)
}

// drawThumb measures a picture and makes its small copy.
func (u *upload) drawThumb() *refusal {
	config, _, err := image.DecodeConfig(bytes.NewReader(u.data))
	if err != nil || config.Width <= 0 || config.Height <= 0 || config.Width > maxPixels/config.Height {
		return refuse(errBadKind)
	}
	whole, _, err := image.Decode(bytes.NewReader(u.data))
	if err != nil {
		return refuse("图片已损坏")
	}
	u.width, u.height = config.Width, config.Height
	side := max(u.width, u.height, thumbSide)
	u.thumbW, u.thumbH = max(1, u.width*thumbSide/side), max(1, u.height*thumbSide/side)
	small := image.NewRGBA(image.Rect(0, 0, u.thumbW, u.thumbH))
	corner := whole.Bounds().Min
	for y := range u.thumbH {
		for x := range u.thumbW {
			small.Set(x, y, whole.At(corner.X+x*u.width/u.thumbW, corner.Y+y*u.height/u.thumbH))
		}
	}
	var b bytes.Buffer
	_ = jpeg.Encode(&b, small, &jpeg.Options{Quality: 80}) // memory does not fail
	u.thumb = b.Bytes()
	return nil
}

// mp4Seconds is the length of a video, from its mvhd box; 0 where it has none.
func mp4Seconds(data []byte) int {
	at := bytes.Index(data, []byte("mvhd"))
	if at < 0 || len(data) < at+36 {
		return 0
	}
	box := data[at+4:]
	scale, length := binary.BigEndian.Uint32(box[12:]), uint64(binary.BigEndian.Uint32(box[16:]))
	if box[0] == 1 { // 64-bit times
		scale, length = binary.BigEndian.Uint32(box[20:]), binary.BigEndian.Uint64(box[24:])
	}
	if scale == 0 {
		return 0
	}
	return int(min(length/uint64(scale), 1<<20))
}

// shelve puts an upload at the CDN. The oldest uploads give way when there are
// too many (media.Store).
func (s *Server) shelve(u *upload) *file {
	f := s.world.uploaded(s.media, s.rand, u.kind, u.name, u.data)
	f.width, f.height, f.seconds = u.width, u.height, u.seconds
	switch {
	case u.thumb != nil:
		f.thumb = &file{id: f.id, aesKey: f.aesKey, kind: filePicture, width: u.thumbW, height: u.thumbH}
		thumb := u.thumb // all that stays of u
		f.thumb.fill(func() []byte { return thumb })
	case u.kind == fileVideo: // any picture: nothing here can read a video
		f.thumb = thumbOf(s.media, u.crc, f)
		f.width, f.height = media.PictureSize(u.crc)
	}
	return f
}

// shape is what an upload tells of a file: all that the sends want to know.
func (u *upload) shape(f *file) object {
	shape := object{
		"file_id": f.id, "aes_key": f.aesKey, "file_size": f.size(), "file_md5": f.md5(), "file_crc": u.crc,
		"file_key": "", "big_file_size": 0, "thumb_file_size": 0, "thumb_file_md5": "", "thumb_width": 0, "thumb_height": 0,
		"video_duration": f.seconds, "mp4_identify": "",
	}
	if f.thumb != nil {
		shape["thumb_file_size"], shape["thumb_file_md5"] = f.thumb.size(), f.thumb.md5()
		shape["thumb_width"], shape["thumb_height"] = f.thumb.width, f.thumb.height
	}
	switch f.kind {
	case filePicture:
		shape["big_file_size"] = f.size()
	case fileVideo:
		shape["mp4_identify"] = f.md5()
	case fileOther, fileEmoji:
		shape["file_key"] = "@cdn_" + f.id + "_" + f.aesKey + "_1"
	}
	return shape
}

// mp3Of is the MP3 of a voice: as long, and silent.
func mp3Of(voice *file) *file {
	f := &file{id: voice.id, aesKey: voice.aesKey, kind: fileVoice, seconds: voice.seconds}
	f.fill(func() []byte { return mp3Bytes(voice.seconds) })
	return f
}

// mp3Bytes is silence: MPEG-2 layer III, 32 kbit/s, 24 kHz, mono; 24 ms a frame.
func mp3Bytes(seconds int) []byte {
	frame := append([]byte{0xff, 0xf3, 0x44, 0xc0}, make([]byte, 92)...)
	return bytes.Repeat(frame, max(1, seconds*1000/24))
}

// The one big file, for downloads that go on after a break. Its md5 is written
// down so that nobody has to read it all for that; a test does.
const (
	bigSize = 50 << 20
	bigName = "培训视频素材.zip"
	bigMD5  = "feef8f23a5a2d2fe79b1823e39fc7b16"
)

// big puts the big file at the CDN, once for all.
func (s *Server) big() *file {
	if s.world.big == nil {
		f := &file{id: newFileID(s.rand), aesKey: talk.HexText(s.rand, 32), kind: fileOther, name: bigName}
		f.open = func() io.ReadSeeker { return &bigReader{} }
		f.measure = func() (int64, string) { return bigSize, bigMD5 }
		s.world.big, s.world.files[f.id] = f, f
	}
	return s.world.big
}

// bigReader reads the big file, which is nowhere: each 8 bytes follow from where
// they stand.
type bigReader struct{ at int64 }

func (r *bigReader) Read(p []byte) (int, error) {
	if r.at >= bigSize {
		return 0, io.EOF
	}
	n := int(min(int64(len(p)), bigSize-r.at))
	var word [8]byte
	for i := 0; i < n; {
		binary.LittleEndian.PutUint64(word[:], bigWord(uint64(r.at)/8))
		done := copy(p[i:n], word[r.at%8:])
		i, r.at = i+done, r.at+int64(done)
	}
	return n, nil
}

// bigWord is the n-th 8 bytes: splitmix64.
func bigWord(n uint64) uint64 {
	z := (n + 1) * 0x9e3779b97f4a7c15
	z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9
	z = (z ^ (z >> 27)) * 0x94d049bb133111eb
	return z ^ (z >> 31)
}

func (r *bigReader) Seek(offset int64, whence int) (int64, error) {
	switch whence {
	case io.SeekCurrent:
		offset += r.at
	case io.SeekEnd:
		offset += bigSize
	}
	if offset < 0 {
		return 0, errors.New("seek before the start")
	}
	r.at = offset
	return offset, nil
}
