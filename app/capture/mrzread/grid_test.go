package mrzread

import (
	"encoding/binary"
	"math"
	"math/rand/v2"
	"slices"
	"testing"
)

// zoneSpots are the spots of a whole zone as a map shows it, in no order, without
// those that drop says.
func zoneSpots(m warp, drop func(column, row int) bool) []spot {
	var all []spot
	for row := range lines {
		for column := range columns {
			if drop == nil || !drop(column, row) {
				p := m.at(point{float64(column), float64(row)})
				all = append(all, spot{at: p, size: 0.9 * pitchAt(m, place{column, row})})
			}
		}
	}
	rand.New(rand.NewPCG(1, 1)).Shuffle(len(all), func(i, j int) { all[i], all[j] = all[j], all[i] })
	return all
}

// view is a zone at a place, turned, its pitch so many pixels, in perspective.
func view(x, y, degrees, pitch, lean float64) warp {
	sin, cos := math.Sincos(degrees * math.Pi / 180)
	return warp{pitch * cos, -pitch * rowStep * sin, x, pitch * sin, pitch * rowStep * cos, y, lean, lean / 2, 1}
}

func TestGridOfAZone(t *testing.T) {
	tests := []struct {
		name string
		m    warp
		drop func(column, row int) bool
	}{
		{"upright", view(100, 100, 0, 16, 0), nil},
		{"aslant", view(100, 300, -24, 18, 0), nil},
		{"standing", view(300, 100, 88, 14, 0), nil},
		{"in perspective", view(100, 100, 8, 20, 0.006), nil},
		{"every seventh missing", view(100, 100, 3, 16, 0), func(column, row int) bool { return (column+2*row)%7 == 3 }},
		{"a smear over ten", view(100, 100, 3, 16, 0), func(column, row int) bool { return column > 8 && column < 14 && row < 2 }},
	}
	for _, test := range tests {
		x := newIndex(zoneSpots(test.m, test.drop))
		var best grid
		for _, direction := range directions(x)[:1] {
			for _, row := range rows(x, direction) {
				for _, g := range grow(x, row) {
					if g.score > best.score {
						best = g
					}
				}
			}
		}
		// Which end is up is not known yet: one of the two corners is the first.
		first := best.warp.at(best.first.point())
		last := best.warp.at(point{float64(best.first.column + columns - 1), float64(best.first.row + lines - 1)})
		want := test.m.at(point{0, 0})
		if d := min(first.distance(want), last.distance(want)); !(d < 3) {
			t.Errorf("%s: the first character is %.1f pixels off, score %.1f", test.name, d, best.score)
		}
	}
}

func TestTwoLinesAreNoZone(t *testing.T) {
	x := newIndex(zoneSpots(view(100, 100, 0, 16, 0), func(_, row int) bool { return row == 2 }))
	for _, row := range rows(x, 0) {
		for _, g := range grow(x, row) {
			if g.score > 2*columns {
				t.Errorf("two lines score %.1f", g.score)
			}
		}
	}
}

// FuzzGrid grows grids from spots anywhere: nothing panics, and what is found
// lies where a picture can be cut.
func FuzzGrid(f *testing.F) {
	var seed []byte
	for _, s := range zoneSpots(view(60, 60, 5, 15, 0.001), nil) {
		seed = binary.LittleEndian.AppendUint16(seed, uint16(s.at.x))
		seed = binary.LittleEndian.AppendUint16(seed, uint16(s.at.y))
		seed = append(seed, byte(s.size))
	}
	f.Add(seed)
	f.Add(slices.Repeat([]byte{9}, 400))
	f.Fuzz(func(t *testing.T, data []byte) {
		var all []spot
		for len(data) >= 5 && len(all) < 600 {
			x, y := binary.LittleEndian.Uint16(data)%2600, binary.LittleEndian.Uint16(data[2:])%2600
			all = append(all, spot{at: point{float64(x), float64(y)}, size: float64(max(minSpot, min(int(data[4]), maxSpot)))})
			data = data[5:]
		}
		x := newIndex(all)
		for _, direction := range directions(x) {
			found := rows(x, direction)
			for _, row := range found[:min(len(found), mostRows)] {
				for _, g := range grow(x, row) {
					if math.IsNaN(g.score) || g.score < leastScore || g.score > lines*columns {
						t.Fatalf("score %v", g.score)
					}
				}
			}
		}
	})
}
