package main

import (
	"crypto/ed25519"
	"crypto/x509"
	"encoding/json"
	"encoding/pem"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"carddesk/app/policy"
	"carddesk/app/policy/signed"
)

// newPolicy changes a desk while a dossier is in work, and then closes a gate at a
// desk without a line: a full fee is due, cards are ready in three days, and one
// dossier that waits for the line is one too many.
func newPolicy(s *scenario) {
	s.begin("canbo")
	s.intakeByScan()
	s.captures()
	s.wait("review-act", "act=0", "fee=15000")
	s.press("Escape") // back to the form; the dossier is in work
	s.wait("screen-ready", "screen=intake", "stage=form")
	s.publish(1, map[string]any{"feePercent": 100, "deadlines": []any{map[string]any{"days": 3}}})
	s.wait("configured", "kind=policy")
	s.press("ctrl+Return")
	s.wait("review-act", "act=0", "fee=30000")
	s.still("truyen-quy-dinh-moi")
	s.review30000()
	s.learnReceipt()
	s.publish(2, map[string]any{"feePercent": 100, "gates": map[string]any{"waiting": map[string]any{"warn": 1, "stop": 1}}})
	s.wait("configured", "kind=policy")
	s.killService("registry")
	s.change("chihuy")
	s.approve()
	s.wait("line", "state=unreachable", "dossiers=1")
	s.press("F6")
	s.wait("parcels-shown", "rows=1")
	s.still("truyen-truyen-khong-co-duong")
	s.stick()
	s.change("canbo")
	s.wait("screen-ready", "screen=intake", "stage=door")
	s.press("Return") // a new dossier: the gate is closed
	s.wait("error-shown")
	s.still("truyen-cong-da-dong")
	s.press("Escape")
	s.startRegistry()
	s.wait("line", "state=online", "dossiers=0")
	s.cardArrives()
	s.handover()
	s.centreSaid()
	s.change("chihuy")
	s.report()
	s.onceEach()
}

// centreSaid shows all that the centre has said of the dossier: received, accepted,
// card ordered, made and shipped.
func (s *scenario) centreSaid() {
	s.press("F6")
	s.wait("parcels-shown", "rows=1")
	s.press("t")
	s.wait("centre-shown")
	s.still("truyen-trung-uong-tra-loi")
	s.press("Escape")
}

// review30000 goes through the review from its first act on.
func (s *scenario) review30000() {
	s.dataSlip()
	s.press("Return")
	s.wait("review-act", "act=3", "fee=30000")
	s.still("truyen-le-phi-moi")
	s.press("Return")
	s.wait("paper-shown", "paper=giay-hen")
	s.press("Return")
	s.wait("printed", "paper=giay-hen")
	s.wait("intake-done")
}

// stick writes what waits onto the folder that stands for a USB stick.
func (s *scenario) stick() {
	s.press("u")
	s.wait("stick-choice", "sticks=1")
	s.still("truyen-chon-usb")
	s.press("Return")
	s.wait("stick-written")
	s.still("truyen-da-chep-usb")
}

// publish lets the centre sign a policy and send it to the office.
func (s *scenario) publish(serial int, values map[string]any) {
	if s.err != nil {
		return
	}
	folder := filepath.Join(s.data, "training", "registry")
	s.fail("publishing a policy", publishPolicy(folder, serial, values))
}

func publishPolicy(folder string, serial int, values map[string]any) error {
	settings := map[string]any{}
	for key, value := range values {
		settings[key] = []any{map[string]any{"value": value, "source": "tập huấn", "status": "chosen"}}
	}
	body, err := json.Marshal(map[string]any{
		"format": 1, "version": fmt.Sprintf("tap-huan-%d", serial), "serial": policy.Default().Serial() + serial, "settings": settings,
	})
	if err != nil {
		return err
	}
	text, err := os.ReadFile(filepath.Join(folder, "keys", "documents.pem"))
	if err != nil {
		return err
	}
	block, _ := pem.Decode(text)
	if block == nil {
		return errors.New("no PEM block")
	}
	key, err := x509.ParsePKCS8PrivateKey(block.Bytes)
	if err != nil {
		return err
	}
	signing, ok := key.(ed25519.PrivateKey)
	if !ok {
		return errors.New("not an Ed25519 key")
	}
	envelope, err := signed.SealDocument(signed.Document{Kind: "policy", Serial: int64(serial), Issued: time.Now(), Body: body}, signing)
	if err != nil {
		return err
	}
	return give(folder, fmt.Sprintf("policy-%d.document", serial), envelope)
}

// give lays a file for the training registry into its folder, whole at once.
func give(folder, name string, content []byte) error {
	path := filepath.Join(folder, "publish", name)
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return err
	}
	if err := os.WriteFile(path+".new", content, 0o600); err != nil {
		return err
	}
	return os.Rename(path+".new", path)
}
