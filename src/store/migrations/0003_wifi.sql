-- Who may come back by a resumed TLS session, without password and code. The sessions themselves are in the memory of
-- the node that made them; a row here is what makes one good, and can be taken away.
CREATE TABLE reconnection (
    id          TEXT    PRIMARY KEY,
    person      TEXT    NOT NULL REFERENCES person (id),
    application TEXT    NOT NULL,
    station     TEXT    NOT NULL,
    node        TEXT    NOT NULL,
    fresh       INTEGER NOT NULL,
    until       INTEGER NOT NULL,
    password    TEXT    NOT NULL,
    epoch       INTEGER NOT NULL,
    exempt      INTEGER NOT NULL,
    last_used   INTEGER
) STRICT, WITHOUT ROWID;
-- A machine has one of a person at an application, on each node.
CREATE UNIQUE INDEX reconnection_place ON reconnection (person, application, station, node);
CREATE INDEX reconnection_station ON reconnection (station);
CREATE INDEX reconnection_node ON reconnection (node);
CREATE INDEX reconnection_until ON reconnection (until);
