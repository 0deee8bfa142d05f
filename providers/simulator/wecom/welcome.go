package wecom

import "time"

// welcomeSpan is how long a welcome code lives.
const welcomeSpan = 20 * time.Second

// welcome is a code by which one welcome message can be sent.
type welcome struct {
	follow *follow
	until  time.Time
	used   bool
}

// welcomeCode makes a code for a customer who has just come.
func (s *Server) welcomeCode(f *follow) string {
	code := opaque(s.rand, 43)
	s.world.welcomes[code] = &welcome{follow: f, until: s.clock.Now().Add(welcomeSpan)}
	return code
}

// sendWelcome works once, within 20 s, and while nobody has written. Assumed: a
// code that ran out is refused as one that never was.
func (s *Server) sendWelcome(in struct {
	Code string `json:"welcome_code"`
	content
},
) (object, *refusal) {
	w := s.world.welcomes[in.Code]
	switch {
	case w == nil || !s.clock.Now().Before(w.until):
		return nil, refuse(codeWelcome)
	case w.used || w.follow.talkedDay != 0:
		return nil, refuse(codeWelcomed)
	}
	if no := in.check(s); no != nil {
		return nil, no
	}
	w.used = true
	s.note("externalcontact/send_welcome_msg", in.content, w.follow.member.id, w.follow.customer.id)
	return nil, nil
}
