package objects_test

import (
	"bytes"
	"crypto/rand"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"carddesk/sync/registry/objects"
	"carddesk/sync/registry/objects/objectstest"
)

func open(t *testing.T, s *objectstest.Server, change func(*objects.Options)) (*objects.Shelf, error) {
	t.Helper()
	o := objects.Options{URL: s.URL() + "/registry", CA: s.CA(), AccessKey: objectstest.AccessKey, SecretKey: objectstest.SecretKey, PartSize: 5 << 20}
	if change != nil {
		change(&o)
	}
	return objects.Open(t.Context(), o)
}

func file(t *testing.T, size int) (string, []byte) {
	t.Helper()
	content := make([]byte, size)
	_, _ = rand.Read(content)
	name := filepath.Join(t.TempDir(), "packet.part")
	if err := os.WriteFile(name, content, 0o600); err != nil {
		t.Fatal(err)
	}
	return name, content
}

func TestShelf(t *testing.T) {
	s := objectstest.New(t)
	shelf, err := open(t, s, nil)
	if err != nil {
		t.Fatal(err)
	}
	for name, size := range map[string]int{"blobs/aa/empty.age": 0, "blobs/aa/small.age": 1000, "blobs/ab/parts.age": 11<<20 + 5} {
		from, content := file(t, size)
		for range 2 { // again after a crash
			if err := shelf.Keep(t.Context(), from, name); err != nil {
				t.Fatalf("%s: %v", name, err)
			}
		}
		if _, err := os.Stat(from); err != nil {
			t.Error("the file is gone before its row is written")
		}
		in, err := shelf.Open(t.Context(), name)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		got, err := io.ReadAll(in)
		if err != nil || !bytes.Equal(got, content) || !bytes.Equal(s.Objects()["registry/"+name], content) {
			t.Errorf("%s: other bytes came back: %v", name, err)
		}
		if err := in.Close(); err != nil {
			t.Error(err)
		}
	}
	if s.Calls("UploadPart") != 6 || s.Calls("CompleteMultipartUpload") != 2 {
		t.Errorf("%d parts, %d put together", s.Calls("UploadPart"), s.Calls("CompleteMultipartUpload"))
	}
	if moved, err := shelf.Moved(t.Context(), "blobs/aa/small.age"); moved || err != nil {
		t.Error("the file of a packet in the bucket was taken for moved")
	}
	var names []string
	each := func(before time.Time) {
		t.Helper()
		names = nil
		if err := shelf.Each(t.Context(), "aa", before, func(name string) error { names = append(names, name); return nil }); err != nil {
			t.Fatal(err)
		}
		slices.Sort(names)
	}
	if each(time.Now().Add(time.Hour)); !slices.Equal(names, []string{"blobs/aa/empty.age", "blobs/aa/small.age"}) {
		t.Errorf("listed %v", names)
	}
	if each(time.Now().Add(-time.Hour)); len(names) != 0 {
		t.Errorf("young ones listed: %v", names)
	}
	for range 2 {
		if err := shelf.Remove(t.Context(), "blobs/aa/small.age"); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := shelf.Open(t.Context(), "blobs/aa/small.age"); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("a packet that is not there: %v", err)
	}
}

func TestShelfRefuses(t *testing.T) {
	s := objectstest.New(t)
	for what, change := range map[string]func(*objects.Options){
		"a wrong secret":     func(o *objects.Options) { o.SecretKey = "other" },
		"another authority":  func(o *objects.Options) { o.CA = nil },
		"no bucket":          func(o *objects.Options) { o.URL = "https://127.0.0.1:1" },
		"an open connection": func(o *objects.Options) { o.URL = "http://s3.example/packets" },
		"a name in the URL":  func(o *objects.Options) { o.URL = "https://a:b@127.0.0.1:1/packets" },
	} {
		if _, err := open(t, s, func(o *objects.Options) { o.Tries = 1; change(o) }); err == nil {
			t.Errorf("%s: opened", what)
		}
	}
}

// What the store does not acknowledge is not kept, and parts that a crash left are
// removed when they are old.
func TestShelfNotAcknowledged(t *testing.T) {
	s := objectstest.New(t)
	fault, age := "", time.Duration(0)
	s.Fault = func(op string, after bool) bool { return op == fault && after }
	s.Age = func() time.Duration { return age }
	shelf, err := open(t, s, func(o *objects.Options) { o.Tries = 1 })
	if err != nil {
		t.Fatal(err)
	}
	from, _ := file(t, 6<<20)
	for _, fault = range []string{"CreateMultipartUpload", "UploadPart", "CompleteMultipartUpload"} {
		if err := shelf.Keep(t.Context(), from, "blobs/aa/x.age"); err == nil {
			t.Errorf("%s without an answer was taken for success", fault)
		}
	}
	small, _ := file(t, 10)
	fault = "PutObject"
	if err := shelf.Keep(t.Context(), small, "blobs/aa/y.age"); err == nil {
		t.Error("a put without an answer was taken for success")
	}
	fault = ""
	if err := shelf.Keep(t.Context(), small, "blobs/aa/y.age"); err != nil {
		t.Errorf("again: %v", err)
	}
	if s.Parts() == 0 {
		t.Fatal("no parts were left: the test shows nothing")
	}
	if err := shelf.Each(t.Context(), "aa", time.Now(), func(string) error { return nil }); err != nil || s.Parts() == 0 {
		t.Errorf("young parts were removed: %v", err)
	}
	young := s.Parts()
	age, fault = 72*time.Hour, "UploadPart"
	if err := shelf.Keep(t.Context(), from, "blobs/aa/x.age"); err == nil {
		t.Error("a part without an answer was taken for success")
	}
	if err := shelf.Each(t.Context(), "aa", time.Now(), func(string) error { return nil }); err != nil || s.Parts() > young {
		t.Errorf("%d parts after tidying, %d young ones: %v", s.Parts(), young, err)
	}
}
