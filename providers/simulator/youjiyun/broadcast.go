package youjiyun

import (
	"encoding/json"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Paces of 2.7.
const (
	defaultPace   = 30 * time.Second // taskRule 1: one target every 30 s
	leastPace     = 45 * time.Second // taskRule 2 without perSuitSecond
	broadcastType = "wxwork. robot. batch. send"
)

// task is a broadcast of 2.7.
type task struct {
	contents   []content
	targets    []*chat
	suit       int           // targets at a time
	least, top time.Duration // between two times
	next       int
}

// saveTask is 2.7. Numbers come as numbers or as text, as in the example.
func (s *Server) saveTask(_ params, body []byte) (map[string]any, *refusal) {
	var request map[string]any
	if err := exact(body, &request); err != nil || request == nil {
		return nil, refuse("参数格式错误")
	}
	data, _ := request["taskData"].(map[string]any)
	if data == nil {
		return nil, refuse("缺少参数 taskData")
	}
	// isGroupChat is listed beside the others and shown inside taskData.
	group := firstOf(idText(data["isGroupChat"]), idText(request["isGroupChat"]))
	kind := strings.ReplaceAll(idText(request["commandType"]), " ", "")
	switch {
	case idText(request["name"]) == "":
		return nil, refuse("缺少参数 name")
	case kind != strings.ReplaceAll(broadcastType, " ", ""):
		return nil, refuse("参数 commandType 错误")
	case group != "1" && group != "2":
		return nil, refuse("参数 isGroupChat 错误")
	}
	t := &task{suit: 1, least: defaultPace, top: defaultPace}
	if n, err := strconv.Atoi(idText(request["suitCount"])); err == nil && n > 0 {
		t.suit = n
	} else {
		return nil, refuse("参数 suitCount 错误")
	}
	if idText(request["taskRule"]) == "2" {
		if t.least, t.top = seconds(request["perSuitSecond"], leastPace), seconds(request["perSuitSecondUpper"], 0); t.top < t.least {
			return nil, refuse("参数 perSuitSecond、perSuitSecondUpper 错误")
		}
	}
	var no *refusal
	if t.contents, no = s.taskContents(data["contents"]); no != nil {
		return nil, no
	}
	if t.targets, no = s.taskTargets(data["acceptTarget"], group == "2"); no != nil {
		return nil, no
	}
	return map[string]any{}, s.startTask(t, request)
}

func seconds(v any, absent time.Duration) time.Duration {
	n, err := strconv.Atoi(idText(v))
	if err != nil || n < 0 {
		return absent
	}
	return time.Duration(n) * time.Second
}

// taskContents turns the kinds of 2.7 into those that arrive, 3.2.
func (s *Server) taskContents(v any) ([]content, *refusal) {
	list, _ := v.([]any)
	if len(list) == 0 {
		return nil, refuse("缺少参数 contents")
	}
	var contents []content
	for _, element := range list {
		fields, _ := element.(map[string]any)
		if fields == nil {
			return nil, refuse("参数 contents 错误")
		}
		fields["contentType"] = fields["msgType"]
		c := contentOf(fields)
		switch c.ContentType {
		case typeText:
		case typePicture3:
			c = content{ContentType: typePicture, Pic: c.Content}
		case typeLink16:
			c.ContentType = typeLink
		case typeFile49:
			c = content{ContentType: typeFile, FileName: c.Content}
		case typeMini:
		default:
			return nil, refuse("参数 msgType 错误")
		}
		if firstOf(c.Content, c.Pic, c.FileName, c.Link, c.Title) == "" {
			return nil, refuse("消息内容为空")
		}
		contents = append(contents, c)
	}
	return contents, nil
}

func (s *Server) taskTargets(v any, group bool) ([]*chat, *refusal) {
	list, _ := v.([]any)
	var chats []*chat
	for _, element := range list {
		target, _ := element.(map[string]any)
		r := s.world.robotByKey(idText(target["robotKey"]))
		if r == nil {
			return nil, refuse("机器人不存在")
		}
		for _, user := range idList(target["chatUser"]) {
			c := r.chatWith(user)
			if c == nil || (c.group != nil) != group {
				return nil, refuse("发送对象不存在")
			}
			chats = append(chats, c)
		}
	}
	if len(chats) == 0 {
		return nil, refuse("缺少参数 acceptTarget")
	}
	return chats, nil
}

// startTask schedules a task: at once or at startTime, or again and again.
func (s *Server) startTask(t *task, request map[string]any) *refusal {
	switch idText(request["taskType"]) {
	case "1":
		start := s.clock.Now()
		if number, ok := request["startTime"].(json.Number); ok {
			ms, err := number.Int64()
			if err != nil {
				return refuse("参数 startTime 错误")
			}
			start = time.UnixMilli(ms)
		}
		s.schedule.At(start, func() { s.stepTask(t) })
	case "2":
		at, err := time.Parse("15:04", idText(request["execStartTime"]))
		days := weekdays(request["weekday"])
		if err != nil || len(days) == 0 {
			return refuse("参数 execStartTime、weekday 错误")
		}
		s.repeatTask(t, time.Duration(at.Hour())*time.Hour+time.Duration(at.Minute())*time.Minute, days)
	default:
		return refuse("参数 taskType 错误")
	}
	return nil
}

// weekdays reads 1–7 (1 is Sunday) or SUN…SAT.
func weekdays(v any) []time.Weekday {
	var days []time.Weekday
	for _, text := range idList(v) {
		names := []string{"SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"}
		if i := slices.Index(names, strings.ToUpper(text)); i >= 0 {
			days = append(days, time.Weekday(i))
		} else if n, err := strconv.Atoi(text); err == nil && n >= 1 && n <= 7 {
			days = append(days, time.Weekday(n-1))
		}
	}
	return days
}

// repeatTask runs a copy of the task at the next of its days, then again.
func (s *Server) repeatTask(t *task, at time.Duration, days []time.Weekday) {
	now := s.clock.Now().In(shanghai)
	day := time.Date(now.Year(), now.Month(), now.Day(), 0, 0, 0, 0, shanghai)
	for !day.Add(at).After(now) || !slices.Contains(days, day.Weekday()) {
		day = day.AddDate(0, 0, 1)
	}
	s.schedule.At(day.Add(at), func() {
		once := *t
		s.stepTask(&once)
		s.repeatTask(t, at, days)
	})
}

// stepTask sends to the next targets, and schedules the ones after them. A
// target that fails is passed over.
func (s *Server) stepTask(t *task) {
	for range t.suit {
		if t.next == len(t.targets) {
			return
		}
		c := t.targets[t.next]
		t.next++
		for _, body := range t.contents {
			_, _ = s.put(c, body, s.world.nextMessageID(s.clock.Now()), viaBroadcast)
		}
	}
	if t.next < len(t.targets) {
		wait := t.least
		if t.top > t.least {
			wait += time.Duration(s.rand.Int64N(int64(t.top - t.least)))
		}
		s.schedule.After(wait, func() { s.stepTask(t) })
	}
}

// bridge is 2.8: what the socket does, answered at once. For an action that is
// the answer on `action`. Assumed for a send, of which there is no example: the
// body is that of 3.4, the answer that of 3.4's `message`.
func (s *Server) bridge(_ params, body []byte) (map[string]any, *refusal) {
	var request map[string]any
	if err := exact(body, &request); err != nil || request == nil {
		return nil, refuse("参数格式错误")
	}
	if _, sends := request["message"]; !sends {
		busy, wrong := s.beginTagging(request)
		if busy != nil {
			s.mu.Unlock() // others go on meanwhile
			<-s.clock.After(s.options.TagTime)
			s.mu.Lock()
			busy.tagging = false
		}
		answer := s.act(request, wrong)
		if answer["msg"] == "OK" {
			answer["msg"] = "ok" // as in the example
		}
		return answer, nil
	}
	var send sendRequest
	if err := exact(body, &send); err != nil {
		return nil, refuse("参数格式错误")
	}
	m, no := s.send(send, viaBridge)
	if no != nil {
		return nil, no
	}
	return s.messageShape(m), nil
}
