package pychat

import "strconv"

// The keys of Content.Ref. What a callback says of a message's media is kept
// under these, and so is what an upload answers: a message that was received is
// sent on by the same calls as one of our own.
const (
	refFileID        = "file_id"
	refAESKey        = "aes_key"
	refFileSize      = "file_size" // bytes
	refFileMD5       = "file_md5"
	refBigFileSize   = "big_file_size" // of the original of a picture; bytes
	refThumbFileID   = "thumb_file_id"
	refThumbFileSize = "thumb_file_size" // bytes
	refThumbFileMD5  = "thumb_file_md5"
	refThumbAESKey   = "thumb_aes_key"
	refThumbWidth    = "thumb_width"
	refThumbHeight   = "thumb_height"
	refVideoDuration = "video_duration" // s
	refFileCRC       = "file_crc"
	refFileKey       = "file_key"
	refMP4Identify   = "mp4_identify"
	refEmojiURL      = "emoji_url"    // where a sticker lies; encrypted, where there is an aes_key or a token
	refEmojiToken    = "emoji_token"  // what one at WeCom is asked for with
	refVoiceLength   = "voice_length" // bytes
	refXML           = "xml"          // as it was received
	refAppType       = "app_type"     // the subtype of an app message
	refMsgType       = "msg_type"
	refSource        = "source" // XML
	refFrom          = "from"
	refRoom          = "room"
	refURL           = "url"      // of a file at WeCom
	refAuthKey       = "auth_key" // with which it is asked for
)

// ref reads a Content.Ref.
type ref map[string]string

// number is a whole number, or 0.
func (r ref) number(key string) int64 {
	n, _ := strconv.ParseInt(r[key], 10, 64) // anything else says nothing
	return n
}
