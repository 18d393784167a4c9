package main

import (
	"bufio"
	"context"
	"errors"
	"flag"
	"fmt"
	"io/fs"
	"path/filepath"
	"strings"

	"carddesk/app/desk"
	"carddesk/sync/protocol"
)

func init() {
	commands["enrol"] = command{help: "ghi danh lại máy đã chuyển: enrol -from THƯ MỤC GHI DANH -user TÊN [-data THƯ MỤC]", run: func(ctx context.Context, args []string) error {
		return newKeeper().enrol(ctx, args)
	}}
}

// enrol enrols a station whose keys are new, after a move to new hardware. The
// code is the first line of the standard input, the password the second.
func (k keeper) enrol(ctx context.Context, args []string) error {
	flags := flag.NewFlagSet("enrol", flag.ContinueOnError)
	data := flags.String("data", filepath.Join(dataFolder(), "carddesk"), dataFlag)
	from := flags.String("from", "", "thư mục ghi danh của trung ương")
	user := flags.String("user", "", "tài khoản quản trị; mã ghi danh rồi mật khẩu đọc từ đầu vào chuẩn, mỗi thứ một dòng")
	if asked, err := k.parse(flags, args); asked || err != nil {
		return err
	}
	if *from == "" || *user == "" {
		return errors.New("cần -from và -user")
	}
	file, err := readRegistryFile(*from)
	if err != nil {
		return folderError(err)
	}
	in := bufio.NewReader(k.in)
	fmt.Fprint(k.notes, "Mã ghi danh: ")
	code, err := in.ReadString('\n')
	if err != nil || len(code) > maxPassword {
		return errors.New("cần mã ghi danh rồi mật khẩu ở đầu vào chuẩn, mỗi thứ một dòng")
	}
	k.in = in
	if err := k.enrolWith(ctx, *data, *user, file, strings.TrimSpace(code)); err != nil {
		return folderError(err)
	}
	fmt.Fprintln(k.out, "Đã ghi danh. Mở bàn như thường lệ.")
	return nil
}

func (k keeper) enrolWith(ctx context.Context, data, user string, file protocol.RegistryFile, code string) (err error) {
	s, closeAll, session, err := k.enter(ctx, data, user)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, closeAll()) }()
	if err := enrolAnew(ctx, s, session, file, code); err != nil {
		return err
	}
	if _, err := readOffice(data); errors.Is(err, fs.ErrNotExist) {
		station := s.Station()
		return writeOffice(data, desk.Office{ID: station.Office, Code: station.Office, Name: station.Name, Station: station.Number})
	}
	return nil
}
