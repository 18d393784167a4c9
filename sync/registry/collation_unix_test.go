//go:build !windows

package registry_test

import (
	"database/sql"
	"fmt"
	"net/url"
	"slices"
	"testing"

	"carddesk/app/port"
	"carddesk/sync/registry"
)

// A database that orders texts as Vietnamese does finds dossiers by the beginning
// of their reference as every other does.
func TestFindInVietnameseOrder(t *testing.T) {
	if testing.Short() {
		t.Skip("starts a database server")
	}
	server := postgresServer
	if server == "" {
		server = startPostgres(t, "off")
	}
	db, err := sql.Open("pgx", server)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if _, err := db.Exec(`CREATE DATABASE carddesk_vi TEMPLATE template0 LOCALE_PROVIDER icu ICU_LOCALE 'vi' LOCALE 'C'`); err != nil {
		t.Skipf("the server has no order of Vietnamese: %v", err)
	}
	u, err := url.Parse(server)
	if err != nil {
		t.Fatal(err)
	}
	u.Path = "/carddesk_vi"
	c := startCentre(t, registry.Options{Manual: true, Database: u.String()})
	defer c.stop()
	d := newDesk(t, c, "office-1", "station-1")
	ids := []string{"Abcd-1", "abcd", "abcd-1", "abcd.2", "abcdz", "abcdZZ", "abce", "abc-d1", "abcczzzz"}
	for i, id := range ids {
		d.put(port.PacketID{Dossier: id, Version: 1}, citizen(fmt.Sprintf("00119900000%d", i), ""), 10)
	}
	d.start()
	eventually(t, "received", func() bool { return c.count(`SELECT count(*) FROM dossier`) == len(ids) })
	found, err := c.FindDossiers(t.Context(), "abcd", 100)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, one := range found {
		got = append(got, one.ID)
	}
	slices.Sort(got)
	if want := []string{"abcd", "abcd-1", "abcd.2", "abcdZZ", "abcdz"}; !slices.Equal(got, want) {
		t.Errorf("found %v, want %v", got, want)
	}
	if few, err := c.FindDossiers(t.Context(), "abc", 100); err != nil || len(few) != 0 {
		t.Errorf("three characters find %d: %v", len(few), err)
	}
}
