-- the counter: data slips that were signed on paper and whose scan is not back

CREATE TABLE slip_out (
    dossier TEXT PRIMARY KEY REFERENCES dossier (id),
    since   INTEGER NOT NULL
) STRICT;
CREATE INDEX slip_out_since ON slip_out (since);

-- The queue of a day. Who waits is nobody yet: a number, why it goes first, and
-- the dossier that was begun for it. Rows are gone after a month.
CREATE TABLE ticket (
    day      TEXT    NOT NULL CHECK (length(day) = 10), -- ISO date of the office
    number   INTEGER NOT NULL CHECK (number > 0),
    priority TEXT    NOT NULL DEFAULT '', -- code of the reason to go first, '' is none
    taken    INTEGER NOT NULL,
    called   INTEGER,
    dossier  TEXT REFERENCES dossier (id),
    PRIMARY KEY (day, number)
) STRICT;
