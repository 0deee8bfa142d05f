package model

import "time"

// Connection (接入) is one account at one back end. Its secrets are not here:
// they are sealed apart and handed to a provider only when it is opened.
type Connection struct {
	ID      ConnectionID
	Kind    string // the provider's name, e.g. "youjiyun"
	Name    string // what the agent calls it; unique
	BaseURL string
	Account string
	Options map[string]string // --option k=v, the same names in the settings screen
	Created time.Time
}

// Link says how a connection is doing right now.
type Link int

// The states of a Link.
const (
	LinkIdle       Link = iota // not asked to connect
	LinkConnecting             // first attempt, or waiting for the next one
	LinkOnline                 // live messages flow
	LinkRefused                // the back end said no: a person must act
)

// LinkStatus is a Link with the reason for it.
type LinkStatus struct {
	Link  Link
	Since time.Time
	Err   *Trouble // nil when all is well
}
