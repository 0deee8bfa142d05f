package youjiyun

import (
	"slices"
	"strconv"
	"time"
)

// labelGroup is a group of tags, 有机云 3.12.
type labelGroup struct {
	id      int64
	name    string
	corp    bool
	created time.Time
	labels  []label
}

type label struct {
	id   string
	name string
}

var corpLabels = []struct {
	name   string
	labels []string
}{
	{"客户等级", []string{"重要", "一般", "潜在", "流失风险"}},
	{"购买意向", []string{"高意向", "比价中", "已成交", "暂不需要"}},
	{"行业", []string{"教育培训", "消费品", "连锁零售", "未知"}},
	{"来源", []string{"门店扫码", "朋友推荐", "广告投放", "老客户"}},
}

const personalGroup = "个人标签"

// labels are the corp's groups, the same for every seat, and personal ones.
// Their ids exceed 2^53, as the document's do.
func (g *generator) labels() []labelGroup {
	since := time.Date(2020, 9, 22, 13, 44, 51, 0, shanghai)
	var groups []labelGroup
	id := int64(14073752703607620)
	add := func(name string, corp bool, names []string) {
		id++
		group := labelGroup{id: id, name: name, corp: corp, created: since.AddDate(0, len(groups), 0)}
		for _, name := range names {
			id++
			group.labels = append(group.labels, label{strconv.FormatInt(id, 10), name})
		}
		groups = append(groups, group)
	}
	for _, corp := range corpLabels {
		add(corp.name, true, corp.labels)
	}
	id += 1_000_000 + g.Int64N(1e9)
	add(personalGroup, false, []string{"待回访", "重点跟进", "中间客户", "转出客户"})
	return groups
}

// shape is one entry of groupLabels as 3.12 shows it.
func (g labelGroup) shape() map[string]any {
	created := dateText(g.created)
	subs := make([]any, 0, len(g.labels))
	for _, l := range g.labels {
		id, _ := strconv.ParseInt(l.id, 10, 64)
		subs = append(subs, map[string]any{
			"isCorpLabel": flag(g.corp), "isGroupLabel": 0, "createTime": created,
			"fullName": g.name + "：" + l.name, "isCustomLabelGroup": 0, "labelId": id,
			"labelGroupId": g.id, "groupName": g.name, "isFakeAddLabel": 0, "name": l.name,
		})
	}
	return map[string]any{
		"isCorpLabel": flag(g.corp), "isGroupLabel": 1, "subLabelList": subs, "createTime": created,
		"fullName": g.name, "isCustomLabelGroup": flag(!g.corp), "labelId": g.id,
		"labelGroupId": 0, "groupName": "", "isFakeAddLabel": 0, "name": g.name,
	}
}

// labelsNamed are the ids of the tags of these names.
func (r *robot) labelsNamed(names []string) (ids []string) {
	for _, g := range r.labels {
		for _, l := range g.labels {
			if slices.Contains(names, l.name) {
				ids = append(ids, l.id)
			}
		}
	}
	return ids
}

func (r *robot) hasLabel(id string) bool {
	for _, g := range r.labels {
		for _, l := range g.labels {
			if l.id == id {
				return true
			}
		}
	}
	return false
}
