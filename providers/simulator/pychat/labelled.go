package pychat

import "slices"

// Labelled is who has which labels, and how often they were written.
type Labelled struct {
	GUID     string  `json:"guid"`
	Username string  `json:"username"`
	Labels   []int64 `json:"labels"`  // sorted
	Writes   int     `json:"writes"`  // that changed something
	Repeats  int     `json:"repeats"` // that asked for what was so already
}

// Labelled tells of every friend of every instance.
func (s *Server) Labelled() []Labelled {
	s.mu.Lock()
	defer s.mu.Unlock()
	list := []Labelled{}
	for _, in := range s.world.instances {
		for _, c := range in.contacts {
			if c.friend {
				list = append(list, Labelled{in.guid, c.username, slices.Sorted(slices.Values(c.labels)), c.labelWrites, c.labelRepeats})
			}
		}
	}
	return list
}

// label gives a person these labels and no others; ids are sorted.
func (c *contact) label(ids []int64) {
	if slices.Equal(slices.Sorted(slices.Values(c.labels)), ids) {
		c.labelRepeats++
	} else {
		c.labelWrites++
	}
	c.labels = slices.Clone(ids)
}
