// Package talk has the people, the things and the dialogues that simulated
// worlds are made of.
package talk

import (
	"fmt"
	"math/rand/v2"
)

// Word lists people, groups and things are made of.
var (
	surnames = []string{
		"王", "李", "张", "刘", "陈", "杨", "黄", "赵", "吴", "周", "徐", "孙", "马", "朱", "胡", "郭", "何", "林", "罗", "高",
		"梁", "郑", "谢", "宋", "唐", "许", "邓", "冯", "韩", "曹", "曾", "彭", "萧", "蔡", "潘", "田", "董", "袁", "于", "余", "欧阳", "上官",
	}
	givenNames = []string{
		"伟", "芳", "娜", "敏", "静", "丽", "强", "磊", "军", "洋", "勇", "艳", "杰", "娟", "涛", "明", "超", "秀英", "霞", "平",
		"刚", "桂英", "梓涵", "浩然", "欣怡", "子轩", "雨桐", "思远", "晓琳", "建国", "佳宁", "一诺", "文博", "诗涵", "俊杰", "若曦", "海燕", "志强", "婷婷", "嘉豪",
	}
	nicknames = []string{
		"云淡风轻", "小雨点儿", "阳光正好", "Coco🌸", "阿May", "Kevin.L", "老周同志", "向日葵🌻", "雨后彩虹", "A建材批发老刘", "豆豆妈妈",
		"Summer", "一只柠檬", "静待花开", "Leo_Zh", "西瓜太郎", "平安是福", "木子李", "Echo", "糖醋小排", "海阔天空", "半夏", "Mr.Fan", "甜甜圈",
	}
	AgentNames   = []string{"客服小林", "售后小周", "顾问小苏", "客服小何", "售前小叶", "店长阿明", "客服小唐", "课程顾问李老师", "管家小陈", "客服小方"}
	CityNames    = []string{"广州", "深圳", "杭州", "成都", "武汉", "南京", "西安", "长沙", "苏州", "青岛", "厦门", "郑州"}
	ItemNames    = []string{"空气炸锅", "保温杯", "儿童书桌", "扫地机器人", "羽绒服", "智能门锁", "茶具套装", "跑步鞋", "台灯", "护眼屏", "四件套", "净水器", "蓝牙耳机", "坚果礼盒", "咖啡机"}
	CompanyWords = []string{"星河", "恒远", "万禾", "青禾", "云帆", "锦程", "嘉和", "博远", "海蓝", "木棉"}
	GroupWords   = []string{"会员福利群", "新品体验群", "售后交流群", "团购接龙群", "学习打卡群", "业主服务群", "项目对接群", "老客户群", "品鉴群", "亲子活动群"}
	Positions    = []string{"采购经理", "店长", "行政主管", "财务", "项目经理", "教师", "运营"}
	ThanksLines  = []string{"好的，谢谢", "收到[OK]", "嗯嗯，知道了", "明白了，多谢🙏", "好的我试试", "行，等你消息", "可以的", "麻烦你了[抱拳]", "👌"}
	GreetLines   = []string{"我通过了你的好友验证请求，现在我们可以开始聊天了", "你好，朋友介绍来的", "您好，想咨询一下", "在吗？看到你们的广告"}
	RequestLines = []string{"我是{name}，想咨询{item}", "你好，扫码加的", "朋友推荐，想了解团购", "我是上次买{item}的客户", "{city}门店让我加你"}
)

// One is a random one of the words.
func One(r *rand.Rand, words []string) string { return words[r.IntN(len(words))] }

// PersonName is a full name.
func PersonName(r *rand.Rand) string { return One(r, surnames) + One(r, givenNames) }

// ContactName is what a customer calls themself.
func ContactName(r *rand.Rand) string {
	switch r.IntN(10) {
	case 0, 1, 2:
		return One(r, nicknames)
	case 3:
		return One(r, CityNames) + "-" + PersonName(r)
	}
	return PersonName(r)
}

// PhoneNumber is one of a Chinese mobile phone.
func PhoneNumber(r *rand.Rand) string {
	return fmt.Sprintf("1%d%09d", 3+r.IntN(7), r.Int64N(1e9))
}

// HexText is lower-case hexadecimal of so many digits.
func HexText(r *rand.Rand, digits int) string {
	text := make([]byte, digits)
	for i := range text {
		text[i] = "0123456789abcdef"[r.IntN(16)]
	}
	return string(text)
}
