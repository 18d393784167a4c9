package registry

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"strings"

	"carddesk/app/port"
	"carddesk/sync/packet"
)

// draftExt is the ending of the files of an emergency export.
const draftExt = ".age"

// DraftsReport says what was in the folder of an emergency export.
type DraftsReport struct {
	Opened []port.PacketManifest
	Failed map[string]error // by file name
}

// OpenDrafts opens what a desk wrote in an emergency (folder
// "carddesk/emergency/…" of a stick) with the registry's keys and lays each draft
// as manifest and parts into a folder of its own below out. A draft is nothing that
// the registry takes by itself: a person looks at it and has it typed in where the
// desk works again. Drafts of stations that are shut out by now are opened too:
// a desk that was given up is what an emergency is for. So are those signed with a
// key that the station had before it moved to new hardware. A file that does not
// open leaves nothing behind and holds up none of the others.
func (r *Registry) OpenDrafts(ctx context.Context, from, out string) (DraftsReport, error) {
	report := DraftsReport{Failed: map[string]error{}}
	if err := os.MkdirAll(out, 0o700); err != nil {
		return report, fmt.Errorf("opening drafts: %w", err)
	}
	to, err := os.OpenRoot(out)
	if err != nil {
		return report, fmt.Errorf("opening drafts: %w", err)
	}
	defer to.Close()
	stick, err := os.OpenRoot(from)
	if err != nil {
		return report, fmt.Errorf("opening drafts: %w", err)
	}
	defer stick.Close()
	files, err := fs.ReadDir(stick.FS(), ".")
	if err != nil {
		return report, fmt.Errorf("opening drafts: %w", err)
	}
	for _, file := range files {
		if !strings.HasSuffix(file.Name(), draftExt) || strings.HasPrefix(file.Name(), ".") {
			continue
		}
		manifest, err := r.openDraft(ctx, stick, file.Name(), to)
		if ctx.Err() != nil {
			return report, ctx.Err()
		}
		if err != nil {
			report.Failed[file.Name()] = err
			continue
		}
		report.Opened = append(report.Opened, manifest)
	}
	return report, nil
}

// openDraft lays one draft into a folder named after its dossier, which appears
// whole or not at all.
func (r *Registry) openDraft(ctx context.Context, stick *os.Root, name string, out *os.Root) (port.PacketManifest, error) {
	none := port.PacketManifest{}
	sealed, err := openRegular(stick, name)
	if err != nil {
		return none, err
	}
	defer sealed.Close()
	reader, err := packet.NewReader(sealed, r.keys.identities(), r.everyStation(ctx))
	if err != nil {
		return none, err
	}
	manifest := reader.Manifest()
	if manifest.Registry != r.opts.ID {
		return none, errors.New("draft is meant for another registry")
	}
	// The dossier's id is a safe name; a leading dot keeps what is not whole apart.
	folder := fmt.Sprintf("%s-%d", manifest.Packet.Dossier, manifest.Packet.Version)
	if _, err := out.Lstat(folder); err == nil {
		return none, fmt.Errorf("%s is there already", folder)
	}
	draft := "." + folder
	if err := errors.Join(out.RemoveAll(draft), out.Mkdir(draft, 0o700)); err != nil {
		return none, err
	}
	err = writeDraft(reader, out, draft)
	if err == nil {
		err = out.Rename(draft, folder)
	}
	if err != nil {
		return none, errors.Join(err, out.RemoveAll(draft))
	}
	return manifest, nil
}

// writeDraft writes manifest and parts of a draft into a folder.
func writeDraft(reader *packet.Reader, out *os.Root, folder string) error {
	text, err := json.MarshalIndent(reader.Manifest(), "", "  ")
	if err != nil {
		return err
	}
	if err := out.WriteFile(path.Join(folder, "manifest.json"), append(text, '\n'), 0o600); err != nil {
		return err
	}
	for {
		entry, part, err := reader.Next()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		name := path.Join(folder, "parts", entry.Name)
		if err := out.MkdirAll(path.Dir(name), 0o700); err != nil {
			return err
		}
		f, err := out.OpenFile(name, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
		if err != nil {
			return err
		}
		_, err = io.Copy(f, part)
		if err := errors.Join(err, f.Sync(), f.Close()); err != nil {
			return err
		}
	}
}
