//go:build !race

package render

// raceDetector tells whether this program was built with the race detector.
const raceDetector = false
