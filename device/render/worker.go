package render

import (
	"errors"
	"io"
	"os"
	"runtime/debug"

	"carddesk/app/port"
)

// WorkerMain is the whole life of a render child: it reads its limits, puts
// them on, then answers requests until in ends. It returns the exit code.
// While it works it watches in, and ends the process at once when the parent
// is gone.
func WorkerMain(in io.Reader, out io.Writer) int {
	limits, err := readHello(in)
	if err != nil {
		return 2
	}
	// The collector must give memory back well before the limit.
	debug.SetMemoryLimit(limits.Memory / 2)
	if err := limitSelf(limits); err != nil {
		return 3
	}
	if _, err := out.Write(wireMagic[:]); err != nil {
		return 2
	}
	requests := make(chan request)
	go func() {
		for {
			q, err := readRequest(in, limits)
			if err != nil {
				os.Exit(exitCode(err))
			}
			requests <- q
		}
	}()
	for q := range requests {
		if err := writeResponse(out, answer(q, limits)); err != nil {
			return 2
		}
	}
	return 0
}

// exitCode is 0 when the parent closed its end between two requests.
func exitCode(err error) int {
	if errors.Is(err, io.EOF) {
		return 0
	}
	return 2
}

// answer does what q asks for.
func answer(q request, limits Limits) response {
	a, err := perform(q, limits)
	switch {
	case err == nil && plausible(a, q.op, len(a.body), limits):
		return a
	case err == nil, errors.Is(err, port.ErrRenderTooLarge):
		return response{status: statusTooLarge}
	}
	return response{status: statusMalformed}
}

func perform(q request, limits Limits) (response, error) {
	switch q.op {
	case opCount:
		n, err := countPages(q.document, limits)
		return response{a: n}, err
	case opText:
		text, err := pageText(q.document, q.page, limits)
		return response{body: []byte(text)}, err
	case opPage:
		return pixels(renderPage(q.document, q.page, q.width, limits))
	case opPicture:
		return pixels(decodePicture(q.document, limits))
	}
	return response{}, errWire
}
