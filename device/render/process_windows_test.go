package render

import (
	"bufio"
	"os"
	"os/exec"
	"testing"
	"time"

	"golang.org/x/sys/windows"
)

// asConfined makes the test program a child that says whether it may start
// another program, and then waits to be ended.
const asConfined = "CARDDESK_TEST_CONFINED"

func init() {
	if os.Getenv(asConfined) == "" {
		return
	}
	if _, err := os.Stdin.Read(make([]byte, 1)); err != nil { // until it is confined
		os.Exit(2)
	}
	grandchild := exec.Command(os.Args[0], "-test.run=NoSuchTest")
	grandchild.Env = append(os.Environ(), asConfined+"=")
	if grandchild.Run() == nil {
		os.Stdout.WriteString("started\n")
	} else {
		os.Stdout.WriteString("refused\n")
	}
	time.Sleep(time.Hour)
}

// underWine reports whether this Windows is wine.
func underWine() bool {
	return windows.NewLazySystemDLL("ntdll.dll").NewProc("wine_get_version").Find() == nil
}

// TestJobObject: a child in its Job Object starts no other program, and ends when
// it is released, whatever it does.
func TestJobObject(t *testing.T) {
	child := exec.CommandContext(t.Context(), os.Args[0])
	child.Env = append(os.Environ(), asConfined+"=1")
	child.SysProcAttr = childAttributes()
	in, err := child.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	out, err := child.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := child.Start(); err != nil {
		t.Fatal(err)
	}
	job, err := confine(child.Process, Limits{Memory: 256 << 20, CPU: time.Minute})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := in.Write([]byte{1}); err != nil {
		t.Fatal(err)
	}
	line, err := bufio.NewReader(out).ReadString('\n')
	switch {
	case err == nil && line == "refused\n":
	case err == nil && underWine():
		t.Log("wine does not count the processes of a job")
	default:
		t.Errorf("the child says %q, %v", line, err)
	}
	job.release()
	if err := child.Wait(); err == nil {
		t.Error("the child ended by itself")
	}
	job.release() // once more does nothing
}
