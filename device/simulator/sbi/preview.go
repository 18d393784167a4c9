package sbi

import (
	"bytes"
	"fmt"
	"image"
	"image/color"
	"image/draw"
	"image/jpeg"
	"math"
	"slices"
	"strconv"

	"carddesk/app/port"
	"carddesk/device/simulator/synth"

	xdraw "golang.org/x/image/draw"
	"golang.org/x/image/font"
	"golang.org/x/image/font/basicfont"
	"golang.org/x/image/math/fixed"
)

// loop is the number of frames after which a preview repeats.
const loop = 16

// preview returns the live pictures of a part, made once for each person.
func (s *Service) preview(d *device, part port.Part) ([][]byte, error) {
	if held := s.held(); held != nil && d.modality == port.Face {
		return [][]byte{held}, nil
	}
	_, set, _ := d.state()
	key := d.id + strconv.Itoa(int(part)) + "/" + set
	s.mu.Lock()
	person, hands, spec, frames := s.person, s.hands, s.spec, s.frames
	made, ok := frames[key]
	s.mu.Unlock()
	if ok {
		return made, nil
	}
	var err error
	switch d.modality {
	case port.Face:
		made, err = facePreview(person)
	case port.Finger:
		made, err = slapPreview(hands, spec, part, set)
	case port.Iris:
		made, err = irisPreview(person, part)
	}
	if err != nil {
		return nil, err
	}
	s.mu.Lock()
	frames[key] = made
	s.mu.Unlock()
	return made, nil
}

func facePreview(person *synth.Person) ([][]byte, error) {
	portrait, err := person.Portrait()
	if err != nil {
		return nil, err
	}
	var out [][]byte
	for n := range loop {
		turn := 2 * math.Pi * float64(n) / loop
		picture := portrait.Take(synth.Shot{
			Width: 480, Height: 640, ShiftX: 0.008 * math.Sin(turn), ShiftY: 0.005 * math.Cos(turn), Nearness: 1 + 0.004*math.Sin(turn),
		})
		if out, err = appendJPEG(out, picture); err != nil {
			return nil, err
		}
	}
	return out, nil
}

const (
	slapCellWidth  = 176 // half the size of a print
	slapCellHeight = 224
	slapMargin     = 14
	slapBar        = 26
)

// slapPreview shows the fingers side by side, each with its quality.
func slapPreview(person *synth.Person, spec PersonSpec, part port.Part, set string) ([][]byte, error) {
	positions := port.SlapPositions(part)
	if part == port.SingleFinger {
		positions = []port.Position{port.RightIndex}
	}
	if part == port.LeftSlap {
		slices.Reverse(positions) // as the hand lies: little finger first
	}
	positions = slices.DeleteFunc(positions, func(p port.Position) bool { return slices.Contains(spec.Missing, string(p)) })
	var numbers []int
	for _, p := range positions {
		numbers = append(numbers, fingerNumber(p))
	}
	person.Grow(numbers...)
	var cells []*image.Gray
	var scores []float64
	for _, n := range numbers {
		impression := impressionFor(spec.Seed+uint64(n), set)
		full := person.Finger(n).Print(impression)
		cell := image.NewGray(image.Rect(0, 0, slapCellWidth, slapCellHeight))
		xdraw.ApproxBiLinear.Scale(cell, cell.Rect, full, full.Rect, xdraw.Src, nil)
		cells = append(cells, cell)
		scores = append(scores, scoreOr(set, impression.Score()))
	}
	var out [][]byte
	for n := range loop {
		picture := image.NewRGBA(image.Rect(0, 0, slapMargin+4*(slapCellWidth+slapMargin), slapCellHeight+2*slapMargin+slapBar))
		draw.Draw(picture, picture.Rect, image.NewUniform(color.Gray{248}), image.Point{}, draw.Src)
		left := (picture.Rect.Dx() - len(cells)*(slapCellWidth+slapMargin) + slapMargin) / 2
		for i, cell := range cells {
			turn := 2*math.Pi*float64(n)/loop + float64(i)
			x, y := left+i*(slapCellWidth+slapMargin), slapMargin
			at := image.Pt(x+int(math.Round(1.4*math.Sin(turn))), y+int(math.Round(1.4*math.Cos(turn))))
			draw.Draw(picture, cell.Rect.Add(at), cell, image.Point{}, draw.Src)
			drawQuality(picture, image.Rect(x, y+slapCellHeight+4, x+slapCellWidth, y+slapCellHeight+slapBar),
				clampScore(scores[i]+3*math.Sin(turn*2)))
		}
		var err error
		if out, err = appendJPEG(out, picture); err != nil {
			return nil, err
		}
	}
	return out, nil
}

func clampScore(score float64) float64 { return math.Round(math.Min(100, math.Max(0, score))) }

// drawQuality draws a bar as long as the score, red, yellow or green, and the
// number beside it.
func drawQuality(picture *image.RGBA, box image.Rectangle, score float64) {
	shade := color.RGBA{46, 125, 50, 255}
	switch {
	case score < 40:
		shade = color.RGBA{183, 28, 28, 255}
	case score < 60:
		shade = color.RGBA{249, 168, 37, 255}
	}
	bar := image.Rect(box.Min.X, box.Min.Y+6, box.Min.X+int(score/100*float64(box.Dx()-34)), box.Max.Y-6)
	draw.Draw(picture, bar, image.NewUniform(shade), image.Point{}, draw.Src)
	text := font.Drawer{
		Dst: picture, Src: image.NewUniform(color.Black), Face: basicfont.Face7x13,
		Dot: fixed.P(box.Max.X-26, box.Max.Y-6),
	}
	text.DrawString(strconv.Itoa(int(score)))
}

// irisPreview shows the eyes, each picture taken once and moved a little.
func irisPreview(person *synth.Person, part port.Part) ([][]byte, error) {
	const width, height = synth.EyeWidth / 2, synth.EyeHeight / 2
	eyes := positionsOf(port.Iris, part)
	slices.Reverse(eyes) // the person's right eye is on the left
	small := image.NewGray(image.Rect(0, 0, len(eyes)*width, height))
	for i, eye := range eyes {
		full := person.Eye(eye == port.LeftEye).Picture(synth.Look{Seed: person.Seed})
		xdraw.ApproxBiLinear.Scale(small, image.Rect(i*width, 0, (i+1)*width, height), full, full.Rect, xdraw.Src, nil)
	}
	var out [][]byte
	for n := range loop {
		turn := 2 * math.Pi * float64(n) / loop
		moved := image.Pt(int(math.Round(4*math.Sin(turn))), int(math.Round(2*math.Cos(turn))))
		picture := image.NewGray(small.Rect)
		draw.Draw(picture, picture.Rect, small, image.Point{}, draw.Src)
		draw.Draw(picture, picture.Rect.Add(moved), small, image.Point{}, draw.Src)
		var err error
		if out, err = appendJPEG(out, picture); err != nil {
			return nil, err
		}
	}
	return out, nil
}

func appendJPEG(frames [][]byte, picture image.Image) ([][]byte, error) {
	var encoded bytes.Buffer
	if err := jpeg.Encode(&encoded, picture, &jpeg.Options{Quality: 80}); err != nil {
		return nil, fmt.Errorf("encoding a preview: %w", err)
	}
	return append(frames, encoded.Bytes()), nil
}
