// Package wire holds what several back ends need to read and make calls: JSON
// scalars that take what the documents' examples mix, dates without a zone, one
// HTTP call with its limits, retries on the clock that is handed in, and the
// way from an error to a model.Trouble.
package wire
