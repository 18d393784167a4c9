package main

import (
	"context"
	"crypto/x509"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"time"

	"carddesk/app/dossier"
	"carddesk/app/port"
	"carddesk/app/store"
	"carddesk/app/vault"
	"carddesk/sync/packet"
	"carddesk/ui/words"
)

func init() {
	commands["doctor"] = command{help: "khám thư mục dữ liệu: doctor [-data THƯ MỤC] [-user TÊN] [-json] [-salvage THƯ MỤC MỚI]", run: func(ctx context.Context, args []string) error {
		return doctor{clock: port.SystemClock{}, in: os.Stdin, out: os.Stdout, notes: os.Stderr}.run(ctx, args)
	}}
}

// manyWaiting is how many items an outbox may hold before it is worth a word.
const manyWaiting = 1 << 16

// doctor examines a data folder. It changes nothing in it but what opening a
// desk does: an older data file is brought up to date, with a copy first, and a
// login is noted in the log.
type doctor struct {
	clock port.Clock
	in    io.Reader // the password
	out   io.Writer // the report alone
	notes io.Writer // what a person is told meanwhile
	// free replaces the question for free space in tests.
	free func(dir string) (uint64, error)
}

func (d doctor) run(ctx context.Context, args []string) error {
	flags := flag.NewFlagSet("doctor", flag.ContinueOnError)
	flags.SetOutput(d.notes)
	data := flags.String("data", filepath.Join(dataFolder(), "carddesk"), dataFlag)
	user := flags.String("user", "", "khám cả nội dung và nhật ký bằng tài khoản này; mật khẩu đọc từ đầu vào chuẩn")
	asJSON := flags.Bool("json", false, "in kết quả dạng JSON")
	salvage := flags.String("salvage", "", "cứu những gì còn đọc được sang thư mục mới này, rồi khám thư mục mới; thư mục cũ giữ nguyên")
	if err := flags.Parse(args); err != nil {
		if errors.Is(err, flag.ErrHelp) {
			return nil
		}
		return err
	}
	password := ""
	if *user != "" {
		var err error
		if password, err = readPassword(d.in, d.notes); err != nil {
			return err
		}
	}
	folder, saved := *data, []doctorCheck(nil)
	if *salvage != "" {
		var err error
		if saved, err = d.salvage(ctx, *data, *salvage); err != nil {
			return folderError(err)
		}
		folder = *salvage
	}
	report, err := d.examine(ctx, folder, *user, password)
	if err != nil {
		return folderError(err)
	}
	report.Checks = append(saved, report.Checks...)
	report.finish()
	if err := report.write(d.out, *asJSON); err != nil {
		return err
	}
	if !report.Healthy {
		return errSaid
	}
	return nil
}

// examine looks at everything. What cannot be looked at is a finding; an error
// is a folder that is in use, a wrong password, or an end from outside.
func (d doctor) examine(ctx context.Context, data, user, password string) (r doctorReport, err error) {
	defer r.finish()
	r.Hurt = []hurtDossier{}
	if _, err := os.Stat(filepath.Join(memoryFolder(data), "desk.db")); err != nil {
		r.add("folder", false, "Không có dữ liệu của bàn trong thư mục này")
		return r, nil
	}
	s, closeAll, err := openFolder(ctx, data, store.Options{Clock: d.clock, FreeSpace: d.free})
	if errors.Is(err, store.ErrInUse) || ctx.Err() != nil {
		return r, errors.Join(err, ctx.Err())
	}
	if err != nil {
		r.add("folder", false, "%s", openWords(err))
		return r, nil
	}
	defer func() { err = errors.Join(err, closeAll()) }()
	r.add("folder", true, "Thư mục dữ liệu mở được, chương trình phiên bản %s", version)
	if s.Empty() {
		r.add("station", false, "Thư mục chưa được cài đặt cho máy trạm nào")
		return r, nil
	}
	d.lookAtSpace(&r, s)
	d.lookAtKeys(&r, s)
	if err := d.lookAtOutbox(ctx, &r, s); err != nil {
		return r, err
	}
	if user != "" {
		_, err := s.Login(ctx, user, password)
		switch {
		case errors.Is(err, store.ErrDamaged):
			// What can be seen without a key is seen all the same.
			r.add("login", false, "Không đăng nhập được: phần khóa trong tệp dữ liệu hỏng")
		case err != nil:
			return r, err
		}
		defer s.Lock()
	}
	e, err := s.Examine(ctx)
	switch {
	case errors.Is(err, store.ErrDamaged):
		r.add("database", false, "Tệp dữ liệu hỏng đến mức không khám hết được")
	case err != nil:
		return r, err
	}
	r.addExamination(e)
	return r, nil
}

// openWords says why a data folder does not open.
func openWords(err error) string {
	switch {
	case errors.Is(err, vault.ErrMachine):
		return "Khóa của máy này bị mất hoặc là của bàn khác: cần khôi phục bằng khóa của trung ương"
	case errors.Is(err, store.ErrNewer):
		return "Dữ liệu do phiên bản mới hơn ghi; cài phiên bản đó, đừng mở bằng bản này"
	}
	return words.Of(err).What
}

func (d doctor) lookAtSpace(r *doctorReport, s *store.Store) {
	space, err := s.Space()
	if err != nil {
		r.add("space", false, "Không đọc được dung lượng trống của đĩa")
		return
	}
	free := fmt.Sprintf("Đĩa còn trống %d MB", space.Free>>20)
	switch {
	case space.Stop:
		free += ": không mở được hồ sơ mới"
	case space.Warn:
		free += ": sắp đầy"
	}
	r.add("space", !space.Stop, "%s", free)
}

// lookAtKeys looks at what sends and receives while the desk is locked.
func (d doctor) lookAtKeys(r *doctorReport, s *store.Store) {
	t := s.Transport()
	if _, err := packet.ParseRecipients(t.Registry.Recipients, false); err != nil {
		r.add("keys", false, "Khóa của trung ương thiếu hoặc không đọc được")
		return
	}
	if len(t.Certificates) == 0 {
		r.add("keys", false, "Máy trạm chưa có chứng thư truyền dữ liệu")
		return
	}
	leaf, err := x509.ParseCertificate(t.Certificates[0])
	if err != nil {
		r.add("keys", false, "Chứng thư truyền dữ liệu không đọc được")
		return
	}
	until := leaf.NotAfter.Format(time.DateOnly)
	if d.clock.Now().After(leaf.NotAfter) {
		r.add("keys", false, "Chứng thư truyền dữ liệu đã hết hạn ngày %s", until)
		return
	}
	r.add("keys", true, "Khóa truyền dữ liệu dùng được, chứng thư hạn đến %s", until)
}

// lookAtOutbox counts what waits; waiting is no damage.
func (d doctor) lookAtOutbox(ctx context.Context, r *doctorReport, s *store.Store) error {
	due, err := s.Due(ctx, d.clock.Now(), manyWaiting)
	if err != nil {
		return d.unreadable(r, err)
	}
	newest, err := s.Deliveries(ctx, "")
	if err != nil {
		return d.unreadable(r, err)
	}
	aside := 0
	for _, delivery := range newest {
		if delivery.State == port.DeliverySetAside {
			aside++
		}
	}
	events, err := s.Events(ctx, manyWaiting)
	if err != nil {
		return d.unreadable(r, err)
	}
	inbox, err := s.InboxWaiting(ctx)
	if err != nil {
		return d.unreadable(r, err)
	}
	counts, err := s.Counts(ctx)
	if err != nil {
		return d.unreadable(r, err)
	}
	r.add("outbox", true, "Chờ gửi %d gói và %d sự kiện, chờ áp dụng %d kết quả, %d hồ sơ đang nhập",
		len(due), len(events), inbox, counts[dossier.Draft])
	if aside > 0 {
		r.add("outbox", false, "%d gói bị gác lại vì lỗi", aside)
	}
	return nil
}

// unreadable is a finding where the file is damaged, an error otherwise.
func (d doctor) unreadable(r *doctorReport, err error) error {
	if !errors.Is(err, store.ErrDamaged) {
		return err
	}
	r.add("outbox", false, "Hàng chờ gửi không đọc được: tệp dữ liệu hỏng")
	return nil
}
