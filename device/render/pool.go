package render

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"image"
	"sync"

	"carddesk/app/port"
)

// WorkerCommand is the hidden command with which a program starts its own
// executable as a render child; see [WorkerMain].
const WorkerCommand = "render-worker"

// ErrClosed is returned by a closed pool.
var ErrClosed = errors.New("renderer is closed")

var (
	_ port.Renderer = (*Pool)(nil)
	_ port.Recycler = (*Pool)(nil)
)

// Config says how a pool starts its children. Zero fields take defaults.
type Config struct {
	Executable string   // default: this program
	Args       []string // default: the hidden worker command
	Env        []string // default: empty, a child needs nothing of ours
	Workers    int      // children kept ready; default 2
	Limits     Limits
}

// Pool keeps a few children started and ready. A child serves one request and
// is then replaced, so what one document did to it cannot reach the next.
// Its methods may be called from any goroutine. End it with [Pool.Close].
type Pool struct {
	config Config
	jobs   chan *job
	done   chan struct{}
	once   sync.Once
	slots  sync.WaitGroup
	spare  chan []byte // memory of one picture to be used again
}

// job is one request on its way to a slot.
type job struct {
	ctx     context.Context
	request request
	result  chan<- result // buffered: a slot never waits for a caller
}

type result struct {
	response response
	err      error
}

// New starts a pool. Children start in the background: a child that cannot be
// started is reported by the first request that needs one.
func New(config Config) (*Pool, error) {
	config, err := config.withDefaults()
	if err != nil {
		return nil, fmt.Errorf("starting the renderer: %w", err)
	}
	p := &Pool{config: config, jobs: make(chan *job), done: make(chan struct{}), spare: make(chan []byte, 1)}
	for range config.Workers {
		p.slots.Go(p.serve)
	}
	return p, nil
}

// Close ends all children, failing the requests under way, and waits for them.
func (p *Pool) Close() error {
	p.once.Do(func() { close(p.done) })
	p.slots.Wait()
	return nil
}

// PageCount implements port.Renderer.
func (p *Pool) PageCount(ctx context.Context, pdf []byte) (int, error) {
	a, err := p.do(ctx, request{op: opCount, document: pdf})
	if err != nil {
		return 0, fmt.Errorf("counting pages: %w", err)
	}
	return a.a, nil
}

// Page implements port.Renderer. The picture is exactly width pixels wide, on
// white, and as high as the page's proportions make it.
func (p *Pool) Page(ctx context.Context, pdf []byte, page, width int) (*image.RGBA, error) {
	if page < 0 || width <= 0 {
		return nil, fmt.Errorf("rendering page %d, %d pixels wide: %w", page, width, port.ErrRenderMalformed)
	}
	if page >= p.config.Limits.Pages || width > p.config.Limits.Pixels {
		return nil, fmt.Errorf("rendering page %d, %d pixels wide: %w", page, width, port.ErrRenderTooLarge)
	}
	a, err := p.do(ctx, request{op: opPage, page: page, width: width, document: pdf})
	if err != nil {
		return nil, fmt.Errorf("rendering page %d: %w", page, err)
	}
	if a.a != width {
		return nil, fmt.Errorf("rendering page %d: %d pixels wide instead of %d: %w", page, a.a, width, port.ErrRenderDied)
	}
	return a.image()
}

// Picture implements port.Renderer. The size is read from the header here, so
// that a bomb is refused before any decoder sees it, and the child's picture
// must have exactly that size.
func (p *Pool) Picture(ctx context.Context, data []byte) (*image.RGBA, error) {
	format, w, h, err := PictureSize(data)
	if err != nil {
		return nil, fmt.Errorf("decoding picture: %w", err)
	}
	if !fits(w, h, p.config.Limits.Pixels) {
		return nil, fmt.Errorf("decoding %s picture of %d by %d: %w", format, w, h, port.ErrRenderTooLarge)
	}
	a, err := p.do(ctx, request{op: opPicture, document: data})
	if err != nil {
		return nil, fmt.Errorf("decoding %s picture: %w", format, err)
	}
	if a.a != w || a.b != h {
		return nil, fmt.Errorf("decoding %s picture: %d by %d instead of %d by %d: %w",
			format, a.a, a.b, w, h, port.ErrRenderDied)
	}
	return a.image()
}

// Text implements port.Renderer.
func (p *Pool) Text(ctx context.Context, pdf []byte, page int) (string, error) {
	if page < 0 {
		return "", fmt.Errorf("reading text of page %d: %w", page, port.ErrRenderMalformed)
	}
	if page >= p.config.Limits.Pages {
		return "", fmt.Errorf("reading text of page %d: %w", page, port.ErrRenderTooLarge)
	}
	a, err := p.do(ctx, request{op: opText, page: page, document: pdf})
	if err != nil {
		return "", fmt.Errorf("reading text of page %d: %w", page, err)
	}
	return string(bytes.ToValidUTF8(a.body, []byte("\uFFFD"))), nil
}

// Recycle implements port.Recycler: the next picture that fits is written over m.
func (p *Pool) Recycle(m *image.RGBA) {
	select {
	case p.spare <- m.Pix:
	default: // one is enough
	}
}

// memory is n bytes for an answer.
func (p *Pool) memory(n int) []byte {
	select {
	case spare := <-p.spare:
		if cap(spare) >= n {
			return spare[:n]
		}
	default:
	}
	return make([]byte, n)
}

// do hands q to a free slot and waits for the answer.
func (p *Pool) do(ctx context.Context, q request) (response, error) {
	if len(q.document) > p.config.Limits.Input {
		return response{}, port.ErrRenderTooLarge
	}
	answer := make(chan result, 1)
	select {
	case p.jobs <- &job{ctx: ctx, request: q, result: answer}:
	case <-ctx.Done():
		return response{}, ctx.Err()
	case <-p.done:
		return response{}, ErrClosed
	}
	r := <-answer // the slot answers by the deadline, whatever the child does
	if r.err != nil {
		return response{}, r.err
	}
	return r.response, r.response.err()
}

// serve is one slot: it keeps one child ready, gives it one job, replaces it.
func (p *Pool) serve() {
	for {
		w, err := start(p.config)
		select {
		case <-p.done:
			w.kill()
			return
		case j := <-p.jobs:
			if err != nil || w.gone() { // perhaps long ago: try once more
				w.kill()
				w, err = start(p.config)
			}
			if err != nil {
				j.result <- result{err: fmt.Errorf("%w: %w", port.ErrRenderDied, err)}
				continue
			}
			a, err := w.run(j.ctx, p.done, j.request, p.config.Limits, p.memory)
			w.kill()
			j.result <- result{a, err}
		}
	}
}
