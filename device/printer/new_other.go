//go:build !linux

package printer

import "carddesk/app/port"

// New returns [None]: handing pages to the Windows spooler is not built yet.
func New() (port.Printer, error) { return None{}, nil }
