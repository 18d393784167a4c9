package sbi

import (
	"carddesk/app/port"
	"carddesk/device/biometric/iso"
	"carddesk/device/simulator/synth"
)

// faceJP2 is the record of a face as a JP2 file.
func (s *Service) faceJP2(shot shot, set string) ([]byte, float64, error) {
	portrait, err := shot.person.Portrait()
	if err != nil {
		return nil, 0, err
	}
	data, err := synth.JP2Face(shot.person.Seed, shot.person.Woman)
	if err != nil {
		return nil, 0, err
	}
	width, height := portrait.Size()
	score := scoreOr(set, 91+float64(shot.seed%7))
	record, err := iso.FaceRecord{Faces: []iso.Face{{
		Capture: s.headers(score), Type: iso.FaceFullFrontal, Coding: iso.FaceJPEG2000,
		Width: uint16(width), HeightPixels: uint16(height), ColourSpace: 1, Image: data,
	}}}.Encode()
	return record, score, err
}

// irisJP2 is the record of an eye as a bare JPEG 2000 codestream.
func (s *Service) irisJP2(shot shot, set string) ([]byte, float64, error) {
	left := shot.position == port.LeftEye
	data, err := synth.JP2Eye(shot.person.Seed, left)
	if err != nil {
		return nil, 0, err
	}
	label := iso.EyeRight
	if left != (shot.fault == RecordMismatch) {
		label = iso.EyeLeft
	}
	score := scoreOr(set, 78+float64(shot.seed%15))
	record, err := iso.IrisRecord{Irises: []iso.Iris{{
		Capture: s.headers(score), View: 1, Eye: label, Type: iso.IrisVGA, Format: iso.IrisJPEG2000,
		Width: synth.EyeWidth, Height: synth.EyeHeight, Depth: 8, Roll: 0xffff, RollUncertainty: 0xffff, Image: data,
	}}}.Encode()
	return record, score, err
}
