package crash

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// marker stands for what somebody's panic must not tell.
const marker = "NGUYỄN VĂN MARKER 001090012345"

// TestMain lets the test program play the desk that dies and the process that
// keeps its last words.
func TestMain(m *testing.M) {
	if len(os.Args) > 2 && os.Args[1] == Command {
		os.Exit(Main(os.Args[2]))
	}
	if how := os.Getenv("CRASH_TEST"); how != "" {
		if err := Guard(os.Getenv("CRASH_TEST_DIR")); err != nil {
			fmt.Fprintln(os.Stderr, "guard:", err)
			os.Exit(3)
		}
		die(how)
	}
	os.Exit(m.Run())
}

type record struct{ Name string }

func (r record) Error() string { return "cannot read " + r.Name }

// die panics in another goroutine, as most do.
func die(how string) {
	fmt.Fprintln(os.Stderr, "an ordinary word")
	done := make(chan struct{})
	go func() {
		defer close(done)
		switch how {
		case "text":
			panic(marker)
		case "error":
			panic(fmt.Errorf("opening: %w", record{marker}))
		case "value":
			panic(record{marker})
		case "pointer":
			panic(&record{marker})
		case "nested":
			defer func() { panic(errors.New(marker + "\nand more " + marker)) }()
			panic(marker)
		case "index":
			_ = []byte(marker)[len(os.Args)*1000]
		case "library":
			_ = strings.Repeat(marker, -len(os.Args))
		}
	}()
	<-done
	time.Sleep(time.Minute)
}

// TestPanicLeavesNoMarker: whatever a goroutine dies of, neither the standard
// error nor any file says whose data it worked on, and both say what went wrong.
func TestPanicLeavesNoMarker(t *testing.T) {
	for how, says := range map[string]string{
		"text": "panic: (value withheld)", "error": "panic: ", "value": "panic: ", "pointer": "panic: ",
		"nested": "panic: (value withheld)", "index": "index out of range", "library": "panic: ",
	} {
		t.Run(how, func(t *testing.T) {
			dir := filepath.Join(t.TempDir(), "log")
			program, err := os.Executable()
			if err != nil {
				t.Fatal(err)
			}
			child := exec.CommandContext(t.Context(), program)
			child.Env = append(os.Environ(), "CRASH_TEST="+how, "CRASH_TEST_DIR="+dir)
			var said bytes.Buffer
			child.Stderr = &said // read until the second process has ended too
			if err := child.Run(); err == nil {
				t.Fatal("it lived")
			}
			files, err := filepath.Glob(filepath.Join(dir, "crash-*.txt"))
			if err != nil || len(files) != 1 {
				t.Fatalf("files %v, %v; said %q", files, err, said.String())
			}
			kept, err := os.ReadFile(files[0])
			if err != nil {
				t.Fatal(err)
			}
			for where, text := range map[string]string{"standard error": said.String(), "file": string(kept)} {
				if strings.Contains(text, "MARKER") || strings.Contains(text, "001090012345") {
					t.Errorf("%s: %s", where, text)
				}
				for _, want := range []string{"an ordinary word", says, "goroutine ", "guard_test.go:"} {
					if !strings.Contains(text, want) {
						t.Errorf("%s does not say %q: %s", where, want, text)
					}
				}
			}
			if info, err := os.Stat(files[0]); err != nil || info.Mode().Perm()&0o077 != 0 && os.PathSeparator == '/' {
				t.Errorf("file for everybody: %v, %v", info.Mode(), err)
			}
		})
	}
}

// TestTail keeps the end.
func TestTail(t *testing.T) {
	kept := &tail{max: 10}
	for i := range 100 {
		fmt.Fprintf(kept, "%03d", i)
	}
	if have := string(kept.bytes()); have != "6097098099" {
		t.Errorf("kept %q", have)
	}
}
