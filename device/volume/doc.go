// Package volume finds the USB sticks of this computer: where they are mounted,
// what their file system is called and how much room they have. It reads only
// what the system tells; nothing on a stick is opened.
package volume

import "carddesk/app/port"

// Finder implements [port.Volumes]. Extra are folders that stand for sticks
// beside the drives, in training and in tests.
type Finder struct {
	Extra []string
}

var _ port.Volumes = Finder{}
