package registry

import (
	"net/http"
	"time"

	"carddesk/sync/protocol"
)

func (r *Registry) routes() *http.ServeMux {
	mux := http.NewServeMux()
	mux.HandleFunc("PUT "+protocol.PathBatches+"{id}", r.forStation(r.putBatch))
	mux.HandleFunc("OPTIONS "+protocol.PathUploads, r.uploadOptions)
	mux.HandleFunc("POST "+protocol.PathUploads+"{$}", r.forStation(r.createUpload))
	mux.HandleFunc("HEAD "+protocol.PathUploads+"{id}", r.forUpload(r.headUpload))
	mux.HandleFunc("PATCH "+protocol.PathUploads+"{id}", r.forUpload(r.patchUpload))
	mux.HandleFunc("DELETE "+protocol.PathUploads+"{id}", r.forUpload(r.deleteUpload))
	mux.HandleFunc("GET "+protocol.PathChanges, r.forStation(r.getChanges))
	mux.HandleFunc("POST "+protocol.PathLookups, r.forStation(r.postLookup))
	mux.HandleFunc("POST "+protocol.PathPrints, r.forStation(r.postPrints))
	mux.HandleFunc("POST "+protocol.PathLists, r.forStation(r.postList))
	mux.HandleFunc("GET "+protocol.PathDocuments+"{hash}", r.forStation(r.getDocument))
	mux.HandleFunc("POST "+protocol.PathCertificates, r.forStation(r.postCertificate))
	mux.HandleFunc("POST "+protocol.PathEnrolments, r.postEnrolment)
	mux.HandleFunc("GET "+protocol.PathOpenAPI, getOpenAPI)
	return mux
}

// ServeHTTP answers a request. Every answer carries the server's time, by which
// desks know how far their own clock is off.
func (r *Registry) ServeHTTP(w http.ResponseWriter, req *http.Request) {
	w.Header().Set(protocol.HeaderTime, r.clock.Now().UTC().Format(time.RFC3339Nano))
	w.Header().Set("Cache-Control", "no-store")
	w.Header().Set("X-Content-Type-Options", "nosniff")
	if _, pattern := r.mux.Handler(req); pattern == "" {
		r.observed(w, req, http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) {
			r.refuse(w, req, fail(http.StatusNotFound, protocol.CodeNotFound, "no such resource or method"))
		}))
		return
	}
	r.observed(w, req, r.mux)
}

// getOpenAPI tells anybody how the registry is spoken to.
func getOpenAPI(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Type", "application/yaml")
	_, _ = w.Write(protocol.OpenAPI) // who has gone away needs no answer
}

// forStation lets only active stations in, known by the key of the client
// certificate that TLS has verified.
func (r *Registry) forStation(handle func(http.ResponseWriter, *http.Request, stationRow) error) http.HandlerFunc {
	return func(w http.ResponseWriter, req *http.Request) {
		req.Body = r.patient(w, req)
		station, err := r.peer(req)
		if err == nil {
			err = handle(w, req, station)
		}
		if err != nil {
			r.refuse(w, req, err)
			r.record(req, station.id, err)
		}
	}
}

// forUpload is forStation for the requests at one upload, which take turns. Station
// and upload are read at once, when the turn has come.
func (r *Registry) forUpload(handle func(http.ResponseWriter, *http.Request, stationRow, upload) error) http.HandlerFunc {
	return func(w http.ResponseWriter, req *http.Request) {
		body := r.patient(w, req)
		req.Body = body
		station, err := r.atUpload(w, req, body, handle)
		if err != nil {
			r.refuse(w, req, err)
			r.record(req, station.id, err)
		}
	}
}

func (r *Registry) atUpload(w http.ResponseWriter, req *http.Request, body *patientReader,
	handle func(http.ResponseWriter, *http.Request, stationRow, upload) error) (stationRow, error) {
	if _, err := certificateKey(req); err != nil {
		return stationRow{}, err
	}
	if err := checkTus(w, req); err != nil {
		return stationRow{}, err
	}
	leave, err := r.turn(req, body)
	if err != nil {
		return stationRow{}, err
	}
	defer leave()
	station, u, err := r.peerAt(req)
	if err != nil {
		return station, err
	}
	return station, handle(w, req, station, u)
}
