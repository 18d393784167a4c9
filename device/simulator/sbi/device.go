package sbi

import (
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"carddesk/app/port"
	"carddesk/device/biometric/wire"
)

const serviceVersion = "1.0.0"

// device is one training device: its identity, its key and what it was told to
// do wrong.
type device struct {
	modality port.Modality
	id       string
	serial   string
	model    string
	subType  string
	parts    []port.Part
	rolls    bool

	key         *rsa.PrivateKey
	certificate *x509.Certificate
	foreignKey  *rsa.PrivateKey   // of nobody's device, for forged answers
	foreign     *x509.Certificate // self-signed

	shown func(Fault)

	capturing sync.Mutex // held by the one capture that runs

	mu     sync.Mutex
	status port.DeviceStatus
	score  string // set by admin, "" for the picture's own
	delay  time.Duration
	faults []plannedFault
}

// newDevices makes the three devices; their keys are made in parallel.
func newDevices(authority *issuer, options Options) ([]*device, error) {
	now := options.Clock.Now()
	devices := []*device{
		{modality: port.Face, id: "face-1", serial: "CDF0001", model: "Training Camera", subType: "Full face", parts: []port.Part{port.FacePart}},
		{modality: port.Finger, id: "slap-1", serial: "CDS0001", model: "Training Slap", subType: "Slap", parts: []port.Part{port.LeftSlap, port.RightSlap, port.Thumbs}},
		{modality: port.Iris, id: "iris-1", serial: "CDI0001", model: "Training Iris", subType: "Double", parts: []port.Part{port.LeftIris, port.RightIris, port.BothIris}},
	}
	if options.Single {
		devices = append(devices, &device{
			modality: port.Finger, id: "single-1", serial: "CDT0001", model: "Training Single", subType: "Single",
			parts: []port.Part{port.SingleFinger}, rolls: !options.FlatOnly,
		})
	}
	if options.Second {
		for _, d := range devices {
			d.id, d.serial = strings.TrimSuffix(d.id, "1")+"2", strings.TrimSuffix(d.serial, "1")+"2"
		}
	}
	foreign, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		return nil, fmt.Errorf("making a stranger's key: %w", err)
	}
	outsider, err := newIssuer(now)
	if err != nil {
		return nil, err
	}
	stranger, err := outsider.certify("Stranger", &foreign.PublicKey, now)
	if err != nil {
		return nil, err
	}
	errs := make([]error, len(devices))
	var group sync.WaitGroup
	for i, d := range devices {
		d.status, d.foreignKey, d.foreign, d.shown = port.DeviceReady, foreign, stranger, options.Shown
		group.Add(1)
		go func() {
			defer group.Done()
			if d.key, errs[i] = rsa.GenerateKey(rand.Reader, 2048); errs[i] == nil {
				d.certificate, errs[i] = authority.certify(d.model+" "+d.serial, &d.key.PublicKey, now)
			}
		}()
	}
	group.Wait()
	for _, err := range errs {
		if err != nil {
			return nil, fmt.Errorf("making a training device: %w", err)
		}
	}
	return devices, nil
}

func (s *Service) device(modality port.Modality) *device {
	for _, d := range s.devices {
		if d.modality == modality {
			return d
		}
	}
	return nil
}

func (s *Service) deviceByID(id wire.Text) *device {
	for _, d := range s.devices {
		if wire.Text(d.id) == id {
			return d
		}
	}
	return nil
}

func (d *device) has(part port.Part) bool { return slices.Contains(d.parts, part) }

func (d *device) state() (port.DeviceStatus, string, time.Duration) {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.status, d.score, d.delay
}

func (d *device) digitalID(now time.Time) wire.DigitalID {
	return wire.DigitalID{
		SerialNo: wire.Text(d.serial), Make: "CardDesk", Model: wire.Text(d.model), Type: wire.Text(d.modality),
		DeviceSubType: wire.Text(d.subType), DeviceProvider: "CardDesk training", DeviceProviderID: "CDT",
		DateTime: wire.Text(now.UTC().Format(wire.TimeLayout)),
	}
}

// describe returns what discovery and device info say; digitalID is in the form
// that each of them wants.
func (d *device) describe(url, environment string, digitalID wire.Text) wire.Device {
	status, _, _ := d.state()
	out := wire.Device{
		DeviceID: wire.Text(d.id), DeviceStatus: wire.Text(status), Firmware: "1.0", Certification: "L0",
		ServiceVersion: serviceVersion, CallbackID: wire.Text(url), DigitalID: digitalID, DeviceCode: wire.Text(d.serial),
		Env: wire.Text(environment), Purpose: wire.PurposeRegistration, SpecVersion: wire.Texts{wire.SpecVersion},
	}
	for _, part := range d.parts {
		out.DeviceSubID = append(out.DeviceSubID, wire.Text(strconv.Itoa(int(part))))
	}
	return out
}

// sign makes the token of value with the device's key.
func (d *device) sign(value any) (wire.Text, error) {
	payload, err := json.Marshal(value)
	if err != nil {
		return "", fmt.Errorf("writing a token: %w", err)
	}
	token, err := wire.Sign(payload, d.key, d.certificate)
	return wire.Text(token), err
}

// signForeign makes a token that no trusted issuer stands behind.
func (d *device) signForeign(value any) (wire.Text, error) {
	payload, err := json.Marshal(value)
	if err != nil {
		return "", fmt.Errorf("writing a token: %w", err)
	}
	token, err := wire.Sign(payload, d.foreignKey, d.foreign)
	return wire.Text(token), err
}
