package main

import (
	"errors"

	"carddesk/app/vault"
	"carddesk/sync/protocol"
)

// errNotEnrolled is said of a data folder without a station: real enrolment with
// the central registry is not part of this version.
var errNotEnrolled = errors.New("this station is not enrolled; start with --training")

// enrolled gives what an enrolled station needs. There is no way to enrol one
// with a real registry yet, so it says so.
func enrolled(settings) (*surroundings, error) { return nil, errNotEnrolled }

// registryFile is what the station knows of its registry since enrolment.
func registryFile(t *vault.Transport) protocol.RegistryFile {
	return protocol.RegistryFile{
		ID: t.Registry.ID, URL: t.Registry.URL, CA: pemOf(t.Roots),
		Recipients: t.Registry.Recipients, Signing: t.Registry.Signing, Documents: t.Registry.Documents,
	}
}
