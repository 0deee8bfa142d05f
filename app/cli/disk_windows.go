//go:build windows

package cli

import "golang.org/x/sys/windows"

// diskFree is how many bytes can still be stored in dir, -1 when not known.
func diskFree(dir string) int64 {
	path, err := windows.UTF16PtrFromString(dir)
	if err != nil {
		return -1
	}
	var free uint64
	if err := windows.GetDiskFreeSpaceEx(path, &free, nil, nil); err != nil {
		return -1
	}
	return int64(free)
}
