package fake

func (l *link) QuitGroup() { _ = Tested }
