package desk

import (
	"context"

	"carddesk/app/dossier"
)

// ApproveLines is [Desk.ApproveList] after its authentication, telling of each
// dossier that it opens.
func (d *Desk) ApproveLines(ctx context.Context, ids []dossier.ID, opened func(dossier.ID)) (ApprovalList, error) {
	return d.approveLines(ctx, ids, func(ctx context.Context, id dossier.ID) (Opened, error) {
		opened(id)
		return d.load(ctx, id)
	})
}
