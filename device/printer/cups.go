package printer

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"strconv"
	"strings"
	"time"

	"carddesk/app/port"
)

const (
	answerLimit   = 1 << 20          // bytes of one answer
	answerTimeout = 15 * time.Second // of one exchange, also of a whole document
	maxPDF        = 64 << 20
	maxCopies     = 20
)

// States of a printer and of a job (RFC 8011, 5.4.11 and 5.3.7).
const (
	printerStopped = 5
	jobHeld        = 4
	jobStopped     = 6
	jobCanceled    = 7
	jobAborted     = 8
	jobCompleted   = 9
)

// Server says where CUPS listens: the path of its local socket, or a loopback
// address with port.
type Server string

// Where CUPS listens by default.
const (
	DefaultSocket   Server = "/run/cups/cups.sock"
	DefaultLoopback Server = "127.0.0.1:631"
)

// ErrRemoteServer is returned for a print service that is not on this PC.
var ErrRemoteServer = errors.New("print service is not on this computer")

var _ port.Printer = (*CUPS)(nil)

// CUPS is the print service of Linux. Its methods may be called from any
// goroutine.
type CUPS struct {
	client *http.Client
	user   string
}

// NewCUPS returns the print service that listens at server, for jobs of the
// given account name. Nothing is asked of it before the first call.
func NewCUPS(server Server, user string) (*CUPS, error) {
	network := "unix"
	if !strings.HasPrefix(string(server), "/") {
		network = "tcp"
		address, err := netip.ParseAddrPort(strings.Replace(string(server), "localhost:", "127.0.0.1:", 1))
		if err != nil || !address.Addr().IsLoopback() {
			return nil, fmt.Errorf("%w: %q", ErrRemoteServer, server)
		}
		server = Server(address.String())
	}
	dialer := &net.Dialer{Timeout: 3 * time.Second}
	transport := &http.Transport{
		DialContext: func(ctx context.Context, _, _ string) (net.Conn, error) {
			return dialer.DialContext(ctx, network, string(server))
		},
		DisableKeepAlives:      true,
		DisableCompression:     true,
		MaxResponseHeaderBytes: 64 << 10,
	}
	client := &http.Client{
		Transport:     transport,
		Timeout:       answerTimeout,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
	return &CUPS{client: client, user: user}, nil
}

// Printers implements port.Printer.
func (c *CUPS) Printers(ctx context.Context) ([]port.PrinterInfo, error) {
	answer, err := c.exchange(ctx, "/", request(opGetPrinters, c.asUser(),
		keywords("requested-attributes", "printer-name", "printer-state", "printer-state-message", "printer-is-accepting-jobs")), nil)
	if err != nil {
		return nil, fmt.Errorf("listing printers: %w", err)
	}
	if answer.code == statusNotFound { // CUPS says so when there is none
		return nil, nil
	}
	if err := refusal(answer); err != nil {
		return nil, fmt.Errorf("listing printers: %w", err)
	}
	standard, err := c.standard(ctx)
	if err != nil {
		return nil, fmt.Errorf("listing printers: %w", err)
	}
	var printers []port.PrinterInfo
	for _, g := range answer.groups {
		name := g.text("printer-name")
		if g.tag != groupPrinter || name == "" {
			continue
		}
		state, _ := g.integer("printer-state")
		printers = append(printers, port.PrinterInfo{
			Name: name, Default: name == standard, Paused: state == printerStopped, State: stateWord(state, g)})
	}
	return printers, nil
}

// standard returns the name of the default queue, "" when there is none.
func (c *CUPS) standard(ctx context.Context) (string, error) {
	answer, err := c.exchange(ctx, "/", request(opGetDefault, c.asUser(), keywords("requested-attributes", "printer-name")), nil)
	if err != nil || answer.code > statusLastSuccess {
		return "", err // no default is not an error
	}
	g, _ := answer.first(groupPrinter)
	return g.text("printer-name"), nil
}

// Print implements port.Printer. A paused printer is refused here: the service
// would take the job and print it much later, when nobody waits for it.
func (c *CUPS) Print(ctx context.Context, job port.PrintJob) (string, error) {
	if !bytes.HasPrefix(job.PDF, []byte("%PDF-")) || len(job.PDF) > maxPDF || job.Copies < 0 || job.Copies > maxCopies ||
		job.First < 0 || job.Last < job.First || (job.First == 0) != (job.Last == 0) {
		return "", fmt.Errorf("printing: not a PDF that can be sent: %w", port.ErrPrinterRefused)
	}
	name, err := c.ready(ctx, job.Printer)
	if err != nil {
		return "", fmt.Errorf("printing: %w", err)
	}
	m := request(opPrintJob, text(tagURI, "printer-uri", printerURI(name)), c.asUser(),
		text(tagName, "job-name", title(job.Title)), text(tagMIME, "document-format", "application/pdf"))
	details := []attribute{integer("copies", max(job.Copies, 1))}
	if job.First > 0 {
		details = append(details, pageRange("page-ranges", job.First, job.Last))
	}
	m.groups = append(m.groups, group{groupJob, details})
	answer, err := c.exchange(ctx, printerPath(name), m, job.PDF)
	if err == nil {
		err = refusal(answer)
	}
	if err != nil {
		return "", fmt.Errorf("printing: %w", err)
	}
	g, _ := answer.first(groupJob)
	id, ok := g.integer("job-id")
	if !ok || id <= 0 {
		return "", fmt.Errorf("printing: no job number: %w", port.ErrPrintService)
	}
	return strconv.Itoa(id), nil
}

// ready returns the name of the wanted or the default queue if it takes jobs.
func (c *CUPS) ready(ctx context.Context, name string) (string, error) {
	if name == "" {
		standard, err := c.standard(ctx)
		if err != nil {
			return "", err
		}
		if name = standard; name == "" {
			return "", port.ErrNoPrinter
		}
	}
	answer, err := c.exchange(ctx, printerPath(name), request(opGetPrinterAttributes,
		text(tagURI, "printer-uri", printerURI(name)), c.asUser(),
		keywords("requested-attributes", "printer-state", "printer-is-accepting-jobs")), nil)
	if err != nil {
		return "", err
	}
	if answer.code == statusNotFound {
		return "", port.ErrNoPrinter
	}
	if err := refusal(answer); err != nil {
		return "", err
	}
	g, _ := answer.first(groupPrinter)
	if state, _ := g.integer("printer-state"); state == printerStopped {
		return "", port.ErrPrinterPaused
	}
	if accepts, ok := g.boolean("printer-is-accepting-jobs"); ok && !accepts {
		return "", port.ErrPrinterRefused
	}
	return name, nil
}

// Done implements port.Printer. A job that the service gave up is
// port.ErrPrinterRefused, one that waits for a stopped printer
// port.ErrPrinterPaused.
func (c *CUPS) Done(ctx context.Context, jobID string) (bool, error) {
	id, err := strconv.ParseUint(jobID, 10, 31)
	if err != nil || id == 0 {
		return false, fmt.Errorf("print job %.20q: %w", jobID, port.ErrUnknownPrintJob)
	}
	uri := "ipp://localhost/jobs/" + strconv.FormatUint(id, 10)
	answer, err := c.exchange(ctx, "/jobs", request(opGetJobAttributes,
		text(tagURI, "job-uri", uri), c.asUser(), keywords("requested-attributes", "job-state")), nil)
	if err == nil && answer.code == statusNotFound {
		err = port.ErrUnknownPrintJob
	} else if err == nil {
		err = refusal(answer)
	}
	if err != nil {
		return false, fmt.Errorf("print job %d: %w", id, err)
	}
	g, _ := answer.first(groupJob)
	state, ok := g.integer("job-state")
	switch {
	case !ok:
		err = port.ErrPrintService
	case state == jobAborted || state == jobCanceled:
		err = port.ErrPrinterRefused
	case state == jobStopped || state == jobHeld:
		err = port.ErrPrinterPaused
	}
	if err != nil {
		return false, fmt.Errorf("print job %d in state %d: %w", id, state, err)
	}
	return state == jobCompleted, nil
}

// exchange sends a message and a document and reads the answer. It fails with
// port.ErrPrintService when the service is absent or does not speak IPP.
func (c *CUPS) exchange(ctx context.Context, path string, m message, document []byte) (message, error) {
	head, err := m.encode()
	if err != nil {
		return message{}, err
	}
	body := io.MultiReader(bytes.NewReader(head), bytes.NewReader(document))
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, "http://localhost"+path, body)
	if err != nil {
		return message{}, fmt.Errorf("%w: %w", port.ErrPrintService, err)
	}
	r.ContentLength = int64(len(head) + len(document))
	r.Header.Set("Content-Type", "application/ipp")
	answer, err := c.client.Do(r)
	if err != nil {
		if ctx.Err() != nil {
			return message{}, ctx.Err()
		}
		return message{}, fmt.Errorf("%w: %w", port.ErrPrintService, err)
	}
	defer answer.Body.Close()
	switch answer.StatusCode {
	case http.StatusOK:
	case http.StatusUnauthorized, http.StatusForbidden, http.StatusUpgradeRequired:
		return message{}, fmt.Errorf("HTTP status %d: %w", answer.StatusCode, port.ErrPrinterRefused)
	default:
		return message{}, fmt.Errorf("HTTP status %d: %w", answer.StatusCode, port.ErrPrintService)
	}
	data, err := io.ReadAll(io.LimitReader(answer.Body, answerLimit))
	if err != nil {
		return message{}, fmt.Errorf("%w: %w", port.ErrPrintService, err)
	}
	got, err := decode(data)
	if err != nil {
		return message{}, fmt.Errorf("%w: %w", port.ErrPrintService, err)
	}
	return got, nil
}

func (c *CUPS) asUser() attribute { return text(tagName, "requesting-user-name", c.user) }

// refusal is the error of an answer that is not a success.
func refusal(answer message) error {
	switch {
	case answer.code <= statusLastSuccess:
		return nil
	case answer.code == statusNotFound:
		return port.ErrNoPrinter
	case answer.code == statusNotAcceptingJob:
		return port.ErrPrinterPaused
	}
	return fmt.Errorf("IPP status %#04x: %w", answer.code, port.ErrPrinterRefused)
}

// stateWord is the service's message, or its state in a word.
func stateWord(state int, g group) string {
	if m := g.text("printer-state-message"); m != "" {
		return m
	}
	switch state {
	case 3:
		return "idle"
	case 4:
		return "processing"
	case printerStopped:
		return "stopped"
	}
	return "unknown"
}

func printerPath(name string) string { return "/printers/" + url.PathEscape(name) }

func printerURI(name string) string { return "ipp://localhost" + printerPath(name) }

// title keeps a job's name short: the format ends it at 255 bytes.
func title(s string) string {
	s = strings.ToValidUTF8(s, "")
	for len(s) > 255 {
		runes := []rune(s)
		s = string(runes[:len(runes)-1])
	}
	return s
}
