package model

type JobKind int

const (
	JobSend JobKind = iota
	JobOther
)
