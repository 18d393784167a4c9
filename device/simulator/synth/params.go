package synth

// Geometry of fingers, in pixels at [PixelsPerInch].
const (
	// PixelsPerInch is the resolution of every fingerprint made here.
	PixelsPerInch = 500

	fingerWidth  = 416 // of the skin that exists, wider than what touches the glass
	fingerHeight = 560

	// masterScale is the scale at which ridges are grown: a ridge period of
	// nine pixels becomes six, which the filters still resolve, at less than
	// half the work.
	masterScale  = 2.0 / 3
	masterWidth  = 277
	masterHeight = 373

	minPeriod  = 8.2 // ridge period, widest range over people
	maxPeriod  = 9.8
	growths    = 7    // times the ridge filter runs
	filterGain = 3.2  // steepness with which a filtered picture becomes ridges
	alongRidge = 0.85 // filter's spread along a ridge, in periods
	acrossOne  = 0.50 // and across
)

// Shares of pattern types over fingers, roughly those of people.
const (
	shareArch   = 0.05
	shareTented = 0.03
	shareWhorl  = 0.32
	shareTwin   = 0.04 // double loops
)
