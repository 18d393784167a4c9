package port

import (
	"context"
	"errors"
)

// Errors of a [Printer].
var (
	ErrNoPrinter       = errors.New("no printer")
	ErrPrintService    = errors.New("print service does not answer")
	ErrPrinterPaused   = errors.New("printer is paused")
	ErrPrinterRefused  = errors.New("printer refused the job")
	ErrUnknownPrintJob = errors.New("unknown print job")
)

// PrinterInfo is one print queue of this PC.
type PrinterInfo struct {
	Name    string
	Default bool
	Paused  bool
	State   string // the service's own word
}

// PrintJob is one document for one queue.
type PrintJob struct {
	Printer string // "" is the default queue
	Title   string // form code and number of pages; never personal data
	PDF     []byte
	Copies  int
	// First and Last are the pages that are printed, from 1 and inclusive; both 0
	// are all pages.
	First, Last int
}

// Printer hands documents to the print service of this PC.
type Printer interface {
	Printers(ctx context.Context) ([]PrinterInfo, error)
	// Print returns the service's job id once the service has the whole job.
	Print(ctx context.Context, job PrintJob) (jobID string, err error)
	// Done reports whether the service has finished the job.
	Done(ctx context.Context, jobID string) (bool, error)
}
