-- One text for SQLite and PostgreSQL: "bigint" and "bytea" become INTEGER and
-- BLOB for SQLite, "/*strict*/" becomes STRICT. Times are RFC 3339 UTC with
-- milliseconds, so that text order is time order.

CREATE TABLE office (
    id       text   NOT NULL PRIMARY KEY,
    feed_seq bigint NOT NULL DEFAULT 0       -- last number given in the change feed
) /*strict*/;

CREATE TABLE station (
    id           text   NOT NULL PRIMARY KEY,
    office       text   NOT NULL REFERENCES office (id),
    signing      bytea  NOT NULL,            -- Ed25519 public key
    inbox        text   NOT NULL,            -- age recipient
    tls_key      text   NOT NULL,            -- SHA-256 of the certificate's public key
    state        text   NOT NULL,            -- active, revoked
    enrolled     text   NOT NULL,
    log_through  bigint NOT NULL DEFAULT 0,  -- last log entry whose hash is here
    log_fault    text   NOT NULL DEFAULT ''  -- code, once the log did not fit
) /*strict*/;

CREATE TABLE enrolment_code (
    hash    text NOT NULL PRIMARY KEY,       -- SHA-256 of the code
    created text NOT NULL,
    expires text NOT NULL,
    used_by text NOT NULL DEFAULT ''         -- station
) /*strict*/;

CREATE TABLE batch (
    station  text NOT NULL REFERENCES station (id),
    id       text NOT NULL,
    sha256   text NOT NULL,
    received text NOT NULL,
    PRIMARY KEY (station, id)
) /*strict*/;

CREATE TABLE upload (
    id         text   NOT NULL PRIMARY KEY,
    station    text   NOT NULL REFERENCES station (id),
    dossier    text   NOT NULL,
    version    bigint NOT NULL,
    inner_hash text   NOT NULL,
    sha256     text   NOT NULL,              -- of the sealed bytes
    size       bigint NOT NULL,
    state      text   NOT NULL,              -- open, done, refused
    code       text   NOT NULL DEFAULT '',   -- why it was refused
    created    text   NOT NULL,
    UNIQUE (station, dossier, version, sha256)
) /*strict*/;

CREATE TABLE dossier (
    id          text   NOT NULL PRIMARY KEY,
    office      text   NOT NULL REFERENCES office (id),
    version     bigint NOT NULL,             -- newest one received
    person      text   NOT NULL,             -- personal number, '' when not readable
    open_person text   UNIQUE,               -- the same while the dossier is open: one a person
    state       text   NOT NULL,             -- received, accepted, rejected, recapture-wanted, withdrawn
    reason      text   NOT NULL DEFAULT '',
    received    text   NOT NULL,
    decided     text   NOT NULL DEFAULT '',
    closed      text   NOT NULL DEFAULT ''   -- handed over, rejected or withdrawn
) /*strict*/;

CREATE TABLE packet (
    dossier    text   NOT NULL REFERENCES dossier (id),
    version    bigint NOT NULL,
    station    text   NOT NULL REFERENCES station (id),
    inner_hash text   NOT NULL,
    sha256     text   NOT NULL,
    size       bigint NOT NULL,
    blob       text   NOT NULL,              -- path below the blob folder
    received   text   NOT NULL,
    PRIMARY KEY (dossier, version)
) /*strict*/;

CREATE TABLE card (
    serial          text   NOT NULL PRIMARY KEY,
    dossier         text   NOT NULL REFERENCES dossier (id),
    version         bigint NOT NULL,
    document_number text   NOT NULL,
    state           text   NOT NULL,         -- ordered, produced, shipped; then as the office reports
    box             text   NOT NULL DEFAULT '',
    chip            text   NOT NULL DEFAULT '', -- name given by the personaliser
    expires         text   NOT NULL DEFAULT '', -- ISO date, '' when it does not expire
    ordered         text   NOT NULL,
    produced        text   NOT NULL DEFAULT '',
    shipped         text   NOT NULL DEFAULT '',
    handed_over     text   NOT NULL DEFAULT '',
    handed_over_by  text   NOT NULL DEFAULT ''
) /*strict*/;

CREATE INDEX card_dossier ON card (dossier);

CREATE TABLE step (                          -- what the training centre does next
    dossier  text   NOT NULL PRIMARY KEY REFERENCES dossier (id),
    kind     text   NOT NULL,                -- decide, order, produce, ship
    due      text   NOT NULL,
    attempts bigint NOT NULL DEFAULT 0
) /*strict*/;

CREATE INDEX step_due ON step (due);

CREATE TABLE event (                         -- exactly once by (station, seq)
    station  text   NOT NULL REFERENCES station (id),
    seq      bigint NOT NULL,
    type     text   NOT NULL,
    at       text   NOT NULL,
    actor    text   NOT NULL,
    dossier  text   NOT NULL,
    card     text   NOT NULL,
    previous text   NOT NULL,
    hash     text   NOT NULL,
    payload  bytea,
    effect   text   NOT NULL,                -- done, noted, or why it had none
    received text   NOT NULL,
    PRIMARY KEY (station, seq)
) /*strict*/;

CREATE TABLE event_refused (                 -- set aside with their bytes
    station  text   NOT NULL REFERENCES station (id),
    seq      bigint NOT NULL,
    code     text   NOT NULL,
    sealed   bytea  NOT NULL,
    received text   NOT NULL,
    PRIMARY KEY (station, seq)
) /*strict*/;

CREATE TABLE log_hash (
    station text   NOT NULL REFERENCES station (id),
    seq     bigint NOT NULL,
    hash    text   NOT NULL,
    PRIMARY KEY (station, seq)
) /*strict*/;

CREATE TABLE feed (
    office text   NOT NULL REFERENCES office (id),
    seq    bigint NOT NULL,
    kind   text   NOT NULL,
    body   bytea  NOT NULL,                  -- JSON of a change
    at     text   NOT NULL,
    PRIMARY KEY (office, seq)
) /*strict*/;

CREATE TABLE population (
    number text NOT NULL PRIMARY KEY,
    record text NOT NULL,                    -- JSON
    as_of  text NOT NULL
) /*strict*/;
