package wsq

import "fmt"

// codeTable is a canonical Huffman code of at most 16 bits a symbol, as in JPEG.
type codeTable struct {
	symbols []byte
	first   [17]int32 // first code of each length
	limit   [17]int32 // code after the last of each length
	offset  [17]int32 // index of the first symbol of each length
}

// readTables reads the code tables of one segment into tables.
func readTables(b []byte, tables *[8]*codeTable) error {
	for len(b) > 0 {
		if len(b) < 17 {
			return fmt.Errorf("code table: %w", ErrFormat)
		}
		id := int(b[0])
		if id >= len(tables) {
			return fmt.Errorf("code table number %d: %w", id, ErrFormat)
		}
		t := &codeTable{}
		var code, total int32
		for length := 1; length <= 16; length++ {
			n := int32(b[length])
			t.first[length], t.offset[length] = code, total
			code += n
			total += n
			t.limit[length] = code
			if code > 1<<length {
				return fmt.Errorf("code of %d bits is overfull: %w", length, ErrFormat)
			}
			code <<= 1
		}
		if total == 0 || total > 256 || int(total) > len(b)-17 {
			return fmt.Errorf("code table of %d symbols: %w", total, ErrFormat)
		}
		t.symbols = b[17 : 17+total]
		tables[id] = t
		b = b[17+total:]
	}
	return nil
}

// bits reads single bits of entropy-coded data up to the next marker. A byte FF
// of the data is followed by 00.
type bits struct {
	rest  []byte
	value uint32
	count int
}

func (b *bits) bit() (int32, error) {
	if b.count == 0 {
		if len(b.rest) == 0 {
			return 0, fmt.Errorf("coded data ends: %w", ErrFormat)
		}
		next := b.rest[0]
		used := 1
		if next == 0xff {
			if len(b.rest) < 2 || b.rest[1] != 0 {
				return 0, fmt.Errorf("marker within coded data: %w", ErrFormat)
			}
			used = 2
		}
		b.rest = b.rest[used:]
		b.value, b.count = uint32(next), 8
	}
	b.count--
	return int32(b.value>>b.count) & 1, nil
}

func (b *bits) number(size int) (int32, error) {
	var out int32
	for range size {
		bit, err := b.bit()
		if err != nil {
			return 0, err
		}
		out = out<<1 | bit
	}
	return out, nil
}

func (b *bits) symbol(t *codeTable) (byte, error) {
	var code int32
	for length := 1; length <= 16; length++ {
		bit, err := b.bit()
		if err != nil {
			return 0, err
		}
		code = code<<1 | bit
		if code < t.limit[length] {
			return t.symbols[t.offset[length]+code-t.first[length]], nil
		}
	}
	return 0, fmt.Errorf("no symbol has this code: %w", ErrFormat)
}

// Symbols of the coded data (specification, table of the Huffman coder input).
const (
	symbolRunLast   = 100 // 1–100: so many zeros
	symbolPlus8     = 101 // positive number of 8 bits follows
	symbolMinus8    = 102
	symbolPlus16    = 103
	symbolMinus16   = 104
	symbolRun8      = 105 // run of zeros, its length in 8 bits follows
	symbolRun16     = 106
	symbolSmallest  = 107 // 107–254: numbers -73 … 74
	symbolLargest   = 254
	symbolSmallBias = 180
)

// next returns a number, or how many zeros come instead.
func (b *bits) next(t *codeTable) (value int32, zeros int, err error) {
	symbol, err := b.symbol(t)
	if err != nil {
		return 0, 0, err
	}
	follow := func(size int, sign int32) (int32, int, error) {
		n, err := b.number(size)
		return sign * n, 0, err
	}
	run := func(size int) (int32, int, error) {
		n, err := b.number(size)
		return 0, int(n), err
	}
	switch {
	case symbol >= 1 && symbol <= symbolRunLast:
		return 0, int(symbol), nil
	case symbol == symbolPlus8:
		return follow(8, 1)
	case symbol == symbolMinus8:
		return follow(8, -1)
	case symbol == symbolPlus16:
		return follow(16, 1)
	case symbol == symbolMinus16:
		return follow(16, -1)
	case symbol == symbolRun8:
		return run(8)
	case symbol == symbolRun16:
		return run(16)
	case symbol >= symbolSmallest && symbol <= symbolLargest:
		return int32(symbol) - symbolSmallBias, 0, nil
	}
	return 0, 0, fmt.Errorf("symbol %d: %w", symbol, ErrFormat)
}
