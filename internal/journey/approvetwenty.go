package main

import (
	"fmt"
	"os"
	"os/exec"
	"strconv"
)

// approveTwenty lets a supervisor judge twenty dossiers: one key for each that is
// approved, one of them taken back and approved again, two returned with a reason
// at a section. The centre accepts exactly the others.
func approveTwenty(s *scenario) {
	const citizens, returned = 20, 2
	s.takeIn(citizens)
	s.begin("chihuy")
	s.queue(citizens)
	s.still("duyet-hai-muoi")
	before := s.keys.keys
	for left := citizens; left > 0; left-- {
		switch left {
		case 15, 7: // returned
			s.press("r", "Return")
			s.write("thong tin")
			s.press("Return")
			s.write("xem lai")
			s.press("Return")
			s.wait("returned", "section=identity")
		case 11: // approved by mistake, taken back within the ten seconds, looked at again
			s.press("F10")
			s.wait("approved")
			s.press("alt+z")
			s.wait("approval-undone")
			s.queue(left)
			s.press("F10")
			s.wait("approved")
		default:
			s.press("F10")
			s.wait("approved")
		}
		s.wait("queue-shown", fmt.Sprintf("count=%d", left-1))
		if left > 1 {
			s.wait("approval-open")
		}
	}
	s.fewApprovalKeys(s.keys.keys-before, citizens, returned)
	s.still("duyet-het")
	s.wait("line", "dossiers=0")
	s.registryHas("accepted dossiers", `SELECT count(*) FROM dossier WHERE state = 'accepted'`, citizens-returned)
	s.registryHas("dossiers at all", `SELECT count(*) FROM dossier`, citizens-returned)
}

// fewApprovalKeys checks that approving has not become more work: one key for each
// dossier, those of one undo, and of each return no more than choosing where and
// why.
func (s *scenario) fewApprovalKeys(keys, dossiers, returned int) {
	const undo, returning = 2, 20 // undo and once more; two lists, a few letters of the reason
	if most := dossiers - returned + undo + returned*returning; s.err == nil && keys > most {
		s.fail("counting keys", fmt.Errorf("%d keys for %d dossiers, want at most %d", keys, dossiers, most))
	}
	if s.err == nil {
		fmt.Printf("    %s: %d keys for %d dossiers, %d of them returned\n", s.name, keys, dossiers, returned)
	}
}

// takeIn lets the program take citizens in before the desk is opened, by the same
// commands as a clerk.
func (s *scenario) takeIn(citizens int) {
	if s.err != nil {
		return
	}
	cmd := exec.CommandContext(s.ctx, s.bin, "training-citizens", "-data", s.data, "-count", strconv.Itoa(citizens))
	cmd.Env = append(append(append(os.Environ(), s.stage.env...), s.env...), "LC_ALL=C.UTF-8")
	if out, err := cmd.CombinedOutput(); err != nil {
		s.fail("taking citizens in", fmt.Errorf("%w: %s", err, out))
	}
}
