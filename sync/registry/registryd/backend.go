package main

import (
	"errors"
	"flag"
	"fmt"
	"os"

	"carddesk/sync/registry"
	"carddesk/sync/registry/osia"
)

// backEndFlags say which national back end accepted dossiers are handed on to.
type backEndFlags struct{ enrollment, credentials, profile string }

func (f *backEndFlags) add(flags *flag.FlagSet) {
	flags.StringVar(&f.enrollment, "osia-enrollment", "", "OSIA Enrollment interface that accepted dossiers are handed on to, https://host/base")
	flags.StringVar(&f.credentials, "osia-credentials", "", "OSIA Credential Management interface that cards are ordered from; default as -osia-enrollment")
	flags.StringVar(&f.profile, "osia-profile", "VN-ID-", "credential profile, before the regime's year")
}

// tokenFile names the environment variable with the file of the bearer token. It
// is read for each request, so that whoever renews the token only writes the file.
const tokenFile = "CARDDESK_REGISTRY_OSIA_TOKEN_FILE"

// open makes the way to the back end, or none.
func (f *backEndFlags) open(env func(string) string) (*registry.HandOn, error) {
	if f.enrollment == "" {
		if f.credentials != "" {
			return nil, errors.New("-osia-credentials without -osia-enrollment")
		}
		return nil, nil
	}
	if f.credentials == "" {
		f.credentials = f.enrollment
	}
	var token func() (string, error)
	if path := env(tokenFile); path != "" {
		token = func() (string, error) {
			content, err := os.ReadFile(path)
			return string(content), err
		}
	}
	enrollment, err := osia.New(osia.Options{URL: f.enrollment, Token: token})
	if err != nil {
		return nil, fmt.Errorf("-osia-enrollment: %w", err)
	}
	credentials, err := osia.New(osia.Options{URL: f.credentials, Token: token})
	if err != nil {
		return nil, fmt.Errorf("-osia-credentials: %w", err)
	}
	return &registry.HandOn{Enrollment: enrollment, Credentials: credentials,
		Profile: func(regime string) string { return f.profile + regime }}, nil
}
