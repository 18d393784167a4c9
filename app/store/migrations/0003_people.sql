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
