package pychat

import (
	"encoding/xml"
	"errors"
	"io"
	"strings"
)

// xmlRoot is what the simulator looks at in XML that a call sends.
type xmlRoot struct {
	name       string
	attributes map[string]string
	app        *appMsg // of an appmsg, or a msg with one in it
}

// appMsg is an appmsg, as far as it is looked at.
type appMsg struct {
	kind, title string
}

// rootOf reads XML that a call sends, all of it: broken XML is refused.
func rootOf(text string) (xmlRoot, *refusal) {
	root, err := readXML(text)
	if err != nil {
		return xmlRoot{}, refuse("xml 格式错误")
	}
	return root, nil
}

func readXML(text string) (xmlRoot, error) {
	var root xmlRoot
	var path []string
	d := xml.NewDecoder(strings.NewReader(text))
	for {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			if root.name == "" || len(path) > 0 {
				return root, io.ErrUnexpectedEOF
			}
			return root, nil
		}
		if err != nil {
			return root, err
		}
		switch token := token.(type) {
		case xml.StartElement:
			if path = append(path, token.Name.Local); len(path) == 1 {
				root.name, root.attributes = token.Name.Local, map[string]string{}
				for _, a := range token.Attr {
					root.attributes[a.Name.Local] = a.Value
				}
			}
			if at := strings.Join(path, "/"); at == "appmsg" || at == "msg/appmsg" {
				root.app = &appMsg{}
			}
		case xml.EndElement:
			path = path[:len(path)-1]
		case xml.CharData:
			switch at := strings.TrimPrefix(strings.Join(path, "/"), "msg/"); {
			case root.app == nil:
			case at == "appmsg/type":
				root.app.kind = strings.TrimSpace(string(token))
			case at == "appmsg/title":
				root.app.title = string(token)
			}
		}
	}
}
