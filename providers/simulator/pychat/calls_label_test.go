package pychat

import (
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/require"
)

// labelID is the id of an answer's first label, as it is written.
func labelID(answer map[string]any) json.Number {
	return list(answer["labelPairList"])[0]["labelId"].(json.Number)
}

func TestLabelsComeAndGo(t *testing.T) {
	b := newBench(t, Options{})
	friend := b.person(b.in)
	before := list(b.call(b.in, "/label/get_contact_label_list", nil)["labelPairList"])
	require.Len(t, before, len(b.in.labels))

	made := labelID(b.call(b.in, "/label/add_contact_label", object{"label_name": "新客户"}))
	id, err := made.Int64()
	require.NoError(t, err)
	require.Greater(t, id, int64(1)<<53)
	require.Equal(t, made, labelID(b.call(b.in, "/label/add_contact_label", object{"label_name": "新客户"})), "there already")
	other := labelID(b.call(b.in, "/label/add_contact_label", object{"label_name": "另一个"}))
	require.NotEqual(t, made, other)
	require.Len(t, b.call(b.in, "/label/get_contact_label_list", nil)["labelPairList"], len(before)+2)

	b.call(b.in, "/label/update_contact_label", object{"label_id": made, "label_name": "熟客"})
	require.Equal(t, "熟客", b.in.label(id).name)

	// On people: what is given replaces what was there.
	friend.labels = []int64{1}
	heard := b.listen(b.in)
	b.call(b.in, "/label/modify_contact_label_list", object{"username_list": []string{friend.username}, "label_id_list": []json.Number{made, other}})
	require.Equal(t, made.String()+","+other.String(), heard.expect(notifyModified)["labelIdList"])
	require.NotContains(t, friend.labels, int64(1))

	answer := b.call(b.in, "/label/get_contacts", object{"label_id_list": []json.Number{made}})
	one := list(answer["list"])[0]
	require.Equal(t, made, one["label_id"])
	require.Equal(t, []any{friend.username}, one["username_list"])
	usage := list(b.call(b.in, "/label/get_label_usage_amount", object{"label_id_list": []json.Number{made, other}})["list"])
	require.Len(t, usage, 2)
	require.EqualValues(t, 1, number(t, usage[1]["count"]))
	require.Len(t, b.call(b.in, "/label/get_label_usage_amount", object{"label_id_list": []int{}})["list"], len(b.in.labels), "all")

	b.call(b.in, "/label/del_contact_label", object{"label_id": made})
	require.Equal(t, other.String(), heard.expect(notifyModified)["labelIdList"], "nobody has it any more")
	b.call(b.in, "/label/modify_contact_label_list", object{"username_list": []string{friend.username}, "label_id_list": []int{}})
	require.Empty(t, friend.labels)
}

func TestLabelsThatAreRefused(t *testing.T) {
	b := newBench(t, Options{})
	friend := b.person(b.in)
	for _, c := range []struct {
		words, path string
		fields      object
	}{
		{"标签名应为", "/label/add_contact_label", object{"label_name": ""}},
		{"标签名应为1到32个字", "/label/add_contact_label", object{"label_name": string(make([]rune, 33))}},
		{"标签不存在", "/label/update_contact_label", object{"label_id": 99, "label_name": "x"}},
		{"标签名已存在", "/label/update_contact_label", object{"label_id": 1, "label_name": b.in.labels[1].name}},
		{"标签不存在", "/label/del_contact_label", object{"label_id": 99}},
		{"标签不存在：99", "/label/modify_contact_label_list", object{"username_list": []string{friend.username}, "label_id_list": []int{99}}},
		{"nobody 不是你的好友", "/label/modify_contact_label_list", object{"username_list": []string{"nobody"}, "label_id_list": []int{1}}},
		{"一次最多50个", "/label/modify_contact_label_list", object{"username_list": make([]string, 51), "label_id_list": []int{1}}},
		{"不能为空", "/label/modify_contact_label_list", object{"username_list": []string{}, "label_id_list": []int{1}}},
		{"标签不存在：98", "/label/get_contacts", object{"label_id_list": []int{98}}},
		{"标签不存在：97", "/label/get_label_usage_amount", object{"label_id_list": []int{97}}},
	} {
		require.Contains(t, b.refused(b.in, c.path, c.fields), c.words, c.path)
	}
	for len(b.in.labels) < maxLabels {
		b.in.labels = append(b.in.labels, &label{int64(1000 + len(b.in.labels)), "x"})
	}
	require.Contains(t, b.refused(b.in, "/label/add_contact_label", object{"label_name": "一个太多"}), "上限")
}
