package main

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"filippo.io/age"

	"carddesk/app/desk"
	"carddesk/app/store"
	"carddesk/app/vault"
	"carddesk/device/biometric"
	"carddesk/device/card"
	"carddesk/device/card/proof"
	"carddesk/sync/client"
	"carddesk/sync/protocol"
	"carddesk/ui/firststart"
)

// errNotEnrolled is said of a data folder without a station: the window asks for
// what the enrolment needs.
var errNotEnrolled = errors.New("this station is not enrolled yet")

// officeFile holds what papers say of the office, in the data folder. Nothing in
// it is personal.
const officeFile = "office.json"

// maxOfficeFile bounds it.
const maxOfficeFile = 64 << 10

// enrolled gives what an enrolled station needs, or errNotEnrolled.
func enrolled(s settings) (*surroundings, error) {
	office, err := readOffice(s.data)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, errNotEnrolled
	}
	if err != nil {
		return nil, err
	}
	// Chips and devices are believed by what the centre sends as documents.
	return &surroundings{
		office: office, registry: registryFile, trust: proof.NewStore(releaseBuild), cards: card.NewPCSC(),
		biometric: biometric.Options{Issuers: biometric.IssuersFile(filepath.Join(s.data, "device-issuers.pem"))},
		firstRun:  func(context.Context, *store.Store) error { return errNotEnrolled },
		close:     func() {},
	}, nil
}

func readOffice(data string) (desk.Office, error) {
	var office desk.Office
	if err := desk.ReadJSONFile(filepath.Join(data, officeFile), maxOfficeFile, &office); err != nil {
		return office, fmt.Errorf("reading the office: %w", err)
	}
	return office, nil
}

func writeOffice(data string, office desk.Office) error {
	if err := desk.WriteJSONFile(filepath.Join(data, officeFile), office); err != nil {
		return fmt.Errorf("keeping the office: %w", err)
	}
	return nil
}

// enroller enrols a station at its first start. It keeps the station's id and
// keys between tries: the registry takes a code again from the station that it
// was used by, whose answer was lost.
type enroller struct {
	data      string
	params    vault.Params // of the first password; zero is measured
	station   string
	transport *vault.Transport
}

// setUp enrols and makes the data folder. What the window needs to open is
// written last: an interrupted first start begins again.
func (e *enroller) setUp(ctx context.Context, a firststart.Answers) (err error) {
	if a.Moves() {
		return e.move(ctx, a)
	}
	if err := e.drawKeys(); err != nil {
		return err
	}
	file, err := readRegistryFile(a.Folder)
	if err != nil {
		return err
	}
	if err := enrolStation(ctx, e.transport, file, a.Code, a.Office.ID, e.station); err != nil {
		return err
	}
	memory, err := store.Open(ctx, store.Options{Dir: memoryFolder(e.data), Params: e.params})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, memory.Close()) }()
	err = memory.FirstStart(ctx, store.Setup{
		Office: a.Office.ID, OfficeName: a.Office.Name, Number: a.Office.Station, Station: e.station, Transport: e.transport,
		Recovery: file.Recipients, Users: []store.NewUser{{User: a.Administrator, Password: a.Password}},
	})
	if err != nil && !errors.Is(err, store.ErrAlreadySetUp) {
		return err
	}
	return writeOffice(e.data, a.Office)
}

// move brings a desk here from its backup and the centre's recovery identity, and
// enrols its new keys. What was done before a failure is not done again.
func (e *enroller) move(ctx context.Context, a firststart.Answers) (err error) {
	file, err := readRegistryFile(a.Folder)
	if err != nil {
		return err
	}
	identities, err := readIdentities(a.Key)
	if err != nil {
		return fmt.Errorf("%w: %w", desk.ErrSourceGone, err)
	}
	o := store.Options{Dir: memoryFolder(e.data), Params: e.params}
	_, err = store.RestoreBackup(ctx, store.Restore{Backup: a.Backup, Dir: o.Dir, Recovery: &store.Recovery{
		Identities: identities, Passwords: map[string]string{a.Administrator.ID: a.Password},
	}}, o)
	if err != nil && !errors.Is(err, store.ErrAlreadySetUp) {
		return err
	}
	memory, err := store.Open(ctx, o)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, memory.Close()) }()
	session, err := memory.Login(ctx, a.Administrator.ID, a.Password)
	if err != nil {
		return err
	}
	if err := enrolAnew(ctx, memory, session, file, a.Code); err != nil {
		return err
	}
	office, station := a.Office, memory.Station()
	office.ID, office.Code, office.Name, office.Station = station.Office, station.Office, station.Name, station.Number
	return writeOffice(e.data, office)
}

// enrolAnew enrols the keys that a station has now.
func enrolAnew(ctx context.Context, memory *store.Store, session store.Session, file protocol.RegistryFile, code string) error {
	transport, station := *memory.Transport(), memory.Station()
	if err := enrolStation(ctx, &transport, file, code, station.Office, station.ID); err != nil {
		return err
	}
	return memory.SaveTransport(ctx, session.Actor(), &transport)
}

// maxKeyFile bounds the file of a recovery identity.
const maxKeyFile = 64 << 10

// readIdentities reads the centre's recovery identity. No error quotes the file:
// its text is secret.
func readIdentities(path string) ([]age.Identity, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	identities, err := age.ParseIdentities(io.LimitReader(f, maxKeyFile))
	if err != nil {
		return nil, errors.New("no recovery identity in this file")
	}
	return identities, nil
}

// drawKeys makes the station's id and keys once.
func (e *enroller) drawKeys() error {
	if e.transport != nil {
		return nil
	}
	var id [16]byte
	if _, err := rand.Read(id[:]); err != nil {
		return fmt.Errorf("drawing the id of the station: %w", err)
	}
	transport, err := vault.NewTransport(rand.Reader)
	if err != nil {
		return err
	}
	e.station, e.transport = hex.EncodeToString(id[:]), transport
	return nil
}

// readRegistryFile reads what the centre's stick says of the registry; the code
// on it, if there is one, is not taken: it travels apart.
func readRegistryFile(folder string) (protocol.RegistryFile, error) {
	var file protocol.RegistryFile
	if err := desk.ReadJSONFile(filepath.Join(folder, protocol.EnrolFile), maxOfficeFile, &file); err != nil {
		return file, fmt.Errorf("%w: %w", desk.ErrSourceGone, err)
	}
	return file, nil
}

// enrolStation asks the registry for the station's certificate and puts all that
// the line needs into its keys.
func enrolStation(ctx context.Context, transport *vault.Transport, file protocol.RegistryFile, code, office, station string) error {
	certificate, err := client.Enrol(ctx, client.Enrolment{
		Registry: file, Code: code, Office: office, Station: station,
		TLS: transport.TLS, Signing: transport.Signing, Inbox: transport.Inbox.Recipient().String(),
	})
	var refused *client.Failure
	if errors.As(err, &refused) && refused.Code == protocol.CodeEnrolCode {
		return fmt.Errorf("%w: %w", desk.ErrEnrolCode, err)
	}
	if err != nil {
		return err
	}
	transport.Certificates = [][]byte{certificate}
	if transport.Roots, err = dersOf(file.CA); err != nil {
		return err
	}
	transport.Registry = vault.RegistryKeys{
		ID: file.ID, URL: file.URL, Recipients: file.Recipients, Signing: file.Signing, Documents: file.Documents,
	}
	return nil
}

// registryFile is what the station knows of its registry since enrolment.
func registryFile(t *vault.Transport) protocol.RegistryFile {
	return protocol.RegistryFile{
		ID: t.Registry.ID, URL: t.Registry.URL, CA: pemOf(t.Roots),
		Recipients: t.Registry.Recipients, Signing: t.Registry.Signing, Documents: t.Registry.Documents,
	}
}
