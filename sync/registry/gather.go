package registry

// gather does at once what has come while the last was being done. Of those who
// wait one does the work of all, and each goes on as soon as its own is done.
type gather[T any] struct {
	do      func([]*T) // does some, at most as many as can wait; each keeps its own outcome
	turn    chan struct{}
	waiting chan *waiter[T]
}

// waiter is one caller's work.
type waiter[T any] struct {
	work *T
	done chan struct{} // closed when it is done
}

func newGather[T any](most int, do func([]*T)) *gather[T] {
	return &gather[T]{do: do, turn: make(chan struct{}, 1), waiting: make(chan *waiter[T], most)}
}

// join returns when the work has been done.
func (g *gather[T]) join(work *T) {
	own := &waiter[T]{work: work, done: make(chan struct{})}
	g.waiting <- own
	select {
	case <-own.done:
	case g.turn <- struct{}{}:
		g.lead() // all that waited, own among them unless it is done already
		<-own.done
	}
}

// lead does the work of those who wait now and gives the turn back.
func (g *gather[T]) lead() {
	defer func() { <-g.turn }()
	var batch []*waiter[T]
	var work []*T
	for range cap(g.waiting) {
		select {
		case next := <-g.waiting:
			batch, work = append(batch, next), append(work, next.work)
			continue
		default:
		}
		break
	}
	if len(work) == 0 {
		return
	}
	g.do(work)
	for _, w := range batch {
		close(w.done)
	}
}
