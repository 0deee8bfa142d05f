// Package callback holds what receivers of callbacks share: a listener that binds
// its address again and again, limits what it reads and answers what it is taking
// before it ends; a guard that lets each delivery be applied once, however often
// and from wherever it comes; and counts of what came.
//
// A receiver checks the signature itself, with the secret that is its own, and
// hands the guard only what was signed rightly.
package callback
