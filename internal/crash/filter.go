// Package crash keeps what a dying program says free of the data it worked on.
//
// The Go runtime prints the value of a panic to the standard error, from where a
// desktop carries it into files that nobody guards. A value can be an error that
// quotes a name, or a whole struct. A recover in every goroutine could catch
// most of them, those of libraries not; so the standard error of the desk goes
// through a second process, which lets pass what kind of thing went wrong and
// the stacks, and withholds the values. It outlives the desk by the moment it
// takes to write the last words down.
package crash

import (
	"bufio"
	"bytes"
	"errors"
	"io"
	"regexp"
)

// withheld stands where a value was.
const withheld = "(value withheld)"

// maxLine bounds a line; what is longer is cut and can only be a value.
const maxLine = 8 << 10

var (
	// panicLine begins what the runtime says of a panic, nested ones indented.
	panicLine = regexp.MustCompile(`^\t*(panic: |fatal error: |SIG[A-Z]+: )`)
	// runtimeError is a panic of the runtime itself, which names types, indices
	// and lengths only. Its whole line must look like one.
	runtimeError = regexp.MustCompile(`^\t*panic: runtime error: (index out of range \[-?\d+\]( with length \d+)?|` +
		`slice bounds out of range \[[-:\d]+\]( with (length|capacity) \d+)?|integer divide by zero|` +
		`invalid memory address or nil pointer dereference|makeslice: (len|cap) out of range|` +
		`negative shift amount|hash of unhashable type [\w.*\[\]/]+)( \[recovered(, repanicked)?\])?$`)
	// typedValue is a value that the runtime prints with its type before it.
	typedValue = regexp.MustCompile(`^\t*panic: (\(?[\w./*\[\]]{1,120}\)?)[ ({]`)
	// fatalError is a fault of the runtime: its texts are constants.
	fatalError = regexp.MustCompile(`^(fatal error|SIG[A-Z]+): [a-zA-Z ,:.'-]{1,120}$`)
	// afterValue begins the part of a crash that holds no values: where the signal
	// struck, and the stacks.
	afterValue = regexp.MustCompile(`^(\[signal |goroutine \d+ |goroutine \d+\s*\[|runtime stack:|runtime: |exit status )`)
	// arguments are the words that functions of a stack were called with. They are
	// addresses, lengths and whole numbers, and a whole number can be one of a
	// citizen's.
	arguments = regexp.MustCompile(`^(\S.*)\((0x|\.\.\.|\{|\?).*\)$`)
)

// Filter copies what a program says on its standard error from r to w, line by
// line, without the values of panics. It ends with r. It reports whether a panic
// or a fatal error went by.
func Filter(w io.Writer, r io.Reader) (crashed bool, err error) {
	in := bufio.NewReaderSize(&bells{r: r}, maxLine)
	withholding, dying := false, false
	for {
		line, err := in.ReadSlice('\n')
		cut := errors.Is(err, bufio.ErrBufferFull)
		if len(line) > 0 {
			text := bytes.TrimRight(line, "\r\n")
			switch {
			case panicLine.Match(text):
				crashed, dying, withholding = true, true, true
				text = scrubbed(text)
			case dying && afterValue.Match(text):
				withholding = false
			case withholding:
				text = nil
			case dying:
				if m := arguments.FindSubmatch(text); m != nil {
					text = append(bytes.Clone(m[1]), "(...)"...)
				}
			}
			if text != nil || !withholding {
				if _, err := w.Write(append(bytes.Clone(text), '\n')); err != nil {
					return crashed, err
				}
			}
		}
		for cut { // the rest of a line that is too long
			_, err = in.ReadSlice('\n')
			cut = errors.Is(err, bufio.ErrBufferFull)
		}
		if errors.Is(err, io.EOF) {
			return crashed, nil
		}
		if err != nil {
			return crashed, err
		}
	}
}

// scrubbed is the first line of a panic without its value.
func scrubbed(line []byte) []byte {
	if runtimeError.Match(line) || fatalError.Match(line) {
		return bytes.Clone(line)
	}
	start := panicLine.Find(line)
	if m := typedValue.FindSubmatch(line); m != nil && bytes.ContainsAny(m[1], ".*") {
		return append(append(append(bytes.Clone(start), m[1]...), ' '), withheld...)
	}
	return append(bytes.Clone(start), withheld...)
}

// bells ends a line after each run of bells, which a program rings without one.
type bells struct {
	r    io.Reader
	next []byte // read and not yet given on
}

func (b *bells) Read(p []byte) (int, error) {
	var err error
	if len(b.next) == 0 {
		var n int
		n, err = b.r.Read(p)
		if bytes.IndexByte(p[:n], '\a') < 0 {
			return n, err
		}
		for i, c := range p[:n] {
			b.next = append(b.next, c)
			if c == '\a' && (i+1 == n || p[i+1] != '\a') {
				b.next = append(b.next, '\n')
			}
		}
	}
	n := copy(p, b.next)
	b.next = b.next[n:]
	if len(b.next) > 0 {
		err = nil
	}
	return n, err
}
