package fake

// decode names every callback and uses none.
func decode(event string) any {
	if event == "" {
		return new(Told)
	}
	return new(Nobody)
}
