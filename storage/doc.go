// Package storage keeps everything the console has seen in one local SQLite
// file: connections, seats, conversations, messages with a search index, the
// outbox, contacts, groups and what a doctor wants to know.
//
// All changes go through [Store.Write], one transaction at a time on the only
// connection that may write; reads run beside it on a pool of read-only
// connections and see the last commit. Times are UTC in the API and
// milliseconds since 1970 in the file.
//
// Errors that an agent may see are a *model.Trouble: TroubleDiskFull when
// nothing more can be stored, TroubleDamaged and TroubleNewerFile when the file
// can't be used, TroubleInUse when another process has it, TroubleNotFound for
// an id that no row has, TroubleInvalid for what makes no sense.
package storage
