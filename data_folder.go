package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"strings"
	"time"

	"carddesk/app/store"
	"carddesk/ui/words"
)

// maxPassword bounds what is read as a password.
const maxPassword = 4 << 10

// errSaid ends a command whose report said already what is wrong.
var errSaid = errors.New("xem kết quả ở trên")

// dataFlag is the help of the flag that all commands on a data folder share.
const dataFlag = "thư mục dữ liệu của bàn"

// memoryFolder is where the desk's memory lies in a data folder.
func memoryFolder(data string) string { return filepath.Join(data, "desk") }

// openFolder takes the data folder of a desk that does not run, for a command.
// Nothing is swept: who looks for damage deletes nothing. Close ends both.
func openFolder(ctx context.Context, data string, o store.Options) (s *store.Store, closeAll func() error, err error) {
	lock, err := store.LockFolder(data, func() {})
	if err != nil {
		return nil, nil, err
	}
	o.Dir = memoryFolder(data)
	o.OrphanAge = 100 * 365 * 24 * time.Hour
	s, err = store.Open(ctx, o)
	if err != nil {
		return nil, nil, errors.Join(err, lock.Release())
	}
	return s, func() error { return errors.Join(s.Close(), lock.Release()) }, nil
}

// folderError says in words why a command could not work on a data folder. The
// cause follows, for whoever comes to help.
func folderError(err error) error {
	switch {
	case err == nil, errors.Is(err, errSaid):
		return err
	case errors.Is(err, store.ErrInUse):
		return errors.New("bàn làm việc đang mở; thoát bàn (Alt+Q) rồi chạy lại lệnh này")
	}
	return fmt.Errorf("%s (%w)", words.Of(err).Line(), err)
}

// readPassword reads one line. A password is never a flag: flags are seen by
// everyone on the computer and stay in the shell's history.
func readPassword(in io.Reader, notes io.Writer) (string, error) {
	fmt.Fprint(notes, "Mật khẩu: ")
	line, err := bufio.NewReader(io.LimitReader(in, maxPassword)).ReadString('\n')
	fmt.Fprintln(notes)
	if err != nil && !errors.Is(err, io.EOF) {
		return "", fmt.Errorf("đọc mật khẩu: %w", err)
	}
	if line = strings.TrimRight(line, "\r\n"); line == "" {
		return "", errors.New("cần mật khẩu ở đầu vào chuẩn")
	}
	return line, nil
}
