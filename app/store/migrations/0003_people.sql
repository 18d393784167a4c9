-- users, roles and what an administrator keeps

-- must_change: the password was given by an administrator, and its user must
-- choose another one before anything else.
ALTER TABLE user ADD COLUMN must_change INTEGER NOT NULL DEFAULT 0 CHECK (must_change IN (0, 1));
-- listed: number of the centre's list that last spoke of the user.
ALTER TABLE user ADD COLUMN listed INTEGER NOT NULL DEFAULT 0;

-- When and as what a user works, as JSON: days and roles, hours of weekdays.
CREATE TABLE duty (
    user        TEXT PRIMARY KEY REFERENCES user (id),
    assignments TEXT NOT NULL,
    shifts      TEXT NOT NULL
) STRICT;

-- Log keys of office keys that were replaced, wrapped under the present one:
-- what was written before stays readable.
CREATE TABLE retired_key (
    generation INTEGER PRIMARY KEY CHECK (generation > 0),
    wrapped    BLOB NOT NULL
) STRICT;

-- Stations of the office that were reported stolen or lost.
CREATE TABLE lost_station (
    station TEXT PRIMARY KEY CHECK (length(station) = 32),
    time    INTEGER NOT NULL,
    reason  TEXT    NOT NULL
) STRICT;

CREATE INDEX log_logins ON log (actor, time) WHERE type = 'log-in';

-- The day that the citizen's slip names, for what is due and overdue.
ALTER TABLE fact ADD COLUMN day_due TEXT NOT NULL DEFAULT '';
-- What is not over, with all that says how far it has come: the page of the day
-- reads no more than this.
CREATE INDEX fact_open ON fact (day_due, day_captured, day_approved, day_sent, day_accepted, day_rejected, day_arrived,
    day_handed_over, day_cancelled) WHERE day_handed_over = '' AND day_cancelled = '';

-- Dossiers of other offices that a supervisor here is asked to judge, sealed as
-- they came; emptied with the answer, or when nobody answered in time.
CREATE TABLE remote_ask (
    ask      TEXT PRIMARY KEY CHECK (length(ask) = 32),
    office   TEXT    NOT NULL,
    dossier  TEXT    NOT NULL,
    received INTEGER NOT NULL,
    answered INTEGER,
    content  BLOB    NOT NULL
) STRICT;

-- What a day's figures are counted by, and the places that a search offers: a
-- screen must not read all facts of all years. Days that have not come are left out.
CREATE INDEX fact_captured    ON fact (day_captured)    WHERE day_captured <> '';
CREATE INDEX fact_approved    ON fact (day_approved)    WHERE day_approved <> '';
CREATE INDEX fact_returned    ON fact (day_returned)    WHERE day_returned <> '';
CREATE INDEX fact_sent        ON fact (day_sent)        WHERE day_sent <> '';
CREATE INDEX fact_accepted    ON fact (day_accepted)    WHERE day_accepted <> '';
CREATE INDEX fact_rejected    ON fact (day_rejected)    WHERE day_rejected <> '';
CREATE INDEX fact_handed_over ON fact (day_handed_over) WHERE day_handed_over <> '';
CREATE INDEX fact_commune     ON fact (commune)         WHERE commune <> '';

-- Fingers of an officer, so that a citizen's capture with an officer's finger in it
-- is seen: minutiae as ISO/IEC 19794-2, sealed; no pictures. They go with the user.
CREATE TABLE officer_print (
    user     TEXT NOT NULL REFERENCES user (id),
    position TEXT NOT NULL CHECK (length(position) BETWEEN 1 AND 32),
    content  BLOB NOT NULL,
    PRIMARY KEY (user, position)
) STRICT;
