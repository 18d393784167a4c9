package vault

import (
	"bytes"
	"crypto/hkdf"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
)

// machineFile is the name of the file of the machine secret.
const machineFile = "machine.secret"

// machineMagic opens the file, so that a wrong file is told from a damaged one.
var machineMagic = []byte("carddesk-machine-1\n")

// Machine is the secret of this computer: a file only the desk's account can
// read on Linux, wrapped by DPAPI in machine scope on Windows. It does not
// protect against who can read the disk as that account; it makes the database
// alone, or a copy of it on a stick, worthless.
type Machine struct{ key [keySize]byte }

// LoadMachine reads the machine secret in dir; [fs.ErrNotExist] is wrapped when
// there is none.
func LoadMachine(dir string) (*Machine, error) {
	content, err := os.ReadFile(filepath.Join(dir, machineFile))
	if err != nil {
		return nil, fmt.Errorf("reading the machine secret: %w", err)
	}
	wrapped, ok := bytes.CutPrefix(content, machineMagic)
	if !ok {
		return nil, ErrMachine
	}
	plain, err := unprotect(wrapped)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrMachine, err)
	}
	defer clear(plain)
	if len(plain) != keySize {
		return nil, ErrMachine
	}
	return &Machine{key: [keySize]byte(plain)}, nil
}

// MakeMachine makes the machine secret in dir and returns it; a secret that is
// already there is loaded instead.
func MakeMachine(dir string, rand io.Reader) (*Machine, error) {
	m, err := LoadMachine(dir)
	if err == nil || !errors.Is(err, fs.ErrNotExist) {
		return m, err
	}
	m = &Machine{}
	if _, err := io.ReadFull(rand, m.key[:]); err != nil {
		return nil, fmt.Errorf("drawing the machine secret: %w", err)
	}
	return m, m.write(dir)
}

func (m *Machine) write(dir string) error {
	wrapped, err := protect(m.key[:])
	if err != nil {
		return fmt.Errorf("protecting the machine secret: %w", err)
	}
	if err := writePrivate(dir, machineFile, append(bytes.Clone(machineMagic), wrapped...)); err != nil {
		return fmt.Errorf("writing the machine secret: %w", err)
	}
	return nil
}

// CopyMachine carries the machine secret from one data folder of this computer to
// another; a folder that has one keeps it.
func CopyMachine(from, to string) error {
	m, err := LoadMachine(from)
	if err != nil {
		return err
	}
	if have, err := LoadMachine(to); err == nil {
		if have.key != m.key {
			return ErrMachine
		}
		return nil
	}
	return m.write(to)
}

// derive returns the key for one purpose.
func (m *Machine) derive(purpose string) ([]byte, error) {
	key, err := hkdf.Key(sha256.New, m.key[:], nil, "carddesk/machine/"+purpose, keySize)
	if err != nil {
		return nil, fmt.Errorf("deriving a machine key: %w", err)
	}
	return key, nil
}

// writePrivate writes a file that only its owner can read: whole and on the
// disk before it has its name.
func writePrivate(dir, name string, content []byte) error {
	f, err := os.CreateTemp(dir, name+".new-*") // made with mode 0600
	if err != nil {
		return err
	}
	_, err = f.Write(content)
	if err == nil {
		err = f.Sync()
	}
	if closeErr := f.Close(); err == nil {
		err = closeErr
	}
	if err == nil {
		err = os.Rename(f.Name(), filepath.Join(dir, name))
	}
	if err != nil {
		return errors.Join(err, os.Remove(f.Name()))
	}
	return syncFolder(dir)
}
