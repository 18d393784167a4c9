package mrzread

import (
	"math"
	"slices"
)

// minRow is how many characters one after the other make a row worth a look.
const minRow = 9

// A neighbour in a row stands about one pitch away: 2.54 mm, where characters are
// 2.4 mm high (ICAO Doc 9303-3, 4.2; ISO 1073-2). Farther away is the next but one.
const (
	nearestNeighbour  = 0.5
	farthestNeighbour = 2.3
)

// directions lists how rows of spots may run, in radians of (−π/2, π/2], the one
// with the most neighbours first. Whether a row is upside down is not seen here.
func directions(x *index) []float64 {
	const bins = 180
	var votes [bins]float64
	for i, s := range x.spots {
		x.near(s.at, 1.6*s.size, func(j int) {
			other := x.spots[j]
			if j <= i || !alike(s, other) || other.at.distance(s.at) < nearestNeighbour*s.size {
				return
			}
			d := other.at.minus(s.at)
			angle := math.Atan2(d.y, d.x) * bins / math.Pi // of −180 … 180
			votes[(int(math.Round(angle))+2*bins)%bins]++
		})
	}
	var smooth [bins]float64
	for i := range votes {
		smooth[i] = votes[(i+bins-2)%bins] + 2*votes[(i+bins-1)%bins] + 3*votes[i] + 2*votes[(i+1)%bins] + votes[(i+2)%bins]
	}
	var found []float64
	for len(found) < 3 {
		best := 0
		for i := range smooth {
			if smooth[i] > smooth[best] {
				best = i
			}
		}
		if smooth[best] == 0 {
			break
		}
		angle := float64(best) * math.Pi / bins
		if angle > math.Pi/2 {
			angle -= math.Pi
		}
		found = append(found, angle)
		for d := -12; d <= 12; d++ {
			smooth[(best+d+bins)%bins] = 0
		}
	}
	return found
}

// alike reports whether two spots may be characters of one row. A filler is about
// two thirds of a letter.
func alike(a, b spot) bool { return a.size < 2*b.size && b.size < 2*a.size }

// rows strings spots together that follow each other in a direction, the longest
// row first: each spot's nearest neighbour ahead, where that has it as its nearest
// behind.
func rows(x *index, direction float64) [][]int {
	cos, sin := math.Cos(direction), math.Sin(direction)
	const none = -1
	ahead, behind := make([]int, len(x.spots)), make([]int, len(x.spots))
	for i, s := range x.spots {
		ahead[i], behind[i] = none, none
		bestAhead, bestBehind := math.Inf(1), math.Inf(1)
		x.near(s.at, farthestNeighbour*s.size*1.1, func(j int) {
			other := x.spots[j]
			if j == i || !alike(s, other) {
				return
			}
			d, size := other.at.minus(s.at), (s.size+other.size)/2
			along, across := d.x*cos+d.y*sin, math.Abs(d.y*cos-d.x*sin)
			if across > 0.35*size || math.Abs(along) < nearestNeighbour*size || math.Abs(along) > farthestNeighbour*size {
				return
			}
			cost := math.Abs(along) + 2*across
			switch {
			case along > 0 && cost < bestAhead:
				ahead[i], bestAhead = j, cost
			case along < 0 && cost < bestBehind:
				behind[i], bestBehind = j, cost
			}
		})
	}
	var found [][]int
	used := make([]bool, len(x.spots))
	mutual := func(i int) bool { return ahead[i] != none && behind[ahead[i]] == i }
	for i := range x.spots {
		if used[i] || behind[i] != none && mutual(behind[i]) {
			continue // not the first of its row
		}
		row := []int{i}
		used[i] = true
		for at := i; mutual(at) && !used[ahead[at]]; {
			at = ahead[at]
			used[at] = true
			row = append(row, at)
		}
		if len(row) >= minRow {
			found = append(found, row)
		}
	}
	slices.SortStableFunc(found, func(a, b []int) int { return len(b) - len(a) })
	return found
}
