-- What is handed on to a national back end, in the order of each dossier. The id
-- is the same at every try, so that the back end knows it again.

CREATE TABLE hand_on (
    id       text   NOT NULL PRIMARY KEY,
    dossier  text   NOT NULL REFERENCES dossier (id),
    nr       bigint NOT NULL,                -- of the dossier: the next waits for the one before
    kind     text   NOT NULL,                -- enrollment, request, activate, suspend, unsuspend, revoke, cancel
    card     text   NOT NULL DEFAULT '',
    state    text   NOT NULL,                -- waiting, done, stuck
    code     text   NOT NULL DEFAULT '',     -- why it is stuck or was put off
    due      text   NOT NULL,
    attempts bigint NOT NULL DEFAULT 0,
    made     text   NOT NULL,
    done     text   NOT NULL DEFAULT ''
) /*strict*/;

CREATE UNIQUE INDEX hand_on_order ON hand_on (dossier, nr);
CREATE INDEX hand_on_due ON hand_on (state, due);

ALTER TABLE card ADD COLUMN credential text NOT NULL DEFAULT ''; -- its id at the back end
