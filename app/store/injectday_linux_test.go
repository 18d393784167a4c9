package store_test

import (
	mathrand "math/rand/v2"
	"os"
	"testing"

	"carddesk/internal/racing"
)

// dossiersOfAFaultyDay are how many dossiers the day of the drawn faults has:
// enough for the write-ahead log to be written back meanwhile.
const dossiersOfAFaultyDay = 12

// TestFileOperationsFailOverADay draws system calls of a day of several dossiers
// and lets one of them fail, or two of different calls; one kind of fault is that
// of a file system that became read-only. What must hold is what holds for one
// dossier's life. An ordinary run takes a few, CARDDESK_TORTURE many;
// CARDDESK_SEED repeats a run.
func TestFileOperationsFailOverADay(t *testing.T) {
	if racing.Enabled {
		t.Skip("a child process does the work; make test runs this without the race detector")
	}
	needStrace(t)
	steps := dossiersOfAFaultyDay * stepsPerDossier
	counts := countCalls(t, steps)
	seed, samples := powerSeed(t), 4
	if os.Getenv("CARDDESK_TORTURE") != "" {
		samples = 200
	}
	random := mathrand.New(mathrand.NewPCG(seed, 6))
	draw := func(not string) injection {
		for {
			call := injectedCalls[random.IntN(len(injectedCalls))]
			if call != not && counts[call] > 0 {
				return injection{call, injectedFaults[random.IntN(len(injectedFaults))], 1 + random.IntN(counts[call])}
			}
		}
	}
	failed := 0
	for i := range samples {
		faults := []injection{draw("")}
		if i%2 == 1 {
			faults = append(faults, draw(faults[0].call))
		}
		if injectedRun(t, steps, faults...) {
			failed++
		}
		if t.Failed() {
			return
		}
	}
	t.Logf("seed %d: calls %v, %d runs, half of them with two faults, %d ended with an error", seed, counts, samples, failed)
	if failed == 0 {
		t.Error("no run felt its fault")
	}
}
