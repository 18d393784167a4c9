package registry_test

import (
	"bytes"
	"context"
	"crypto/tls"
	"crypto/x509"
	"io"
	"net"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"carddesk/app/port"
	"carddesk/sync/registry"
	"carddesk/sync/registry/admin"
)

const pagePassword = "một mật khẩu dài đủ"

// page is the registry's page, served over real HTTPS.
type page struct {
	t   testing.TB
	c   *centre
	url string
}

func servePage(t testing.TB, c *centre, clients *x509.CertPool, opts admin.Options) *page {
	t.Helper()
	registry.CheapPasswords()
	for name, role := range map[string]string{"an": registry.RoleAdministrator, "binh": registry.RoleDecider} {
		if err := c.SetAdministrator(t.Context(), name, role, pagePassword); err != nil {
			t.Fatal(err)
		}
	}
	config := c.AdminTLS(clients)
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	opts.Registry = c.Registry
	served := make(chan error, 1)
	go func() { served <- admin.New(opts).Serve(ctx, l, config) }()
	t.Cleanup(func() {
		cancel()
		if err := <-served; err != nil {
			t.Error(err)
		}
	})
	return &page{t: t, c: c, url: "https://" + l.Addr().String()}
}

// browser is one with its own cookies.
type browser struct {
	*http.Client
	page   *page
	header http.Header
}

func (p *page) browser(certificates ...tls.Certificate) *browser {
	p.t.Helper()
	roots := x509.NewCertPool()
	roots.AppendCertsFromPEM([]byte(p.c.File("").CA))
	jar, err := cookiejar.New(nil)
	if err != nil {
		p.t.Fatal(err)
	}
	transport := &http.Transport{TLSClientConfig: &tls.Config{RootCAs: roots, MinVersion: tls.VersionTLS13, Certificates: certificates}}
	p.t.Cleanup(transport.CloseIdleConnections)
	return &browser{page: p, header: http.Header{}, Client: &http.Client{Transport: transport, Jar: jar, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}}
}

// ask sends a request and returns status, body and header.
func (b *browser) ask(method, path string, form url.Values) (int, string, http.Header) {
	b.page.t.Helper()
	req, err := http.NewRequest(method, b.page.url+path, strings.NewReader(form.Encode()))
	if err != nil {
		b.page.t.Fatal(err)
	}
	req.Header = b.header.Clone()
	if method == http.MethodPost {
		req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	answer, err := b.Do(req)
	if err != nil {
		b.page.t.Fatal(err)
	}
	defer answer.Body.Close()
	content, err := io.ReadAll(answer.Body)
	if err != nil {
		b.page.t.Fatal(err)
	}
	if csp := answer.Header.Get("Content-Security-Policy"); !strings.Contains(csp, "default-src 'none'") || strings.Contains(string(content), "<script") || strings.Contains(string(content), "style=") {
		b.page.t.Errorf("%s %s: a page that needs more than its policy allows", method, path)
	}
	return answer.StatusCode, string(content), answer.Header
}

func (b *browser) login(name, password string) int {
	b.page.t.Helper()
	status, _, _ := b.ask("POST", "/login", url.Values{"name": {name}, "password": {password}})
	return status
}

var csrfField = regexp.MustCompile(`name="csrf" value="([^"]+)"`)

// post sends a form with the token of the page that it stands on.
func (b *browser) post(on, path string, form url.Values) (int, string) {
	b.page.t.Helper()
	_, body, _ := b.ask("GET", on, nil)
	found := csrfField.FindStringSubmatch(body)
	if found == nil {
		b.page.t.Fatalf("no form on %s", on)
	}
	form.Set("csrf", found[1])
	status, body, _ := b.ask("POST", path, form)
	return status, body
}

// Passwords: a wrong one tells nothing, some lock the name, and a session ends by
// itself.
func TestPageLogin(t *testing.T) {
	clock := &shiftedClock{}
	p := servePage(t, startCentre(t, registry.Options{Clock: clock}), nil, admin.Options{})
	b := p.browser()
	if status, _, header := b.ask("GET", "/", nil); status != http.StatusSeeOther || header.Get("Location") != "/login" {
		t.Errorf("let in without a session: %d", status)
	}
	if status := b.login("nobody", pagePassword); status != http.StatusForbidden {
		t.Errorf("unknown name: %d", status)
	}
	for range 5 {
		if status := b.login("an", "wrong"); status != http.StatusForbidden {
			t.Errorf("wrong password: %d", status)
		}
	}
	if status := b.login("an", pagePassword); status != http.StatusForbidden {
		t.Errorf("a locked name was let in: %d", status)
	}
	clock.shift(time.Minute)
	if status := b.login("an", pagePassword); status != http.StatusSeeOther {
		t.Fatalf("after the lock: %d", status)
	}
	if status, body, _ := b.ask("GET", "/", nil); status != http.StatusOK || !strings.Contains(body, "Hồ sơ chờ quyết định") {
		t.Errorf("overview: %d", status)
	}
	u, _ := url.Parse(p.url)
	if cookies := b.Jar.Cookies(u); len(cookies) != 1 || !strings.HasPrefix(cookies[0].Name, "__Host-") {
		t.Errorf("cookies %v", cookies)
	}
	clock.shift(20 * time.Minute)
	if status, _, _ := b.ask("GET", "/", nil); status != http.StatusSeeOther {
		t.Errorf("an idle session lives: %d", status)
	}
	b.login("an", pagePassword)
	if status, _ := b.post("/", "/logout", url.Values{}); status != http.StatusSeeOther {
		t.Errorf("logout: %d", status)
	}
	if status, _, _ := b.ask("GET", "/", nil); status != http.StatusSeeOther || p.c.count(`SELECT count(*) FROM admin_session WHERE name = 'an' AND seen > '2020'`) > 1 {
		t.Errorf("the session lives after logout: %d", status)
	}
	for _, bad := range []struct{ name, role, password string }{{"an", "king", pagePassword}, {"../an", registry.RoleDecider, pagePassword}, {"an", registry.RoleDecider, "short"}} {
		if p.c.SetAdministrator(t.Context(), bad.name, bad.role, bad.password) == nil {
			t.Errorf("set %+v", bad)
		}
	}
}

// Each role does its own and nothing of the other's; a form counts only from its
// own page.
func TestPageRolesAndForms(t *testing.T) {
	p := servePage(t, startCentre(t, registry.Options{}), nil, admin.Options{})
	an, binh := p.browser(), p.browser()
	an.login("an", pagePassword)
	binh.login("binh", pagePassword)
	for _, path := range []string{"/", "/stations", "/cards", "/dossiers?q=abcd", "/backend", "/refusals", "/log", "/decisions"} {
		for name, b := range map[string]*browser{"an": an, "binh": binh} {
			want := http.StatusOK
			if name == "an" && path == "/decisions" || name == "binh" && path == "/log" {
				want = http.StatusForbidden
			}
			if status, _, _ := b.ask("GET", path, nil); status != want {
				t.Errorf("%s at %s: %d", name, path, status)
			}
		}
	}
	if status, _ := binh.post("/", "/stations/code", url.Values{}); status != http.StatusForbidden {
		t.Errorf("a decider made a code: %d", status)
	}
	_, body, _ := binh.ask("GET", "/", nil)
	other := csrfField.FindStringSubmatch(body)[1]
	for what, form := range map[string]url.Values{"no token": {}, "another's token": {"csrf": {other}}} {
		if status, _, _ := an.ask("POST", "/stations/code", form); status != http.StatusForbidden {
			t.Errorf("%s: %d", what, status)
		}
	}
	an.header.Set("Sec-Fetch-Site", "cross-site")
	if status, _ := an.post("/stations", "/stations/code", url.Values{}); status != http.StatusForbidden {
		t.Errorf("a form of another site: %d", status)
	}
	if n := p.c.count(`SELECT count(*) FROM enrolment_code`); n != 0 {
		t.Errorf("%d codes were made", n)
	}
	for _, path := range []string{"/nowhere", "/stations/none/revoke", "/dossiers/none", "/boxes/none", "/../etc/passwd", "/pages/frame.html"} {
		if status, _, _ := an.ask("GET", path, nil); status != http.StatusNotFound && status != http.StatusMovedPermanently && status != http.StatusTemporaryRedirect {
			t.Errorf("%s: %d", path, status)
		}
	}
	if status, _, _ := an.ask("GET", "/metrics", nil); status != http.StatusUnauthorized {
		t.Error("metrics without a token")
	}
}

// A station's whole life at the page: a code enrols it, "stolen" shuts it out.
func TestPageStations(t *testing.T) {
	p := servePage(t, startCentre(t, registry.Options{}), nil, admin.Options{})
	an := p.browser()
	an.login("an", pagePassword)
	status, body := an.post("/stations", "/stations/code", url.Values{})
	code := regexp.MustCompile(`<code class="big">([A-Z2-7]+)</code>`).FindStringSubmatch(body)
	if status != http.StatusOK || code == nil {
		t.Fatalf("no code: %d", status)
	}
	d := enrolWith(t, p.c.File(p.c.url()), code[1], "office-1", "station-1")
	if _, body, _ := an.ask("GET", "/stations?office=office-1", nil); !strings.Contains(body, "station-1") || !strings.Contains(body, "hoạt động") {
		t.Error("the station is not in the list")
	}
	if status, _ := an.post("/stations/station-1/revoke", "/stations/station-1/revoke", url.Values{}); status != http.StatusOK || p.c.count(`SELECT count(*) FROM station WHERE state = 'active'`) != 1 {
		t.Errorf("shut out without a reason: %d", status)
	}
	if status, _ := an.post("/stations/station-1/revoke", "/stations/station-1/revoke", url.Values{"reason": {"stolen"}}); status != http.StatusSeeOther {
		t.Errorf("revoke: %d", status)
	}
	if status, code, _ := d.raw("GET", "/v1/changes?after=0", nil, nil, d.own()); status != http.StatusForbidden || code != "station-revoked" {
		t.Errorf("the stolen station was heard: %d %s", status, code)
	}
	if _, body, _ := an.ask("GET", "/refusals", nil); !strings.Contains(body, "station-revoked") || !strings.Contains(body, "station-1") {
		t.Error("what the stolen station tried is not shown")
	}
	if _, body, _ := an.ask("GET", "/log", nil); !strings.Contains(body, "ngừng máy trạm: mất") || !strings.Contains(body, "station-1") {
		t.Error("the deed was not kept")
	}
}

// People decide; only who decides sees a person, and only on that page.
func TestPageDecisions(t *testing.T) {
	var mu sync.Mutex
	var logged bytes.Buffer
	c := startCentre(t, registry.Options{Manual: true, Log: safeLog(&mu, &logged)})
	p := servePage(t, c, nil, admin.Options{Log: safeLog(&mu, &logged)})
	d := newDesk(t, c, "office-1", "station-1")
	markup := bytes.Replace(citizen("079199000001", ""), []byte("Tổ 1"), []byte("<script>alert(1)</script>"), 1)
	d.put(port.PacketID{Dossier: "dossier-1", Version: 1}, markup, 100)
	d.put(port.PacketID{Dossier: "dossier-2", Version: 1}, citizen("079199000002", ""), 100)
	d.start()
	eventually(t, "received", func() bool { return c.count(`SELECT count(*) FROM dossier WHERE state = 'received'`) == 2 })
	an, binh := p.browser(), p.browser()
	an.login("an", pagePassword)
	binh.login("binh", pagePassword)
	_, body, _ := binh.ask("GET", "/decisions/dossier-1", nil)
	if !strings.Contains(body, "Nguyễn Thị Vi Dư") || !strings.Contains(body, "&lt;script&gt;alert(1)") {
		t.Error("who decides does not see whom, or sees markup")
	}
	if status, picture, header := binh.ask("GET", "/decisions/dossier-1/portrait", nil); status != http.StatusOK || header.Get("Content-Type") != "image/jpeg" || picture != string(jpeg) {
		t.Errorf("portrait: %d", status)
	}
	for what, form := range map[string]url.Values{
		"a rejection without a reason": {"outcome": {"reject"}, "version": {"1"}, "section": {"identity"}},
		"an invented outcome":          {"outcome": {"burn"}, "version": {"1"}},
		"no version":                   {"outcome": {"accept"}},
	} {
		if status, _ := binh.post("/decisions/dossier-1", "/decisions/dossier-1", form); status != http.StatusBadRequest {
			t.Errorf("%s: %d", what, status)
		}
	}
	accept := url.Values{"outcome": {"accept"}, "version": {"1"}}
	if status, _ := an.post("/", "/decisions/dossier-1", accept); status != http.StatusForbidden {
		t.Errorf("an administrator decided: %d", status)
	}
	if status, _ := binh.post("/decisions/dossier-1", "/decisions/dossier-1", accept); status != http.StatusSeeOther {
		t.Errorf("accept: %d", status)
	}
	if status, _ := binh.post("/decisions/dossier-2", "/decisions/dossier-2", url.Values{"outcome": {"reject"}, "version": {"1"}, "section": {"portrait"}, "reason": {"portrait-quality"}, "note": {"Ảnh mờ."}}); status != http.StatusSeeOther {
		t.Errorf("reject: %d", status)
	}
	eventually(t, "both told", func() bool {
		return slices.Contains(d.box.kinds("dossier-1"), port.ChangeShipped) && slices.Contains(d.box.kinds("dossier-2"), port.ChangeRejected)
	})
	if told := d.box.change("dossier-2", port.ChangeRejected); told.Section != "portrait" || told.Note != "Ảnh mờ." {
		t.Errorf("told %+v", told)
	}
	if status, _ := binh.post("/", "/decisions/dossier-1", accept); status != http.StatusConflict {
		t.Errorf("decided twice: %d", status)
	}
	var box string
	if err := c.Database().QueryRow(`SELECT id FROM box`).Scan(&box); err != nil {
		t.Fatal(err)
	}
	if _, body, _ := an.ask("GET", "/dossiers?q=dossier-", nil); !strings.Contains(body, "dossier-1") || !strings.Contains(body, "dossier-2") {
		t.Error("the dossiers are not found by their reference")
	}
	for _, path := range []string{"/", "/stations", "/cards", "/boxes/" + box, "/dossiers?q=dossier", "/dossiers/dossier-1", "/backend", "/decisions", "/log"} {
		for _, b := range []*browser{an, binh} {
			_, body, _ := b.ask("GET", path, nil)
			for _, marker := range []string{"Vi Dư", "079199000001", "199000001", "1999-01-15", "15/01/1999", "Phường"} {
				if strings.Contains(body, marker) {
					t.Errorf("%s shows %q", path, marker)
				}
			}
		}
	}
	if _, body, _ := an.ask("GET", "/log", nil); strings.Count(body, "xem nhân thân") < 2 || !strings.Contains(body, "binh") {
		t.Error("looks at a person are not kept")
	}
	mu.Lock()
	defer mu.Unlock()
	if text := logged.String(); strings.Contains(text, "Vi Dư") || strings.Contains(text, "07919900000") {
		t.Errorf("a person in the log: %s", text)
	}
}

// With an authority for browsers, one without its certificate is not even heard.
func TestPageClientCertificate(t *testing.T) {
	c := startCentre(t, registry.Options{})
	clients := x509.NewCertPool()
	clients.AppendCertsFromPEM([]byte(c.File("").CA))
	p := servePage(t, c, clients, admin.Options{})
	if answer, err := p.browser().Get(p.url + "/login"); err == nil {
		_ = answer.Body.Close()
		t.Error("a browser without a certificate was answered")
	}
	d := newDesk(t, c, "office-1", "station-1") // any certificate of that authority
	if status, _, _ := p.browser(*d.own()).ask("GET", "/login", nil); status != http.StatusOK {
		t.Errorf("a browser with a certificate: %d", status)
	}
}
