package main

import (
	"syscall"
	"time"
)

// threadTime is how long the thread that asks has worked. The UI goroutine keeps to
// one thread.
func threadTime() time.Duration {
	const ofThread = 1 // RUSAGE_THREAD
	var used syscall.Rusage
	if syscall.Getrusage(ofThread, &used) != nil {
		return 0
	}
	return time.Duration(used.Utime.Nano() + used.Stime.Nano())
}
