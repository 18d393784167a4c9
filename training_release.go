//go:build release

package main

import (
	"context"
	"errors"
	"log/slog"
)

// surround of a release build knows no training: it holds no simulator.
func surround(_ context.Context, s settings, _ *slog.Logger) (*surroundings, error) {
	if s.training {
		return nil, errors.New("this build has no training mode")
	}
	return enrolled(s)
}
