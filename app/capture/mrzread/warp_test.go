package mrzread

import (
	"math"
	"testing"

	"pgregory.net/rapid"
)

func TestFitWarpFindsTheMap(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		f := func(low, high float64) float64 { return rapid.Float64Range(low, high).Draw(t, "value") }
		angle, scale := f(-math.Pi, math.Pi), f(5, 60)
		want := warp{scale * math.Cos(angle), -scale * math.Sin(angle), f(0, 2000),
			scale * math.Sin(angle), scale * math.Cos(angle), f(0, 2000), f(-0.004, 0.004), f(-0.02, 0.02), 1}
		var from, to []point
		for row := range lines {
			for column := range columns {
				p := point{float64(column), float64(row)}
				from, to = append(from, p), append(to, want.at(p))
			}
		}
		got, ok := fitWarp(from, to)
		if !ok {
			t.Fatal("not fitted")
		}
		for i, p := range from {
			if d := got.at(p).distance(to[i]); !(d < 0.05) {
				t.Fatalf("%v comes to %v instead of %v", p, got.at(p), to[i])
			}
		}
	})
}

func TestFitWarpRefuses(t *testing.T) {
	line := []point{{0, 0}, {1, 0}, {2, 0}, {3, 0}, {4, 0}}
	for name, points := range map[string][]point{"one line": line, "three points": line[:3], "one place": {{1, 1}, {1, 1}, {1, 1}, {1, 1}, {1, 1}}} {
		if m, ok := fitWarp(points, points); ok {
			t.Errorf("%s fitted: %v", name, m)
		}
	}
}
