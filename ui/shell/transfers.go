package shell

import "seatdeck/ui/seat"

// OpenTransfers shows the files that are on their way.
func (s *Shell) OpenTransfers() { seat.OpenTransfers(s.env) }
