package registry

import (
	"crypto/ed25519"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"filippo.io/age"
)

// keys are the registry's own: what it opens packets with and signs its feed
// with. They lie in Dir/keys, readable by the owner only; a registry in
// production keeps them in its own key service.
type keys struct {
	identity *age.X25519Identity
	signing  ed25519.PrivateKey
	// documents is whose signature the documents of the centre carry: another key
	// than the feed's, since whoever runs the line need not be who signs policy.
	documents ed25519.PublicKey
	// documentsPrivate is nil where only the public key lies: the centre then signs
	// on a machine of its own.
	documentsPrivate ed25519.PrivateKey
}

func (k keys) recipients() []string { return []string{k.identity.Recipient().String()} }

func (k keys) identities() []age.Identity { return []age.Identity{k.identity} }

func (k keys) public() ed25519.PublicKey { return k.signing.Public().(ed25519.PublicKey) }

// openKeys reads the keys of dir and makes those that are missing.
func openKeys(dir string) (keys, error) {
	folder := filepath.Join(dir, "keys")
	if err := os.MkdirAll(folder, 0o700); err != nil {
		return keys{}, fmt.Errorf("registry's keys: %w", err)
	}
	text, err := readOrMake(filepath.Join(folder, "identity.txt"), func() ([]byte, error) {
		identity, err := age.GenerateX25519Identity()
		if err != nil {
			return nil, err
		}
		return []byte(identity.String() + "\n"), nil
	})
	if err != nil {
		return keys{}, fmt.Errorf("registry's identity: %w", err)
	}
	identity, err := age.ParseX25519Identity(strings.TrimSpace(string(text)))
	if err != nil {
		return keys{}, fmt.Errorf("registry's identity: %w", err)
	}
	signing, err := signingKey(filepath.Join(folder, "signing.pem"))
	if err != nil {
		return keys{}, fmt.Errorf("registry's signing key: %w", err)
	}
	k := keys{identity: identity, signing: signing}
	if k.documents, k.documentsPrivate, err = documentKeys(folder); err != nil {
		return keys{}, fmt.Errorf("key of the centre's documents: %w", err)
	}
	return k, nil
}

// DocumentsPublic is the name, in the folder of the keys, of the public key (PEM,
// SubjectPublicKeyInfo) of a centre that signs its documents elsewhere. Where it
// lies the registry makes no key for documents and can sign none.
const DocumentsPublic = "documents-public.pem"

// documentKeys reads the centre's public key alone, or the pair of a training
// registry, which is made when it is missing.
func documentKeys(folder string) (ed25519.PublicKey, ed25519.PrivateKey, error) {
	private := filepath.Join(folder, "documents.pem")
	text, err := os.ReadFile(filepath.Join(folder, DocumentsPublic))
	if errors.Is(err, fs.ErrNotExist) {
		key, err := signingKey(private)
		if err != nil {
			return nil, nil, err
		}
		return key.Public().(ed25519.PublicKey), key, nil
	}
	if err != nil {
		return nil, nil, err
	}
	if _, err := os.Stat(private); err == nil {
		return nil, nil, errors.New("the private key lies beside the public one: take it away, or the public one")
	}
	block, _ := pem.Decode(text)
	if block == nil {
		return nil, nil, errors.New("no PEM block")
	}
	parsed, err := x509.ParsePKIXPublicKey(block.Bytes)
	if err != nil {
		return nil, nil, err
	}
	key, ok := parsed.(ed25519.PublicKey)
	if !ok {
		return nil, nil, errors.New("not an Ed25519 key")
	}
	return key, nil, nil
}

// signingKey reads an Ed25519 key or makes it.
func signingKey(path string) (ed25519.PrivateKey, error) {
	text, err := readOrMake(path, func() ([]byte, error) {
		_, key, err := ed25519.GenerateKey(nil)
		if err != nil {
			return nil, err
		}
		return encodeKey(key)
	})
	if err != nil {
		return nil, err
	}
	key, err := decodeKey(text)
	if err != nil {
		return nil, err
	}
	signing, ok := key.(ed25519.PrivateKey)
	if !ok {
		return nil, errors.New("not an Ed25519 key")
	}
	return signing, nil
}

func encodeKey(key any) ([]byte, error) {
	der, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		return nil, err
	}
	return pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: der}), nil
}

func decodeKey(text []byte) (any, error) {
	block, _ := pem.Decode(text)
	if block == nil {
		return nil, errors.New("no PEM block")
	}
	return x509.ParsePKCS8PrivateKey(block.Bytes)
}

// readOrMake reads a secret file, or makes it with what produce returns.
func readOrMake(path string, produce func() ([]byte, error)) ([]byte, error) {
	content, err := os.ReadFile(path)
	if err == nil || !errors.Is(err, fs.ErrNotExist) {
		return content, err
	}
	if content, err = produce(); err != nil {
		return nil, err
	}
	return content, writeFile(path, content)
}

// writeFile writes a file that is either whole and durable or not there.
func writeFile(path string, content []byte) error {
	f, err := os.CreateTemp(filepath.Dir(path), ".new-*") // mode 0600
	if err != nil {
		return err
	}
	_, err = f.Write(content)
	if err = errors.Join(err, f.Sync(), f.Close()); err == nil {
		err = os.Rename(f.Name(), path)
	}
	if err != nil {
		return errors.Join(err, os.Remove(f.Name()))
	}
	return syncFolder(filepath.Dir(path))
}
