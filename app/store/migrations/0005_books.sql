-- Books of the office: complaints, receipts, lists of cards that are out. Which
-- there are and how their entries may change is data in app/dossier. What an
-- entry says lies in content: under the key of its dossier, so that it goes with
-- it, or under that of the office. Every other column is plain: ids, a day, a user,
-- an amount of money, and never who somebody is.

CREATE TABLE book_entry (
    book     TEXT    NOT NULL CHECK (length(book) BETWEEN 1 AND 32),
    id       TEXT    NOT NULL CHECK (length(id) BETWEEN 1 AND 64),
    state    TEXT    NOT NULL CHECK (state <> ''),
    day      TEXT    NOT NULL CHECK (length(day) = 10), -- ISO date of the office
    dossier  TEXT REFERENCES dossier (id),
    owner    TEXT    NOT NULL DEFAULT '', -- user who answers for it
    amount   INTEGER NOT NULL DEFAULT 0,  -- đồng, or a count
    revision INTEGER NOT NULL CHECK (revision > 0),
    content  BLOB, -- NULL when its dossier was destroyed
    updated  INTEGER NOT NULL,
    PRIMARY KEY (book, id)
) STRICT;
CREATE INDEX book_entry_day ON book_entry (book, day);
CREATE INDEX book_entry_state ON book_entry (book, state, day);
CREATE INDEX book_entry_dossier ON book_entry (dossier) WHERE dossier IS NOT NULL;
