package desk

import (
	"context"
	"errors"
	"fmt"
	"image"
	"os"
	"path/filepath"

	"carddesk/app/dossier"
)

// Page renders one page of a paper for the screen, width pixels wide.
func (d *Desk) Page(ctx context.Context, paper Paper, page, width int) (image.Image, error) {
	rendered, err := d.Renderer.Page(ctx, paper.PDF, page, width)
	if err != nil {
		return nil, fmt.Errorf("rendering page %d of %s: %w", page+1, paper.Code, err)
	}
	return rendered, nil
}

// exportFile makes a new file in the export folder. Its name says when and what,
// never whose.
func (d *Desk) exportFile(what, ending string) (*os.File, error) {
	if err := os.MkdirAll(d.ExportDir, 0o700); err != nil {
		return nil, fmt.Errorf("making the export folder: %w", err)
	}
	return os.CreateTemp(d.ExportDir, d.now().Format("20060102-150405")+"-"+what+"-*."+ending)
}

// Export writes a paper into the export folder and returns the file's name. What
// cannot be noted in the log is not left there.
func (d *Desk) Export(ctx context.Context, id dossier.ID, paper Paper) (string, error) {
	file, err := d.exportFile(paper.Code, "pdf")
	if err != nil {
		return "", fmt.Errorf("exporting %s: %w", paper.Code, err)
	}
	_, err = file.Write(paper.PDF)
	if err = errors.Join(err, file.Close()); err != nil {
		err = fmt.Errorf("exporting %s: %w", paper.Code, err)
	} else {
		err = d.printed(ctx, id, paper, dossier.ExportFile)
	}
	if err != nil {
		return "", errors.Join(err, os.Remove(file.Name()))
	}
	return filepath.Base(file.Name()), nil
}
