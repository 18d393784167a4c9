-- The desk's memory, first version. Instants are milliseconds since 1970 UTC.
-- Columns named sealed, profile, content, detail, payload and wrapped hold
-- sealed bytes; every other column is plain and must never say who somebody is.

CREATE TABLE meta (
    name  TEXT PRIMARY KEY,
    value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE station (
    id        TEXT PRIMARY KEY,
    office    TEXT    NOT NULL,
    number    INTEGER NOT NULL,
    name      TEXT    NOT NULL,
    created   INTEGER NOT NULL,
    transport BLOB
) STRICT;

CREATE TABLE user (
    id       TEXT PRIMARY KEY CHECK (length(id) BETWEEN 1 AND 64),
    role     TEXT    NOT NULL CHECK (role IN ('clerk', 'supervisor', 'administrator')),
    disabled INTEGER NOT NULL DEFAULT 0 CHECK (disabled IN (0, 1)),
    revision INTEGER NOT NULL,
    profile  BLOB    NOT NULL,
    created  INTEGER NOT NULL,
    updated  INTEGER NOT NULL
) STRICT;

CREATE TABLE slot (
    kind       TEXT    NOT NULL CHECK (kind IN ('password', 'enrolment', 'recovery')),
    owner      TEXT    NOT NULL,
    time_cost  INTEGER NOT NULL,
    memory_kib INTEGER NOT NULL,
    threads    INTEGER NOT NULL,
    salt       BLOB    NOT NULL,
    wrapped    BLOB    NOT NULL,
    PRIMARY KEY (kind, owner)
) STRICT;

CREATE TABLE throttle (
    user     TEXT PRIMARY KEY REFERENCES user (id),
    failures INTEGER NOT NULL,
    last     INTEGER NOT NULL
) STRICT;

CREATE TABLE dossier (
    id             TEXT PRIMARY KEY CHECK (length(id) = 32),
    office         TEXT    NOT NULL,
    station        TEXT    NOT NULL,
    clerk          TEXT    NOT NULL,
    state          TEXT    NOT NULL CHECK (state IN ('draft', 'captured', 'checked', 'approved',
                       'accepted', 'closed', 'waiting', 'returned', 'on-hold', 'rejected',
                       'recapture-wanted', 'cancelled', 'withdrawn')),
    version        INTEGER NOT NULL DEFAULT 0,
    created        INTEGER NOT NULL,
    updated        INTEGER NOT NULL,
    reason         TEXT    NOT NULL DEFAULT '',
    deadline       INTEGER,
    return_section TEXT    NOT NULL DEFAULT '',
    head           BLOB    NOT NULL
) STRICT;
CREATE INDEX dossier_updated ON dossier (updated, id);
CREATE INDEX dossier_state ON dossier (state, updated, id);

CREATE TABLE data_key (
    dossier TEXT PRIMARY KEY REFERENCES dossier (id),
    wrapped BLOB NOT NULL
) STRICT;

CREATE TABLE destroyed (
    dossier TEXT PRIMARY KEY,
    time    INTEGER NOT NULL,
    reason  TEXT    NOT NULL
) STRICT;

CREATE TABLE section (
    dossier  TEXT    NOT NULL REFERENCES dossier (id),
    section  TEXT    NOT NULL,
    revision INTEGER NOT NULL CHECK (revision > 0),
    author   TEXT    NOT NULL,
    station  TEXT    NOT NULL,
    time     INTEGER NOT NULL,
    content  BLOB    NOT NULL,
    PRIMARY KEY (dossier, section, revision)
) STRICT;

CREATE TABLE summary (
    dossier  TEXT PRIMARY KEY REFERENCES dossier (id),
    revision INTEGER NOT NULL,
    sealed   BLOB    NOT NULL
) STRICT;

CREATE TABLE claim (
    dossier TEXT    NOT NULL REFERENCES dossier (id),
    section TEXT    NOT NULL,
    user    TEXT    NOT NULL,
    station TEXT    NOT NULL,
    until   INTEGER NOT NULL,
    PRIMARY KEY (dossier, section)
) STRICT;

CREATE TABLE blob (
    id      TEXT PRIMARY KEY CHECK (length(id) = 32),
    dossier TEXT    NOT NULL REFERENCES dossier (id),
    kind    TEXT    NOT NULL,
    size    INTEGER NOT NULL,
    sha256  TEXT    NOT NULL CHECK (length(sha256) = 64),
    created INTEGER NOT NULL
) STRICT;
CREATE INDEX blob_dossier ON blob (dossier);

CREATE TABLE delivery (
    dossier    TEXT    NOT NULL REFERENCES dossier (id),
    version    INTEGER NOT NULL CHECK (version > 0),
    state      TEXT    NOT NULL CHECK (state IN ('sealed', 'offered', 'uploading', 'stored',
                   'acknowledged', 'decided', 'superseded', 'set-aside')),
    blob       TEXT    NOT NULL,
    sha256     TEXT    NOT NULL,
    size       INTEGER NOT NULL,
    inner      TEXT    NOT NULL,
    not_before INTEGER NOT NULL,
    upload_url TEXT    NOT NULL DEFAULT '',
    attempts   INTEGER NOT NULL DEFAULT 0,
    failure    TEXT    NOT NULL DEFAULT '',
    updated    INTEGER NOT NULL,
    PRIMARY KEY (dossier, version)
) STRICT;
CREATE INDEX delivery_state ON delivery (state, not_before);

CREATE TABLE card (
    serial   TEXT PRIMARY KEY,
    dossier  TEXT    NOT NULL REFERENCES dossier (id),
    state    TEXT    NOT NULL CHECK (state IN ('ordered', 'produced', 'shipped', 'arrived', 'out',
                 'in-post', 'handed-over', 'undelivered', 'sent-back', 'faulty', 'replaced',
                 'lost', 'void', 'recalled')),
    box      TEXT    NOT NULL DEFAULT '',
    shelf    TEXT    NOT NULL DEFAULT '',
    officer  TEXT    NOT NULL DEFAULT '',
    list     TEXT    NOT NULL DEFAULT '',
    reason   TEXT    NOT NULL DEFAULT '',
    replaced TEXT    NOT NULL DEFAULT '',
    revision INTEGER NOT NULL,
    detail   BLOB,
    updated  INTEGER NOT NULL
) STRICT;
CREATE INDEX card_dossier ON card (dossier);
CREATE INDEX card_state ON card (state);

CREATE TABLE log (
    station  TEXT    NOT NULL,
    seq      INTEGER NOT NULL CHECK (seq > 0),
    time     INTEGER NOT NULL,
    actor    TEXT    NOT NULL,
    type     TEXT    NOT NULL,
    dossier  TEXT,
    section  TEXT,
    revision INTEGER,
    payload  BLOB,
    previous BLOB    NOT NULL CHECK (length(previous) = 32),
    hash     BLOB    NOT NULL CHECK (length(hash) = 32),
    PRIMARY KEY (station, seq)
) STRICT;
CREATE INDEX log_dossier ON log (dossier, seq) WHERE dossier IS NOT NULL;
CREATE INDEX log_time ON log (time);

CREATE TRIGGER log_stays BEFORE UPDATE ON log
BEGIN SELECT RAISE(ABORT, 'log entries are never changed'); END;
CREATE TRIGGER log_whole BEFORE DELETE ON log
BEGIN SELECT RAISE(ABORT, 'log entries are never deleted'); END;

CREATE TABLE command (
    id     TEXT PRIMARY KEY CHECK (length(id) BETWEEN 1 AND 64),
    type   TEXT    NOT NULL,
    seq    INTEGER NOT NULL,
    result TEXT    NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE event (
    seq    INTEGER PRIMARY KEY,
    sealed BLOB -- NULL until the registry's key was there to seal to
) STRICT;

CREATE TABLE inbox (
    seq      INTEGER PRIMARY KEY,
    kind     TEXT    NOT NULL,
    sealed   BLOB    NOT NULL,
    received INTEGER NOT NULL,
    applied  INTEGER -- log entry that applied it
) STRICT;
CREATE INDEX inbox_pending ON inbox (seq) WHERE applied IS NULL;

CREATE TABLE cursor (
    name  TEXT PRIMARY KEY,
    value INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE counter (
    name    TEXT    NOT NULL,
    station TEXT    NOT NULL,
    next    INTEGER NOT NULL,
    last    INTEGER NOT NULL,
    PRIMARY KEY (name, station)
) STRICT;

CREATE TABLE fact (
    dossier          TEXT PRIMARY KEY,
    office           TEXT    NOT NULL,
    station          TEXT    NOT NULL,
    clerk            TEXT    NOT NULL,
    regime           TEXT    NOT NULL DEFAULT '',
    kind             TEXT    NOT NULL DEFAULT '',
    reason           TEXT    NOT NULL DEFAULT '',
    age_band         TEXT    NOT NULL DEFAULT '',
    sex              TEXT    NOT NULL DEFAULT '',
    commune          TEXT    NOT NULL DEFAULT '',
    hamlet           TEXT    NOT NULL DEFAULT '',
    seconds          TEXT    NOT NULL DEFAULT '{}',
    quality          TEXT    NOT NULL DEFAULT '{}',
    exceptions       TEXT    NOT NULL DEFAULT '{}',
    fee_code         TEXT    NOT NULL DEFAULT '',
    fee_amount       INTEGER NOT NULL DEFAULT 0,
    rejection        TEXT    NOT NULL DEFAULT '',
    day_created      TEXT    NOT NULL DEFAULT '',
    day_captured     TEXT    NOT NULL DEFAULT '',
    day_approved     TEXT    NOT NULL DEFAULT '',
    day_returned     TEXT    NOT NULL DEFAULT '',
    day_sent         TEXT    NOT NULL DEFAULT '',
    day_acknowledged TEXT    NOT NULL DEFAULT '',
    day_accepted     TEXT    NOT NULL DEFAULT '',
    day_rejected     TEXT    NOT NULL DEFAULT '',
    day_arrived      TEXT    NOT NULL DEFAULT '',
    day_handed_over  TEXT    NOT NULL DEFAULT '',
    day_cancelled    TEXT    NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX fact_created ON fact (day_created);
