package pychat

import (
	"fmt"

	"seatdeck/providers/simulator/internal/talk"
)

// transCalls are those of section Msg that turn speech into text: an id, the
// upload, then asking until it is ready. What they answer is assumed.
func transCalls() []endpoint {
	return []endpoint{
		call("/msg/new_trans_voice_id", shapeEnvelope, (*Server).newVoiceID),
		call("/msg/check_voice_trans", shapeRaw, (*Server).checkVoice),
		call("/msg/upload_voice_trans", shapeRaw, (*Server).uploadVoice),
		call("/msg/get_voice_trans", shapeRaw, (*Server).getVoice),
	}
}

// voiceTrans is speech on its way to text.
type voiceTrans struct {
	text  string // all of it; empty: not uploaded to the end yet
	asked int

	data   []byte // so far, of what comes by /other/voice_trans_block
	blocks int64
}

// transPolls questions are answered with a part before the whole is there.
const transPolls = 2

// transEvery is how long to wait between two questions, in ms.
const transEvery = 500

func (s *Server) newVoiceID(in *instance, _ byGUID) (any, *refusal) {
	return object{"voice_id": s.nextVoice(in)}, nil
}

// nextVoice gives the id of speech that is to be turned into text.
func (s *Server) nextVoice(in *instance) string {
	id := fmt.Sprintf("%s_%d", talk.HexText(s.rand, 16), s.clock.Now().UnixMilli())
	in.voices[id] = &voiceTrans{}
	return id
}

// spoken is what a recording says: as nobody can hear it, one of a few lines, by
// a number of its own.
func spoken(number int64) string {
	lines := []string{"你好，我想问一下上次那个订单什么时候发货", "麻烦帮我查一下退款到账了没有", "明天上午我过来，你们几点开门"}
	return lines[number%int64(len(lines))]
}

type voiceRequest struct {
	byGUID
	VoiceID string `json:"voice_id" need:"true"`
	MsgID   string `json:"msg_id" need:"true"`
	Length  int64  `json:"length" need:"true"`
}

// voice checks that a message is a voice message of that length.
func (in *instance) voice(req voiceRequest) (*message, *refusal) {
	m := in.message(req.MsgID)
	switch {
	case m == nil || m.kind != msgVoice:
		return nil, refuse("语音消息不存在")
	case m.file.size() != req.Length:
		return nil, refuse("语音长度不一致")
	}
	return m, nil
}

// checkVoice tells whether the text of a message is there already; then nothing
// need be uploaded.
func (s *Server) checkVoice(in *instance, req voiceRequest) (any, *refusal) {
	if _, no := in.voice(req); no != nil {
		return nil, no
	}
	t := in.voices[req.VoiceID]
	if t == nil {
		return nil, refuse("voice_id 无效")
	}
	return object{"voice_id": req.VoiceID, "status": flag(t.text != "")}, nil
}

func (s *Server) uploadVoice(in *instance, req voiceRequest) (any, *refusal) {
	m, no := in.voice(req)
	if no != nil {
		return nil, no
	}
	t := in.voices[req.VoiceID]
	if t == nil {
		return nil, refuse("voice_id 无效")
	}
	t.text = spoken(m.id)
	return object{"voice_id": req.VoiceID, "interval": transEvery}, nil
}

type getVoiceRequest struct {
	byGUID
	VoiceID string `json:"voice_id" need:"true"`
}

func (s *Server) getVoice(in *instance, req getVoiceRequest) (any, *refusal) {
	t := in.voices[req.VoiceID]
	switch {
	case t == nil:
		return nil, refuse("voice_id 无效")
	case t.text == "":
		return nil, refuse("语音尚未上传")
	}
	t.asked++
	if t.asked <= transPolls {
		said := []rune(t.text)
		part := said[:len(said)*t.asked/(transPolls+1)]
		return object{"voice_id": req.VoiceID, "text": wrapped(part), "end_flag": 0, "interval": transEvery}, nil
	}
	return object{"voice_id": req.VoiceID, "text": wrapped(t.text), "end_flag": 1}, nil
}
