package wecom

import (
	"net/url"
	"slices"
	"strconv"
	"unicode/utf8"
)

func departmentCalls() []endpoint {
	return []endpoint{
		get("department/list", func(s *Server, q url.Values) (object, *refusal) {
			return s.departments(q, "department", (*department).row)
		}),
		get("department/simplelist", func(s *Server, q url.Values) (object, *refusal) {
			return s.departments(q, "department_id", (*department).simpleRow)
		}),
		get("department/get", (*Server).departmentDetail),
		post("department/create", (*Server).createDepartment),
		post("department/update", (*Server).updateDepartment),
		get("department/delete", (*Server).deleteDepartment),
	}
}

func (d *department) row() object {
	return object{
		"id": d.id, "name": d.name, "name_en": d.en, "department_leader": list(d.leaders), "parentid": d.parent, "order": d.order,
	}
}

func (d *department) simpleRow() object {
	return object{"id": d.id, "parentid": d.parent, "order": d.order}
}

// departmentID reads an id from the query.
func departmentID(word string) (int64, *refusal) {
	id, err := strconv.ParseInt(word, 10, 64)
	if err != nil {
		return 0, invalid("department id %q", word)
	}
	return id, nil
}

// departments are all, or one with those below it.
func (s *Server) departments(query url.Values, name string, row func(*department) object) (object, *refusal) {
	wanted := s.world.departments
	if word := query.Get("id"); word != "" {
		id, no := departmentID(word)
		if no != nil {
			return nil, no
		}
		if wanted = s.world.below(id); len(wanted) == 0 {
			return nil, refuse(codeDepartment)
		}
	}
	rows := []object{}
	for _, d := range wanted {
		rows = append(rows, row(d))
	}
	return object{name: rows}, nil
}

func (s *Server) departmentDetail(query url.Values) (object, *refusal) {
	id, no := departmentID(query.Get("id"))
	if no != nil {
		return nil, no
	}
	d := s.world.department(id)
	if d == nil {
		return nil, refuse(codeDepartment)
	}
	return object{"department": d.row()}, nil
}

type departmentRequest struct {
	ID     number  `json:"id"`
	Parent *number `json:"parentid"`
	Order  *number `json:"order"`
	Name   *string `json:"name"`
	NameEn *string `json:"name_en"`
}

func (s *Server) createDepartment(in departmentRequest) (object, *refusal) {
	d := &department{id: int64(in.ID)}
	if in.Parent == nil || in.Name == nil {
		return nil, invalid("name and parentid are wanted")
	}
	if d.id == 0 {
		for _, other := range s.world.departments {
			d.id = max(d.id, other.id+1)
		}
	}
	if d.id <= 1 || s.world.department(d.id) != nil {
		return nil, refuse(codeDepartmentDup)
	}
	if no := s.place(d, in); no != nil {
		return nil, no
	}
	s.world.departments = append(s.world.departments, d)
	return object{"id": d.id}, nil
}

func (s *Server) updateDepartment(in departmentRequest) (object, *refusal) {
	d := s.world.department(int64(in.ID))
	if d == nil {
		return nil, refuse(codeDepartment)
	}
	return nil, s.place(d, in)
}

// place puts what a request names into a department.
func (s *Server) place(d *department, in departmentRequest) *refusal {
	parent, name := d.parent, d.name
	if in.Parent != nil {
		parent = int64(*in.Parent)
		if s.world.department(parent) == nil || slices.Contains(s.world.below(d.id), s.world.department(parent)) {
			return refuseAs(60004, "parent department not found")
		}
	}
	assign(&name, in.Name)
	if n := utf8.RuneCountInString(name); n < 1 || n > 64 {
		return invalid("name has 1 to 64 characters")
	}
	if slices.ContainsFunc(s.world.departments, func(o *department) bool { return o != d && o.parent == parent && o.name == name }) {
		return refuse(codeDepartmentDup)
	}
	d.parent, d.name = parent, name
	assign(&d.en, in.NameEn)
	if in.Order != nil {
		d.order = int64(*in.Order)
	}
	return nil
}

func (s *Server) deleteDepartment(query url.Values) (object, *refusal) {
	id, no := departmentID(query.Get("id"))
	if no != nil {
		return nil, no
	}
	d := s.world.department(id)
	switch {
	case d == nil || id == 1:
		return nil, refuse(codeDepartment)
	case len(s.world.below(id)) > 1:
		return nil, refuse(codeDepartmentSub)
	case len(s.world.inDepartments([]int64{id})) > 0:
		return nil, refuse(codeDepartmentIn)
	}
	s.world.departments = slices.DeleteFunc(s.world.departments, func(o *department) bool { return o == d })
	return nil, nil
}
