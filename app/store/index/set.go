package index

import "math/bits"

// set is a set of docs, one bit each.
type set []uint64

func newSet(docs int) set { return make(set, (docs+63)/64) }

func (s set) add(n uint32) { s[n/64] |= 1 << (n % 64) }

func (s set) has(n uint32) bool { return s[n/64]&(1<<(n%64)) != 0 }

func (s set) addAll(list []uint32) {
	for _, n := range list {
		s.add(n)
	}
}

// and returns a new set of what both have.
func (s set) and(t set) set {
	out := make(set, len(s))
	for i := range s {
		out[i] = s[i] & t[i]
	}
	return out
}

// without returns a new set of what s has and t has not.
func (s set) without(t set) set {
	out := make(set, len(s))
	for i := range s {
		out[i] = s[i] &^ t[i]
	}
	return out
}

// each visits the docs, newest first, until visit returns false; it reports
// whether it came to the end.
func (s set) each(visit func(uint32) bool) bool {
	for i := len(s) - 1; i >= 0; i-- {
		for w := s[i]; w != 0; {
			top := 63 - bits.LeadingZeros64(w)
			if !visit(uint32(i*64 + top)) {
				return false
			}
			w &^= 1 << top
		}
	}
	return true
}
