package port

import "context"

// Volume is a drive that can be taken out, or a folder that stands for one.
type Volume struct {
	Path string // where its files lie
	Name string // label, as people see it; may be empty
	ID   string // of the file system, as the computer knows it; "" where it has none
	Free int64  // bytes
	Size int64  // bytes
}

// Volumes finds USB sticks.
type Volumes interface {
	// List returns the drives that can be taken out and are plugged in.
	List(ctx context.Context) ([]Volume, error)
	// At returns the volume on which a folder lies.
	At(ctx context.Context, dir string) (Volume, error)
}
