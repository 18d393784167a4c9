package packet

// Bounds of the format. A reader refuses what is beyond them before it
// allocates anything; a writer refuses to produce it.
const (
	MaxManifest = 256 << 10 // bytes of a packet's canonical manifest
	MaxEvent    = 256 << 10 // bytes of a canonical event
	MaxItem     = 256 << 10 // bytes of a canonical feed item
	MaxBatch    = 8 << 20   // bytes of a canonical batch
	MaxParts    = 256       // parts of one packet
	MaxSections = 64        // section revisions of one manifest
	MaxName     = 128       // bytes of a part's name
	MaxPart     = 256 << 20 // bytes of one part
	MaxPacket   = 512 << 20 // bytes of a sealed packet

	maxID = 64 // bytes of an identifier
	// maxSafeInteger is the largest integer that JSON numbers carry exactly.
	maxSafeInteger = 1<<53 - 1
	// sealOverhead bounds what age adds to a small body: its header with a few
	// hybrid recipients, and one tag for each 64 KiB chunk.
	sealOverhead = 64 << 10
)
