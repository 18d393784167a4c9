package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"path/filepath"
	"strings"
	"syscall"
	"time"
)

// variant is one way in which the day may go; each ends the same.
type variant struct {
	name string
	env  []string
	walk func(*scenario)
}

var variants = []variant{
	{"plain", nil, plain},
	{"kill-typing", nil, killTyping},
	{"kill-capture", nil, killCapture},
	{"kill-upload", []string{"CARDDESK_TRAINING_CHUNK=16384"}, killUpload},
	{"registry-down", nil, registryDown},
	{"chip-tampered", nil, chipTampered},
	{"chip-override", nil, chipOverride},
	{"card-pulled", nil, cardPulled},
	{"box-of-five", nil, boxOfFive},
	{"stock", nil, stock},
	{"officer-list", nil, officerList},
	{"device-late", []string{"CARDDESK_TRAINING_SBI=held"}, deviceLate},
	{"device-hangs", nil, deviceHangs},
	{"finger-missing", nil, fingerMissing},
	{"officers-finger", []string{"CARDDESK_TRAINING_JP2=1"}, officersFinger},
	{"new-policy", nil, newPolicy},
	{"people", nil, people},
	{"alone", nil, alone},
	{"approval", nil, approval},
	{"approve-twenty", nil, approveTwenty},
	{"find", nil, find},
	{"reports", nil, supervisorReports},
	{"exceptions", nil, exceptions},
	{"cash", nil, cash},
	{"two-differences", nil, twoDifferences},
	{"no-hand", nil, noHand},
	{"family", nil, family},
	{"papers", nil, papers},
	{"counter", nil, counter},
	{"old-card", nil, oldCard},
	{"gallery", nil, gallery},
	{"keyboard", nil, keyboardOnly},
	{"dark-large", nil, darkAndLarge},
}

// result is what a run measured.
type result struct {
	name     string
	keys     int           // from the scan to the appointment slip
	extra    int           // of these, for the finger that could not be taken
	citizen  time.Duration // the same
	whole    time.Duration
	pictures int
}

func main() {
	isolated := flag.Bool("isolated", false, "in namespaces of its own: start the reader service too")
	bin := flag.String("bin", "bin/carddesk", "the program")
	pictures := flag.String("pictures", "docs/screens", "folder of the pictures")
	only := flag.String("only", "", "comma-separated names of the variants to run")
	lane := flag.String("lane", "1/1", "which share of the variants to run, of how many")
	latency := flag.Bool("latency", false, "measure the time from a key to its letter on the screen, and nothing else")
	keep := flag.Bool("keep", false, "keep the run's folder")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if *latency {
		*only = "latency"
	}
	if err := run(ctx, *isolated, *bin, *pictures, *only, *lane, *keep); err != nil {
		fmt.Fprintln(os.Stderr, "journey:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, isolated bool, bin, pictures, only, lane string, keep bool) error {
	var number, lanes int
	if _, err := fmt.Sscanf(lane, "%d/%d", &number, &lanes); err != nil || number < 1 || number > lanes {
		return fmt.Errorf("lane %q is none like 1/2", lane)
	}
	// The path must be short: sockets of the print service lie below it.
	dir, err := os.MkdirTemp("", "jny")
	if err != nil {
		return err
	}
	// The filters of the print service run as another user and must pass here.
	if err := os.Chmod(dir, 0o755); err != nil {
		return err
	}
	if keep {
		fmt.Println("folder of this run:", dir)
	} else {
		defer os.RemoveAll(dir)
	}
	stage, err := newStage(ctx, dir, isolated, firstDisplay+displaysPerLane*(number-1))
	defer stage.strike()
	if err != nil {
		return err
	}
	if bin, err = filepath.Abs(bin); err != nil {
		return err
	}
	if only == "latency" {
		return measureKeys(ctx, stage, bin)
	}
	var results []result
	var failures []error
	for i, v := range variants {
		if i%lanes != number-1 {
			continue
		}
		if only != "" && !strings.Contains(","+only+",", ","+v.name+",") {
			continue
		}
		r, err := walk(ctx, stage, v, bin, pictures)
		if err != nil {
			failures = append(failures, err)
			fmt.Printf("--- FAIL: journey %s: %v\n", v.name, err)
			continue
		}
		results = append(results, r)
		fmt.Printf("--- ok: journey %-14s %3d keys (%d for a missing finger) and %5.1f s for the citizen, %5.1f s in all\n",
			r.name, r.keys, r.extra, r.citizen.Seconds(), r.whole.Seconds())
	}
	if len(failures) > 0 {
		return errors.Join(failures...)
	}
	if len(results) == 0 {
		return errors.New("no variant of this name")
	}
	return nil
}

func walk(ctx context.Context, stage *stage, v variant, bin, pictures string) (result, error) {
	s := &scenario{
		ctx: ctx, stage: stage, bin: bin, name: v.name, data: filepath.Join(stage.dir, v.name),
		screens: pictures, keys: &keyboard{display: stage.display}, env: append([]string{"CARDDESK_TRAINING_STEP=200ms"}, v.env...),
	}
	if v.name == "plain" {
		s.pictures = pictures
	}
	s.env = append(s.env, "TMPDIR="+s.temp())
	s.fail("making the folder for temporary files", os.MkdirAll(s.temp(), 0o700))
	s.fail("waiting for earlier papers", stage.forgetPrints(ctx))
	begun := time.Now()
	v.walk(s)
	if s.err != nil && s.desk != nil {
		_ = s.keys.picture(filepath.Join("build", "journey-"+v.name+".png"))
		s.err = fmt.Errorf("%w\nlast events:\n%s", s.err, s.desk.last(15))
	}
	s.end()
	s.leavesNoTrace("its end")
	return result{
		name: v.name, keys: s.citizenKeys, extra: s.extraKeys, citizen: s.citizenTime, whole: time.Since(begun), pictures: s.taken,
	}, s.err
}

// end closes the desk in an orderly way, and everything when that fails.
func (s *scenario) end() {
	if s.desk == nil {
		return
	}
	if s.err == nil {
		s.fail("closing", s.desk.close(s.keys))
		s.servicesEnd()
		return
	}
	_ = s.desk.cmd.Process.Kill()
	<-s.desk.ended
	for _, name := range []string{"registry", "devices"} {
		failed := s.err
		if pid := s.service(name); pid > 1 && running(pid) {
			_ = syscall.Kill(pid, syscall.SIGTERM)
		}
		s.err = failed
	}
}
