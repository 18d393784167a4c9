package registry_test

import (
	"math"
	"math/rand/v2"
	"testing"
	"time"
)

// country is a day of all offices as docs/scale.md counts with it.
type country struct {
	packets   int     // sent in the day
	instances int     // of the registry
	each      float64 // packets of 1 MB a second that an instance takes
	rows      float64 // packets a second that the database enters, events and feed included
}

// Of the day's packets these are sent in each hour from midnight on: mornings are
// full, an hour at noon is nearly empty, evenings are for those who come from work.
var hours = [24]float64{7: 4, 8: 13, 9: 15, 10: 14, 11: 7, 12: 2, 13: 6, 14: 12, 15: 12, 16: 9, 17: 4, 18: 1, 19: 1}

const (
	// A part of all offices has no line by day and sends everything when it is back.
	cutOff       = 0.15
	backAt       = 17*3600 + 1800
	backWithin   = 1800 // seconds in which their lines come back
	outageAt     = 9 * 3600
	outageLength = 1800 // all of the registry is away in the busiest hour
	catchUp      = 12.0 // desks that waited send at most so many times faster than people come on the average
)

// longest is what the worst second of the day looks like.
type longest struct {
	queue  float64       // packets that wait, at desks too
	wait   time.Duration // until they are in
	inFlow float64       // packets a second that come in
}

// live goes through the day second by second: packets arrive by chance, wait for an
// instance, then for the database.
func (c country) live(random *rand.Rand) longest {
	sum := 0.0
	for _, share := range hours {
		sum += share
	}
	var worst longest
	var atDesks, atInstances, atDatabase float64
	capacity := float64(c.instances) * c.each
	for second := range 24 * 3600 {
		mean := float64(c.packets) * hours[second/3600] / sum / 3600
		coming := chance(random, mean*(1-cutOff))
		if second >= backAt && second < backAt+backWithin {
			coming += chance(random, float64(c.packets)*cutOff/backWithin)
		}
		atDesks += coming
		if second >= outageAt && second < outageAt+outageLength {
			continue
		}
		// Who waited sends at once, bounded by the lines of the desks.
		lines := catchUp * float64(c.packets) / (12 * 3600)
		flow := min(atDesks, lines)
		atDesks -= flow
		atInstances += flow
		taken := min(atInstances, capacity)
		atInstances -= taken
		atDatabase += taken
		atDatabase -= min(atDatabase, c.rows)
		if waiting := atDesks + atInstances + atDatabase; waiting > worst.queue {
			worst.queue = waiting
			worst.wait = time.Duration(waiting / min(lines, capacity, c.rows) * float64(time.Second))
		}
		worst.inFlow = max(worst.inFlow, flow)
	}
	return worst
}

// chance draws how many come when mean are expected.
func chance(random *rand.Rand, mean float64) float64 {
	return max(0, math.Round(mean+math.Sqrt(mean)*random.NormFloat64()))
}

// TestDayOfTheCountry holds docs/scale.md to its numbers: with so many instances a
// day of the country goes through, lines that come back at once and half an hour
// without a registry included, and what queues up then is gone within ten minutes;
// with a quarter of them it is not.
func TestDayOfTheCountry(t *testing.T) {
	for _, c := range []country{
		{packets: 300_000, instances: 2, each: 60, rows: 1000},
		{packets: 3_000_000, instances: 16, each: 60, rows: 1000},
	} {
		random := rand.New(rand.NewPCG(1, 2))
		worst := c.live(random)
		t.Logf("%d packets, %d instances: at most %.0f packets/s, queue of %.0f, %v in it", c.packets, c.instances, worst.inFlow, worst.queue, worst.wait.Round(time.Second))
		if worst.wait > 10*time.Minute {
			t.Errorf("%d packets wait %v", c.packets, worst.wait)
		}
		c.each /= 4
		if few := c.live(random); few.wait <= 10*time.Minute {
			t.Errorf("%d packets a second less make no difference: %v", c.instances, few.wait)
		}
	}
}
