package pychat

import (
	"slices"
)

// What is answered in this file is assumed.

const (
	maxLabels  = 200 // of one account
	maxTagged  = 50  // people in one /label/modify_contact_label_list
	firstLabel = 14_073_752_703_607_622
)

// labelCalls are those of the section Label.
func labelCalls() []endpoint {
	return []endpoint{
		call("/label/get_contact_label_list", shapeRaw, (*Server).labelList),
		call("/label/add_contact_label", shapeRaw, (*Server).addLabel),
		call("/label/update_contact_label", shapeRaw, (*Server).renameLabel),
		call("/label/del_contact_label", shapeRaw, (*Server).deleteLabel),
		call("/label/modify_contact_label_list", shapeInner, (*Server).putLabels),
		call("/label/get_contacts", shapeEnvelope, (*Server).labelled),
		call("/label/get_label_usage_amount", shapeEnvelope, (*Server).labelUsage),
	}
}

func (s *Server) labelList(in *instance, _ byGUID) (any, *refusal) {
	return labelPairs(in.labels...), nil
}

func labelPairs(labels ...*label) object {
	pairs := []object{}
	for _, l := range labels {
		pairs = append(pairs, object{"labelId": l.id, "labelName": l.name})
	}
	return object{"labelCount": len(pairs), "labelPairList": pairs}
}

type addLabelRequest struct {
	byGUID
	Name string `json:"label_name"`
}

// addLabel makes a label; the name of one there is already gives that one.
func (s *Server) addLabel(in *instance, req addLabelRequest) (any, *refusal) {
	if no := labelName(req.Name); no != nil {
		return nil, no
	}
	if l := in.labelNamed(req.Name); l != nil {
		return labelPairs(l), nil
	}
	if len(in.labels) >= maxLabels {
		return nil, refuse("标签数量已达上限")
	}
	l := &label{id: firstLabel, name: req.Name}
	for _, other := range in.labels {
		l.id = max(l.id, other.id+1)
	}
	in.labels = append(in.labels, l)
	return labelPairs(l), nil
}

func labelName(name string) *refusal {
	if name == "" || len([]rune(name)) > maxName {
		return refuse("标签名应为1到%d个字", maxName)
	}
	return nil
}

func (in *instance) labelNamed(name string) *label {
	i := slices.IndexFunc(in.labels, func(l *label) bool { return l.name == name })
	if i < 0 {
		return nil
	}
	return in.labels[i]
}

type renameLabelRequest struct {
	byGUID
	ID   int64  `json:"label_id"`
	Name string `json:"label_name"`
}

func (s *Server) renameLabel(in *instance, req renameLabelRequest) (any, *refusal) {
	l := in.label(req.ID)
	if l == nil {
		return nil, refuse("标签不存在")
	}
	if no := labelName(req.Name); no != nil {
		return nil, no
	}
	if other := in.labelNamed(req.Name); other != nil && other != l {
		return nil, refuse("标签名已存在")
	}
	l.name = req.Name
	return nil, nil
}

type deleteLabelRequest struct {
	byGUID
	ID int64 `json:"label_id"`
}

// deleteLabel takes a label away, from everybody who has it too.
func (s *Server) deleteLabel(in *instance, req deleteLabelRequest) (any, *refusal) {
	if in.label(req.ID) == nil {
		return nil, refuse("标签不存在")
	}
	in.labels = slices.DeleteFunc(in.labels, func(l *label) bool { return l.id == req.ID })
	for _, c := range in.contacts {
		if slices.Contains(c.labels, req.ID) {
			c.labels = slices.DeleteFunc(slices.Clone(c.labels), func(id int64) bool { return id == req.ID })
			s.contactChanged(in, c)
		}
	}
	return nil, nil
}

type putLabelsRequest struct {
	byGUID
	Usernames []string `json:"username_list"`
	IDs       []int64  `json:"label_id_list"`
}

// putLabels gives people exactly these labels; whatever they had is gone.
func (s *Server) putLabels(in *instance, req putLabelsRequest) (any, *refusal) {
	if no := count(req.Usernames, maxTagged); no != nil {
		return nil, no
	}
	ids := slices.Compact(slices.Sorted(slices.Values(req.IDs)))
	for _, id := range ids {
		if in.label(id) == nil {
			return nil, refuse("标签不存在：%d", id)
		}
	}
	var people []*contact
	for _, name := range unique(req.Usernames) {
		c := in.friend(name)
		if c == nil {
			return nil, refuse("%s 不是你的好友", name)
		}
		people = append(people, c)
	}
	for _, c := range people {
		c.label(ids)
		s.contactChanged(in, c)
	}
	return nil, nil
}

type labelsRequest struct {
	byGUID
	IDs []int64 `json:"label_id_list"`
}

// with are the usernames of the friends who have a label.
func (in *instance) with(id int64) []string {
	names := []string{}
	for _, c := range in.contacts {
		if c.friend && slices.Contains(c.labels, id) {
			names = append(names, c.username)
		}
	}
	return names
}

// eachLabel asks something of each label named, or of all where none is named.
func (in *instance) eachLabel(ids []int64, ask func(id int64) object) (any, *refusal) {
	if len(ids) == 0 {
		for _, l := range in.labels {
			ids = append(ids, l.id)
		}
	}
	list := []object{}
	for _, id := range ids {
		if in.label(id) == nil {
			return nil, refuse("标签不存在：%d", id)
		}
		list = append(list, ask(id))
	}
	return object{"list": list}, nil
}

func (s *Server) labelled(in *instance, req labelsRequest) (any, *refusal) {
	return in.eachLabel(req.IDs, func(id int64) object { return object{"label_id": id, "username_list": in.with(id)} })
}

func (s *Server) labelUsage(in *instance, req labelsRequest) (any, *refusal) {
	return in.eachLabel(req.IDs, func(id int64) object { return object{"label_id": id, "count": len(in.with(id))} })
}
