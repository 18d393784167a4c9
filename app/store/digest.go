package store

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"hash"
)

// digest hashes values with their lengths, so that no two lists of values share
// one encoding. It takes the types that columns hold.
func digest(values ...any) [sha256.Size]byte {
	h := sha256.New()
	for _, v := range values {
		digestValue(h, v)
	}
	return [sha256.Size]byte(h.Sum(nil))
}

func digestValue(h hash.Hash, v any) {
	var head [9]byte
	part := func(kind byte, size int) {
		head[0] = kind
		binary.BigEndian.PutUint64(head[1:], uint64(size))
		h.Write(head[:])
	}
	switch v := v.(type) {
	case nil:
		part(0, 0)
	case []byte:
		// The driver gives an empty blob back as none.
		if len(v) == 0 {
			part(0, 0)
			return
		}
		part('b', len(v))
		h.Write(v)
	case string:
		part('s', len(v))
		h.Write([]byte(v))
	case int:
		part('i', v)
	case int64:
		part('i', int(v))
	default:
		panic(fmt.Sprintf("digest of %T", v))
	}
}

// rows collects the digests of the rows that a command wrote. They go into the
// sealed payload of its entry, which makes every later change past the log
// visible: see VerifyLog.
type rows map[string]string

func (r rows) put(name string, values ...any) {
	d := digest(values...)
	r[name] = hex.EncodeToString(d[:])
}

func (r rows) gone(name string) { r[name] = "" }
