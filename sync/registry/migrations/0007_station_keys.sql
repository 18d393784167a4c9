-- Keys that a station signed with before it was given new ones: its earlier packets
-- stay readable.

CREATE TABLE station_key (
    station  text  NOT NULL REFERENCES station (id),
    replaced text  NOT NULL,
    signing  bytea NOT NULL,
    PRIMARY KEY (station, replaced)
) /*strict*/;
