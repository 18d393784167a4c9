package main

import (
	"context"
	"errors"
	"fmt"

	"carddesk/app/store"
)

// salvage saves what can be read of a hurt data folder into a new one, and says
// in words what that is. The hurt folder stays as it is.
func (d doctor) salvage(ctx context.Context, data, to string) (checks []doctorCheck, err error) {
	lock, err := store.LockFolder(data, func() {})
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, lock.Release()) }()
	saved, err := store.Salvage(ctx, memoryFolder(data), memoryFolder(to))
	if err != nil {
		return nil, err
	}
	var r doctorReport
	for _, t := range saved.Tables {
		switch {
		case t.Beyond:
			r.add("salvage", false, "Bảng %s: cứu được %d dòng, phần sau không đọc được", t.Name, t.Rows)
		case t.Holes > 0 || t.Unfit > 0:
			r.add("salvage", false, "Bảng %s: cứu được %d dòng, %d đoạn không đọc được, %d dòng hỏng", t.Name, t.Rows, t.Holes, t.Unfit)
		}
	}
	files := fmt.Sprintf("Tệp ảnh và giấy tờ: cứu được %d tệp", saved.Blobs)
	if saved.Lost > 0 {
		files += fmt.Sprintf(", mất hoặc hỏng %d tệp", saved.Lost)
	}
	r.add("salvage", saved.Lost == 0, "%s", files)
	if saved.Whole() {
		r.add("salvage", true, "Mọi dòng dữ liệu đều cứu được")
	}
	return r.Checks, nil
}
