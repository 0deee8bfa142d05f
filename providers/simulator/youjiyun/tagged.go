package youjiyun

import "slices"

// Tagged is who has which labels, and how often they were written by 3.11.
type Tagged struct {
	RobotKey string   `json:"robotKey"`
	UserID   string   `json:"userId"`
	Labels   []string `json:"labels"`  // ids, sorted
	Writes   int      `json:"writes"`  // that changed something
	Repeats  int      `json:"repeats"` // that asked for what was so already
}

// Tagged tells of every contact of every robot.
func (s *Server) Tagged() []Tagged {
	s.mu.Lock()
	defer s.mu.Unlock()
	list := []Tagged{}
	for _, r := range s.world.robots {
		for _, c := range r.contacts {
			list = append(list, Tagged{r.key, c.id(), sortedLabels(c.labels), c.tagWrites, c.tagRepeats})
		}
	}
	return list
}

func sortedLabels(labels []string) []string { return slices.Sorted(slices.Values(labels)) }

// label gives a contact labels and takes others away.
func (c *contact) label(add, erase []string) {
	before := sortedLabels(c.labels)
	c.labels = filter(c.labels, func(id string) bool { return !slices.Contains(erase, id) && !slices.Contains(add, id) })
	c.labels = append(c.labels, add...)
	if slices.Equal(before, sortedLabels(c.labels)) {
		c.tagRepeats++
	} else {
		c.tagWrites++
	}
}
