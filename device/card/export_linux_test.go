package card

import "testing"

// PrivatePCSCD starts a private reader service for tests outside the package and
// returns the address of its first slot; see startPCSCD.
func PrivatePCSCD(t testing.TB) string {
	t.Helper()
	return startPCSCD(t).addr()
}

// PCSCReader is the name of that slot.
const PCSCReader = pcscReader
