package registry_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"log/slog"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"carddesk/app/port"
	"carddesk/sync/protocol"
	"carddesk/sync/registry"
	"carddesk/sync/registry/admin"
)

// heard is an observer that keeps all it is told.
type heard struct {
	mu   sync.Mutex
	text strings.Builder
	n    map[string]int
}

func (h *heard) say(kind string, values ...any) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.n == nil {
		h.n = map[string]int{}
	}
	line := kind + " " + fmt.Sprintln(values...)
	h.text.WriteString(line)
	h.n[strings.TrimSpace(line)]++
}

func (h *heard) Request(route string, status int, code string, in int64, took time.Duration) {
	h.say("request", route, status, code)
	if in < 0 || took < 0 {
		h.say("impossible", in, took)
	}
}
func (h *heard) Packet(code string, _ int64)                  { h.say("packet", code) }
func (h *heard) Durable(what string, _ time.Duration)         { h.say("durable", what) }
func (h *heard) Decided(outcome registry.Outcome, why string) { h.say("decided", outcome, why) }

func (h *heard) count(line string) int {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.n[line]
}

func (h *heard) all() string {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.text.String()
}

// A whole day with people whose every word is a marker, with all that goes wrong on
// a day: nothing of them is in what the registry logs, counts or answers to a fault.
func TestNobodyInLogsAndFigures(t *testing.T) {
	var mu sync.Mutex
	var logged bytes.Buffer
	log := slog.New(slog.NewJSONHandler(lockedWriter{&mu, &logged}, &slog.HandlerOptions{Level: slog.LevelDebug, AddSource: true}))
	b, handOn := nationalBackEnd(t)
	b.Refuse = func(operation, id string) int { // its answers quote people
		if operation == "createEnrollment" && id == "d5" {
			return http.StatusBadRequest
		}
		return 0
	}
	seen := &heard{}
	c := startCentre(t, registry.Options{Log: log, Observer: seen, HandOn: handOn, Personaliser: &factory{}})
	p := servePage(t, c, nil, admin.Options{Log: log})
	d := newDesk(t, c, "office-1", "station-1")
	other := newDesk(t, c, "office-2", "station-2")

	markers := []string{"Mác-Kơ", "079199000001", "199000001", "1984-02-29", "Ngõ Dấu Hiệu", "ghi chú dấu hiệu"}
	identity := func(number, note string) []byte {
		content := citizen(number, note)
		for from, to := range map[string]string{"Vi Dư": "Mác-Kơ", "1999-01-15": "1984-02-29", "Tổ 1": "Ngõ Dấu Hiệu"} {
			content = bytes.ReplaceAll(content, []byte(from), []byte(to))
		}
		return content
	}
	id := func(n int) port.PacketID { return port.PacketID{Dossier: fmt.Sprintf("d%d", n), Version: 1} }
	d.put(id(1), identity("079199000001", "ghi chú dấu hiệu"), 1000)
	d.put(id(2), identity("079199000002", registry.NoteReject), 10)
	d.put(id(3), identity("079199000003", registry.NoteRecapture), 10)
	d.put(id(4), identity("không phải số 079199000001", ""), 10)
	d.put(id(5), identity("079199000005", ""), 10)
	d.putParts(id(6), map[string][]byte{"identity.json": append(identity("079199000006", ""), "} Mác-Kơ"...), "portrait.jpg": jpeg})
	d.start()
	eventually(t, "the first shipped", func() bool { return slices.Contains(d.box.kinds("d1"), port.ChangeShipped) })
	other.put(port.PacketID{Dossier: "d7", Version: 1}, identity("079199000001", ""), 10) // open elsewhere
	other.start()
	eventually(t, "all ended", func() bool { return d.box.quiet() && other.box.quiet() })
	eventually(t, "stuck at the back end", func() bool { return c.count(`SELECT count(*) FROM hand_on WHERE state = 'stuck'`) == 1 })

	payload, err := json.Marshal(map[string]string{"note": "ghi chú dấu hiệu", "name": "Mác-Kơ"})
	if err != nil {
		t.Fatal(err)
	}
	card := d.box.change("d1", port.ChangeShipped).Card
	d.log(port.Event{Type: "hand-over-card", Dossier: "d1", Card: card, Payload: payload})
	d.log(port.Event{Type: "report-card-fault", Dossier: "d1", Card: card, Payload: payload})
	eventually(t, "events taken", d.box.quiet)
	for path, body := range map[string]string{
		protocol.PathLookups:                  `{"personalNumber":"079199000001"}`,
		protocol.PathLists:                    `{"kind":"hamlet","code":"Mác-Kơ"}`,
		protocol.PathEnrolments:               `{"code":"Mác-Kơ","office":"o","station":"079199000001"}`,
		protocol.PathUploads + "079199000001": ``,
	} {
		d.raw("POST", path, nil, []byte(body), d.own())
	}
	d.raw("GET", protocol.PathChanges+"?after=Mác-Kơ", nil, nil, d.own())
	d.raw("GET", "/v1/079199000001", nil, nil, d.own())
	if err := c.SendPreregistration(t.Context(), "office-1", "DVC-1", json.RawMessage(`{"name":"Mác-Kơ"}`)); err != nil {
		t.Fatal(err)
	}
	binh := p.browser()
	binh.login("binh", pagePassword)
	if _, body, _ := binh.ask("GET", "/decisions/d1", nil); !strings.Contains(body, "Mác-Kơ") {
		t.Error("who decides does not see whom")
	}
	binh.ask("GET", "/dossiers?q=079199000001", nil)
	binh.ask("POST", "/decisions/d1", nil)

	if n := seen.count("packet"); n != 6 { // "" is acknowledged
		t.Errorf("%d packets acknowledged", n)
	}
	for _, line := range []string{
		"packet " + protocol.CodeContent, "decided accepted", "decided rejected identity-doubtful", "decided recapture portrait-quality",
		"durable packet", "durable record", "request POST /v1/lookups 200", "request POST /v1/lists 400 bad-request", "request none 404 not-found",
	} {
		if seen.count(line) == 0 {
			t.Errorf("nothing was told of %q", line)
		}
	}
	mu.Lock()
	defer mu.Unlock()
	if logged.Len() == 0 {
		t.Error("nothing was logged: the test shows nothing")
	}
	for _, marker := range markers {
		quoted, _ := json.Marshal(marker)
		for what, text := range map[string]string{"log": logged.String(), "figures": seen.all()} {
			if at := strings.Index(text, strings.Trim(string(quoted), `"`)); at >= 0 {
				t.Errorf("%q in the %s: …%s…", marker, what, text[max(0, at-200):min(len(text), at+100)])
			}
		}
	}
	if registry.Fsyncs() == 0 {
		t.Error("no fsync was counted")
	}
}
