package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"carddesk/app/desk"
	"carddesk/app/port"
	"carddesk/app/store"
)

func init() {
	commands["backup"] = command{help: "sao lưu: backup -to THƯ MỤC (-user TÊN | -daily GIỜ) [-data THƯ MỤC]", run: func(ctx context.Context, args []string) error {
		return newKeeper().backup(ctx, args)
	}}
	commands["restore"] = command{help: "khôi phục: restore -from BẢN SAO -data THƯ MỤC MỚI (-old THƯ MỤC CŨ | -key TỆP KHÓA -user TÊN)", run: func(ctx context.Context, args []string) error {
		return newKeeper().restore(ctx, args)
	}}
}

// keeper copies data folders and brings them back.
type keeper struct {
	in    io.Reader // the password
	out   io.Writer
	notes io.Writer
	clock port.Clock
}

func newKeeper() keeper {
	return keeper{in: os.Stdin, out: os.Stdout, notes: os.Stderr, clock: port.SystemClock{}}
}

// parse reads flags; asked is true when only help was wanted.
func (k keeper) parse(flags *flag.FlagSet, args []string) (asked bool, err error) {
	flags.SetOutput(k.notes)
	err = flags.Parse(args)
	if errors.Is(err, flag.ErrHelp) {
		return true, nil
	}
	if err == nil && flags.NArg() > 0 {
		err = fmt.Errorf("không hiểu %q", flags.Arg(0))
	}
	return false, err
}

// backup makes a backup now, or has the desk make one each day by itself.
func (k keeper) backup(ctx context.Context, args []string) error {
	flags := flag.NewFlagSet("backup", flag.ContinueOnError)
	data := flags.String("data", filepath.Join(dataFolder(), "carddesk"), dataFlag)
	to := flags.String("to", "", "thư mục chứa bản sao lưu, nên ở đĩa khác hoặc USB")
	user := flags.String("user", "", "tài khoản; mật khẩu đọc từ đầu vào chuẩn")
	daily := flags.Int("daily", -1, "để bàn tự sao lưu vào thư mục này mỗi ngày, từ giờ này (0 đến 23)")
	if asked, err := k.parse(flags, args); asked || err != nil {
		return err
	}
	if *to == "" || (*user == "") == (*daily < 0) {
		return errors.New("cần -to và một trong hai: -user để sao lưu ngay, -daily để đặt giờ")
	}
	folder, err := filepath.Abs(*to)
	if err != nil {
		return fmt.Errorf("thư mục sao lưu: %w", err)
	}
	if *daily >= 0 {
		if err := desk.WriteUpkeep(*data, desk.Upkeep{Backup: folder, Hour: *daily}); err != nil {
			return fmt.Errorf("không đặt được giờ sao lưu: %w", err)
		}
		fmt.Fprintf(k.out, "Bàn sẽ tự sao lưu mỗi ngày từ %d giờ vào %s.\n", *daily, folder)
		return nil
	}
	return folderError(k.backupNow(ctx, *data, folder, *user))
}

func (k keeper) backupNow(ctx context.Context, data, folder, user string) (err error) {
	s, closeAll, session, err := k.enter(ctx, data, user)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, closeAll()) }()
	manifest, err := s.Backup(ctx, session.Actor(), folder)
	if err != nil {
		return err
	}
	// What was just written is read back: a stick can lie.
	if _, err := store.CheckBackup(ctx, folder, publicKey(s)); err != nil {
		return err
	}
	fmt.Fprintf(k.out, "Đã sao lưu và kiểm tra %s: %d tệp, chép mới %d tệp.\n", manifest.Database, manifest.Blobs, manifest.Copied)
	return nil
}

// enter opens a data folder and unlocks it with a user's password.
func (k keeper) enter(ctx context.Context, data, user string) (*store.Store, func() error, store.Session, error) {
	password, err := readPassword(k.in, k.notes)
	if err != nil {
		return nil, nil, store.Session{}, err
	}
	s, closeAll, err := openFolder(ctx, data, store.Options{Clock: k.clock})
	if err != nil {
		return nil, nil, store.Session{}, err
	}
	session, err := s.Login(ctx, user, password)
	if err != nil {
		return nil, nil, store.Session{}, errors.Join(err, closeAll())
	}
	return s, closeAll, session, nil
}

// restore makes a data folder of the newest backup, which is checked whole
// first: on this computer with the key that the old folder holds, on another one
// with the registry's recovery identity. The moved station has new keys and must
// enrol again; the registry refuses the old ones.
func (k keeper) restore(ctx context.Context, args []string) error {
	flags := flag.NewFlagSet("restore", flag.ContinueOnError)
	from := flags.String("from", "", "thư mục chứa bản sao lưu")
	data := flags.String("data", "", "thư mục dữ liệu mới, chưa có dữ liệu")
	old := flags.String("old", "", "thư mục dữ liệu cũ của máy này, còn giữ khóa của máy")
	key := flags.String("key", "", "chuyển sang máy khác: tệp khóa khôi phục của trung ương (age)")
	user := flags.String("user", "", "chuyển sang máy khác: tài khoản được đặt mật khẩu mới, đọc từ đầu vào chuẩn")
	if asked, err := k.parse(flags, args); asked || err != nil {
		return err
	}
	if *from == "" || *data == "" || (*old == "") == (*key == "") || (*key == "") != (*user == "") {
		return errors.New("cần -from, -data và một trong hai: -old trên máy cũ, -key với -user trên máy khác")
	}
	recovery, err := k.recovery(*key, *user)
	if err != nil {
		return err
	}
	manifest, err := k.restoreTo(ctx, *from, *data, *old, recovery)
	if errors.Is(err, store.ErrBackup) {
		return fmt.Errorf("bản sao lưu không dùng được, chưa khôi phục gì: %w", err)
	}
	if err != nil {
		return folderError(err)
	}
	fmt.Fprintf(k.out, "Đã khôi phục %s đến dòng nhật ký %d: %d tệp. Mở bàn với -data %s.\n",
		manifest.Database, manifest.LastSeq, manifest.Blobs, *data)
	if recovery != nil {
		fmt.Fprintf(k.out, "Máy này có khóa mới: đăng nhập bằng %s, đặt lại mật khẩu cho người khác, và ghi danh lại với trung ương bằng mã mới.\n", *user)
	}
	return nil
}

// recovery reads the registry's recovery identity and the new password; nil when
// no file is named.
func (k keeper) recovery(file, user string) (*store.Recovery, error) {
	if file == "" {
		return nil, nil
	}
	identities, err := readIdentities(file)
	if err != nil {
		return nil, fmt.Errorf("tệp khóa khôi phục không đọc được: %w", err)
	}
	password, err := readPassword(k.in, k.notes)
	if err != nil {
		return nil, err
	}
	return &store.Recovery{Identities: identities, Passwords: map[string]string{user: password}}, nil
}

func (k keeper) restoreTo(ctx context.Context, from, data, old string, recovery *store.Recovery) (m store.BackupManifest, err error) {
	lock, err := store.LockFolder(data, func() {})
	if err != nil {
		return m, err
	}
	defer func() { err = errors.Join(err, lock.Release()) }()
	r := store.Restore{Backup: from, Dir: memoryFolder(data), Recovery: recovery}
	if recovery == nil {
		r.MachineDir = memoryFolder(old)
		if err := k.fromOld(ctx, &r, old); err != nil {
			return m, err
		}
	}
	return store.RestoreBackup(ctx, r, store.Options{Clock: k.clock})
}

// fromOld takes what the old folder still knows: the station's key, by which the
// backup must be signed, and what was destroyed since. A folder too damaged to
// say so is why there are backups; a desk that is open is not.
func (k keeper) fromOld(ctx context.Context, r *store.Restore, old string) error {
	s, closeAll, err := openFolder(ctx, old, store.Options{Clock: k.clock})
	if errors.Is(err, store.ErrInUse) {
		return err
	}
	if err == nil && s.Empty() {
		err = errors.Join(store.ErrNotSetUp, closeAll())
	}
	if err != nil {
		fmt.Fprintln(k.notes, "Không đọc được thư mục cũ: không kiểm được chữ ký của bản sao và danh sách đã hủy.")
		return ctx.Err()
	}
	r.Key = publicKey(s)
	r.Destroyed, err = s.Destroyed(ctx)
	if err != nil {
		fmt.Fprintln(k.notes, "Không đọc được danh sách đã hủy của thư mục cũ.")
	}
	return errors.Join(closeAll(), ctx.Err())
}
