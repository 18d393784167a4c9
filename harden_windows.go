package main

import "golang.org/x/sys/windows"

// hardenProcess keeps the system from showing and storing crash reports, which
// would hold keys and names.
func hardenProcess() {
	windows.SetErrorMode(windows.SEM_NOGPFAULTERRORBOX | windows.SEM_FAILCRITICALERRORS)
}
