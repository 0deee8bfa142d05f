package pychat

// The calls of the section Other.
var (
	// VoiceTrans is 语音转文字. format is VoiceSilk or VoiceMP3.
	VoiceTrans = Call[VoiceTransRequest, TransAnswer]{endpoint{section: "Other", title: "语音转文字", path: "/other/voice_trans", slow: true}}
	// VoiceTransBlock is 语音转文字分片.
	VoiceTransBlock = Call[VoiceTransBlockRequest, TransAnswer]{endpoint{section: "Other", title: "语音转文字分片", path: "/other/voice_trans_block"}}
)

// VoiceTransRequest is the body of /other/voice_trans.
type VoiceTransRequest struct {
	GUID      string `json:"guid"`
	URL       string `json:"url"`
	Format    int64  `json:"format"`
	BlockSize int64  `json:"block_size"`
}

// VoiceTransBlockRequest is the body of /other/voice_trans_block.
type VoiceTransBlockRequest struct {
	GUID      string `json:"guid"`
	VoiceID   string `json:"voice_id"`
	BlockData string `json:"block_data"`
	Seq       int64  `json:"seq"`
	Offset    int64  `json:"offset"`
	EndFlag   int64  `json:"end_flag"`
}
