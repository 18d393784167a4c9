-- Offices with one officer, whose dossiers a supervisor of another office judges.

CREATE TABLE judge (                         -- named by the centre
    office text NOT NULL PRIMARY KEY REFERENCES office (id),
    judge  text NOT NULL REFERENCES office (id)
) /*strict*/;

CREATE TABLE approval_ask (
    ask     text NOT NULL PRIMARY KEY,
    office  text NOT NULL REFERENCES office (id),
    dossier text NOT NULL,                   -- id at that office, not received here yet
    judge   text NOT NULL,                   -- office asked; '' when none is named
    state   text NOT NULL,                   -- asked; then the answer
    asked   text NOT NULL
) /*strict*/;
