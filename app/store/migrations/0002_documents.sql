-- Signed documents, messages and lists that come down from the centre. Of one
-- kind and name the highest serial counts; an older one is kept until a newer one
-- has been applied. envelope is as the centre signed it, only of kinds that hold
-- nothing personal; the others lie sealed in content.

CREATE TABLE document (
    kind     TEXT    NOT NULL CHECK (length(kind) BETWEEN 1 AND 64),
    name     TEXT    NOT NULL CHECK (length(name) <= 64),
    serial   INTEGER NOT NULL CHECK (serial > 0),
    state    TEXT    NOT NULL CHECK (state IN ('in-force', 'unusable', 'wanted')),
    issued   INTEGER NOT NULL,
    received INTEGER NOT NULL,
    sha256   TEXT    NOT NULL CHECK (length(sha256) = 64), -- of the envelope
    size     INTEGER NOT NULL,
    envelope BLOB,
    content  BLOB,
    PRIMARY KEY (kind, name, serial),
    CHECK ((state = 'wanted') = (envelope IS NULL AND content IS NULL))
) STRICT;

-- The registry's signed word that it has a packet: the frame of the feed item as
-- it was signed, ids and hashes only.
CREATE TABLE proof (
    dossier  TEXT    NOT NULL REFERENCES dossier (id),
    version  INTEGER NOT NULL CHECK (version > 0),
    frame    BLOB    NOT NULL,
    received INTEGER NOT NULL,
    PRIMARY KEY (dossier, version)
) STRICT;

-- USB sticks that a supervisor has registered: what lies on them and the volume
-- that it lies on.
CREATE TABLE stick (
    id         TEXT PRIMARY KEY CHECK (length(id) = 32),
    volume     TEXT    NOT NULL,
    registered INTEGER NOT NULL,
    actor      TEXT    NOT NULL
) STRICT;

-- People of a hamlet or a class as the population database had them, to be looked
-- up without a line; each part sealed as it came.
CREATE TABLE list_part (
    list     TEXT    NOT NULL CHECK (length(list) BETWEEN 1 AND 64),
    part     INTEGER NOT NULL CHECK (part > 0),
    parts    INTEGER NOT NULL CHECK (parts >= part),
    kind     TEXT    NOT NULL,
    code     TEXT    NOT NULL,
    as_of    INTEGER NOT NULL,
    received INTEGER NOT NULL,
    content  BLOB    NOT NULL,
    PRIMARY KEY (list, part)
) STRICT;

-- Pre-registrations of the public service portal, by their file code: each
-- becomes one dossier, once.
CREATE TABLE portal_file (
    code     TEXT PRIMARY KEY CHECK (length(code) BETWEEN 1 AND 64),
    dossier  TEXT REFERENCES dossier (id),
    told     INTEGER NOT NULL DEFAULT 0 CHECK (told IN (0, 1)), -- the portal knows that it was taken
    received INTEGER NOT NULL,
    content  BLOB    NOT NULL
) STRICT;
CREATE INDEX portal_file_dossier ON portal_file (dossier);
