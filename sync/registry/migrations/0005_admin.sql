-- Who works at the registry's own page, and what they did there.

CREATE TABLE administrator (
    name     text   NOT NULL PRIMARY KEY,
    role     text   NOT NULL,                -- administrator, decider
    password text   NOT NULL,                -- Argon2id, with salt and cost; '' lets nobody in
    failures bigint NOT NULL DEFAULT 0,      -- since the last time it was right
    locked   text   NOT NULL DEFAULT ''      -- until when
) /*strict*/;

CREATE TABLE admin_session (
    hash    text NOT NULL PRIMARY KEY,       -- SHA-256 of the token in the cookie
    name    text NOT NULL REFERENCES administrator (name),
    begun   text NOT NULL,
    seen    text NOT NULL
) /*strict*/;

CREATE TABLE admin_entry (
    id    text NOT NULL PRIMARY KEY,         -- random
    at    text NOT NULL,
    name  text NOT NULL,
    what  text NOT NULL,                     -- code of a deed
    about text NOT NULL                      -- ids only
) /*strict*/;

CREATE INDEX admin_entry_at ON admin_entry (at);

-- What waits, whatever lies behind it.
CREATE INDEX dossier_waiting ON dossier (received) WHERE state = 'received';
CREATE INDEX card_ordered ON card (ordered) WHERE state = 'ordered';
CREATE INDEX card_shipped ON card (shipped) WHERE state = 'shipped';
CREATE INDEX upload_open ON upload (created) WHERE state = 'open';
CREATE INDEX card_lot ON card (lot);
CREATE INDEX box_made ON box (made);
