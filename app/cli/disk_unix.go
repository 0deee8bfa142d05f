//go:build unix

package cli

import "golang.org/x/sys/unix"

// diskFree is how many bytes can still be stored in dir, -1 when not known.
func diskFree(dir string) int64 {
	var s unix.Statfs_t
	if err := unix.Statfs(dir, &s); err != nil {
		return -1
	}
	return int64(s.Bavail) * int64(s.Bsize)
}
