package registry

import (
	"runtime"
	"sync"
	"sync/atomic"
	"testing"
)

// Everybody's work is done once, never two of a kind at the same time, and never
// more at once than was said.
func TestGather(t *testing.T) {
	const workers, each, most = 40, 50, 8
	type work struct{ done int }
	var at, batches atomic.Int32
	g := newGather(most, func(some []*work) {
		if at.Add(1) != 1 {
			t.Error("two at the same time")
		}
		if len(some) == 0 || len(some) > most {
			t.Errorf("%d at once", len(some))
		}
		for _, w := range some {
			w.done++
		}
		batches.Add(1)
		at.Add(-1)
	})
	var all sync.WaitGroup
	for range workers {
		all.Go(func() {
			for range each {
				var w work
				if g.join(&w); w.done != 1 {
					t.Errorf("done %d times", w.done)
				}
			}
		})
	}
	all.Wait()
	if n := batches.Load(); n > workers*each {
		t.Errorf("%d batches", n)
	}
}

// While one is being done, those who come are done together after it.
func TestGatherWaits(t *testing.T) {
	begun, goOn := make(chan struct{}), make(chan struct{})
	var sizes []int
	g := newGather(8, func(some []*int) {
		if sizes = append(sizes, len(some)); len(sizes) == 1 {
			close(begun)
			<-goOn
		}
	})
	var all sync.WaitGroup
	all.Go(func() { g.join(new(int)) })
	<-begun
	for range 5 {
		all.Go(func() { g.join(new(int)) })
	}
	for len(g.waiting) < 5 {
		runtime.Gosched()
	}
	close(goOn)
	all.Wait()
	if len(sizes) != 2 || sizes[1] != 5 {
		t.Errorf("done in %v", sizes)
	}
}

// News of one office wakes nobody of another.
func TestBells(t *testing.T) {
	b := newBells()
	one, two := b.wait("one"), b.wait("two")
	if b.wait("one") != one {
		t.Error("two bells for one office")
	}
	b.ring("one")
	b.ring("three")
	select {
	case <-one:
	default:
		t.Error("not woken")
	}
	select {
	case <-two:
		t.Error("woken by another office")
	default:
	}
	if b.wait("one") == one {
		t.Error("a bell that has rung is given out again")
	}
}
