package formtest

import (
	"math"

	"carddesk/app/capture/pen"
	"carddesk/app/report"
)

// signedSlip is a data slip signed on the screen; the signature is nobody's.
func signedSlip() report.DataSlip {
	s := DataSlip()
	s.Signature, _ = signature().PNG() // a drawing in memory does not fail
	return s
}

// signature is a loop, a wave and a stroke below.
func signature() pen.Strokes {
	var loop, wave []pen.Point
	for i := range 60 {
		t := float64(i) / 60 * 2 * math.Pi
		loop = append(loop, pen.Point{X: 420 + int(220*math.Sin(t)), Y: 260 - int(190*math.Cos(t)*math.Sin(t/2+0.4))})
	}
	for i := range 120 {
		t := float64(i) / 120
		wave = append(wave, pen.Point{X: 640 + int(820*t), Y: 320 + int(110*(1-t)*math.Sin(26*t))})
	}
	return pen.Strokes{loop, wave, {{X: 360, Y: 470}, {X: 1500, Y: 420}}}.Tidy()
}
