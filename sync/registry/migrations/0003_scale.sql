-- Each request asks for the station of its certificate, each piece of a feed for
-- the stations of an office.

CREATE INDEX station_tls ON station (tls_key);
CREATE INDEX station_office ON station (office);

-- Old rows are looked for by their age.
CREATE INDEX upload_created ON upload (created);
CREATE INDEX batch_received ON batch (received);
