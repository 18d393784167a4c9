package biometric_test

import (
	"context"
	"errors"
	"net"
	"net/http"
	"net/http/httptest"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"math/rand/v2"
	"os"

	"carddesk/app/port"
	"carddesk/device/biometric"
	"carddesk/device/simulator/sbi"
	"carddesk/internal/racing"
)

func admin(t testing.TB, s *sbi.Service, verb, body string) {
	t.Helper()
	response, err := http.Post(s.URL()+"admin/"+verb, "application/json", strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	response.Body.Close()
	if response.StatusCode != http.StatusNoContent {
		t.Fatalf("admin %s: status %d", verb, response.StatusCode)
	}
}

// startService runs a service of its own on the first free port of the range.
func startService(t *testing.T, options sbi.Options) (s *sbi.Service, stop func()) {
	t.Helper()
	s, err := sbi.New(options)
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- s.Serve(ctx) }()
	stopped := false
	stop = func() {
		if stopped {
			return
		}
		stopped = true
		cancel()
		if err := <-done; err != nil {
			t.Errorf("service: %v", err)
		}
	}
	t.Cleanup(stop)
	return s, stop
}

// A service started after the desk, stopped, and come back on another port.
func TestServiceComesLateAndMoves(t *testing.T) {
	const first, last = 4571, 4590
	dir := t.TempDir()
	blocker, stopFirst := startService(t, sbi.Options{FirstPort: first, LastPort: last, Dir: dir})
	c := biometric.New(biometric.Options{
		FirstPort: first, LastPort: last, Environment: "Developer", Issuers: biometric.IssuersFile(dir + "/" + sbi.IssuerFile),
	})
	ctx, cancel := context.WithTimeout(t.Context(), 3*time.Minute)
	defer cancel()
	// until searches until so many devices are there.
	until := func(count int) []port.BiometricDevice {
		for {
			devices, _ := c.Discover(ctx)
			if len(devices) == count {
				return devices
			}
			if ctx.Err() != nil {
				t.Fatalf("%d devices, want %d", len(devices), count)
			}
		}
	}
	devices := until(3)
	old := devices[slices.IndexFunc(devices, func(d port.BiometricDevice) bool { return d.Modality == port.Finger })]
	stopFirst()
	until(0)
	moved, _ := startService(t, sbi.Options{Still: true, FirstPort: blocker.Port() + 1, LastPort: last, Dir: dir})
	if back := until(3); !back[0].Trusted || !strings.HasPrefix(back[0].Endpoint, moved.URL()) {
		t.Fatalf("after the service came back: %+v", back)
	}
	// The desk still holds the old address.
	if _, err := c.Capture(ctx, thumbs(old)); err != nil {
		t.Errorf("capture at the old address: %v", err)
	}
}

func TestTwoServices(t *testing.T) {
	const first, last = 4551, 4570
	one, _ := startService(t, sbi.Options{FirstPort: first, LastPort: last})
	two, _ := startService(t, sbi.Options{FirstPort: first, LastPort: last})
	pool := one.Issuers()
	c := biometric.New(biometric.Options{FirstPort: first, LastPort: last, Environment: "Developer", Issuers: biometric.IssuersPool(pool)})
	devices, failures := c.Discover(t.Context())
	if len(devices) != 6 {
		t.Fatalf("%d devices of two services", len(devices))
	}
	for _, d := range devices {
		if d.Trusted != (d.Endpoint == one.URL()) {
			t.Errorf("%s at %s: trusted %t", d.ID, d.Endpoint, d.Trusted)
		}
	}
	if failures[two.URL()] == nil || failures[one.URL()] != nil {
		t.Errorf("failures: %v", failures)
	}
}

// Two trusted devices of each kind: both are listed, each takes pictures under its
// own name in one chain, and when one is gone the other is not taken for it.
func TestTwoDevicesOfAKind(t *testing.T) {
	const first, last = 4591, 4600
	dir := t.TempDir() // of one issuer
	one, stopOne := startService(t, sbi.Options{FirstPort: first, LastPort: last, Dir: dir, Still: true})
	startService(t, sbi.Options{FirstPort: first, LastPort: last, Dir: dir, Still: true, Second: true})
	c := biometric.New(biometric.Options{FirstPort: first, LastPort: last, Environment: "Developer", Issuers: biometric.IssuersPool(one.Issuers())})
	devices, failures := c.Discover(t.Context())
	if len(devices) != 6 || len(failures) != 0 {
		t.Fatalf("%d devices of two services, failures %v", len(devices), failures)
	}
	var eyes []port.BiometricDevice
	for i, d := range devices {
		if !d.Trusted || i%2 == 1 && (d.Modality != devices[i-1].Modality || d.Serial <= devices[i-1].Serial) {
			t.Errorf("%d: %+v", i, d)
		}
		if d.Modality == port.Iris {
			eyes = append(eyes, d)
		}
	}
	request := port.CaptureRequest{Part: port.LeftIris, Expected: []port.Position{port.LeftEye}, Timeout: time.Minute}
	for _, d := range append(eyes, eyes...) {
		request.Device = d
		result, err := c.Capture(t.Context(), request)
		if err != nil || result.Items[0].Device.Serial != d.Serial {
			t.Fatalf("%s: %v", d.Serial, err)
		}
		request.PreviousHash = result.LastHash
	}
	stopOne()
	request.Device = eyes[0]
	_, err := c.Capture(t.Context(), request)
	var fault *port.DeviceError
	if !errors.As(err, &fault) || fault.Fault != port.FaultUnreachable {
		t.Errorf("with the first device gone: %v", err)
	}
}

// Services that hang or answer with something else must neither delay nor hide
// the good one.
func TestHangingServiceIsLeftOut(t *testing.T) {
	s := service(t)
	setFault(t, s, port.Face, sbi.InfoHangs, -1)
	c := client(s, func(o *biometric.Options) { o.QueryTimeout = 60 * time.Millisecond })
	start := time.Now()
	devices, failures := c.Discover(t.Context())
	if len(devices) != 0 || failures[s.URL()] == nil {
		t.Errorf("%d devices, failures %v", len(devices), failures)
	}
	if took := time.Since(start); took > 20*time.Second {
		t.Errorf("discovery took %v", took)
	}
}

func TestForeignServicesOnThePort(t *testing.T) {
	tests := map[string]http.HandlerFunc{
		"web server": func(w http.ResponseWriter, _ *http.Request) { http.NotFound(w, nil) },
		"redirects": func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Location", "http://192.0.2.1/")
			w.WriteHeader(302)
		},
		"empty list": func(w http.ResponseWriter, _ *http.Request) { w.Write([]byte(`[]`)) },
		"other JSON": func(w http.ResponseWriter, _ *http.Request) { w.Write([]byte(`{"a":1}`)) },
		"null items": func(w http.ResponseWriter, _ *http.Request) { w.Write([]byte(`[null,{"deviceInfo":null}]`)) },
		"many devices": func(w http.ResponseWriter, _ *http.Request) {
			w.Write([]byte(`[` + strings.Repeat(`{},`, 1000) + `{}]`))
		},
		"callback away": func(w http.ResponseWriter, _ *http.Request) { w.Write([]byte(awayInfo)) },
	}
	for name, handler := range tests {
		t.Run(name, func(t *testing.T) {
			server := httptest.NewServer(handler)
			defer server.Close()
			number := server.Listener.Addr().(*net.TCPAddr).Port
			c := biometric.New(biometric.Options{FirstPort: number, LastPort: number})
			devices, failures := c.Discover(t.Context())
			if len(devices) != 0 {
				t.Errorf("devices %+v", devices)
			}
			if name != "empty list" && len(failures) == 0 {
				t.Error("no failure reported")
			}
		})
	}
}

// An unsigned device info that sends the desk to another computer.
const awayInfo = `[{"deviceInfo":"eyJkZXZpY2VJZCI6IngiLCJjYWxsYmFja0lkIjoiaHR0cDovLzE5Mi4wLjIuMTo0NTAxLyIsImRpZ2l0YWxJZCI6ImV5SjBlWEJsSWpvaVJtRmpaU0o5In0","error":{"errorCode":"100"}}]`

// Many captures with random faults leave nothing behind.
func TestManyFaultsLeaveNothing(t *testing.T) {
	s := service(t)
	c := client(s, func(o *biometric.Options) { o.CaptureGrace, o.BusyWait = 50*time.Millisecond, time.Nanosecond })
	device := deviceOf(t, c, port.Iris)
	request := port.CaptureRequest{
		Device: device, Part: port.LeftIris, Expected: []port.Position{port.LeftEye}, Timeout: 10 * time.Millisecond,
	}
	captures := 1000
	if testing.Short() || racing.Enabled {
		captures = 100
	}
	faults, codes := sbi.CaptureFaults(), sbi.ErrorCodes()
	for _, fault := range faults { // what is made once is made here
		setFault(t, s, port.Iris, fault, 1)
		c.Capture(t.Context(), request)
		s.Reset()
	}
	r := rand.New(rand.NewPCG(1, 2))
	goroutines, files := runtime.NumGoroutine(), openFiles()
	before := liveHeap()
	for n := range captures {
		fault := faults[r.IntN(len(faults))]
		if r.IntN(5) == 0 {
			fault = sbi.CodeFault(codes[r.IntN(len(codes))])
		}
		setFault(t, s, port.Iris, fault, 1)
		if _, err := c.Capture(t.Context(), request); err == nil && fault != sbi.ThreeOfFour {
			t.Fatalf("capture %d with fault %s succeeded", n, fault)
		}
		s.Reset()
	}
	// What closes a connection or a file may do so after a collection, and only
	// the next one frees what it held.
	const megabyte = 1 << 20
	var grown int64
	settled := func() bool {
		grown = liveHeap() - before
		return runtime.NumGoroutine() <= goroutines+2 && openFiles() <= files+2 && grown < megabyte
	}
	for deadline := time.Now().Add(time.Minute); !settled() && time.Now().Before(deadline); {
		runtime.Gosched()
	}
	t.Logf("after %d captures: goroutines %d → %d, open files %d → %d, heap %+d kB",
		captures, goroutines, runtime.NumGoroutine(), files, openFiles(), grown/1000)
	if !settled() {
		t.Errorf("goroutines %d → %d, open files %d → %d, heap grew by %d bytes",
			goroutines, runtime.NumGoroutine(), files, openFiles(), grown)
	}
	request.Timeout = time.Minute
	if _, err := client(s).Capture(t.Context(), request); err != nil {
		t.Errorf("the capture after all: %v", err)
	}
}

// liveHeap returns the bytes in use. Pools give back what they hold only after
// a second collection.
func liveHeap() int64 {
	runtime.GC()
	runtime.GC()
	var stats runtime.MemStats
	runtime.ReadMemStats(&stats)
	return int64(stats.HeapAlloc)
}

// openFiles counts the open descriptors, 0 where that cannot be told.
func openFiles() int {
	entries, err := os.ReadDir("/proc/self/fd")
	if err != nil {
		return 0
	}
	return len(entries)
}
