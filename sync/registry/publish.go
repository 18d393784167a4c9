package registry

import (
	"context"
	"io"
	"os"
	"path/filepath"
	"time"

	"carddesk/app/port"
)

// PublishFolder is where a training registry looks for signed documents to send
// to the offices: whoever leads a training puts them there.
const PublishFolder = "publish"

// publishEvery is how often it looks.
const publishEvery = 500 * time.Millisecond

// watchPublish publishes what is put into a folder until ctx ends. A file that is
// no document is given another ending, so that it is seen.
func (r *Registry) watchPublish(ctx context.Context, folder string) {
	tick := time.NewTicker(publishEvery)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
		r.takeFiles(ctx, filepath.Join(folder, "*.document"), r.publishFile)
		r.sendDrops(ctx, folder)
	}
}

// takeFiles gives the files that a pattern names to take and removes them. One that
// take refuses is given another ending.
func (r *Registry) takeFiles(ctx context.Context, pattern string, take func(ctx context.Context, name string) error) {
	names, err := filepath.Glob(pattern)
	if err != nil {
		return // only of a pattern that is none
	}
	for _, name := range names {
		err := take(ctx, name)
		if ctx.Err() != nil {
			return
		}
		if err != nil {
			r.log.Error("file was not published", "ending", filepath.Ext(name), "error", err)
			err = os.Rename(name, name+".refused")
		} else {
			err = os.Remove(name)
		}
		if err != nil {
			r.log.Error("file stays in the folder", "error", err)
		}
	}
}

func (r *Registry) publishFile(ctx context.Context, name string) error {
	envelope, err := readDocument(name)
	if err == nil {
		_, err = r.PublishDocument(ctx, envelope)
	}
	return err
}

// readDocument reads the file of a document.
func readDocument(name string) ([]byte, error) {
	f, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	content, err := io.ReadAll(io.LimitReader(f, port.MaxDocument+1))
	if err == nil && len(content) > port.MaxDocument {
		err = ErrDocument
	}
	return content, err
}
