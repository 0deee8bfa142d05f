package youjiyun

import (
	"slices"
	"strings"
)

// settingModules are the modules of 2.9.
var settingModules = []string{"WELCOME_NEW_MEMBER", "GROUP_KEYWORD_REPLY", "PERIOD_AUTO_REPLY"}

// setting is what is kept of a module in a group: what was copied there, else a
// text of its own.
func (g *group) setting(module string) string {
	if text, copied := g.settings[module]; copied {
		return text
	}
	return module + " of " + g.name
}

// duplicateSettings is 2.9. Nothing is copied unless all of it can be.
func (s *Server) duplicateSettings(form params, _ []byte) (map[string]any, *refusal) {
	source := s.world.robotByKey(form.text("r"))
	if source == nil {
		return nil, refuse("机器人不存在")
	}
	from := source.groupByID(form.text("g"))
	if from == nil {
		return nil, refuse("群不存在")
	}
	modules, robots, rooms := form.list("module"), form.list("robotKey"), form.list("chatroom")
	for _, module := range modules {
		if !slices.Contains(settingModules, module) {
			return nil, refuse("模块 %s 不存在", module)
		}
	}
	if len(modules) == 0 || len(robots) == 0 || len(rooms) != len(robots) {
		return nil, refuse("参数 module、robotKey、chatroom 错误")
	}
	var targets []*group
	for i, key := range robots {
		r := s.world.robotByKey(key)
		if r == nil {
			return nil, refuse("机器人不存在")
		}
		for _, id := range strings.Split(rooms[i], ";") {
			g := r.groupByID(id)
			if g == nil {
				return nil, refuse("群不存在")
			}
			targets = append(targets, g)
		}
	}
	for _, g := range targets {
		if g.settings == nil {
			g.settings = map[string]string{}
		}
		for _, module := range modules {
			g.settings[module] = from.setting(module)
		}
	}
	return map[string]any{}, nil
}

// GroupSettings is what is kept of a group for 2.9, by module; nil where there is
// no such group.
func (s *Server) GroupSettings(robotKey, groupID string) map[string]string {
	s.mu.Lock()
	defer s.mu.Unlock()
	r := s.world.robotByKey(robotKey)
	if r == nil || r.groupByID(groupID) == nil {
		return nil
	}
	g := r.groupByID(groupID)
	all := map[string]string{}
	for _, module := range settingModules {
		all[module] = g.setting(module)
	}
	return all
}

// Synced are the syncTypes that 2.13 was asked for so far with a robot.
func (s *Server) Synced(robotKey string) []int64 {
	s.mu.Lock()
	defer s.mu.Unlock()
	if r := s.world.robotByKey(robotKey); r != nil {
		return slices.Clone(r.synced)
	}
	return nil
}
