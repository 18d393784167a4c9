//go:build !windows

package registry_test

import (
	"database/sql"
	"fmt"
	"net"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"slices"
	"strconv"
	"syscall"
	"testing"
	"time"

	"carddesk/app/port"
	"carddesk/sync/registry"
)

// TestPostgres runs what matters for the store once more, on a PostgreSQL server
// that it starts itself. It is skipped where none is installed, but not in CI.
func TestPostgres(t *testing.T) {
	if testing.Short() {
		t.Skip("starts a database server")
	}
	if postgresServer == "" {
		postgresServer = startPostgres(t, "off")
		defer func() { postgresServer = "" }()
	}
	for name, test := range map[string]func(*testing.T){
		"whole way": TestWholeWay, "one open dossier": TestOneOpenDossierPerPerson, "recapture": TestRecaptureTakesANewVersion,
		"conflicts": TestConflicts, "refused": TestRefusedForGood, "restarts": TestRegistryRestarts,
		"rewritten log": TestRewrittenLog, "poisoned event": TestPoisonedEventBlocksNothing, "foreign card": TestForeignCard,
		"hostile station": TestHostileStation, "enrolment": TestEnrolmentCodes, "two registries": twoRegistries,
		"page": TestPageDecisions, "accounts of the page": TestPageLogin, "refusals": TestRefusedIsRecorded, "earlier keys": TestPacketsOfEarlierKeys,
		"moved desk": TestMovedDeskSendsWhatItHadSealed,
		"orphans":    TestOrphans, "handed on": TestHandedOn, "handed on once": TestHandedOnOnce,
		"documents": TestDocumentsReachTheirOffices, "portal and lists": TestPortalAccountsAndLists,
		"recall by state": TestRecallByState, "voided": TestVoidedCardIsMadeAgain, "recalled": TestRecalledCard, "recall handed on": TestRecallIsHandedOn,
		"torture": TestTorture, "model": TestModel, "at the same time": TestPacketsAtTheSameTime,
	} {
		t.Run(name, test)
	}
}

// twoRegistries share a database and a folder behind one name; a desk at each.
func twoRegistries(t *testing.T) {
	first := startCentre(t, registry.Options{Poll: 20 * time.Millisecond})
	second := startCentre(t, first.opts)
	desks := []*desk{newDesk(t, first, "office-1", "station-1"), newDesk(t, second, "office-1", "station-2")}
	const each = 5
	for i, d := range desks {
		for n := range each {
			number := fmt.Sprintf("0011900000%d%d", i, n)
			d.put(port.PacketID{Dossier: fmt.Sprintf("d%d-%d", i, n), Version: 1}, citizen(number, ""), 1000)
		}
		d.start()
	}
	for i, d := range desks {
		for n := range each {
			dossier := fmt.Sprintf("d%d-%d", i, n)
			for _, watching := range desks {
				eventually(t, dossier, func() bool { return slices.Contains(watching.box.kinds(dossier), port.ChangeShipped) })
			}
			if kinds := d.box.kinds(dossier); len(kinds) != 5 {
				t.Errorf("%s: %v", dossier, kinds)
			}
		}
	}
	if n := first.count(`SELECT count(*) FROM card`); n != 2*each {
		t.Errorf("%d cards", n)
	}
}

// startPostgres runs a server of its own in a temporary folder. What survives a
// power cut is not what tests look at, so they run it with fsync off.
func startPostgres(t testing.TB, fsync string) string {
	t.Helper()
	bin := postgresBin()
	if bin == "" {
		if os.Getenv("CI") == "true" {
			t.Fatal("PostgreSQL is not installed")
		}
		t.Skip("PostgreSQL is not installed")
	}
	dir, err := os.MkdirTemp("", "carddesk-postgres-")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(dir) })
	attr := asPostgres(t, dir)
	run := func(name string, args ...string) *exec.Cmd {
		cmd := exec.Command(filepath.Join(bin, name), args...)
		cmd.Dir, cmd.SysProcAttr = dir, attr
		return cmd
	}
	data := filepath.Join(dir, "data")
	if out, err := run("initdb", "-D", data, "-A", "trust", "-U", "carddesk", "-N").CombinedOutput(); err != nil {
		t.Fatalf("initdb: %v\n%s", err, out)
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	port := strconv.Itoa(l.Addr().(*net.TCPAddr).Port)
	if err := l.Close(); err != nil {
		t.Fatal(err)
	}
	server := run("postgres", "-D", data, "-k", dir, "-p", port, "-c", "listen_addresses=127.0.0.1", "-c", "fsync="+fsync, "-c", "max_connections=300")
	server.Stdout, server.Stderr = t.Output(), t.Output()
	if err := server.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = server.Process.Signal(syscall.SIGINT) // fast shutdown
		_ = server.Wait()
	})
	url := "postgres://carddesk@127.0.0.1:" + port + "/postgres"
	db, err := sql.Open("pgx", url)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	eventually(t, "PostgreSQL answers", func() bool { return db.PingContext(t.Context()) == nil })
	return url
}

// postgresBin returns the folder of PostgreSQL's programs, "" without them.
func postgresBin() string {
	if path, err := exec.LookPath("initdb"); err == nil {
		return filepath.Dir(path)
	}
	found, _ := filepath.Glob("/usr/lib/postgresql/*/bin/initdb")
	if len(found) == 0 {
		return ""
	}
	return filepath.Dir(slices.Max(found))
}

// asPostgres makes a process run as the user postgres when the tests run as
// root, as whom PostgreSQL refuses to run; dir is handed to that user.
func asPostgres(t testing.TB, dir string) *syscall.SysProcAttr {
	t.Helper()
	if os.Getuid() != 0 {
		return nil
	}
	account, err := user.Lookup("postgres")
	if err != nil {
		account, err = user.Lookup("nobody")
	}
	if err != nil && os.Getenv("CI") == "true" {
		t.Fatal("no user to run PostgreSQL as")
	}
	if err != nil {
		t.Skip("no user to run PostgreSQL as")
	}
	uid, err := strconv.Atoi(account.Uid)
	if err != nil {
		t.Fatal(err)
	}
	gid, err := strconv.Atoi(account.Gid)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.Chown(dir, uid, gid); err != nil {
		t.Fatal(err)
	}
	return &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}}
}

// benchPostgres returns a database on a server that keeps its promises.
func benchPostgres(b *testing.B) string {
	b.Helper()
	server := postgresServer
	if server == "" {
		server = startPostgres(b, "on")
	}
	return freshPostgres(b, server)
}
