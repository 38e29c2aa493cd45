-- When each person was last sent a mail of a kind that is not sent for every event.
CREATE TABLE mailed (
    person TEXT    NOT NULL,
    kind   TEXT    NOT NULL,
    at     INTEGER NOT NULL,
    PRIMARY KEY (person, kind)
) STRICT, WITHOUT ROWID;
