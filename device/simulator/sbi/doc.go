// Package sbi is the training desk's device service: a camera, a slap
// fingerprint reader and an iris camera behind one port, speaking the Secure
// Biometric Interface (SBI/MDS) 0.9.5 as real services do, with their quirks:
// own HTTP methods, one request a connection, the boundary that names its
// dashes twice.
//
// Before the sensors stands a synthetic person ([Service.SetPerson]); captures
// of one person show the same fingers every time. Devices can be told to fail in
// every way of [Faults], from Go or through the admin addresses:
//
//	POST /admin/person {"seed": 7, "woman": true, "missing": ["Left Thumb"]}
//	POST /admin/person {"seed": 7, "hands": 9}                    another lays the hands down
//	POST /admin/score  {"type": "Finger", "qualityScore": "35"}   "" ends it
//	POST /admin/status {"type": "Finger", "deviceStatus": "Not Ready"}
//	POST /admin/delay  {"type": "Finger", "delay": 800}           milliseconds
//	POST /admin/fault  {"type": "Finger", "fault": "hang", "times": 1}
//	POST /admin/fault  {"type": "Finger", "fault": "code-105", "times": 1}
//	POST /admin/reset  {}
//
// The interface wants JPEG 2000 pictures; no encoder of it is at hand in Go, so
// fingers and eyes are PNG (code 6, 0x0E), lossless too, and faces JPEG. With
// [Options.JPEG2000] faces and eyes are pictures that were encoded as JPEG 2000
// once: they do not move, and an exception photo stays JPEG. The desk accepts all
// of these.
//
// The issuer of the devices is made on the spot and marked as a training issuer
// ([wire.TrainingIssuerKeyID]); nothing of this package belongs in a release
// build.
package sbi
