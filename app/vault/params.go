package vault

import (
	"time"

	"golang.org/x/crypto/argon2"
)

// Params are the cost of Argon2id. They are recorded in each slot, so a slot
// made with other ones still opens.
type Params struct {
	Time      uint32 `json:"time"`      // passes
	MemoryKiB uint32 `json:"memoryKiB"` // KiB
	Threads   uint8  `json:"threads"`
}

// Bounds of parameters read from a slot: a forged slot can neither make the
// password cheap to guess nor exhaust the memory of the desk.
const (
	minMemoryKiB = 8
	maxMemoryKiB = 1 << 20 // 1 GiB
	maxTime      = 64
)

// StandardParams is the second choice of RFC 9106, section 4 (64 MiB, three
// passes): a desk PC has 4 GiB and shares them with the captures.
func StandardParams() Params { return Params{Time: 3, MemoryKiB: 64 << 10, Threads: 4} }

// TuneParams raises the passes of [StandardParams] until one derivation takes
// about target on this computer; it never goes below them. The faster of two
// tries counts: the first one also pays for the memory, and a computer that is
// busy for a moment must not make passwords cheap for years.
func TuneParams(target time.Duration, now func() time.Time) Params {
	p := StandardParams()
	once := time.Duration(0)
	for range 2 {
		start := now()
		p.derive([]byte("tuning"), make([]byte, slotSaltSize))
		if took := now().Sub(start); once == 0 || took < once {
			once = took
		}
	}
	if once > 0 && once < target {
		passes := int64(p.Time) * int64(target) / int64(once)
		p.Time = uint32(min(passes, maxTime))
	}
	return p
}

// Valid reports whether p lies within the bounds.
func (p Params) Valid() bool {
	return p.Time >= 1 && p.Time <= maxTime && p.Threads >= 1 &&
		p.MemoryKiB >= minMemoryKiB && p.MemoryKiB <= maxMemoryKiB
}

func (p Params) derive(password, salt []byte) []byte {
	return argon2.IDKey(password, salt, p.Time, p.MemoryKiB, p.Threads, keySize)
}
