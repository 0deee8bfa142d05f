package assets

import (
	"strings"
	"sync"
)

// Emoji is one WeChat code: written [微笑] or [Smile] in a message, shown as a
// Unicode character.
type Emoji struct {
	Chinese string // without brackets
	English string
	Char    string
}

// Code is what is written into a message, in the form every WeChat reads.
func (e Emoji) Code() string { return "[" + e.Chinese + "]" }

// ReplaceCodes shows every code it knows as its character: "[微笑]" and "[Smile]"
// become "🙂". What it doesn't know stays as it was written.
func ReplaceCodes(text string) string {
	if strings.IndexByte(text, '[') < 0 {
		return text
	}
	return codes().replace(text)
}

var codes = sync.OnceValue(newEmojiTable)

// emojiTable reads codes. It never changes once made.
type emojiTable struct {
	chars   map[string]string
	longest int // bytes of the longest name
}

func newEmojiTable() *emojiTable {
	t := &emojiTable{chars: make(map[string]string, 2*len(emojis))}
	for _, e := range emojis {
		t.chars[e.Chinese] = e.Char
		t.chars[e.English] = e.Char
		t.longest = max(t.longest, len(e.Chinese), len(e.English))
	}
	return t
}

// Emojis lists the codes in the order of a picker.
func Emojis() []Emoji { return append([]Emoji(nil), emojis...) }

func (t *emojiTable) replace(text string) string {
	var b strings.Builder
	b.Grow(len(text))
	for open := strings.IndexByte(text, '['); open >= 0; open = strings.IndexByte(text, '[') {
		b.WriteString(text[:open])
		text = text[open:]
		if char, size := t.at(text); size > 0 {
			b.WriteString(char)
			text = text[size:]
		} else {
			b.WriteByte('[')
			text = text[1:]
		}
	}
	b.WriteString(text)
	return b.String()
}

// at reads the code that text starts with: its character and the bytes it takes.
// It looks no further than the longest name, so hostile text costs no more than
// its length.
func (t *emojiTable) at(text string) (char string, size int) {
	window := text[1:min(len(text), t.longest+2)]
	end := strings.IndexByte(window, ']')
	if end < 0 {
		return "", 0
	}
	char, ok := t.chars[window[:end]]
	if !ok {
		return "", 0
	}
	return char, end + 2
}

// emojis is immutable, in WeChat's own order. Only characters of Unicode 9 and
// before are used: the toolkit's emoji font has no newer ones.
var emojis = []Emoji{
	{"微笑", "Smile", "🙂"},
	{"撇嘴", "Grimace", "😟"},
	{"色", "Drool", "😍"},
	{"发呆", "Scowl", "😳"},
	{"得意", "CoolGuy", "😎"},
	{"流泪", "Sob", "😢"},
	{"害羞", "Shy", "☺️"},
	{"闭嘴", "Silent", "🤐"},
	{"睡", "Sleep", "😴"},
	{"大哭", "Cry", "😭"},
	{"尴尬", "Awkward", "😅"},
	{"发怒", "Angry", "😡"},
	{"调皮", "Tongue", "😜"},
	{"呲牙", "Grin", "😁"},
	{"惊讶", "Surprise", "😲"},
	{"难过", "Frown", "🙁"},
	{"酷", "Ruthless", "😎"},
	{"冷汗", "Blush", "😰"},
	{"抓狂", "Scream", "😫"},
	{"吐", "Puke", "🤢"},
	{"偷笑", "Chuckle", "🙊"},
	{"愉快", "Joyful", "😊"},
	{"可爱", "Lovely", "😊"},
	{"白眼", "Slight", "🙄"},
	{"傲慢", "Smug", "😤"},
	{"饥饿", "Hungry", "🤤"},
	{"困", "Drowsy", "😪"},
	{"惊恐", "Panic", "😱"},
	{"流汗", "Sweat", "😓"},
	{"憨笑", "Laugh", "😄"},
	{"悠闲", "Loafer", "😌"},
	{"大兵", "Commando", "💂"},
	{"奋斗", "Strive", "💪"},
	{"咒骂", "Scold", "👿"},
	{"疑问", "Doubt", "🤔"},
	{"嘘", "Shhh", "😶"},
	{"晕", "Dizzy", "😵"},
	{"疯了", "Tormented", "😝"},
	{"折磨", "Torment", "😖"},
	{"衰", "BadLuck", "😞"},
	{"骷髅", "Skull", "💀"},
	{"敲打", "Hammer", "🔨"},
	{"再见", "Bye", "👋"},
	{"擦汗", "Relief", "😥"},
	{"抠鼻", "DigNose", "🐽"},
	{"鼓掌", "Clap", "👏"},
	{"糗大了", "Shame", "😳"},
	{"坏笑", "Trick", "😏"},
	{"左哼哼", "Bah！L", "😤"},
	{"右哼哼", "Bah！R", "😤"},
	{"哈欠", "Yawn", "😩"},
	{"鄙视", "Lookdown", "😒"},
	{"委屈", "Wronged", "😦"},
	{"快哭了", "Puling", "😿"},
	{"阴险", "Sly", "😈"},
	{"亲亲", "Kiss", "😘"},
	{"吓", "Wrath", "😨"},
	{"可怜", "Whimper", "😧"},
	{"笑脸", "Happy", "😃"},
	{"生病", "Sick", "😷"},
	{"脸红", "Flushed", "😊"},
	{"破涕为笑", "Lol", "😂"},
	{"恐惧", "Terror", "😱"},
	{"失望", "LetDown", "😔"},
	{"无语", "Duh", "😑"},
	{"嘿哈", "Hey", "😆"},
	{"捂脸", "Facepalm", "🤦"},
	{"奸笑", "Smirk", "😼"},
	{"机智", "Smart", "🤓"},
	{"皱眉", "Concerned", "😣"},
	{"耶", "Yeah!", "✌️"},
	{"吃瓜", "Onlooker", "🍉"},
	{"加油", "GoForIt", "💪"},
	{"汗", "Sweats", "😓"},
	{"天啊", "OMG", "😮"},
	{"社会社会", "Respect", "🙏"},
	{"旺柴", "Doge", "🐶"},
	{"好的", "NoProb", "👌"},
	{"哇", "Wow", "😻"},
	{"打脸", "MyBad", "🤕"},
	{"翻白眼", "Boring", "🙄"},
	{"苦涩", "Awesome", "😐"},
	{"让我看看", "LetMeSee", "👀"},
	{"叹气", "Sigh", "😯"},
	{"裂开", "Broken", "💔"},
	{"嘴唇", "Lips", "💋"},
	{"爱心", "Heart", "❤️"},
	{"心碎", "BrokenHeart", "💔"},
	{"拥抱", "Hug", "🤗"},
	{"强", "ThumbsUp", "👍"},
	{"弱", "ThumbsDown", "👎"},
	{"握手", "Shake", "🤝"},
	{"胜利", "Peace", "✌️"},
	{"抱拳", "Salute", "🙏"},
	{"勾引", "Beckon", "👈"},
	{"拳头", "Fist", "👊"},
	{"差劲", "Pinky", "🤙"},
	{"爱你", "RockOn", "🤘"},
	{"NO", "Nuh-uh", "🙅"},
	{"OK", "OK", "👌"},
	{"合十", "Worship", "🙏"},
	{"爱情", "InLove", "💑"},
	{"飞吻", "Blowkiss", "😘"},
	{"跳跳", "Waddle", "🐧"},
	{"发抖", "Tremble", "😬"},
	{"怄火", "Aaagh!", "😠"},
	{"转圈", "Twirl", "💫"},
	{"磕头", "Kotow", "🙇"},
	{"回头", "Dramatic", "🔙"},
	{"跳绳", "JumpRope", "🏃"},
	{"投降", "Surrender", "🏳️"},
	{"激动", "Hooray", "🙌"},
	{"乱舞", "HeyHey", "💃"},
	{"献吻", "Meditate", "😚"},
	{"左太极", "Tai Chi L", "☯️"},
	{"右太极", "Tai Chi R", "☯️"},
	{"啤酒", "Beer", "🍺"},
	{"咖啡", "Coffee", "☕"},
	{"蛋糕", "Cake", "🎂"},
	{"饭", "Rice", "🍚"},
	{"西瓜", "Watermelon", "🍉"},
	{"猪头", "Pig", "🐷"},
	{"玫瑰", "Rose", "🌹"},
	{"凋谢", "Wilt", "🥀"},
	{"菜刀", "Cleaver", "🔪"},
	{"炸弹", "Bomb", "💣"},
	{"刀", "Knife", "🗡️"},
	{"便便", "Poop", "💩"},
	{"月亮", "Moon", "🌙"},
	{"太阳", "Sun", "☀️"},
	{"礼物", "Gift", "🎁"},
	{"红包", "Packet", "💰"},
	{"發", "Rich", "🤑"},
	{"福", "Blessing", "🎊"},
	{"庆祝", "Party", "🎉"},
	{"烟花", "Fireworks", "🎆"},
	{"爆竹", "Firecracker", "🎇"},
	{"闪电", "Lightning", "⚡"},
	{"足球", "Soccer", "⚽"},
	{"篮球", "Basketball", "🏀"},
	{"乒乓", "PingPong", "🏓"},
	{"瓢虫", "Ladybug", "🐞"},
	{"差劲儿", "Weak", "👎"},
	{"示爱", "ShowLove", "💋"},
	{"药", "Pill", "💊"},
	{"手枪", "Gun", "🔫"},
	{"鬼魂", "Ghost", "👻"},
	{"合掌", "Pray", "🙏"},
	{"强壮", "Muscle", "💪"},
}
