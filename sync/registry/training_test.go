package registry_test

import (
	"bufio"
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"carddesk/app/port"
	"carddesk/sync/client"
	"carddesk/sync/protocol"
	"carddesk/sync/registry"
)

// childDir tells the test program to be a training registry in that folder.
const childDir = "CARDDESK_TEST_REGISTRY_DIR"

func TestMain(m *testing.M) {
	if dir := os.Getenv(childDir); dir != "" {
		err := registry.RunTraining(context.Background(), registry.TrainingOptions{
			Dir: dir, Addr: os.Getenv(childDir + "_ADDR"), Database: os.Getenv(childDir + "_DATABASE"), StepDelay: 10 * time.Millisecond,
			Ready: func(addr string) { fmt.Println(addr) },
		})
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	os.Exit(holdToContract(m.Run))
}

// startChild runs a training registry as a process of its own and returns its
// address.
func startChild(t *testing.T, dir, addr, database string) (*exec.Cmd, string) {
	t.Helper()
	program, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(program)
	cmd.Env = append(os.Environ(), childDir+"="+dir, childDir+"_ADDR="+addr, childDir+"_DATABASE="+database)
	cmd.Stderr = os.Stderr
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	line, err := bufio.NewReader(out).ReadString('\n')
	if err != nil {
		t.Fatal(err)
	}
	return cmd, strings.TrimSpace(line)
}

// kill ends a process as a power cut ends it.
func kill(cmd *exec.Cmd) {
	_ = cmd.Process.Kill()
	_ = cmd.Wait()
}

// The training registry is killed again and again while a desk works with it.
func TestKilledTrainingRegistry(t *testing.T) {
	dir := t.TempDir()
	cmd, addr := startChild(t, dir, "127.0.0.1:0", "")
	defer func() { kill(cmd) }()
	file, code, err := client.ReadEnrolment(filepath.Join(dir, protocol.EnrolFolder))
	if err != nil {
		t.Fatal(err)
	}
	if file.URL != "https://"+addr || !file.Training {
		t.Fatalf("enrolment file: %+v", file)
	}
	d := enrolWith(t, file, code, "office-1", "station-1")
	numbers := []string{"079199000001", "001090000002"}
	for i, number := range numbers {
		d.log(port.Event{})
		d.put(port.PacketID{Dossier: fmt.Sprintf("d%d", i), Version: 1}, citizen(number, ""), 300_000)
	}
	d.start(func(o *client.Options) { o.MaxChunk = 16 << 10 })
	kills := 0
	handedOver := map[string]bool{}
	eventually(t, "both handed over", func() bool {
		for i := range numbers {
			dossier := fmt.Sprintf("d%d", i)
			if !handedOver[dossier] && slices.Contains(d.box.kinds(dossier), port.ChangeShipped) {
				handedOver[dossier] = true
				d.log(port.Event{Type: "hand-over-card", Dossier: dossier, Card: d.box.change(dossier, port.ChangeShipped).Card})
			}
		}
		if len(handedOver) == len(numbers) && d.box.quiet() && kills >= 10 {
			return true
		}
		time.Sleep(time.Duration(20+13*kills%70) * time.Millisecond)
		kill(cmd)
		kills++
		cmd, _ = startChild(t, dir, addr, "")
		return false
	})
	kill(cmd)
	t.Logf("killed %d times", kills)
	r, err := registry.New(t.Context(), registry.Options{Dir: dir, Training: true})
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	c := &centre{t: t, opts: registry.Options{Dir: dir}, Registry: r, killed: true}
	c.exactlyOnce(d, len(numbers))
}

// The enrolment folder always holds a code for the next station.
func TestEnrolmentFolder(t *testing.T) {
	c := startCentre(t, registry.Options{})
	if err := c.WriteEnrolment(t.Context(), c.url()); err != nil {
		t.Fatal(err)
	}
	folder := filepath.Join(c.opts.Dir, protocol.EnrolFolder)
	file, first, err := client.ReadEnrolment(folder)
	if err != nil {
		t.Fatal(err)
	}
	if err := c.WriteEnrolment(t.Context(), c.url()); err != nil {
		t.Fatal(err)
	}
	if _, again, err := client.ReadEnrolment(folder); err != nil || again != first {
		t.Errorf("a code that waits was replaced: %v", err)
	}
	enrolWith(t, file, first, "office-1", "station-1")
	_, second, err := client.ReadEnrolment(folder)
	if err != nil || second == first {
		t.Errorf("a used code was not replaced: %v", err)
	}
	enrolWith(t, file, second, "office-1", "station-2")
	for _, name := range []string{protocol.EnrolFile, protocol.EnrolCode} {
		if info, err := os.Stat(filepath.Join(folder, name)); err != nil || info.Mode().Perm()&0o077 != 0 {
			t.Errorf("%s can be read by others: %v", name, err)
		}
	}
}

func TestTrainingListensOnLoopbackOnly(t *testing.T) {
	err := registry.RunTraining(t.Context(), registry.TrainingOptions{Dir: t.TempDir(), Addr: "0.0.0.0:0"})
	if err == nil {
		t.Error("listens for everybody")
	}
}
