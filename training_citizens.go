//go:build !release

package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"path/filepath"

	"carddesk/app/desk"
	"carddesk/app/dossier"
	"carddesk/app/port"
	"carddesk/app/store"
)

func init() {
	commands["training-citizens"] = command{help: "tập huấn: thu nhận sẵn nhiều công dân, để tập duyệt: training-citizens -data THƯ_MỤC -count 20",
		run: takeTrainingCitizens}
}

// mostCitizens bounds how many are taken in at once.
const mostCitizens = 500

// takeTrainingCitizens takes invented citizens in, as a clerk would and by the same
// commands, pictures of the training devices included, so that a supervisor has
// something to practise on. Nothing is printed on paper.
func takeTrainingCitizens(ctx context.Context, args []string) (err error) {
	flags := flag.NewFlagSet("training-citizens", flag.ContinueOnError)
	folder := flags.String("data", "", "thư mục dữ liệu của bàn tập huấn")
	count := flags.Int("count", 20, "bao nhiêu công dân")
	if err := flags.Parse(args); err != nil {
		return err
	}
	s := settings{training: true, data: *folder, registry: "127.0.0.1:0"}
	if s.data == "" {
		s.data = filepath.Join(dataFolder(), "carddesk-training")
	}
	if *count < 1 || *count > mostCitizens {
		return fmt.Errorf("từ 1 đến %d công dân", mostCitizens)
	}
	lock, err := store.LockFolder(s.data, func() {})
	if err != nil {
		return folderError(err)
	}
	defer func() { err = errors.Join(err, lock.Release()) }()
	log := newLog(s.data)
	// The services stay, for the desk that is opened next.
	around, err := surround(ctx, s, log)
	if err != nil {
		return err
	}
	p, err := assemble(ctx, s.data, around, log)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, p.close()) }()
	p.desk.Printer = noPaper{p.desk.Printer}
	clerk := trainingUsers[0].NewUser
	if _, err := p.desk.LogIn(ctx, clerk.ID, clerk.Password); err != nil {
		return err
	}
	defer func() { err = errors.Join(err, p.desk.LogOut(context.WithoutCancel(ctx))) }()
	for n := range *count {
		if err := takeCitizen(ctx, p.desk, n); err != nil {
			return fmt.Errorf("công dân thứ %d: %w", n+1, err)
		}
	}
	return nil
}

// takeCitizen is the whole intake of one citizen.
func takeCitizen(ctx context.Context, d *desk.Desk, n int) error {
	identity := inventedCitizen(n)
	id, err := d.NewDossier(ctx, identity)
	if err != nil {
		return err
	}
	opened, err := d.Open(ctx, id)
	if err != nil {
		return err
	}
	for _, step := range dossier.CaptureSet(opened.Identity.Request.Regime, citizenAge) {
		if _, err := d.Capture(ctx, id, step); err != nil {
			return err
		}
	}
	if err := d.ReadBack(ctx, id); err != nil {
		return err
	}
	slip, err := d.DataSlip(ctx, id)
	if err != nil {
		return err
	}
	if err := d.Print(ctx, id, slip, ""); err != nil {
		return err
	}
	if err := d.Confirm(ctx, id, dossier.ConfirmedPaper, ""); err != nil {
		return err
	}
	if err := d.Pay(ctx, id, d.FeeFor(identity.Request)); err != nil {
		return err
	}
	missing, err := d.Complete(ctx, id)
	for _, finding := range missing {
		err = errors.Join(err, errors.New(finding.Vietnamese))
	}
	return err
}

// citizenAge is how old invented citizens are, more or less: they are grown up.
const citizenAge = 36

// inventedCitizen is the n-th of them. Names, numbers and days are put together
// from lists; whoever they fit is meant by nobody.
func inventedCitizen(n int) dossier.Identity {
	family := []string{"NGUYỄN", "TRẦN", "LÊ", "PHẠM", "HOÀNG", "VŨ", "ĐẶNG"}
	middle := []string{"THỊ MẪU", "THỊ TẬP", "THỊ THỬ", "THỊ VÍ"}
	given := []string{"AN", "BÌNH", "CÚC", "DUNG", "GIANG", "HẠNH", "LAN", "MAI", "NGA", "OANH", "QUỲNH"}
	return dossier.Identity{
		Request:        dossier.Request{Regime: dossier.Regime2023, Kind: dossier.Exchange, Reason: "from-cccd"},
		PersonalNumber: fmt.Sprintf("001190%06d", 700_000+n*37), Name: family[n%7] + " " + middle[n/3%4] + " " + given[n%11],
		Birth: fmt.Sprintf("1990-%02d-%02d", n%12+1, n%27+1), Sex: "F", Ethnic: "Kinh", Religion: "Không", Nationality: "Việt Nam",
		Phone: fmt.Sprintf("09123%05d", n), Permanent: dossier.Address{Text: fmt.Sprintf("Số %d phố Tập Huấn", n+1)},
		BirthPlace: dossier.Address{Text: "Phường Tập Huấn"}, Mark: "Nốt ruồi C:3cm trên sau mép trái",
		OldCard: dossier.OldCard{Held: true, Outcome: "collected"},
	}
}

// noPaper is a printer that takes everything and prints nothing.
type noPaper struct{ port.Printer }

// Print prints nothing.
func (noPaper) Print(context.Context, port.PrintJob) (string, error) { return "none", nil }

// Done is always so.
func (noPaper) Done(context.Context, string) (bool, error) { return true, nil }
