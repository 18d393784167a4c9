package main

import (
	"context"
	"fmt"
	"os"
	"strings"

	"carddesk/sync/registry"
	"carddesk/sync/registry/objects"
)

// Environment variables that say who the registry is at the object store; the
// secret lies in a file.
const (
	objectsRegion = "CARDDESK_REGISTRY_S3_REGION"
	objectsKey    = "CARDDESK_REGISTRY_S3_ACCESS_KEY"
	objectsSecret = "CARDDESK_REGISTRY_S3_SECRET_FILE"
)

// openObjects reaches the object store; without one packets lie in a folder.
func openObjects(ctx context.Context, address, ca string, env func(string) string) (registry.Shelf, error) {
	if address == "" {
		return nil, nil
	}
	options := objects.Options{URL: address, Region: env(objectsRegion), AccessKey: env(objectsKey)}
	if path := env(objectsSecret); path != "" {
		secret, err := os.ReadFile(path)
		if err != nil {
			return nil, fmt.Errorf("secret of the object store: %w", err)
		}
		options.SecretKey = strings.TrimSpace(string(secret))
	}
	if ca != "" {
		text, err := os.ReadFile(ca)
		if err != nil {
			return nil, fmt.Errorf("-objects-ca: %w", err)
		}
		options.CA = text
	}
	shelf, err := objects.Open(ctx, options)
	if err != nil {
		return nil, err
	}
	return shelf, nil
}
