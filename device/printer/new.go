package printer

import (
	"context"

	"carddesk/app/port"
)

// None is a PC without a print service that CardDesk knows. The desk then
// offers to export the document to a file.
type None struct{}

var _ port.Printer = None{}

// Printers returns no printer.
func (None) Printers(context.Context) ([]port.PrinterInfo, error) { return nil, nil }

// Print returns port.ErrNoPrinter.
func (None) Print(context.Context, port.PrintJob) (string, error) { return "", port.ErrNoPrinter }

// Done returns port.ErrUnknownPrintJob.
func (None) Done(context.Context, string) (bool, error) { return false, port.ErrUnknownPrintJob }
