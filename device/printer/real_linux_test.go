package printer

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"carddesk/app/port"
)

// realCUPS starts a private CUPS with a PDF queue and returns its socket and
// the folder where its prints land. Without root or the packages the test is
// skipped, under CI it fails.
func realCUPS(t *testing.T) (Server, string) {
	t.Helper()
	dir, err := os.MkdirTemp("/tmp", "cups") // short: a socket's path is limited
	if err != nil {
		t.Fatal(err)
	}
	script := filepath.Join("..", "..", ".ci", "lib", "cups.sh")
	t.Cleanup(func() {
		if out, err := exec.Command(script, "stop", dir).CombinedOutput(); err != nil {
			t.Errorf("stopping CUPS: %v\n%s", err, out)
		}
		os.RemoveAll(dir)
	})
	command := exec.Command(script, "start", dir)
	var stderr bytes.Buffer
	command.Stderr = &stderr
	out, err := command.Output()
	if exit := (*exec.ExitError)(nil); errors.As(err, &exit) && exit.ExitCode() == 3 && os.Getenv("CI") != "true" {
		t.Skip(strings.TrimSpace(stderr.String()))
	}
	if err != nil {
		t.Fatalf("starting CUPS: %v\n%s", err, stderr.String())
	}
	values := map[string]string{}
	for line := range strings.Lines(string(out)) {
		name, value, _ := strings.Cut(strings.TrimSpace(line), "=")
		values[name] = value
	}
	return Server(values["CUPS_SERVER"]), values["CUPS_PRINTS"]
}

// onePage is a PDF whose only page is empty, with a right cross-reference table.
func onePage() []byte {
	var b bytes.Buffer
	var at []int
	b.WriteString("%PDF-1.4\n")
	for i, object := range []string{"<</Type/Catalog/Pages 2 0 R>>", "<</Type/Pages/Kids[3 0 R]/Count 1>>",
		"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>"} {
		at = append(at, b.Len())
		fmt.Fprintf(&b, "%d 0 obj%sendobj\n", i+1, object)
	}
	xref := b.Len()
	b.WriteString("xref\n0 4\n0000000000 65535 f \n")
	for _, offset := range at {
		fmt.Fprintf(&b, "%010d 00000 n \n", offset)
	}
	fmt.Fprintf(&b, "trailer<</Size 4/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n", xref)
	return b.Bytes()
}

func TestRealCUPS(t *testing.T) {
	server, prints := realCUPS(t)
	account, err := user.Current()
	if err != nil {
		t.Fatal(err)
	}
	c, err := NewCUPS(server, account.Username)
	if err != nil {
		t.Fatal(err)
	}
	printers, err := c.Printers(t.Context())
	if err != nil || len(printers) != 1 || printers[0].Name != "DESK" || !printers[0].Default || printers[0].Paused {
		t.Fatalf("printers %+v, %v", printers, err)
	}
	title := fmt.Sprintf("carddesk-test-%d", os.Getpid())
	job, err := c.Print(t.Context(), port.PrintJob{Title: title, PDF: onePage()})
	if err != nil {
		t.Fatal(err)
	}
	waitUntilDone(t, c, job)
	found, err := filepath.Glob(filepath.Join(prints, title+"*.pdf"))
	if err != nil || len(found) != 1 {
		t.Fatalf("prints %v, %v", found, err)
	}
	defer os.Remove(found[0])
	if printed, err := os.ReadFile(found[0]); err != nil || !bytes.HasPrefix(printed, []byte("%PDF-")) {
		t.Errorf("the print is no PDF: %.10q, %v", printed, err)
	}
	if _, err := c.Done(t.Context(), "4711"); !errors.Is(err, port.ErrUnknownPrintJob) {
		t.Errorf("unknown job: %v", err)
	}
	if _, err := c.Print(t.Context(), port.PrintJob{Printer: "NOWHERE", PDF: onePage()}); !errors.Is(err, port.ErrNoPrinter) {
		t.Errorf("unknown queue: %v", err)
	}
	if out, err := exec.Command("cupsdisable", "-h", string(server), "DESK").CombinedOutput(); err != nil {
		t.Fatalf("pausing: %v\n%s", err, out)
	}
	if _, err := c.Print(t.Context(), port.PrintJob{PDF: onePage()}); !errors.Is(err, port.ErrPrinterPaused) {
		t.Errorf("paused queue: %v", err)
	}
}

// waitUntilDone asks the service until it has finished the job.
func waitUntilDone(t *testing.T, c *CUPS, job string) {
	t.Helper()
	deadline := time.Now().Add(30 * time.Second)
	tick := time.NewTicker(50 * time.Millisecond)
	defer tick.Stop()
	for time.Now().Before(deadline) {
		done, err := c.Done(t.Context(), job)
		if err != nil {
			t.Fatal(err)
		}
		if done {
			return
		}
		<-tick.C
	}
	t.Fatal("the job is not done")
}
