package main

// officersFinger has an officer whose fingers are known from the first day lay a
// hand down in the citizen's place: the desk says so while the citizen is there,
// and takes the citizen's own. Faces and eyes come as JPEG 2000 here, as from real
// devices, the eyes weak at the first try.
func officersFinger(s *scenario) {
	s.begin("canbo")
	s.press("F9")
	s.wait("devices-shown")
	s.devices("person", `{"seed":1,"hands":901}`)
	s.press("v")
	for range 3 {
		s.wait("officer-asked")
		s.press("Return")
		s.wait("officer-part")
	}
	s.wait("officer-enrolled", "fingers=10")
	s.still("thiet-bi-van-tay-can-bo")
	s.press("F2")
	s.intakeByScan()
	s.press("ctrl+Return")
	s.take(0, "remarks=0")
	s.wait("capture-step", "step=1")
	s.press("space")
	s.wait("captured", "step=1", "remarks=4")
	s.shootAs("capture-ngon-tay-can-bo")
	s.devices("person", `{"seed":1}`)
	s.press("r")
	s.wait("captured", "step=1", "remarks=0", "attempt=2")
	s.take(2)
	s.take(3)
	s.wait("capture-step", "step=4")
	s.devices("score", `{"type":"Iris","qualityScore":"21"}`)
	s.press("space")
	s.wait("captured", "step=4", "weak=2", "attempt=1")
	s.devices("score", `{"type":"Iris","qualityScore":""}`)
	s.press("r")
	s.wait("captured", "step=4", "weak=0", "attempt=2")
	s.wait("capture-done")
	s.review()
	s.toTheEnd()
}
