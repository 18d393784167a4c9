package client_test

import (
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"carddesk/app/port"
	"carddesk/sync/client"
	"carddesk/sync/protocol"
)

// connectProxy is a proxy of an office: it opens tunnels (CONNECT) and sees
// nothing of what goes through them.
type connectProxy struct {
	status  int // 200: opens
	tunnels atomic.Int64
	open    sync.WaitGroup
}

func (p *connectProxy) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	// The server's end waits for this, until the connection is taken from it.
	p.open.Add(1)
	defer p.open.Done()
	if r.Method != http.MethodConnect || p.status != http.StatusOK {
		http.Error(w, "<html>Please sign in</html>", p.status)
		return
	}
	there, err := net.Dial("tcp", r.Host)
	if err != nil {
		http.Error(w, "", http.StatusBadGateway)
		return
	}
	here, _, err := w.(http.Hijacker).Hijack()
	if err != nil {
		_ = there.Close()
		return
	}
	p.tunnels.Add(1)
	_, _ = io.WriteString(here, "HTTP/1.1 200 OK\r\n\r\n")
	for _, way := range [][2]net.Conn{{here, there}, {there, here}} {
		p.open.Go(func() {
			_, _ = io.Copy(way[0], way[1])
			_, _ = way[0].Close(), way[1].Close()
		})
	}
}

// A packet goes through an office's proxy; one that wants a password, cannot reach
// the registry, or is not there is told apart from a registry that is away.
func TestProxies(t *testing.T) {
	for name, tc := range map[string]struct {
		status int
		gone   bool
		code   string // "": it goes through
	}{
		"opens":            {status: http.StatusOK},
		"wants a password": {status: http.StatusProxyAuthRequired, code: protocol.CodeProxy},
		"forbids":          {status: http.StatusForbidden, code: protocol.CodeProxy},
		"cannot reach":     {status: http.StatusBadGateway, code: protocol.CodeProxy},
		"sign-in page":     {status: http.StatusFound, code: protocol.CodeProxy},
		"is not there":     {status: http.StatusOK, gone: true, code: protocol.CodeProxy},
	} {
		t.Run(name, func(t *testing.T) {
			s := newStation(t)
			content := []byte(strings.Repeat("carddesk", 20_000))
			k := &taker{size: int64(len(content))}
			server := s.serve(k.serve(t))
			proxy := &connectProxy{status: tc.status}
			through := httptest.NewServer(proxy)
			t.Cleanup(func() {
				server.CloseClientConnections()
				through.Close()
				proxy.open.Wait()
			})
			address, err := url.Parse(through.URL)
			if err != nil {
				t.Fatal(err)
			}
			if tc.gone {
				through.Close()
			}
			s.box.put(content)
			c := s.run(server.URL, caOf(server), func(o *client.Options) {
				o.Proxy = http.ProxyURL(address)
				o.Stall, o.PollWait = 10*time.Second, 2*time.Second
			})
			if tc.code == "" {
				eventually(t, "stored", k.stored.Load)
				if proxy.tunnels.Load() == 0 {
					t.Error("the packet went past the proxy")
				}
				return
			}
			eventually(t, tc.code, func() bool { return c.Status().Failure == tc.code })
			if state := c.Status().State; state != port.SyncUnreachable {
				t.Errorf("state %s", state)
			}
			if k.stored.Load() {
				t.Error("the packet went past the proxy")
			}
		})
	}
}
