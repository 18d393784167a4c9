package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
)

// serviceValue is what a training service says of itself, such as an address.
func (s *scenario) serviceValue(name, key string) string {
	if s.err != nil {
		return ""
	}
	text, err := os.ReadFile(filepath.Join(s.data, "training", name+".json"))
	if err != nil {
		s.fail("finding service "+name, err)
		return ""
	}
	var said struct {
		Values map[string]string `json:"values"`
	}
	if err := json.Unmarshal(text, &said); err != nil || said.Values[key] == "" {
		s.fail("finding service "+name, fmt.Errorf("it does not say its %s: %v", key, err))
	}
	return said.Values[key]
}

// tell posts to a training service.
func (s *scenario) tell(url, body string) {
	if s.err != nil {
		return
	}
	response, err := http.Post(url, "application/json", bytes.NewReader([]byte(body)))
	if err != nil {
		s.fail("telling the training devices", err)
		return
	}
	defer response.Body.Close()
	answer, _ := io.ReadAll(io.LimitReader(response.Body, 200))
	if response.StatusCode != http.StatusNoContent {
		s.fail("telling the training devices", fmt.Errorf("%s: %s", response.Status, answer))
	}
}

// devices tells the training devices what to do wrong, or who stands there.
func (s *scenario) devices(verb, body string) {
	s.tell(strings.TrimSuffix(s.serviceValue("devices", "sbi"), "/")+"/admin/"+verb, body)
}

// shootAs takes a picture of a screen that never stands still, under a name of
// its own.
func (s *scenario) shootAs(name string) {
	if s.err != nil {
		return
	}
	s.moves()
	s.fail("taking a picture", s.keys.picture(filepath.Join(s.screens, name+".png")))
}

// take presses the key of the picture and waits until it is taken.
func (s *scenario) take(step int, wanted ...string) {
	s.wait("capture-step", fmt.Sprintf("step=%d", step))
	s.press("space")
	s.wait("captured", append([]string{fmt.Sprintf("step=%d", step)}, wanted...)...)
}

// intake is a dossier with everything but pictures.
func (s *scenario) intake() {
	s.begin("canbo")
	s.intakeByScan()
	s.press("ctrl+Return")
}

// deviceLate has no device service until the citizen already sits before the
// camera: the desk says so, and finds it by itself once it is there.
func deviceLate(s *scenario) {
	s.intake()
	s.wait("capture-step", "step=0")
	s.wait("preview-failed")
	s.press("space")
	s.wait("capture-failed", "fault=no-device")
	s.deviceProcess("start")
	s.wait("preview-shown", "step=0")
	s.press("space")
	s.wait("captured", "step=0")
	s.captureSteps(1)
	s.review()
	s.toTheEnd()
}

// deviceProcess asks the process of the training devices itself.
func (s *scenario) deviceProcess(verb string) {
	s.tell("http://"+s.serviceValue("devices", "control")+"/sbi/"+verb, "")
}

// deviceHangs has a fingerprint reader that hangs once, then gives weak fingers
// once: the portrait before it stays, the second try is kept with its number.
func deviceHangs(s *scenario) {
	s.intake()
	s.take(0)
	s.devices("fault", `{"type":"Finger","fault":"hang","times":1}`)
	s.wait("capture-step", "step=1")
	s.press("space")
	s.wait("capture-failed", "step=1", "fault=timeout")
	s.wait("preview-shown", "step=1") // begun again by itself
	s.devices("score", `{"type":"Finger","qualityScore":"22"}`)
	s.press("r")
	s.wait("captured", "step=1", "weak=4", "attempt=1")
	s.devices("score", `{"type":"Finger","qualityScore":""}`)
	s.press("r")
	s.wait("captured", "step=1", "weak=0", "attempt=2")
	s.captureSteps(2)
	s.review()
	s.toTheEnd()
}

// fingerMissing has a finger and an eye that cannot be taken: the device says
// so, the clerk notes it with its reason, a photo of both hands proves it.
func fingerMissing(s *scenario) {
	s.intake()
	s.devices("person", `{"seed":1,"missing":["Right IndexFinger","Left"]}`)
	s.take(0)
	s.wait("capture-step", "step=1")
	s.press("space")
	s.wait("capture-failed", "step=1", "fault=no-biometric")
	s.wait("preview-shown", "step=1") // begun again by itself
	s.shootAs("capture-khong-thay-ngon-tay")
	s.press("m", "Return", "Return") // the index finger, amputated
	s.wait("excepted")
	s.press("space")
	s.wait("captured", "step=1", "items=3")
	s.take(2)
	s.take(3)
	s.wait("capture-step", "step=4")
	s.press("space")
	s.wait("capture-failed", "step=4", "fault=no-biometric")
	s.wait("preview-shown", "step=4")
	s.press("m", "Return")                    // the left eye
	s.press("Down", "Down", "Down", "Return") // bandaged
	s.wait("excepted")
	s.press("space")
	s.wait("captured", "step=4", "items=1")
	s.wait("capture-step", "step=5")
	s.wait("preview-shown", "step=5")
	s.shootAs("capture-anh-phan-khong-thu-duoc")
	s.press("space")
	s.wait("captured", "step=5", "items=1")
	s.wait("capture-done")
	s.review()
	s.toTheEnd()
}
