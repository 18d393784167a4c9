package registry

import (
	"os"
	"syscall"
)

// syncFileRangeWrite begins to write pages without waiting (linux/fs.h).
const syncFileRangeWrite = 2

// beginWriting asks the system to begin writing a piece of a file to the disk now,
// beside what still comes in, instead of all of it at the fsync. It promises
// nothing: a system that does not do it loses time only.
func beginWriting(f *os.File, offset, n int64) {
	_ = syscall.SyncFileRange(int(f.Fd()), offset, n, syncFileRangeWrite)
}
