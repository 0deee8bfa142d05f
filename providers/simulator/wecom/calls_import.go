package wecom

import (
	"encoding/csv"
	"net/url"
	"strconv"
	"strings"
)

func importCalls() []endpoint {
	return []endpoint{
		post("batch/syncuser", func(s *Server, in importRequest) (object, *refusal) { return s.importUsers(in, "sync_user") }),
		post("batch/replaceuser", func(s *Server, in importRequest) (object, *refusal) { return s.importUsers(in, "replace_user") }),
		post("batch/replaceparty", (*Server).importParties),
		get("batch/getresult", (*Server).importResult),
	}
}

// importRequest names an uploaded CSV.
type importRequest struct {
	Media string `json:"media_id"`
}

// lines are those of an uploaded CSV, without its head.
func (s *Server) lines(in importRequest) ([][]string, *refusal) {
	m := s.medium(in.Media)
	if m == nil {
		return nil, refuse(codeMedia)
	}
	r := csv.NewReader(strings.NewReader(strings.TrimPrefix(string(m.data), "\ufeff")))
	r.FieldsPerRecord = -1
	lines, err := r.ReadAll()
	if err != nil || len(lines) == 0 {
		return nil, refuse(codeMedia)
	}
	return lines[1:], nil
}

// importUsers adds and changes members: 姓名, 帐号, 手机号, 邮箱, 所在部门
// (a;b). replace_user lets those go who are not named.
func (s *Server) importUsers(in importRequest, kind string) (object, *refusal) {
	lines, no := s.lines(in)
	if no != nil {
		return nil, no
	}
	j := &job{kind: kind, total: len(lines)}
	named := map[string]bool{}
	for _, line := range lines {
		line = append(line, make([]string, 5)...)
		id := line[1]
		named[id] = true
		action, no := 1, (*refusal)(nil) // 1 new, 2 changed
		request := memberRequest{ID: id, Name: &line[0], Mobile: &line[2], Email: &line[3]}
		for word := range strings.SplitSeq(line[4], ";") {
			if n, err := strconv.ParseInt(word, 10, 64); err == nil {
				request.Departments = append(request.Departments, number(n))
			}
		}
		if s.world.member(id) != nil {
			action = 2
			_, no = s.updateMember(request)
		} else {
			_, no = s.createMember(request)
		}
		j.rows = append(j.rows, outcome("userid", id, action, no))
	}
	for _, m := range s.present() {
		if kind == "replace_user" && !named[m.id] {
			s.leave(m)
		}
	}
	return s.beginJob(j), nil
}

// importParties adds and changes departments: 部门名称, 部门ID, 父部门ID, 排序.
// Those not named stay, unlike with the real one: members are in them.
func (s *Server) importParties(in importRequest) (object, *refusal) {
	lines, no := s.lines(in)
	if no != nil {
		return nil, no
	}
	j := &job{kind: "replace_party", total: len(lines)}
	for _, line := range lines {
		line = append(line, make([]string, 4)...)
		field := func(i int) *number {
			n, err := strconv.ParseInt(line[i], 10, 64)
			if err != nil {
				return nil
			}
			return new(number(n))
		}
		action, no := 1, invalid("id %q", line[1])
		if id := field(1); id != nil {
			request := departmentRequest{ID: *id, Parent: field(2), Order: field(3), Name: &line[0]}
			if s.world.department(int64(*id)) != nil {
				action = 2
				_, no = s.updateDepartment(request)
			} else {
				_, no = s.createDepartment(request)
			}
		}
		j.rows = append(j.rows, outcome("partyid", line[1], action, no))
	}
	return s.beginJob(j), nil
}

func outcome(name, id string, action int, no *refusal) object {
	row := object{name: id, "action": action, "errcode": 0, "errmsg": "ok"}
	if no != nil {
		row["errcode"], row["errmsg"] = no.code, no.msg
	}
	return row
}

// importResult: status 1 begun, 2 under way, 3 done.
func (s *Server) importResult(query url.Values) (object, *refusal) {
	j := first(s.world.jobs, func(j *job) bool { return j.id == query.Get("jobid") && j.rows != nil })
	if j == nil {
		return nil, invalid("jobid")
	}
	status := s.running(j)
	answer := object{"status": status + 1, "type": j.kind, "total": j.total, "percentage": status * 50, "result": []object{}}
	if status == 2 {
		answer["result"] = j.rows
	}
	return answer, nil
}
