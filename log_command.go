package main

import (
	"context"
	"crypto/ed25519"
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"carddesk/app/desk"
	"carddesk/app/person"
	"carddesk/app/store"
)

func init() {
	commands["log"] = command{help: "xuất nhật ký cho thanh tra: log -out TỆP -user TÊN [-from NGÀY] [-to NGÀY]", run: func(ctx context.Context, args []string) error {
		return newKeeper().exportLog(ctx, args)
	}}
}

// publicKey is the key by which a station's backups are signed.
func publicKey(s *store.Store) ed25519.PublicKey {
	key, ok := s.Transport().Signing.Public().(ed25519.PublicKey)
	if !ok {
		return nil
	}
	return key
}

// exportLog writes the log, readable, into a new file.
func (k keeper) exportLog(ctx context.Context, args []string) error {
	flags := flag.NewFlagSet("log", flag.ContinueOnError)
	data := flags.String("data", filepath.Join(dataFolder(), "carddesk"), dataFlag)
	out := flags.String("out", "", "tệp mới, không mã hóa")
	user := flags.String("user", "", "tài khoản; mật khẩu đọc từ đầu vào chuẩn")
	from := flags.String("from", "", "từ ngày này, 2026-11-25; mặc định từ đầu")
	to := flags.String("to", "", "đến hết ngày này; mặc định đến nay")
	if asked, err := k.parse(flags, args); asked || err != nil {
		return err
	}
	if *out == "" || *user == "" {
		return errors.New("cần -out và -user")
	}
	first, end, err := k.days(*from, *to)
	if err != nil {
		return err
	}
	n, err := k.exportTo(ctx, *data, *out, *user, first, end)
	if err != nil {
		return folderError(err)
	}
	fmt.Fprintf(k.out, "Đã xuất %d dòng nhật ký vào %s. Tệp đọc được, có dữ liệu cá nhân: giữ cẩn thận.\n", n, *out)
	return nil
}

// days reads the days from and to, in the time of Việt Nam, as instants from and
// before.
func (k keeper) days(from, to string) (first, end time.Time, err error) {
	end = k.clock.Now().Add(time.Hour) // entries of the export itself too
	if from != "" {
		day, err := person.ParseISODate(from)
		if err != nil {
			return first, end, fmt.Errorf("ngày đầu: %w", err)
		}
		first = day.Time()
	}
	if to != "" {
		day, err := person.ParseISODate(to)
		if err != nil {
			return first, end, fmt.Errorf("ngày cuối: %w", err)
		}
		end = day.AddDays(1).Time()
	}
	return first, end, nil
}

func (k keeper) exportTo(ctx context.Context, data, out, user string, first, end time.Time) (n int, err error) {
	s, closeAll, session, err := k.enter(ctx, data, user)
	if err != nil {
		return 0, err
	}
	defer func() { err = errors.Join(err, closeAll()) }()
	file, err := os.OpenFile(out, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return 0, err
	}
	n, err = desk.ExportLog(ctx, s, session.Actor(), file, first, end)
	if err = errors.Join(err, file.Sync(), file.Close()); err != nil {
		return 0, errors.Join(err, os.Remove(out))
	}
	return n, nil
}
