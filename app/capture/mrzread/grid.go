package mrzread

import (
	"math"
	"slices"
)

// columns and lines are those of a TD1 zone (ICAO Doc 9303-5, 4.2.2).
const (
	columns = 30
	lines   = 3
)

// rowStep is how far the lines are apart, in pitches: 4.23 mm and 2.54 mm
// (ICAO Doc 9303-3, 4.2; 9303-5, figure 3).
const rowStep = 4.233 / 2.54

// place is a cell of the grid, counted from the first spot of the row that the
// grid was grown from.
type place struct{ column, row int }

func (p place) point() point { return point{float64(p.column), float64(p.row)} }

// grid is a zone's grid as it lies in the picture.
type grid struct {
	warp  warp
	first place // the cell of the first character of the first line
	score float64
}

// Bounds of how a grid grows from its row.
const (
	growRounds  = 7
	growColumns = 5 // at each round, beyond what is known
	mostColumns = 2 * columns
	// catch is how far a spot may lie from the middle of its cell, in pitches.
	catch = 0.36
	// leastScore is how well filled three rows of thirty must be.
	leastScore = 42
)

// grow makes grids of three lines from a row that may be any of the three, the
// best filled first; none where no rows lie beside it.
func grow(x *index, row []int) []grid {
	cells, ok := seed(x, row)
	if !ok {
		return nil
	}
	var m warp
	for range growRounds {
		if m, ok = fitCells(cells); !ok {
			return nil
		}
		next := catchSpots(x, m, cells)
		if len(next) == 0 {
			return nil
		}
		best := windows(x, m, next)
		if len(best) == 0 {
			return nil
		}
		// Rows beside the zone are other text, which has another pitch.
		cells = map[place]point{}
		for at, p := range next {
			if at.row >= best[0].first.row && at.row < best[0].first.row+lines {
				cells[at] = p
			}
		}
	}
	if m, ok = fitCells(cells); !ok {
		return nil
	}
	return windows(x, m, catchSpots(x, m, cells))
}

// seed gives the spots of a row their columns, and finds the rows above and below
// from spot to spot, so that a row may bend as perspective bends it.
func seed(x *index, row []int) (map[place]point, bool) {
	at := func(i int) point { return x.spots[row[i]].at }
	steps := make([]float64, 0, len(row))
	for i := 1; i < len(row); i++ {
		steps = append(steps, at(i).distance(at(i-1)))
	}
	slices.Sort(steps)
	pitch := steps[len(steps)/2]
	cells := map[place]point{{0, 0}: at(0)}
	columnsOf := make([]int, len(row))
	for i := 1; i < len(row); i++ {
		columnsOf[i] = columnsOf[i-1] + max(1, int(math.Round(at(i).distance(at(i-1))/pitch)))
		if columnsOf[i] > mostColumns {
			return nil, false
		}
		cells[place{columnsOf[i], 0}] = at(i)
	}
	beside := 0
	for i := range row {
		a, b := max(i-2, 0), min(i+2, len(row)-1)
		along := at(b).minus(at(a)).times(1 / float64(columnsOf[b]-columnsOf[a]))
		across := point{-along.y, along.x}.times(rowStep)
		for _, side := range []int{-1, 1} {
			step := across.times(float64(side))
			first, ok := x.nearest(at(i).plus(step), 0.45*pitch)
			if !ok {
				continue
			}
			beside++
			cells[place{columnsOf[i], side}] = x.spots[first].at
			step = x.spots[first].at.minus(at(i))
			if second, ok := x.nearest(x.spots[first].at.plus(step), 0.4*pitch); ok {
				cells[place{columnsOf[i], 2 * side}] = x.spots[second].at
			}
		}
	}
	return cells, beside >= minRow
}

// fitCells fits a grid to what was found of it, twice: what lies far off the
// first time is no part of it.
func fitCells(cells map[place]point) (warp, bool) {
	keys := make([]place, 0, len(cells))
	for at := range cells {
		keys = append(keys, at)
	}
	slices.SortFunc(keys, func(a, b place) int { return (a.row-b.row)*1000 + a.column - b.column })
	var m warp
	for round := range 2 {
		var from, to []point
		for _, at := range keys {
			if round == 0 || m.at(at.point()).distance(cells[at]) < 0.3*pitchAt(m, at) {
				from, to = append(from, at.point()), append(to, cells[at])
			}
		}
		fitted, ok := fitWarp(from, to)
		if !ok {
			return m, round > 0
		}
		m = fitted
	}
	return m, true
}

// pitchAt is how wide a cell is in the picture, in pixels.
func pitchAt(m warp, at place) float64 {
	p := at.point()
	return m.at(point{p.x + 0.5, p.y}).distance(m.at(point{p.x - 0.5, p.y}))
}

// catchSpots finds the spots of the cells that are known and of those next to
// them.
func catchSpots(x *index, m warp, cells map[place]point) map[place]point {
	low, high := place{math.MaxInt, math.MaxInt}, place{math.MinInt, math.MinInt}
	for at := range cells {
		low = place{min(low.column, at.column), min(low.row, at.row)}
		high = place{max(high.column, at.column), max(high.row, at.row)}
	}
	found := map[place]point{}
	for row := max(low.row-1, -2); row <= min(high.row+1, 2); row++ {
		for column := max(low.column-growColumns, -mostColumns); column <= min(high.column+growColumns, mostColumns); column++ {
			at := place{column, row}
			pitch, p := pitchAt(m, at), m.at(at.point())
			if !(pitch >= minSpot/2 && pitch <= 2*maxSpot) || math.Abs(p.x) > maxSide || math.Abs(p.y) > maxSide {
				continue
			}
			if i, ok := x.nearest(p, catch*pitch); ok {
				found[at] = x.spots[i].at
			}
		}
	}
	return found
}

// mostWindows is how many readings of one grid are tried.
const mostWindows = 3

// windows finds where in a grid three lines of thirty begin: filled inside, empty
// to the left and right.
func windows(x *index, m warp, cells map[place]point) []grid {
	if len(cells) == 0 {
		return nil
	}
	filled := map[place]float64{}
	low, high := math.MaxInt, math.MinInt
	for at, p := range cells {
		off := m.at(at.point()).distance(p) / (catch * pitchAt(m, at))
		filled[at] = max(0, 1-off*off)
		low, high = min(low, at.column), max(high, at.column)
	}
	var found []grid
	for row := -2; row <= 0; row++ {
		for column := low - 2; column <= high-columns+3; column++ {
			score := 0.0
			for r := row; r < row+lines; r++ {
				for c := column; c < column+columns; c++ {
					score += filled[place{c, r}]
				}
				score -= 0.8 * (filled[place{column - 1, r}] + filled[place{column + columns, r}])
			}
			if score >= leastScore {
				found = append(found, grid{warp: m, first: place{column, row}, score: score})
			}
		}
	}
	slices.SortStableFunc(found, func(a, b grid) int {
		switch {
		case a.score > b.score:
			return -1
		case a.score < b.score:
			return 1
		}
		return 0
	})
	return found[:min(len(found), mostWindows)]
}
