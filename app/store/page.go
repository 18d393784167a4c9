package store

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"carddesk/app/dossier"
)

// pageKey names a row of a listing ordered by time and id, newest first.
func pageKey(updated time.Time, id dossier.ID) string {
	return strconv.FormatInt(updated.UnixMilli(), 10) + "/" + string(id)
}

func parsePageKey(key string) (updated int64, id string, err error) {
	at, id, ok := strings.Cut(key, "/")
	if ok {
		updated, err = strconv.ParseInt(at, 10, 64)
	}
	if !ok || err != nil {
		return 0, "", fmt.Errorf("page key %q is not one", key)
	}
	return updated, id, nil
}
