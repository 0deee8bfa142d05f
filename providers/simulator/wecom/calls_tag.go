package wecom

import (
	"cmp"
	"slices"
	"unicode/utf8"
)

func tagCalls() []endpoint {
	return []endpoint{
		post("externalcontact/get_corp_tag_list", func(s *Server, in tagQuery) (object, *refusal) {
			return s.tagList(in, func(g *tagGroup) bool { return g.strategy == 0 })
		}),
		post("externalcontact/add_corp_tag", func(s *Server, in newTags) (object, *refusal) { return s.addTags(in, 0) }),
		post("externalcontact/edit_corp_tag", (*Server).editTag),
		post("externalcontact/del_corp_tag", (*Server).deleteTags),
		post("externalcontact/get_strategy_tag_list", func(s *Server, in tagQuery) (object, *refusal) {
			return s.tagList(in, func(g *tagGroup) bool {
				return g.strategy > 0 && (in.Strategy == 0 || g.strategy == int64(in.Strategy))
			})
		}),
		post("externalcontact/add_strategy_tag", func(s *Server, in newTags) (object, *refusal) {
			if in.Strategy <= 0 {
				return nil, invalid("strategy_id")
			}
			return s.addTags(in, in.Strategy)
		}),
		post("externalcontact/edit_strategy_tag", (*Server).editTag),
		post("externalcontact/del_strategy_tag", (*Server).deleteTags),
		post("externalcontact/mark_tag", (*Server).markTag).atMost(5),
	}
}

type tagQuery struct {
	Tags     []string `json:"tag_id"`
	Groups   []string `json:"group_id"`
	Strategy number   `json:"strategy_id"`
}

// tagList gives whole groups, or of them the tags asked for. group_id is not
// looked at when tag_id is there.
func (s *Server) tagList(in tagQuery, of func(*tagGroup) bool) (object, *refusal) {
	rows := []object{}
	for _, g := range s.world.tagGroups {
		if !of(g) || len(in.Tags) == 0 && len(in.Groups) > 0 && !slices.Contains(in.Groups, g.id) {
			continue
		}
		shown := *g
		if len(in.Tags) > 0 {
			shown.tags = slices.DeleteFunc(slices.Clone(g.tags), func(t *tag) bool { return !slices.Contains(in.Tags, t.id) })
			if len(shown.tags) == 0 {
				continue
			}
		}
		rows = append(rows, shown.row())
	}
	return object{"tag_group": rows}, nil
}

func (g *tagGroup) row() object {
	tags := []object{}
	for _, t := range g.tags {
		tags = append(tags, object{"id": t.id, "name": t.name, "create_time": t.created, "order": t.order, "deleted": false})
	}
	row := object{"group_id": g.id, "group_name": g.name, "create_time": g.created, "order": g.order, "deleted": false, "tag": tags}
	if g.strategy > 0 {
		row["strategy_id"] = g.strategy
	}
	return row
}

type newTags struct {
	GroupID  string `json:"group_id"`
	Group    string `json:"group_name"`
	Order    number `json:"order"`
	Strategy number `json:"strategy_id"`
	Tags     []struct {
		Name  string `json:"name"`
		Order number `json:"order"`
	} `json:"tag"`
}

// Limits of tags.
const (
	maxTagName = 30
	maxTags    = 10_000 // of a company
)

func (s *Server) addTags(in newTags, strategy number) (object, *refusal) {
	if len(in.Tags) == 0 || in.GroupID == "" && in.Group == "" {
		return nil, invalid("a group and tags are wanted")
	}
	names := map[string]bool{}
	for _, t := range in.Tags {
		if n := utf8.RuneCountInString(t.Name); n == 0 || n > maxTagName || names[t.Name] {
			return nil, invalid("tag name %q", t.Name)
		}
		names[t.Name] = true
	}
	g := first(s.world.tagGroups, func(g *tagGroup) bool {
		return g.strategy == int64(strategy) && (in.GroupID != "" && g.id == in.GroupID || in.GroupID == "" && g.name == in.Group)
	})
	switch {
	case g == nil && in.GroupID != "":
		return nil, refuse(codeTag)
	case g == nil:
		g = &tagGroup{id: s.tagID(), name: in.Group, order: int64(in.Order), created: s.now().Unix(), strategy: int64(strategy)}
		defer func() { s.world.tagGroups = append(s.world.tagGroups, g) }()
	}
	for _, t := range g.tags {
		if names[t.name] {
			return nil, refuseAs(40071, "tag name existed")
		}
	}
	if s.countTags()+len(in.Tags) > maxTags {
		return nil, invalid("at most %d tags", maxTags)
	}
	added := &tagGroup{id: g.id, name: g.name, order: g.order, created: g.created, strategy: g.strategy}
	for _, t := range in.Tags {
		made := &tag{id: s.tagID(), name: t.Name, order: int64(t.Order), created: s.now().Unix()}
		g.tags, added.tags = append(g.tags, made), append(added.tags, made)
	}
	s.sortTags(g)
	return object{"tag_group": added.row()}, nil
}

func (s *Server) tagID() string { return "etAJ2GCAAA" + opaque(s.rand, 22) }

func (s *Server) countTags() (n int) {
	for _, g := range s.world.tagGroups {
		n += len(g.tags)
	}
	return n
}

// sortTags: a greater order comes first.
func (s *Server) sortTags(g *tagGroup) {
	slices.SortStableFunc(g.tags, func(a, b *tag) int { return cmp.Compare(b.order, a.order) })
	slices.SortStableFunc(s.world.tagGroups, func(a, b *tagGroup) int { return cmp.Compare(b.order, a.order) })
}

func (s *Server) editTag(in struct {
	ID    string  `json:"id"`
	Name  string  `json:"name"`
	Order *number `json:"order"`
},
) (object, *refusal) {
	if utf8.RuneCountInString(in.Name) > maxTagName {
		return nil, invalid("name")
	}
	t, g := s.world.tag(in.ID)
	if t == nil {
		g = first(s.world.tagGroups, func(g *tagGroup) bool { return g.id == in.ID })
		if g == nil {
			return nil, refuse(codeTag)
		}
		rename(&g.name, &g.order, in.Name, in.Order)
		s.sortTags(g)
		return nil, nil
	}
	if slices.ContainsFunc(g.tags, func(other *tag) bool { return other != t && other.name == in.Name }) {
		return nil, refuseAs(40071, "tag name existed")
	}
	rename(&t.name, &t.order, in.Name, in.Order)
	s.sortTags(g)
	return nil, nil
}

func rename(name *string, order *int64, to string, at *number) {
	if to != "" {
		*name = to
	}
	if at != nil {
		*order = int64(*at)
	}
}

// deleteTags deletes tags and groups. A group without tags goes too.
func (s *Server) deleteTags(in tagQuery) (object, *refusal) {
	if len(in.Tags) == 0 && len(in.Groups) == 0 {
		return nil, invalid("tag_id and group_id are both empty")
	}
	for _, id := range in.Tags {
		if t, _ := s.world.tag(id); t == nil {
			return nil, refuse(codeTag)
		}
	}
	s.dropTags(in.Tags, in.Groups)
	return nil, nil
}

func (s *Server) dropTags(tags, groups []string) {
	for _, g := range s.world.tagGroups {
		whole := slices.Contains(groups, g.id)
		g.tags = slices.DeleteFunc(g.tags, func(t *tag) bool {
			goes := whole || slices.Contains(tags, t.id)
			if goes {
				s.unmark(t.id)
			}
			return goes
		})
	}
	s.world.tagGroups = slices.DeleteFunc(s.world.tagGroups, func(g *tagGroup) bool { return len(g.tags) == 0 })
}

func (s *Server) unmark(tagID string) {
	for _, c := range s.world.customers {
		for _, f := range c.follows {
			f.tags = slices.DeleteFunc(f.tags, func(id string) bool { return id == tagID })
		}
	}
}

func (s *Server) markTag(in struct {
	User     string   `json:"userid"`
	External string   `json:"external_userid"`
	Add      []string `json:"add_tag"`
	Remove   []string `json:"remove_tag"`
},
) (object, *refusal) {
	f, no := s.relation(in.User, in.External)
	if no != nil {
		return nil, no
	}
	if len(in.Add) == 0 && len(in.Remove) == 0 {
		return nil, invalid("add_tag and remove_tag are both empty")
	}
	for _, id := range slices.Concat(in.Add, in.Remove) {
		if t, _ := s.world.tag(id); t == nil {
			return nil, refuse(codeTag)
		}
	}
	f.tags = slices.DeleteFunc(f.tags, func(id string) bool { return slices.Contains(in.Remove, id) })
	for _, id := range in.Add {
		if !slices.Contains(f.tags, id) {
			f.tags = append(f.tags, id)
		}
	}
	return nil, nil
}
