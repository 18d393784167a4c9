-- What the centre sends to offices beside decisions: documents, pre-registrations,
-- lists of people, states of accounts, boxes.

CREATE TABLE document (                      -- signed by the centre, only carried here
    sha256    text   NOT NULL PRIMARY KEY,   -- of the envelope
    kind      text   NOT NULL,
    name      text   NOT NULL,
    office    text   NOT NULL,               -- '' for every office
    serial    bigint NOT NULL,
    envelope  bytea  NOT NULL,
    state     text   NOT NULL,               -- current, old
    published text   NOT NULL,
    UNIQUE (kind, name, office, serial)
) /*strict*/;

CREATE TABLE document_told (                 -- whose feed has it
    sha256 text NOT NULL REFERENCES document (sha256),
    office text NOT NULL REFERENCES office (id),
    PRIMARY KEY (sha256, office)
) /*strict*/;

CREATE TABLE portal_file (                   -- pre-registrations of the public service portal
    file     text NOT NULL PRIMARY KEY,      -- its file code
    office   text NOT NULL REFERENCES office (id),
    identity text NOT NULL,                  -- JSON
    state    text NOT NULL,                  -- sent; then as the office reports
    dossier  text NOT NULL DEFAULT '',
    sent     text NOT NULL
) /*strict*/;

CREATE TABLE account (                       -- level-2 electronic identity accounts
    dossier text NOT NULL PRIMARY KEY REFERENCES dossier (id),
    state   text NOT NULL,
    note    text NOT NULL DEFAULT '',
    told    text NOT NULL
) /*strict*/;

CREATE TABLE population_group (              -- who belongs to a hamlet or a class
    kind   text NOT NULL,                    -- hamlet, class
    code   text NOT NULL,
    number text NOT NULL REFERENCES population (number),
    PRIMARY KEY (kind, code, number)
) /*strict*/;

CREATE TABLE list_sent (                     -- asked for once, sent once
    office text NOT NULL REFERENCES office (id),
    kind   text NOT NULL,
    code   text NOT NULL,
    id     text NOT NULL,
    sent   text NOT NULL,
    PRIMARY KEY (office, kind, code)
) /*strict*/;

CREATE TABLE box (                           -- in which cards leave
    id     text NOT NULL PRIMARY KEY,
    office text NOT NULL REFERENCES office (id),
    seal   text NOT NULL,
    made   text NOT NULL
) /*strict*/;

CREATE INDEX packet_blob ON packet (blob);
CREATE INDEX dossier_received ON dossier (received);
CREATE INDEX card_box ON card (box);
ALTER TABLE card ADD COLUMN lot text NOT NULL DEFAULT '';
