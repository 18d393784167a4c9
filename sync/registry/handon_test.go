package registry_test

import (
	"bytes"
	"encoding/base64"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"carddesk/app/port"
	"carddesk/internal/shareddata"
	"carddesk/sync/registry"
	"carddesk/sync/registry/osia"
	"carddesk/sync/registry/osia/osiatest"
)

// nationalBackEnd starts a back end and says how a registry reaches it.
func nationalBackEnd(t *testing.T) (*osiatest.BackEnd, *registry.HandOn) {
	t.Helper()
	b := osiatest.New(t, shareddata.Read(t, "osia/enrollment.yaml"), shareddata.Read(t, "osia/cms.yaml"))
	client, err := osia.New(osia.Options{URL: b.URL(), Token: func() (string, error) { return osiatest.Token, nil }, Timeout: 5 * time.Second})
	if err != nil {
		t.Fatal(err)
	}
	return b, &registry.HandOn{Enrollment: client, Credentials: client, Poll: 20 * time.Millisecond, MinRetry: 5 * time.Millisecond, MaxRetry: 50 * time.Millisecond}
}

// wholeDossier is a packet as a desk makes it, with records and a paper.
func (d *desk) putWhole(id port.PacketID, number string) {
	d.t.Helper()
	record := append([]byte("FIR\x00020\x00 some header of a record"), 0, 0, 0, 9)
	record = append(record, []byte("\xff\xa0\xff\xa8wsq..")...)
	contents := []struct {
		name    string
		content []byte
	}{
		{"documents/01-birth-certificate.pdf", []byte("%PDF-1.7 synthetic")}, // before the pictures on purpose
		{"identity.json", citizen(number, "")},
		{"fingerprints.json", []byte(`{"fingers":{"Right Thumb":{"exception":{"reason":"bandaged"}},"Left Thumb":{"exception":{"reason":"worn"}}}}`)},
		{"portrait.jpg", jpeg},
		{"fingerprints/Right IndexFinger.fir", record},
		{"rolled/Right IndexFinger.fir", []byte("a record without a picture that is known")},
		{"iris/Left.iir", append([]byte("IIR\x00\x00\x00\x00\x0b"), []byte("\xff\x4f\xff\x51jp2....")...)},
		{"payment.json", []byte(`{"amount":0}`)},
	}
	var parts []port.PacketPart
	for _, c := range contents {
		parts = append(parts, port.PacketPart{Name: c.name, Open: func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(c.content)), nil }})
	}
	d.putSealed(id, d.sealer, parts)
}

// An accepted dossier goes to the national back end whole, its card is ordered and
// comes from there, and the desk hears what it always hears.
func TestHandedOn(t *testing.T) {
	b, handOn := nationalBackEnd(t)
	b.Patience = 2
	c := startCentre(t, registry.Options{HandOn: handOn})
	d := newDesk(t, c, "office-1", "station-1")
	d.putWhole(port.PacketID{Dossier: "d1", Version: 1}, "079199000001")
	d.start()
	eventually(t, "card shipped", func() bool { return slices.Contains(d.box.kinds("d1"), port.ChangeShipped) })
	want := []string{port.ChangeAcknowledged, port.ChangeAccepted, port.ChangeOrdered, port.ChangeProduced, port.ChangeShipped}
	if got := d.box.kinds("d1"); !slices.Equal(got, want) {
		t.Errorf("changes %v", got)
	}
	card := d.box.change("d1", port.ChangeShipped).Card
	checkEnrollment(t, b.Enrollment("d1"))
	request := b.Request(card)
	data, _ := request["requestData"].(map[string]any)
	if request["personId"] != "079199000001" || data["deliveryOffice"] != "office-1" || data["requestType"] != osia.FirstIssuance || data["credentialNumber"] != "199000001" {
		t.Errorf("order %v", request)
	}
	if c.count(`SELECT count(*) FROM card WHERE credential = $1 AND expires = '2039-01-15' AND state = 'shipped'`, "credential-"+card) != 1 {
		t.Error("the credential's number or date was not taken over")
	}
	for i, move := range []struct{ event, status string }{{"receive-card", "NEW"}, {"report-card-lost", "SUSPENDED"}, {"find-card", "ACTIVE"}, {"hand-over-card", "ACTIVE"}, {"report-card-fault", "REVOKED"}} {
		d.log(port.Event{Type: move.event, Dossier: "d1", Card: card})
		eventually(t, move.event+" at the back end", func() bool {
			return d.box.quiet() && c.count(`SELECT count(*) FROM event`) == i+1 && c.count(`SELECT count(*) FROM hand_on WHERE state <> 'done' AND card = $1`, card) == 0
		})
		if got := b.Credential("credential-" + card)["status"]; got != move.status {
			t.Errorf("after %s the credential is %v", move.event, got)
		}
	}
	// The faulty card is replaced by another order that names it.
	eventually(t, "another card shipped", func() bool {
		return c.count(`SELECT count(*) FROM card WHERE dossier = 'd1' AND state = 'shipped'`) == 1
	})
	var second string
	if err := c.Database().QueryRow(`SELECT serial FROM card WHERE dossier = 'd1' AND state = 'shipped'`).Scan(&second); err != nil {
		t.Fatal(err)
	}
	again, _ := b.Request(second)["requestData"].(map[string]any)
	if again["requestType"] != osia.Replacement || again["parentCredentialId"] != "credential-"+card {
		t.Errorf("order of the replacement %v", again)
	}
}

func checkEnrollment(t *testing.T, e map[string]any) {
	t.Helper()
	people, _ := e["biographicData"].(map[string]any)
	context, _ := e["contextualData"].(map[string]any)
	if e["status"] != osia.Finalized || people["fullName"] != "Nguyễn Thị Vi Dư" || people["dateOfBirth"] != "1999-01-15" || context["office"] != "office-1" {
		t.Errorf("enrollment %v", e)
	}
	var got []string
	list, _ := e["biometricData"].([]any)
	for _, one := range list {
		b, _ := one.(map[string]any)
		image, _ := base64.StdEncoding.DecodeString(fmt.Sprint(b["image"]))
		if b["image"] == nil {
			image = nil
		}
		got = append(got, fmt.Sprint(b["biometricType"], " ", b["biometricSubType"], " ", b["impressionType"], " ", b["compression"], " ", len(image), " ", b["missing"]))
	}
	want := []string{
		fmt.Sprintf("FACE PORTRAIT <nil> JPEG %d <nil>", len(jpeg)),
		"FINGER RIGHT_INDEX LIVE_SCAN_PLAIN WSQ 9 <nil>",
		"FINGER RIGHT_INDEX LIVE_SCAN_ROLLED <nil> 40 <nil>",
		"IRIS EYE_LEFT <nil> JPEG2000 11 <nil>",
		"FINGER UNKNOWN <nil> <nil> 0 [map[biometricSubType:RIGHT_THUMB presence:BANDAGED] map[biometricSubType:LEFT_THUMB presence:DAMAGED]]",
	}
	if !slices.Equal(got, want) {
		t.Errorf("pictures\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
	papers, _ := e["documentData"].([]any)
	if len(papers) != 1 || !strings.Contains(fmt.Sprint(papers[0]), base64.StdEncoding.EncodeToString([]byte("%PDF-1.7 synthetic"))) || !strings.Contains(fmt.Sprint(papers[0]), "birth-certificate") {
		t.Errorf("papers %v", papers)
	}
}

// Answers are lost before and after their effect, the back end is busy, the
// registry is stopped and started: each dossier and each card is there once.
func TestHandedOnOnce(t *testing.T) {
	b, handOn := nationalBackEnd(t)
	var mu sync.Mutex
	chance, refuses := rand.New(rand.NewPCG(1, 2)), rand.New(rand.NewPCG(3, 4)) // one each: how they alternate is not always the same
	var lost, busy int
	quiet := false
	b.Fault = func(string, bool) bool {
		mu.Lock()
		defer mu.Unlock()
		if hit := !quiet && chance.IntN(5) == 0; hit {
			lost++
			return true
		}
		return false
	}
	b.Refuse = func(string, string) int {
		mu.Lock()
		defer mu.Unlock()
		if hit := !quiet && refuses.IntN(6) == 0; hit {
			busy++
			return http.StatusInternalServerError
		}
		return 0
	}
	clock := &shiftedClock{}
	c := startCentre(t, registry.Options{HandOn: handOn, Clock: clock})
	if postgresServer != "" { // another one on the same records
		startCentre(t, c.opts)
	}
	d := newDesk(t, c, "office-1", "station-1")
	const dossiers = 8
	for i := range dossiers {
		d.putWhole(port.PacketID{Dossier: fmt.Sprintf("d%d", i), Version: 1}, fmt.Sprintf("00119900000%d", i))
	}
	d.start()
	restarts := 0
	eventually(t, "all shipped", func() bool {
		if restarts < 5 {
			time.Sleep(30 * time.Millisecond)
			c.stop()
			restarts++
			clock.shift(time.Duration(restarts) * 10 * time.Minute) // what died with a claim waits for the end of its lease
			c.start()
		}
		shipped := 0
		for i := range dossiers {
			if slices.Contains(d.box.kinds(fmt.Sprintf("d%d", i)), port.ChangeShipped) {
				shipped++
			}
		}
		return shipped == dossiers
	})
	mu.Lock()
	quiet = true
	t.Logf("%d connections ended, %d refusals, %d restarts", lost, busy, restarts)
	if lost < 5 || busy < 2 {
		t.Errorf("too few faults: %d, %d", lost, busy)
	}
	mu.Unlock()
	created := b.Created()
	if len(created) != 3*dossiers {
		t.Errorf("%d things at the back end, want %d", len(created), 3*dossiers)
	}
	for id, n := range created {
		if n != 1 {
			t.Errorf("%s took effect %d times", id, n)
		}
	}
	if b.Calls("createEnrollment", http.StatusConflict)+b.Calls("createCredentialRequest", http.StatusConflict) == 0 {
		t.Error("no answer was lost after its effect: the test shows nothing")
	}
}

// What the back end refuses for good waits for people and holds up nothing else;
// somebody else's thing under our id is not taken for ours.
func TestHandOnStuck(t *testing.T) {
	b, handOn := nationalBackEnd(t)
	var mu sync.Mutex
	refusing := true
	b.Refuse = func(operation, id string) int {
		mu.Lock()
		defer mu.Unlock()
		if refusing && operation == "createEnrollment" && id == "d0" {
			return http.StatusBadRequest
		}
		return 0
	}
	var logged bytes.Buffer
	c := startCentre(t, registry.Options{HandOn: handOn, Log: safeLog(&mu, &logged)})
	d := newDesk(t, c, "office-1", "station-1")
	for i := range 2 {
		d.putWhole(port.PacketID{Dossier: fmt.Sprintf("d%d", i), Version: 1}, fmt.Sprintf("00119900000%d", i))
	}
	d.start()
	eventually(t, "the other one shipped", func() bool { return slices.Contains(d.box.kinds("d1"), port.ChangeShipped) })
	eventually(t, "stuck", func() bool {
		return c.count(`SELECT count(*) FROM hand_on WHERE id = 'enrollment/d0' AND state = 'stuck' AND code = 'createEnrollment-400'`) == 1
	})
	if b.Enrollment("d0") != nil || slices.Contains(d.box.kinds("d0"), port.ChangeProduced) {
		t.Error("went on without its enrollment")
	}
	mu.Lock()
	refusing = false
	if text := logged.String(); strings.Contains(text, "Vi Dư") || strings.Contains(text, "0011990") {
		t.Errorf("a person in the log: %s", text)
	}
	mu.Unlock()
	if err := c.HandOnAgain(t.Context(), "enrollment/d0"); err != nil {
		t.Fatal(err)
	}
	eventually(t, "went on", func() bool { return slices.Contains(d.box.kinds("d0"), port.ChangeShipped) })
}
