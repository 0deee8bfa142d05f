package wecom

import (
	"crypto/md5" //nolint:gosec // the protocol's
	"encoding/hex"
	"net/url"
	"time"

	"seatdeck/providers/simulator/internal/talk"
	"seatdeck/providers/simulator/internal/wirejson"
)

func exportCalls() []endpoint {
	return []endpoint{
		post("export/simple_user", func(s *Server, in exportRequest) (object, *refusal) {
			return s.export(in, "export_simple_user", "userlist", s.rows(s.simpleRow))
		}),
		post("export/user", func(s *Server, in exportRequest) (object, *refusal) {
			return s.export(in, "export_user", "userlist", s.rows(s.memberRow))
		}),
		post("export/department", (*Server).exportDepartments),
		post("export/taguser", (*Server).exportTag),
		get("export/get_result", (*Server).exportResult),
	}
}

// job is something that takes a while and ends with an event.
type job struct {
	id, kind string
	ready    time.Time
	files    []object // of an export: url, size, md5
	rows     []object // of an import: what came of each line
	total    int
}

// running tells how far a job is: 0 not begun, 1 under way, 2 done. Export and
// import number it so.
func (s *Server) running(j *job) int {
	switch left := j.ready.Sub(s.clock.Now()); {
	case left > s.options.JobTakes/2:
		return 0
	case left > 0:
		return 1
	}
	return 2
}

// begin keeps a job, and has its end told.
func (s *Server) beginJob(j *job) object {
	j.id, j.ready = s.jobID(), s.clock.Now().Add(s.options.JobTakes)
	s.world.jobs = append(s.world.jobs, j)
	s.schedule.At(j.ready, func() { s.jobEnded(j) })
	return object{"jobid": j.id}
}

func (s *Server) job(id, kindPrefix string) *job {
	return first(s.world.jobs, func(j *job) bool {
		return j.id == id && len(j.kind) >= len(kindPrefix) && j.kind[:len(kindPrefix)] == kindPrefix
	})
}

type exportRequest struct {
	Key   string `json:"encoding_aeskey"`
	Block int    `json:"block_size"`
	TagID int64  `json:"tagid"`
}

// Block sizes, in rows.
const (
	minBlock = 10_000
	maxBlock = 1_000_000
)

func (s *Server) rows(row func(*member) object) []object {
	rows := []object{}
	for _, m := range s.present() {
		rows = append(rows, row(m))
	}
	return rows
}

// export seals rows, block by block, with the key of the caller: AES-256-CBC,
// PKCS#7 to 32, the IV the key's first 16 bytes.
func (s *Server) export(in exportRequest, kind, name string, rows []object) (object, *refusal) {
	key, err := aesKey(in.Key)
	if err != nil {
		return nil, invalid("encoding_aeskey")
	}
	if in.Block == 0 {
		in.Block = maxBlock
	}
	if in.Block < minBlock || in.Block > maxBlock {
		return nil, invalid("block_size wants %d to %d", minBlock, maxBlock)
	}
	j := &job{kind: kind}
	for begin := 0; begin < len(rows) || begin == 0; begin += in.Block {
		sealed := seal256(key, wirejson.Encode(object{name: rows[begin:min(begin+in.Block, len(rows))]}))
		path := "/publish/export-" + talk.HexText(s.rand, 24)
		s.media.Keep(path, sealed)
		sum := md5.Sum(sealed) //nolint:gosec // the protocol's
		j.files = append(j.files, object{"url": s.origin.URL(path), "size": len(sealed), "md5": hex.EncodeToString(sum[:])})
	}
	return s.beginJob(j), nil
}

func (s *Server) exportDepartments(in exportRequest) (object, *refusal) {
	rows := []object{}
	for _, d := range s.world.departments {
		rows = append(rows, d.row())
	}
	return s.export(in, "export_department", "department", rows)
}

// exportTag has the tag's members. Departments of a tag are left out: no tag
// here has any.
func (s *Server) exportTag(in exportRequest) (object, *refusal) {
	t := first(s.world.userTags, func(t *userTag) bool { return t.id == in.TagID })
	if t == nil {
		return nil, refuse(codeTag)
	}
	rows := []object{}
	for _, id := range t.users {
		if m := s.world.member(id); m != nil {
			rows = append(rows, s.simpleRow(m))
		}
	}
	return s.export(in, "export_taguser", "userlist", rows)
}

func (s *Server) exportResult(query url.Values) (object, *refusal) {
	j := s.job(query.Get("jobid"), "export_")
	if j == nil {
		return nil, invalid("jobid")
	}
	status := s.running(j)
	if status < 2 {
		return object{"status": status}, nil
	}
	return object{"status": status, "data_list": j.files}, nil
}
