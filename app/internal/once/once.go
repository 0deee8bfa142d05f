// Package once drops what is named twice.
package once

// Each gives each of a list once, in its order.
func Each[T comparable](list []T) []T {
	seen := make(map[T]bool, len(list))
	var kept []T
	for _, one := range list {
		if !seen[one] {
			seen[one] = true
			kept = append(kept, one)
		}
	}
	return kept
}
