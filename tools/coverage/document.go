package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"seatdeck/providers/youjiyun"
)

// docCall is one call, or type, as a document has it. Body, answer and note are
// known of document 004 only.
type docCall struct {
	Section string          `json:"section"`
	Title   string          `json:"title"`
	Path    string          `json:"path"` // of an HTTP call; else the type of a socket action or event
	Note    string          `json:"note"`
	Body    json.RawMessage `json:"body"`
	Answer  json.RawMessage `json:"answer"`

	symbol string // what of the client stands for it, where the document doesn't lead there
	role   string // of a type in its call
	reason string // why nothing stands for it
}

// storedCalls reads the calls of document 004 from the tests of its client.
func storedCalls(root string) ([]docCall, error) {
	data, err := os.ReadFile(filepath.Join(root, "providers/pychat/testdata/calls.json"))
	if err != nil {
		return nil, err
	}
	var calls []docCall
	if err := json.Unmarshal(data, &calls); err != nil {
		return nil, fmt.Errorf("calls.json: %w", err)
	}
	return calls, nil
}

// seed reads a document by its number.
func seed(folder, number string) (string, error) {
	names, err := filepath.Glob(filepath.Join(folder, number+"_*.txt"))
	if err != nil {
		return "", err
	}
	if len(names) != 1 {
		return "", fmt.Errorf("%s holds %d documents %s", folder, len(names), number)
	}
	text, err := os.ReadFile(names[0])
	return strings.ReplaceAll(string(text), "\r\n", "\n"), err
}

var (
	sectionLine = regexp.MustCompile(`^# (.+)$`)
	titleLine   = regexp.MustCompile(`^## POST (.+)$`)
	pathLine    = regexp.MustCompile(`(?m)^POST (/\S+)$`)
	noteEnd     = regexp.MustCompile(`(?m)^(> |### )`)
	jsonBlock   = regexp.MustCompile("(?s)```json\n(.*?)```")
)

const (
	modelsSection = "数据模型"     // nothing but schemas from here on
	paramsHeading = "### 请求参数" // the body's example stands before it
	answerHeading = "返回示例"     // and the answer's after it
)

// parse004 finds the calls of document 004, a Markdown file.
func parse004(text string) ([]docCall, error) {
	var calls []docCall
	var section, title string
	var block []string // lines of the call that is being read
	end := func() error {
		if title == "" {
			return nil
		}
		one, err := parseCall(section, title, strings.Join(block, "\n"))
		calls, title, block = append(calls, one), "", nil
		return err
	}
	for line := range strings.Lines(text) {
		line = strings.TrimRight(line, "\n")
		heading, call := sectionLine.FindStringSubmatch(line), titleLine.FindStringSubmatch(line)
		if heading == nil && call == nil {
			block = append(block, line)
			continue
		}
		if err := end(); err != nil {
			return nil, err
		}
		switch {
		case call != nil:
			title = strings.TrimSpace(call[1])
		case heading[1] == modelsSection:
			return calls, nil
		default:
			section = heading[1]
		}
		block = nil
	}
	return calls, end()
}

func parseCall(section, title, block string) (docCall, error) {
	one := docCall{Section: section, Title: title}
	request, answer, _ := strings.Cut(block, answerHeading)
	example, _, _ := strings.Cut(request, paramsHeading)
	bodies := jsonBlock.FindAllStringSubmatch(example, -1) // the last: others show variants
	answers := jsonBlock.FindStringSubmatch(answer)
	path := pathLine.FindStringSubmatchIndex(example)
	if path == nil || len(bodies) == 0 || answers == nil {
		return one, fmt.Errorf("document 004: %s: no path, body or answer", title)
	}
	one.Path = example[path[2]:path[3]]
	note := example[path[1]:]
	if end := noteEnd.FindStringIndex(note); end != nil {
		note = note[:end[0]]
	}
	one.Note = strings.Join(strings.Fields(note), " ")
	one.Body, one.Answer = json.RawMessage(bodies[len(bodies)-1][1]), json.RawMessage(answers[1])
	return one, nil
}

// sameCalls says where the stored calls are not those of the document.
func sameCalls(document, stored []docCall) error {
	if len(document) != len(stored) {
		return fmt.Errorf("the document has %d calls, calls.json %d", len(document), len(stored))
	}
	for i, want := range document {
		w, err := normal(want)
		if err != nil {
			return fmt.Errorf("document 004: %s: %w", want.Path, err)
		}
		g, err := normal(stored[i])
		if err != nil {
			return fmt.Errorf("calls.json: %s: %w", stored[i].Path, err)
		}
		if !bytes.Equal(w, g) {
			return fmt.Errorf("calls.json and the document differ: call %d, %s and %s", i+1, stored[i].Path, want.Path)
		}
	}
	return nil
}

// normal writes a call without the white space of its examples.
func normal(c docCall) ([]byte, error) { return json.Marshal(c) }

// socketCall is 3.1 of document 002, which is no call of the client's catalog.
var socketCall = docCall{Section: "3.1", Title: "建立 socket.io 连接", Path: "/imchat"}

// symbols002 are what stands for the sections of document 002 that are no
// variables of the client.
var symbols002 = map[string]string{
	"3.1": "listener.Connected", "3.2": "Frame.Message", "3.3": "Frame.Chat",
	"3.4": "Client.Send", "3.5": "Client.Send", "3.6": "Client.Send", "3.10": "Client.Send", "3.24": "Client.Send",
}

// calls002 are the calls, actions and events of document 002 as its client lists
// them, in the order of the document.
func calls002() []docCall {
	calls := []docCall{socketCall}
	for _, c := range youjiyun.Calls() {
		path := c.Path
		if path == "" {
			path = c.Type
		}
		calls = append(calls, docCall{Section: c.Section, Title: c.Name, Path: path})
	}
	slices.SortStableFunc(calls, func(a, b docCall) int { return slices.Compare(numbers(a.Section), numbers(b.Section)) })
	return calls
}

// numbers are those of a section, so that 3.10 comes after 3.9.
func numbers(section string) []int {
	var list []int
	for part := range strings.SplitSeq(section, ".") {
		n, _ := strconv.Atoi(part) // what is none comes first
		list = append(list, n)
	}
	return list
}

// heading002 is a heading such as "3. 10. 文件发送".
var heading002 = regexp.MustCompile(`(?m)^([23])\. ?(\d+)\. ?(\S.*)$`)

// check002 says which section of document 002 is missing among the calls, or the
// other way round. Section 3.0 describes what the others share.
func check002(text string, calls []docCall) error {
	documented := map[string]bool{}
	for _, m := range heading002.FindAllStringSubmatch(text, -1) {
		if section := m[1] + "." + m[2]; section != "3.0" {
			documented[section] = true
		}
	}
	for _, c := range calls {
		if !documented[c.Section] {
			return fmt.Errorf("document 002 has no section %s (%s)", c.Section, c.Title)
		}
	}
	for section := range documented {
		found := false
		for _, c := range calls {
			found = found || c.Section == section
		}
		if !found {
			return fmt.Errorf("section %s of document 002 is no call of the client", section)
		}
	}
	return nil
}
