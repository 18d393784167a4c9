package finger

// thin reduces ridges to lines one pixel wide, in place, by taking away border
// pixels that hold nothing together (Guo and Hall's two alternating passes). A
// rim of one pixel is cleared first.
func thin(ridge []uint8, width, height int) {
	for x := range width {
		ridge[x], ridge[(height-1)*width+x] = 0, 0
	}
	for y := range height {
		ridge[y*width], ridge[y*width+width-1] = 0, 0
	}
	var alive []int
	for i, v := range ridge {
		if v != 0 {
			alive = append(alive, i)
		}
	}
	table := thinning()
	var gone []int
	for idle, pass := 0, 0; idle < 2; pass ^= 1 {
		gone = gone[:0]
		kept := alive[:0]
		for _, at := range alive {
			if table[pass][neighbours(ridge, at, width)] {
				gone = append(gone, at)
			} else {
				kept = append(kept, at)
			}
		}
		alive = kept
		for _, at := range gone {
			ridge[at] = 0
		}
		if len(gone) == 0 {
			idle++
		} else {
			idle = 0
		}
	}
}

// neighbours returns the eight pixels around one as bits, from the one above
// clockwise.
func neighbours(ridge []uint8, at, width int) uint8 {
	return ridge[at-width] | ridge[at-width+1]<<1 | ridge[at+1]<<2 | ridge[at+width+1]<<3 |
		ridge[at+width]<<4 | ridge[at+width-1]<<5 | ridge[at-1]<<6 | ridge[at-width-1]<<7
}

// thinning says for both passes and each surrounding whether a pixel can go.
func thinning() *[2][256]bool {
	var out [2][256]bool
	for around := range 256 {
		bit := func(n int) bool { return around>>(n&7)&1 == 1 }
		// Pieces of ridge that touch only through this pixel.
		pieces := 0
		for n := 0; n < 8; n += 2 {
			if !bit(n) && (bit(n+1) || bit(n+2)) {
				pieces++
			}
		}
		pairs := func(first int) int {
			count := 0
			for n := first; n < first+8; n += 2 {
				if bit(n) || bit(n+1) {
					count++
				}
			}
			return count
		}
		many := min(pairs(1), pairs(2))
		for pass := range 2 {
			shift := 4 * pass
			corner := (bit(0+shift) || bit(1+shift) || !bit(3+shift)) && bit(2+shift)
			out[pass][around] = pieces == 1 && many >= 2 && many <= 3 && !corner
		}
	}
	return &out
}
