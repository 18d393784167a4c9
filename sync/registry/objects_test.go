package registry_test

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"carddesk/app/port"
	"carddesk/sync/registry"
	"carddesk/sync/registry/objects"
	"carddesk/sync/registry/objects/objectstest"
)

func bucket(t *testing.T, s *objectstest.Server) *objects.Shelf {
	t.Helper()
	shelf, err := objects.Open(t.Context(), objects.Options{URL: s.URL(), CA: s.CA(), AccessKey: objectstest.AccessKey, SecretKey: objectstest.SecretKey, Tries: 1})
	if err != nil {
		t.Fatal(err)
	}
	return shelf
}

// Packets lie in an object store whose answers get lost, and the registry is
// started again and again: each is acknowledged once, and only when it is there.
func TestObjectStore(t *testing.T) {
	s := objectstest.New(t)
	var mu sync.Mutex
	puts, lost := 0, 0
	s.Fault = func(op string, after bool) bool {
		mu.Lock()
		defer mu.Unlock()
		if op != "PutObject" {
			return false
		}
		puts++
		if puts%3 == 0 { // now before the effect, now after it
			lost++
			return true
		}
		return false
	}
	c := startCentre(t, registry.Options{Shelf: bucket(t, s)})
	d := newDesk(t, c, "office-1", "station-1")
	const dossiers = 6
	for i := range dossiers {
		d.put(port.PacketID{Dossier: fmt.Sprintf("d%d", i), Version: 1}, citizen(fmt.Sprintf("00119900000%d", i), ""), 50_000)
	}
	d.start()
	restarts := 0
	eventually(t, "all shipped", func() bool {
		if restarts < 4 {
			time.Sleep(20 * time.Millisecond)
			c.stop()
			c.start()
			restarts++
		}
		for i := range dossiers {
			if !slices.Contains(d.box.kinds(fmt.Sprintf("d%d", i)), port.ChangeShipped) {
				return false
			}
		}
		return true
	})
	mu.Lock()
	if lost < 2 {
		t.Errorf("%d answers lost: the test shows nothing", lost)
	}
	mu.Unlock()
	there := s.Objects()
	for i := range dossiers {
		dossier := fmt.Sprintf("d%d", i)
		var blob string
		var size int
		if err := c.Database().QueryRow(`SELECT blob, size FROM packet WHERE dossier = $1`, dossier).Scan(&blob, &size); err != nil {
			t.Fatal(err)
		}
		if len(there[blob]) != size {
			t.Errorf("%s is acknowledged and not in the store", dossier)
		}
		if kinds := d.box.kinds(dossier); len(kinds) != 5 || kinds[0] != port.ChangeAcknowledged {
			t.Errorf("%s: %v", dossier, kinds)
		}
	}
	if n := c.count(`SELECT count(*) FROM card`); n != dossiers {
		t.Errorf("%d cards", n)
	}
	if left, _ := filepath.Glob(filepath.Join(c.opts.Dir, "uploads", "*")); len(left) != 0 {
		t.Errorf("left in the folder of uploads: %v", left)
	}
}

// An orphan, as a crash between the store's word and the commit leaves it, is
// removed within a month of growing old; packets and strange things stay. The same
// for a folder.
func TestOrphans(t *testing.T) {
	orphan := strings.Repeat("ab", 32)
	strange := "blobs/ab/not-of-ours.txt"
	t.Run("bucket", func(t *testing.T) {
		s := objectstest.New(t)
		s.Age = func() time.Duration { return 62 * 24 * time.Hour }
		shelf := bucket(t, s)
		file := filepath.Join(t.TempDir(), "x")
		if err := os.WriteFile(file, []byte("sealed"), 0o600); err != nil {
			t.Fatal(err)
		}
		for _, name := range []string{"blobs/ab/" + orphan + ".age", strange} {
			if err := shelf.Keep(t.Context(), file, name); err != nil {
				t.Fatal(err)
			}
		}
		sweepOrphans(t, registry.Options{Shelf: shelf}, func() int { return len(s.Objects()) })
		if s.Objects()[strange] == nil {
			t.Error("something that is not the registry's was removed")
		}
	})
	t.Run("folder", func(t *testing.T) {
		dir := t.TempDir()
		old := time.Now().Add(-62 * 24 * time.Hour)
		for _, name := range []string{"blobs/ab/" + orphan + ".age", strange} {
			path := filepath.Join(dir, name)
			if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(path, []byte("sealed"), 0o600); err != nil {
				t.Fatal(err)
			}
			if err := os.Chtimes(path, old, old); err != nil {
				t.Fatal(err)
			}
		}
		sweepOrphans(t, registry.Options{Dir: dir}, func() int {
			files, _ := filepath.Glob(filepath.Join(dir, "blobs", "*", "*"))
			return len(files)
		})
		if _, err := os.Stat(filepath.Join(dir, strange)); err != nil {
			t.Error("something that is not the registry's was removed")
		}
	})
}

// sweepOrphans lets a registry with one packet tidy day after day; things counts
// what lies on its shelf. A packet, an orphan and a strange thing become two.
func sweepOrphans(t *testing.T, opts registry.Options, things func() int) {
	t.Helper()
	clock := &shiftedClock{}
	opts.Clock = clock
	c := startCentre(t, opts)
	d := newDesk(t, c, "office-1", "station-1")
	d.put(port.PacketID{Dossier: "d1", Version: 1}, citizen("079199000001", ""), 10)
	_, stop := d.start()
	eventually(t, "shipped", func() bool { return slices.Contains(d.box.kinds("d1"), port.ChangeShipped) })
	stop()
	if n := things(); n != 3 {
		t.Fatalf("%d things on the shelf", n)
	}
	for day := range 26 { // all 256 folders, ten a day; the first look is a day ahead at most
		clock.shift(time.Duration(day) * 24 * time.Hour)
		c.stop()
		c.start()
		if err := c.TidyShelf(t.Context()); err != nil { // as the registry does by itself, waited for
			t.Fatal(err)
		}
	}
	if n := things(); n != 2 {
		t.Errorf("%d things on the shelf after a month", n)
	}
	var blob string
	if err := c.Database().QueryRow(`SELECT blob FROM packet`).Scan(&blob); err != nil {
		t.Fatal(err)
	}
	if err := c.DecideDossier(t.Context(), "d1", 1, registry.Decision{}); err == nil {
		t.Error("decided twice")
	}
	if person, err := c.ReadPerson(t.Context(), "d1"); err != nil || person.Name == "" {
		t.Errorf("the packet can no longer be read: %v", err)
	}
}
