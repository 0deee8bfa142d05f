package pychat

import (
	"bytes"
	"context"
	"encoding/base64"
	"slices"
)

// Values of format of /other/voice_trans (document).
const (
	voiceSilk = 1
	voiceMP3  = 2
)

// maxVoice bytes of speech are turned into text; assumed, as is what is answered
// in this file.
const maxVoice = 2 << 20

// otherCalls are those of the section Other: speech that is in no message, as
// text. The text is asked for by /msg/get_voice_trans.
func otherCalls() []endpoint {
	return []endpoint{
		slowCall("/other/voice_trans", shapeEnvelope, (*Server).transURL),
		call("/other/voice_trans_block", shapeEnvelope, (*Server).transBlock),
	}
}

type transURLRequest struct {
	byGUID
	URL       string `json:"url" need:"true"`
	Format    int64  `json:"format" need:"true"`
	BlockSize int64  `json:"block_size"`
}

// transURL fetches a recording and begins to turn it into text.
func (s *Server) transURL(ctx context.Context, in *instance, req transURLRequest) (any, *refusal) {
	if req.Format != voiceSilk && req.Format != voiceMP3 {
		return nil, refuse("format 参数错误")
	}
	data, no := s.fetch(ctx, req.URL)
	if no != nil {
		return nil, no
	}
	if no := recording(data, req.Format == voiceSilk); no != nil {
		return nil, no
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	id := s.nextVoice(in)
	in.voices[id].text = spoken(int64(len(data)))
	return object{"voice_id": id, "end_flag": 0, "interval": transEvery}, nil
}

// recording tells whether bytes are a recording of a format.
func recording(data []byte, silk bool) *refusal {
	isSilk := bytes.Contains(data[:min(len(data), 10)], []byte("#!SILK"))
	isMP3 := bytes.HasPrefix(data, []byte("ID3")) || len(data) > 2 && data[0] == 0xff && data[1]&0xe0 == 0xe0
	switch {
	case len(data) == 0 || len(data) > maxVoice:
		return refuse("语音大小超出限制")
	case silk && !isSilk || !silk && !isMP3:
		return refuse("语音格式错误")
	}
	return nil
}

type transBlockRequest struct {
	byGUID
	VoiceID string `json:"voice_id" need:"true"`
	Data    string `json:"block_data" need:"true"` // base64; assumed
	Seq     int64  `json:"seq" need:"true"`
	Offset  int64  `json:"offset" need:"true"`
	End     int64  `json:"end_flag" need:"true"`
}

// transBlock takes a part of a recording; the parts come in order, the last
// says so.
func (s *Server) transBlock(in *instance, req transBlockRequest) (any, *refusal) {
	v := in.voices[req.VoiceID]
	if v == nil {
		return nil, refuse("voice_id 无效")
	}
	data, err := base64.StdEncoding.DecodeString(req.Data)
	switch {
	case err != nil:
		return nil, refuse("block_data 应为 base64")
	case v.text != "":
		return nil, refuse("语音已上传完成")
	case req.Seq != v.blocks || req.Offset != int64(len(v.data)):
		return nil, refuse("分片顺序错误")
	case len(v.data)+len(data) > maxVoice:
		return nil, refuse("语音大小超出限制")
	}
	whole := slices.Concat(v.data, data)
	if req.End != 0 {
		if no := recording(whole, bytes.Contains(whole[:min(len(whole), 10)], []byte("#!SILK"))); no != nil {
			return nil, no
		}
		v.text = spoken(int64(len(whole)))
	}
	v.data, v.blocks = whole, v.blocks+1
	return object{"voice_id": req.VoiceID, "end_flag": 0, "interval": transEvery}, nil
}
