package registry

// syncFolder does nothing: Windows has no call to flush a folder; NTFS journals
// its names.
func syncFolder(string) error { return nil }
