package protocol

// A USB stick carries the same things as the line, as files below one folder:
//
//	carddesk/to-registry/<station>-<batch>/batch.frame
//	carddesk/to-registry/<station>-<batch>/<SHA-256 of the sealed bytes>.age
//	carddesk/to-office/<office>/<station>-<batch>.answer
//	carddesk/documents/<SHA-256 of the envelope>.document
//
// A batch's folder appears under its name when all of it is written and read
// back. Nothing is ever changed in place, so a stick may be taken out, lost,
// carried twice, or be overtaken by the line.
const (
	StickFolder      = "carddesk"
	StickToRegistry  = "to-registry"
	StickToOffice    = "to-office"
	StickBatch       = "batch.frame"
	StickPacketExt   = ".age"
	StickAnswerExt   = ".answer"
	StickDocuments   = "documents" // of the centre, for every office
	StickDocumentExt = ".document"
)

// MaxStickBatches bounds how many batches or answers are read of one stick.
const MaxStickBatches = 10_000

// StickAnswer is the content of an answer file, sealed to the station.
type StickAnswer struct {
	Batch   BatchAnswer  `json:"batch"`
	Changes []ChangeItem `json:"changes"` // behind the cursor that the batch told
}
