package protocol

import (
	"bytes"
	"encoding/json"
	"testing"
	"time"
)

// A proof for one station must be none for another, wherever the fields part.
func TestEnrolmentProofsDiffer(t *testing.T) {
	seen := map[string]bool{}
	for _, p := range [][]byte{
		EnrolmentProof("o", "s", "i", []byte("c")), EnrolmentProof("os", "", "i", []byte("c")),
		EnrolmentProof("o", "si", "", []byte("c")), EnrolmentProof("o", "s", "ic", nil),
		EnrolmentProof("o", "s", "i", []byte("d")), EnrolmentProof("p", "s", "i", []byte("c")),
	} {
		if seen[string(p)] {
			t.Errorf("two enrolments have the proof %q", p)
		}
		seen[string(p)] = true
	}
}

// What may pass by itself must never set a packet aside for good.
func TestPassingTroubleIsNotPermanent(t *testing.T) {
	for _, code := range []string{
		CodeNoLine, CodeTimeout, CodeLineCut, CodeName, CodeProxy, CodeImpostor, CodeCertificate, CodeExpired, CodeStore, CodeAnswer,
		CodeBusy, CodeInternal, CodeStorageFull, CodeLocked, CodeOffset, CodeUploadGone, CodeChecksum, CodeRevoked, CodeUnauthorised, "",
	} {
		if Permanent(code) {
			t.Errorf("%q is permanent", code)
		}
	}
	for _, code := range []string{CodeConflict, CodeSignature, CodeTooLarge, CodePacketDamaged} {
		if !Permanent(code) {
			t.Errorf("%q is not permanent", code)
		}
	}
}

// The body of a problem is RFC 9457's, and carries no times of ours.
func TestProblemBody(t *testing.T) {
	body, err := json.Marshal(Problem{Type: ProblemType(CodeBusy), Title: "t", Status: 503, Code: CodeBusy, RetryAfter: time.Minute})
	if err != nil {
		t.Fatal(err)
	}
	want := `{"type":"urn:carddesk:problem:registry-busy","title":"t","status":503,"code":"registry-busy"}`
	if !bytes.Equal(body, []byte(want)) {
		t.Errorf("%s", body)
	}
}
