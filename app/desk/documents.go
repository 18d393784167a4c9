package desk

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"carddesk/app/dossier"
	"carddesk/app/store"
)

// Bounds of attached papers.
const (
	// MaxSource is how large a file to be attached may be. A renderer takes it
	// whole, so this is memory of the desk.
	MaxSource = 20 << 20
	// MaxSheets is how many pages one paper may have.
	MaxSheets = 60
	// sheetWidth is how wide a page is kept: A4 at 150 dots an inch.
	sheetWidth = 1240
)

// Errors of attaching papers. Those of the renderer pass through.
var (
	ErrSourceGone      = errors.New("file to be attached is not there")
	ErrSourceLarge     = errors.New("file to be attached is too large")
	ErrSourceKind      = errors.New("file to be attached is neither PDF, JPEG, PNG nor TIFF")
	ErrDocumentsLarge  = errors.New("papers of the dossier are too large together")
	ErrTooManySheets   = errors.New("paper has too many pages")
	ErrDocumentMissing = errors.New("dossier has no such paper")
)

// ScanFile is a file in the watched folder.
type ScanFile struct {
	Path string
	Name string
	Size int64
	At   time.Time
}

// scanRest is how long a file must not have changed: until then its scanner
// still writes it.
const scanRest = time.Second

// maxScans is how many files of the watched folder are listed.
const maxScans = 9

// Scans lists what waits in the watched folder, newest first: files that could
// be attached and are no longer being written. Without a folder there are none.
func (d *Desk) Scans(context.Context) ([]ScanFile, error) {
	if d.ScanDir == "" {
		return nil, nil
	}
	entries, err := os.ReadDir(d.ScanDir)
	if errors.Is(err, os.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("listing the scan folder: %w", err)
	}
	var files []ScanFile
	for _, entry := range entries {
		info, err := entry.Info()
		if err != nil || !info.Mode().IsRegular() || !attachable(entry.Name()) || d.now().Sub(info.ModTime()) < scanRest {
			continue
		}
		files = append(files, ScanFile{
			Path: filepath.Join(d.ScanDir, entry.Name()), Name: entry.Name(), Size: info.Size(), At: info.ModTime(),
		})
	}
	slices.SortFunc(files, func(a, b ScanFile) int { return b.At.Compare(a.At) })
	return files[:min(len(files), maxScans)], nil
}

func attachable(name string) bool {
	return slices.Contains([]string{".pdf", ".jpg", ".jpeg", ".png", ".tif", ".tiff"}, strings.ToLower(filepath.Ext(name)))
}

// ReadDocument reads a file as pages. What it is, its content says and not its
// name; it is decoded by the renderer, away from this process. progress is told
// after each page.
func (d *Desk) ReadDocument(ctx context.Context, path string, progress func(done, of int)) ([]Sheet, error) {
	data, err := readSource(path)
	if err != nil {
		return nil, err
	}
	return d.sheets(ctx, data, progress)
}

func readSource(path string) ([]byte, error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrSourceGone, withoutPath(err))
	}
	defer file.Close()
	info, err := file.Stat()
	switch {
	case err != nil:
		return nil, fmt.Errorf("%w: %w", ErrSourceGone, withoutPath(err))
	case !info.Mode().IsRegular():
		return nil, ErrSourceKind
	case info.Size() > MaxSource:
		return nil, ErrSourceLarge
	}
	// In one piece and no larger than it is: what grows meanwhile is refused.
	data := make([]byte, info.Size()+1)
	n, err := io.ReadFull(file, data)
	switch {
	case err == nil:
		return nil, ErrSourceLarge
	case !errors.Is(err, io.ErrUnexpectedEOF) && !errors.Is(err, io.EOF):
		return nil, fmt.Errorf("%w: %w", ErrSourceGone, withoutPath(err))
	}
	return data[:n:n], nil
}

// withoutPath takes the file's name out of an error: it may be a person's.
func withoutPath(err error) error {
	var pathErr *os.PathError
	if errors.As(err, &pathErr) {
		return pathErr.Err
	}
	return err
}

// LoadDocument reads an attached paper as pages, to be looked at or changed.
func (d *Desk) LoadDocument(ctx context.Context, id dossier.ID, code string, progress func(done, of int)) ([]Sheet, error) {
	var documents dossier.Documents
	if _, err := d.section(ctx, id, dossier.SectionDocuments, &documents); err != nil {
		return nil, err
	}
	for _, item := range documents.Items {
		if item.Code == code {
			data, err := d.Store.ReadBlob(ctx, item.Blob, MaxSource)
			if err != nil {
				return nil, err
			}
			return d.sheets(ctx, data, progress)
		}
	}
	return nil, ErrDocumentMissing
}

// SaveDocument keeps pages as one PDF, in the place of what the dossier had under
// the same code. No pages removes the paper.
func (d *Desk) SaveDocument(ctx context.Context, id dossier.ID, code string, sheets []Sheet) (dossier.Documents, error) {
	var documents dossier.Documents
	base, err := d.section(ctx, id, dossier.SectionDocuments, &documents)
	if err != nil {
		return documents, err
	}
	items := slices.DeleteFunc(slices.Clone(documents.Items), func(item dossier.Document) bool { return item.Code == code })
	var blobs []store.Blob
	if len(sheets) > 0 {
		extra, err := d.extraPaper(ctx, id, code, documents)
		if err != nil {
			return documents, err
		}
		item, blob, err := d.keepPaper(ctx, id, code, sheets, DocumentsSize(items))
		if err != nil {
			return documents, err
		}
		item.Extra = extra
		items, blobs = append(items, item), append(blobs, blob)
	}
	documents.Items = items
	_, err = d.save(ctx, id, dossier.SectionDocuments, base, documents, store.Change{Blobs: blobs})
	return documents, err
}

// keepPaper keeps pages as one PDF; beside is what the papers weigh that are kept
// with it.
func (d *Desk) keepPaper(ctx context.Context, id dossier.ID, code string, sheets []Sheet, beside int64) (dossier.Document, store.Blob, error) {
	var pdf bytes.Buffer
	if err := writeSheets(&pdf, sheets, d.now()); err != nil {
		return dossier.Document{}, store.Blob{}, fmt.Errorf("making a paper: %w", err)
	}
	item := dossier.Document{Code: code, Pages: len(sheets), Size: int64(pdf.Len()), At: d.now()}
	if beside+item.Size > d.MaxDocuments() {
		return dossier.Document{}, store.Blob{}, ErrDocumentsLarge
	}
	blob, err := d.Store.PutBlob(ctx, id, store.BlobDocument, &pdf)
	if err != nil {
		return dossier.Document{}, store.Blob{}, fmt.Errorf("keeping a paper: %w", err)
	}
	item.Blob = blob.ID
	return item, blob, nil
}

// MaxDocuments is what the papers of one dossier may weigh together today, in
// bytes: the centre sets it by policy, for its own store and for slow lines.
func (d *Desk) MaxDocuments() int64 {
	return int64(d.values().DocumentsKB) << 10
}

// extraPaper reports whether a paper is attached of the clerk's own accord: the
// case does not want it. One that is there already stays what it was.
func (d *Desk) extraPaper(ctx context.Context, id dossier.ID, code string, documents dossier.Documents) (bool, error) {
	for _, item := range documents.Items {
		if item.Code == code {
			return item.Extra, nil
		}
	}
	var identity dossier.Identity
	if _, err := d.section(ctx, id, dossier.SectionIdentity, &identity); err != nil {
		return false, err
	}
	needed, _ := d.PapersOf(identity)
	return code != dossier.PaperOther && !slices.ContainsFunc(needed, func(p dossier.PaperRule) bool { return p.Code == code }), nil
}

// StrayPapers lists the codes of attached papers that belong to a case that the
// dossier no longer is. They are dropped when intake ends.
func (d *Desk) StrayPapers(content dossier.Content) []string {
	return dossier.StrayPapers(content, d.today())
}

// DocumentsSize is what papers weigh together.
func DocumentsSize(items []dossier.Document) int64 {
	var size int64
	for _, item := range items {
		size += item.Size
	}
	return size
}

// ScanTaken removes a file of the watched folder once its pages are kept, where
// policy wants that. Files from elsewhere are never touched.
func (d *Desk) ScanTaken(path string) error {
	rules := d.values()
	if d.ScanDir == "" || !rules.RemoveImports || filepath.Dir(path) != filepath.Clean(d.ScanDir) {
		return nil
	}
	if err := os.Remove(path); err != nil && !errors.Is(err, os.ErrNotExist) {
		return fmt.Errorf("removing a scan: %w", withoutPath(err))
	}
	return nil
}

// PapersOf lists the papers that a dossier needs as it stands, and those of its
// law that it does not need but may have.
func (d *Desk) PapersOf(identity dossier.Identity) (needed, others []dossier.PaperRule) {
	needed = dossier.PapersFor(identity, d.today())
	rules, _ := dossier.RulesOf(identity.Request.Regime)
	for _, paper := range rules.Papers {
		if !slices.ContainsFunc(needed, func(n dossier.PaperRule) bool { return n.Code == paper.Code }) {
			others = append(others, paper)
		}
	}
	return needed, others
}
