package biometric_test

import (
	"context"
	"os"
	"slices"
	"testing"
	"time"

	"carddesk/app/port"
	"carddesk/device/biometric"
	"carddesk/device/render"
	"carddesk/device/simulator/sbi"
)

// TestMain lets this test program be the renderer's own child process.
func TestMain(m *testing.M) {
	if slices.Contains(os.Args[1:], render.WorkerCommand) {
		os.Exit(render.WorkerMain(os.Stdin, os.Stdout))
	}
	os.Exit(m.Run())
}

// Faces and eyes come as JPEG 2000 from real devices: the client takes them, and
// the desk's renderer decodes them at the codestream's own size, which is what the
// record says.
func TestJPEG2000FromADevice(t *testing.T) {
	s, _ := startService(t, sbi.Options{FirstPort: 4591, LastPort: 4600, JPEG2000: true})
	c := client(s)
	pool, err := render.New(render.Config{Executable: os.Args[0], Args: []string{render.WorkerCommand}, Limits: render.DefaultLimits()})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { pool.Close() })
	pictures := biometric.WithWSQ(pool)
	for seed := range uint64(4) {
		s.SetPerson(sbi.PersonSpec{Seed: seed, Woman: seed%2 == 1})
		for _, part := range []struct {
			modality port.Modality
			part     port.Part
			expected []port.Position
		}{
			{port.Face, port.FacePart, []port.Position{port.FacePosition}},
			{port.Iris, port.BothIris, []port.Position{port.LeftEye, port.RightEye}},
		} {
			result, err := c.Capture(t.Context(), port.CaptureRequest{
				Device: deviceOf(t, c, part.modality), Part: part.part, Expected: part.expected, Timeout: time.Minute,
			})
			if err != nil {
				t.Fatalf("person %d, %s: %v", seed, part.modality, err)
			}
			for _, item := range result.Items {
				picture, err := pictures.Picture(context.Background(), item.Image)
				if err != nil || item.ImageType != "image/jp2" {
					t.Fatalf("person %d, %s: type %s, %v", seed, part.modality, item.ImageType, err)
				}
				if size := picture.Rect.Size(); size.X != item.Width || size.Y != item.Height {
					t.Errorf("person %d, %s: decoded to %v, the record says %d×%d", seed, part.modality, size, item.Width, item.Height)
				}
			}
		}
	}
}
