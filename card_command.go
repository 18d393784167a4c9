package main

import (
	"bufio"
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"time"

	"carddesk/app/person"
	"carddesk/app/port"
	"carddesk/device/card"
	"carddesk/device/card/judge"
	"carddesk/device/card/proof"
	"carddesk/ui/words"
)

func init() {
	commands["card"] = command{help: "đọc chip: card read [-json] [-can SỐ] [-trust TỆP]; xem tệp tin cậy: card trust TỆP…", run: runCard}
}

// errNotProved ends the command with a failure when the chip proves too little.
var errNotProved = errors.New("chip không chứng minh được dữ liệu của mình")

// runCard is the command "card" with its verbs "read" and "trust".
func runCard(ctx context.Context, args []string) error {
	switch {
	case len(args) > 1 && args[0] == "trust":
		return showTrust(os.Stdout, args[1:], time.Now())
	case len(args) == 0 || args[0] != "read":
		return errors.New("dùng: carddesk card read [-h], hoặc carddesk card trust TỆP…")
	}
	return cardReader{
		backend: func() card.Backend { return card.NewPCSC() }, in: os.Stdin, out: os.Stdout, notes: os.Stderr, now: time.Now,
	}.run(ctx, args[1:])
}

// cardReader reads one chip for the command line.
type cardReader struct {
	backend func() card.Backend
	in      io.Reader
	out     io.Writer // the result alone
	notes   io.Writer // what a person is told meanwhile
	now     func() time.Time
}

// cardFlags are the flags of "card read". Number and keys stand on the card, so
// they may be flags; typed in they do not stay in the shell's history.
type cardFlags struct {
	json                         bool
	reader, save                 string
	can, document, birth, expiry string
	trust                        []string
	wait                         time.Duration
}

func parseCardFlags(args []string, notes io.Writer) (cardFlags, error) {
	var f cardFlags
	flags := flag.NewFlagSet("card read", flag.ContinueOnError)
	flags.SetOutput(notes)
	flags.BoolVar(&f.json, "json", false, "in kết quả dạng JSON")
	flags.StringVar(&f.reader, "reader", "", "tên đầu đọc; mặc định là đầu đọc đang có thẻ")
	flags.StringVar(&f.can, "can", "", "số CAN: sáu số cuối của số định danh")
	flags.StringVar(&f.document, "document", "", "số thẻ trong dòng MRZ, 9 chữ số")
	flags.StringVar(&f.birth, "birth", "", "ngày sinh trong dòng MRZ, năm tháng ngày viết liền: 900701")
	flags.StringVar(&f.expiry, "expiry", "", "ngày hết hạn trong dòng MRZ, như trên; bỏ trống nếu thẻ không thời hạn")
	flags.Func("trust", "tệp chứng thư phát hành, master list hoặc danh sách thu hồi (dùng được nhiều lần, theo thứ tự)",
		func(file string) error { f.trust = append(f.trust, file); return nil })
	flags.StringVar(&f.save, "save", "", "lưu các tệp của chip vào thư mục này, không mã hóa; mặc định không lưu gì")
	flags.DurationVar(&f.wait, "wait", 30*time.Second, "đợi thẻ bao lâu")
	if err := flags.Parse(args); err != nil {
		return f, err
	}
	if flags.NArg() > 0 {
		return f, fmt.Errorf("không hiểu %q", flags.Arg(0))
	}
	return f, nil
}

func (c cardReader) run(ctx context.Context, args []string) error {
	f, err := parseCardFlags(args, c.notes)
	if errors.Is(err, flag.ErrHelp) {
		return nil
	}
	if err != nil {
		return err
	}
	trust, err := readTrust(f.trust, c.now())
	if err != nil {
		return err
	}
	keys, err := c.keys(f)
	if err != nil {
		return err
	}
	backend := c.backend()
	reader, err := c.await(ctx, backend, f)
	if err != nil {
		return err
	}
	service := card.NewService(backend, card.Config{Judge: judge.Judge{Store: trust}, Now: c.now})
	reading, err := service.ReadCard(ctx, reader, keys, c.progress)
	if err != nil {
		return err
	}
	fmt.Fprintln(c.notes)
	if f.json {
		err = writeReadingJSON(c.out, reading)
	} else {
		err = writeReadingText(c.out, reading)
	}
	if err == nil && f.save != "" {
		err = c.saveFiles(f.save, reading)
	}
	if err == nil && !reading.Passed() {
		err = errNotProved
	}
	return err
}

func (c cardReader) progress(p port.CardProgress) {
	if p.Portrait == nil && p.Total > 0 {
		fmt.Fprintf(c.notes, "\rĐang đọc %-13s %6d/%d byte", p.File, p.Done, p.Total)
	}
}

// keys takes what opens the chip from the flags, or asks for it.
func (c cardReader) keys(f cardFlags) (port.CardKeys, error) {
	keys := port.CardKeys{CAN: f.can, DocumentNumber: f.document, Birth: f.birth}
	switch {
	case f.expiry != "":
		keys.Expiries = []string{f.expiry}
	case f.document != "":
		keys.Expiries = []string{"991231", "000000"}
	}
	if f.can != "" || f.document != "" && f.birth != "" {
		return keys, nil
	}
	fmt.Fprint(c.notes, "Số CAN, số định danh, mã QR hoặc dòng MRZ của thẻ: ")
	line, err := bufio.NewReader(io.LimitReader(c.in, 8<<10)).ReadString('\n')
	if err != nil && !errors.Is(err, io.EOF) {
		return keys, fmt.Errorf("đọc khóa của chip: %w", err)
	}
	return keysOf(strings.TrimSpace(line))
}

// keysOf understands whatever of a card opens its chip.
func keysOf(text string) (port.CardKeys, error) {
	if len(text) == 6 && strings.Trim(text, "0123456789") == "" {
		return port.CardKeys{CAN: text}, nil
	}
	if number, err := person.ParsePersonalNumber(text); err == nil {
		return port.CardKeys{CAN: number.CAN()}, nil
	}
	if qr, err := person.ParseCardQR(text); err == nil {
		return port.CardKeys{CAN: qr.Number.CAN()}, nil
	}
	if zone, err := person.ParseTD1(text); err == nil {
		return port.CardKeys{
			CAN: zone.Number.CAN(), DocumentNumber: zone.DocumentNumber, Birth: zone.BirthText, Expiries: []string{zone.ExpiryText},
		}, nil
	}
	return port.CardKeys{}, errors.New("không mở được chip: cần số CAN, số định danh, mã QR hoặc ba dòng MRZ của thẻ")
}

// await waits for a card on the named reader, or on any.
func (c cardReader) await(ctx context.Context, backend card.Backend, f cardFlags) (string, error) {
	ctx, cancel := context.WithTimeout(ctx, f.wait)
	defer cancel()
	asked, seen := false, false
	for readers := range backend.Watch(ctx) {
		for _, reader := range readers {
			if f.reader != "" && reader.Name != f.reader {
				continue
			}
			seen = true
			if reader.CardPresent {
				return reader.Name, nil
			}
		}
		if !asked {
			asked = true
			fmt.Fprintln(c.notes, "Đặt thẻ lên đầu đọc…")
		}
	}
	if !seen {
		return "", &port.CardError{Fault: port.CardNoReader, Err: errors.New("không thấy đầu đọc")}
	}
	return "", &port.CardError{Fault: port.CardAbsent, Err: errors.New("không có thẻ")}
}

// saveFiles writes the files of the chip as they were read. Nothing is written
// over.
func (c cardReader) saveFiles(dir string, reading port.CardReading) error {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return fmt.Errorf("lưu tệp của chip: %w", err)
	}
	for name, content := range reading.Files {
		file, err := os.OpenFile(filepath.Join(dir, string(name)), os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
		if err != nil {
			return fmt.Errorf("lưu tệp của chip: %w", err)
		}
		_, err = file.Write(content)
		if err := errors.Join(err, file.Close()); err != nil {
			return fmt.Errorf("lưu tệp của chip: %w", err)
		}
	}
	fmt.Fprintf(c.notes, "Đã lưu %d tệp, không mã hóa: dữ liệu cá nhân, xóa khi dùng xong.\n", len(reading.Files))
	return nil
}

// maxTrustFile bounds a file of issuers; the master list of ICAO has some 1 MB.
const maxTrustFile = 16 << 20

// readTrust believes what the files hold: certificates as PEM or DER, a master
// list whose signer is believed by then, a revocation list.
func readTrust(files []string, at time.Time) (*proof.Store, error) {
	store := proof.NewStore(releaseBuild)
	for _, name := range files {
		info, err := os.Stat(name)
		if err != nil {
			return nil, fmt.Errorf("đọc tệp tin cậy: %w", err)
		}
		if info.Size() > maxTrustFile {
			return nil, fmt.Errorf("tệp tin cậy quá lớn: %d byte", info.Size())
		}
		content, err := os.ReadFile(name)
		if err != nil {
			return nil, fmt.Errorf("đọc tệp tin cậy: %w", err)
		}
		if err := believe(store, content, at); err != nil {
			return nil, fmt.Errorf("tệp tin cậy %s: %w", filepath.Base(name), err)
		}
	}
	return store, nil
}

func believe(store *proof.Store, content []byte, at time.Time) error {
	added, err := store.Add(content, at)
	if err == nil && added.Issuers+added.Revocations == 0 {
		err = errors.New("không có chứng thư nào dùng được")
	}
	return err
}

// showTrust lists what the files bring: the issuers with their validity, and the
// revocations.
func showTrust(out io.Writer, files []string, now time.Time) error {
	store, err := readTrust(files, now)
	if err != nil {
		return err
	}
	for _, issuer := range store.Show() {
		fmt.Fprintf(out, "%s\n  khóa %s, mã %s\n  dùng từ %s đến %s\n", issuer.Name, issuer.Key, issuer.KeyID,
			words.Day(issuer.NotBefore), words.Day(issuer.NotAfter))
		if !issuer.RevokedAsOf.IsZero() {
			fmt.Fprintf(out, "  đã thu hồi %d chứng thư, danh sách ngày %s\n", issuer.Revoked, words.Day(issuer.RevokedAsOf))
		}
	}
	return nil
}
