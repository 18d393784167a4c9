//go:build windows

package vault

import (
	"bytes"
	"errors"
	"unsafe"

	"golang.org/x/sys/windows"
)

// protectFlags: machine scope, because several Windows accounts share a desk,
// and never a window that asks.
const protectFlags = windows.CRYPTPROTECT_LOCAL_MACHINE | windows.CRYPTPROTECT_UI_FORBIDDEN

// protect wraps plain with DPAPI in machine scope.
func protect(plain []byte) ([]byte, error) {
	var out windows.DataBlob
	if err := windows.CryptProtectData(blobOf(plain), nil, nil, 0, nil, protectFlags, &out); err != nil {
		return nil, err
	}
	return take(out)
}

// unprotect opens what protect wrapped on this machine.
func unprotect(wrapped []byte) ([]byte, error) {
	if len(wrapped) == 0 {
		return nil, errors.New("empty machine secret")
	}
	var out windows.DataBlob
	if err := windows.CryptUnprotectData(blobOf(wrapped), nil, nil, 0, nil, protectFlags, &out); err != nil {
		return nil, err
	}
	return take(out)
}

func blobOf(data []byte) *windows.DataBlob {
	return &windows.DataBlob{Size: uint32(len(data)), Data: unsafe.SliceData(data)}
}

// take copies a blob that Windows allocated and wipes and frees it.
func take(blob windows.DataBlob) ([]byte, error) {
	view := unsafe.Slice(blob.Data, blob.Size)
	content := bytes.Clone(view)
	clear(view)
	_, err := windows.LocalFree(windows.Handle(unsafe.Pointer(blob.Data)))
	return content, err
}

// syncFolder does nothing: Windows has no sync of folders, NTFS journals names.
func syncFolder(string) error { return nil }
