package render

import (
	"bytes"
	"errors"
	"io"
	"net"
	"os"
	"os/exec"
	"syscall"
	"testing"
	"time"
)

// The test program is its own render child: TestMain takes the place of main.
func TestMain(m *testing.M) {
	if len(os.Args) > 1 {
		switch os.Args[1] {
		case WorkerCommand:
			os.Exit(WorkerMain(os.Stdin, os.Stdout))
		case moodyCommand:
			os.Exit(moodyWorker(os.Stdin, os.Stdout))
		case deafCommand:
			time.Sleep(time.Hour)
		}
	}
	os.Exit(m.Run())
}

const (
	moodyCommand = "moody-worker" // does what the document says, see moodyWorker
	deafCommand  = "deaf-worker"  // never says that it is ready
)

// moodyWorker stands for a child that a document has taken over.
func moodyWorker(in io.Reader, out io.Writer) int {
	limits, err := readHello(in)
	if err != nil {
		return 2
	}
	out.Write(wireMagic[:])
	q, err := readRequest(in, limits)
	if err != nil {
		return 2
	}
	if bytes.HasPrefix(q.document, []byte("escape")) {
		writeResponse(out, response{a: escapes(limits)})
		return 0
	}
	switch {
	case bytes.HasPrefix(q.document, []byte("die")):
		return 3
	case bytes.HasPrefix(q.document, []byte("hang")):
		time.Sleep(time.Hour)
	case bytes.HasPrefix(q.document, []byte("half")):
		out.Write([]byte{0, 0, 0})
		return 0
	case bytes.HasPrefix(q.document, []byte("lie")):
		out.Write([]byte{0, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff})
		time.Sleep(time.Hour)
	}
	if bytes.HasPrefix(q.document, []byte("eat")) {
		if limitSelf(limits) != nil {
			return 4
		}
		writeResponse(out, response{a: eat(limits.Memory + 64<<20)})
		return 0
	}
	writeResponse(out, answer(q, limits))
	return 0
}

// eat takes and touches n bytes of memory and returns 1.
func eat(n int64) int {
	var all [][]byte
	for ; n > 0; n -= 1 << 20 {
		block := make([]byte, 1<<20)
		for i := 0; i < len(block); i += 4096 {
			block[i] = 1
		}
		all = append(all, block)
	}
	return int(all[len(all)-1][0])
}

// newPool starts a pool of test children and ends it with the test.
func newPool(t testing.TB, command string, limits Limits) *Pool {
	t.Helper()
	p, err := New(Config{Args: []string{command}, Workers: 1, Limits: limits})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { p.Close() })
	return p
}

// escapes puts the limits on and then tries what a taken-over child would try;
// it returns how often it had success.
func escapes(limits Limits) int {
	if limitSelf(limits) != nil {
		return 100
	}
	successes := 0
	try := func(err error) {
		if err == nil {
			successes++
		}
	}
	_, err := os.ReadFile("/etc/passwd")
	try(err)
	try(os.WriteFile(os.TempDir()+"/carddesk-render-escape", []byte("x"), 0o600))
	_, err = net.DialTimeout("tcp", "127.0.0.1:9", time.Second)
	if errors.Is(err, syscall.ECONNREFUSED) { // there was a socket to be refused
		err = nil
	}
	try(err)
	try(exec.Command("/bin/true").Run())
	if parent, err := os.FindProcess(os.Getppid()); err == nil {
		try(parent.Signal(syscall.Signal(0)))
	}
	return successes
}
