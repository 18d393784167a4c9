-- What was refused because somebody spoke as who he is not, or against the rules:
-- counted by day, so that a flood fills no disk.

CREATE TABLE refusal (
    day     text   NOT NULL,                 -- ISO, of Việt Nam
    station text   NOT NULL,                 -- '' when nobody knows who it was
    code    text   NOT NULL,
    route   text   NOT NULL,
    times   bigint NOT NULL,
    last    text   NOT NULL,
    PRIMARY KEY (day, station, code, route)
) /*strict*/;
