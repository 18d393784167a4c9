//go:build !release

package main

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"encoding/pem"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"carddesk/app/desk"
	"carddesk/app/dossier"
	"carddesk/app/store"
	"carddesk/app/vault"
	"carddesk/device/biometric"
	"carddesk/device/card"
	"carddesk/device/card/proof"
	"carddesk/internal/child"
	"carddesk/sync/client"
	"carddesk/sync/protocol"
	"carddesk/ui/login"
)

// vpcdAddress is where the driver of the virtual reader listens.
const vpcdAddress = "127.0.0.1:35963"

// trainingOffice is the office of the training desk; nothing of it is real.
var trainingOffice = desk.Office{
	ID: "TH01", Code: "TH01", Station: 1, Name: "Công an phường Tập Huấn", Parent: "Công an thành phố Tập Huấn",
	Address: "Số 1 đường Tập Huấn", Phone: "024 0000 0000", Place: "Tập Huấn",
}

// trainingUsers are the people of the training desk. Their passwords are
// shown at login, because it is training.
var trainingUsers = []struct {
	store.NewUser
	role string
}{
	{store.NewUser{User: dossier.User{ID: "canbo", Role: dossier.RoleClerk, Name: "Lê Thị Tập", Rank: "Thượng úy"}, Password: "taphuan1"}, "Cán bộ thu nhận"},
	{store.NewUser{User: dossier.User{ID: "canbo2", Role: dossier.RoleClerk, Name: "Ngô Văn Thử", Rank: "Trung úy"}, Password: "taphuan4"}, "Cán bộ thu nhận"},
	{store.NewUser{User: dossier.User{ID: "chihuy", Role: dossier.RoleSupervisor, Name: "Trần Văn Huấn", Rank: "Trung tá"}, Password: "taphuan2"}, "Chỉ huy"},
	{store.NewUser{User: dossier.User{ID: "quantri", Role: dossier.RoleAdministrator, Name: "Phạm Thị Quản", Rank: "Đại úy"}, Password: "taphuan3"}, "Quản trị viên"},
}

// surround starts or adopts the training services and takes from them what the
// desk needs. Without training there is no enrolled station yet.
func surround(ctx context.Context, s settings, log *slog.Logger) (*surroundings, error) {
	if !s.training {
		return enrolled(s)
	}
	folder := filepath.Join(s.data, "training")
	registry, err := child.Start(ctx, registryService(folder, s.registry))
	if err != nil {
		return nil, err
	}
	devices, err := child.Start(ctx, devicesService(folder))
	if err != nil {
		return nil, errors.Join(err, registry.Stop())
	}
	touching, stopTouching := context.WithCancel(ctx)
	go child.KeepTouching(touching, folder)
	around := &surroundings{training: true, office: trainingOffice, params: vault.StandardParams(), retry: 3 * time.Second, chunk: trainingChunk()}
	// A folder stands for a USB stick: training computers often have none at hand.
	stick := filepath.Join(folder, "usb")
	if err := os.MkdirAll(stick, 0o700); err != nil {
		stopTouching()
		return nil, err
	}
	around.sticks = []string{stick}
	around.close = func() {
		stopTouching()
		for _, service := range []*child.Running{devices, registry} {
			if err := service.Stop(); err != nil {
				log.Error("ending a training service", "error", err)
			}
		}
	}
	for _, user := range trainingUsers {
		around.accounts = append(around.accounts, login.Account{User: user.ID, Password: user.Password, Role: user.role})
	}
	if err := around.trustTraining(folder); err != nil {
		return nil, err
	}
	around.biometric = biometric.Options{
		Environment: "Developer", Issuers: biometric.IssuersFile(filepath.Join(folder, "devices", "issuer.pem")),
	}
	around.cards, err = around.readers(ctx, devices, log)
	if err != nil {
		return nil, err
	}
	enrolFolder := filepath.Join(folder, "registry", protocol.EnrolFolder)
	around.registry = func(t *vault.Transport) protocol.RegistryFile {
		file, _, err := client.ReadEnrolment(enrolFolder)
		if err != nil {
			// The address of the last start is better than none.
			return registryFile(t)
		}
		return file
	}
	around.firstRun = func(ctx context.Context, data *store.Store) error { return setUpTraining(ctx, data, enrolFolder) }
	return around, nil
}

// trainingChunk lets a window test make uploads slow enough to be interrupted.
func trainingChunk() int64 {
	chunk, err := strconv.ParseInt(os.Getenv("CARDDESK_TRAINING_CHUNK"), 10, 64)
	if err != nil {
		return 0
	}
	return chunk
}

// trustTraining believes the issuer of training cards.
func (a *surroundings) trustTraining(folder string) error {
	text, err := os.ReadFile(filepath.Join(folder, "registry", "issuer.pem"))
	if err != nil {
		return fmt.Errorf("reading the training issuer: %w", err)
	}
	block, _ := pem.Decode(text)
	if block == nil {
		return errors.New("the training issuer's file holds no certificate")
	}
	a.trust = proof.NewStore(false)
	return a.trust.AddIssuer(block.Bytes)
}

// readers uses the reader service of the system where its virtual reader is
// installed, and a reader inside the program elsewhere.
func (a *surroundings) readers(ctx context.Context, devices *child.Running, log *slog.Logger) (card.Backend, error) {
	bench := &bench{control: devices.Values["control"], reader: vpcdAddress}
	a.bench = bench
	system := card.NewPCSC()
	if found, err := system.Readers(ctx); err == nil {
		for _, reader := range found {
			if strings.HasPrefix(reader.Name, "Virtual PCD") {
				return system, nil
			}
		}
	} else {
		log.Info("no reader service; the reader inside the program is used", "error", err)
	}
	inside, err := card.NewLoopback("127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	bench.reader = inside.Addr()
	return inside, nil
}

// setUpTraining enrols the station with the training registry and makes the
// data folder with its users.
func setUpTraining(ctx context.Context, data *store.Store, enrolFolder string) error {
	file, code, err := client.ReadEnrolment(enrolFolder)
	if err != nil {
		return err
	}
	transport, err := vault.NewTransport(rand.Reader)
	if err != nil {
		return err
	}
	var id [16]byte
	if _, err := rand.Read(id[:]); err != nil {
		return err
	}
	station := hex.EncodeToString(id[:])
	if err := enrolStation(ctx, transport, file, code, trainingOffice.ID, station); err != nil {
		return err
	}
	setup := store.Setup{
		Office: trainingOffice.ID, OfficeName: trainingOffice.Name, Number: trainingOffice.Station,
		Station: station, Transport: transport, Recovery: file.Recipients, LastReceipt: 999_999,
	}
	for _, user := range trainingUsers {
		setup.Users = append(setup.Users, user.NewUser)
	}
	return data.FirstStart(ctx, setup)
}

// bench lays training cards on the virtual reader: it asks the devices process,
// in which the virtual chip runs.
type bench struct {
	control string // address of the devices process
	reader  string // address of the virtual reader
}

// Place lays a card on the reader.
func (b *bench) Place(ctx context.Context, serial string) error {
	return b.post(ctx, "/place", url.Values{"card": {serial}, "reader": {b.reader}})
}

// Remove takes the card off.
func (b *bench) Remove(ctx context.Context) error {
	return b.post(ctx, "/remove", url.Values{"reader": {b.reader}})
}

func (b *bench) post(ctx context.Context, path string, values url.Values) error {
	ctx, cancel := context.WithTimeout(ctx, 5*time.Second)
	defer cancel()
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, "http://"+b.control+path+"?"+values.Encode(), nil)
	if err != nil {
		return err
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return fmt.Errorf("asking the training devices: %w", err)
	}
	defer response.Body.Close()
	if response.StatusCode != http.StatusNoContent {
		return fmt.Errorf("asking the training devices: %s", response.Status)
	}
	return nil
}
