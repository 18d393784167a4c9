//go:build !release

package main

import (
	"context"
	"encoding/json"
	"log/slog"
	"slices"
	"testing"
	"time"

	"carddesk/app/desk"
	"carddesk/app/dossier"
	"carddesk/app/port"
	"carddesk/app/store"
	"carddesk/device/card/proof"
	"carddesk/device/simulator/issuer"
	"carddesk/sync/registry"
	"carddesk/ui/firststart"
)

// trustingDesk is an enrolled station's desk put together as the program does,
// except that it believes training issuers.
func trustingDesk(t *testing.T, data string) *parts {
	t.Helper()
	around, err := enrolled(settings{data: data})
	must(t, err)
	around.trust = proof.NewStore(false)
	around.retry = 100 * time.Millisecond
	p, err := assemble(context.Background(), data, around, slog.New(slog.DiscardHandler))
	must(t, err)
	return p
}

// publishTrust lets the centre say whom desks believe.
func publishTrust(t *testing.T, r *registry.Registry, serial int64, d proof.Document) {
	t.Helper()
	d.Format, d.Issued = 1, time.Now()
	body, err := json.Marshal(d)
	must(t, err)
	envelope, err := r.SignDocument(port.DocumentTrust, "", "", serial, body)
	must(t, err)
	_, err = r.PublishDocument(t.Context(), envelope)
	must(t, err)
}

// until takes what comes over the line until the desk is as wanted.
func (p *parts) until(t *testing.T, what string, good func() bool) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	defer cancel()
	for {
		_, err := p.desk.ApplyInbox(ctx)
		must(t, err)
		if good() {
			return
		}
		select {
		case <-ctx.Done():
			t.Fatalf("never %s: %+v", what, p.desk.Issuers.Show())
		case <-p.received:
		case <-p.config:
		}
	}
}

// believes tells how many issuers a desk believes, and whether it knows of
// revocations. Both training issuers have one name, and so one list.
func (p *parts) believes() (issuers int, revocations bool) {
	for _, issuer := range p.desk.Issuers.Show() {
		issuers, revocations = issuers+1, revocations || issuer.Revoked > 0
	}
	return issuers, revocations
}

// TestTrustOverTheLine: whom a desk believes comes from the centre over the line,
// holds at once, is replaced by the centre's next word and outlives the program.
func TestTrustOverTheLine(t *testing.T) {
	ctx := t.Context()
	r, folder := centreForTest(t)
	code, err := r.NewEnrolmentCode(ctx)
	must(t, err)
	data := t.TempDir()
	must(t, (&enroller{data: data, params: testCost}).setUp(ctx, firststart.Answers{
		Folder: folder, Code: code, Password: folderPassword,
		Office:        desk.Office{ID: "HN01", Code: "HN01", Station: 1, Name: "Công an phường Thử"},
		Administrator: dossier.User{ID: "quantri", Role: dossier.RoleAdministrator, Name: "Phạm Quản"},
	}))
	now := time.Now()
	first, err := issuer.New(nil, now)
	must(t, err)
	second, err := issuer.New(nil, now)
	must(t, err)
	list, err := first.MasterList(now, second.Certificate())
	must(t, err)
	revoked, err := second.Revoke(now)
	must(t, err)

	p := trustingDesk(t, data)
	_, err = p.desk.LogIn(ctx, "quantri", folderPassword)
	must(t, err)
	if n, _ := p.believes(); n != 0 {
		t.Fatalf("%d issuers believed before the centre's word", n)
	}
	publishTrust(t, r, 1, proof.Document{Issuers: [][]byte{first.Certificate()}})
	p.until(t, "the first issuer", func() bool { n, _ := p.believes(); return n == 1 })
	publishTrust(t, r, 2, proof.Document{
		Issuers: [][]byte{first.Certificate()}, MasterLists: [][]byte{list}, Revocations: [][]byte{revoked},
	})
	p.until(t, "both issuers", func() bool { n, lists := p.believes(); return n == 2 && lists })
	// What cannot be used is said to be so, and changes nothing.
	publishTrust(t, r, 3, proof.Document{Issuers: [][]byte{{0x30, 0x00}}})
	p.until(t, "the third document", func() bool {
		standing, err := p.desk.ConfigurationStanding(ctx)
		must(t, err)
		return slices.ContainsFunc(standing, func(d desk.DocumentStanding) bool {
			return d.Kind == port.DocumentTrust && d.Serial == 3 && d.State == store.DocumentUnusable
		})
	})
	must(t, p.close())

	// Believed again after a restart, before anybody has logged in.
	p = trustingDesk(t, data)
	if n, lists := p.believes(); n != 2 || !lists {
		t.Errorf("%d issuers after the restart, revocations known: %v", n, lists)
	}
	must(t, p.close())
}
