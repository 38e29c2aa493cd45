-- Times are milliseconds since 1970 (UTC); ids are 32 hexadecimal digits; an unknown address is ''.

CREATE TABLE meta (
    only         INTEGER PRIMARY KEY CHECK (only = 1),
    instance     TEXT    NOT NULL,
    epoch        INTEGER NOT NULL,
    highest_time INTEGER NOT NULL,
    created      INTEGER NOT NULL
) STRICT;

-- Which sealing keys the sealed rows may name; the fingerprint tells a key from a foreign one of the same name.
CREATE TABLE sealing_key (
    id          TEXT    PRIMARY KEY,
    fingerprint BLOB    NOT NULL,
    created     INTEGER NOT NULL
) STRICT;

CREATE TABLE person (
    id               TEXT    PRIMARY KEY,
    name             TEXT    NOT NULL,
    version          INTEGER NOT NULL,
    epoch            INTEGER NOT NULL DEFAULT 0,
    wrong_everywhere INTEGER NOT NULL DEFAULT 0,
    forwarded        INTEGER NOT NULL DEFAULT 0,
    forwarded_at     INTEGER,
    last_admission   INTEGER
) STRICT, WITHOUT ROWID;

CREATE TABLE pool (
    person         TEXT    NOT NULL REFERENCES person (id),
    application    TEXT    NOT NULL,
    source         TEXT    NOT NULL,
    wrong          INTEGER NOT NULL DEFAULT 0,
    last_wrong     INTEGER,
    last_admission INTEGER,
    PRIMARY KEY (person, application, source)
) STRICT, WITHOUT ROWID;

-- Wrong strings that were counted, by keyed hash.
CREATE TABLE counted (
    person TEXT    NOT NULL REFERENCES person (id),
    mac    BLOB    NOT NULL,
    at     INTEGER NOT NULL,
    PRIMARY KEY (person, mac)
) STRICT, WITHOUT ROWID;
CREATE INDEX counted_at ON counted (at);

CREATE TABLE authenticator (
    id        TEXT    PRIMARY KEY,
    person    TEXT    NOT NULL REFERENCES person (id),
    label     TEXT    NOT NULL,
    key_id    TEXT    NOT NULL REFERENCES sealing_key (id),
    sealed    BLOB    NOT NULL,
    epoch     INTEGER NOT NULL,
    algorithm TEXT    NOT NULL,
    digits    INTEGER NOT NULL,
    period    INTEGER NOT NULL,
    enabled   INTEGER NOT NULL DEFAULT 1,
    last_step INTEGER NOT NULL DEFAULT 0,
    created   INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX authenticator_person ON authenticator (person, created);

CREATE TABLE recovery (
    id       TEXT PRIMARY KEY,
    person   TEXT NOT NULL REFERENCES person (id),
    selector TEXT NOT NULL,
    hash     TEXT NOT NULL,
    created  INTEGER NOT NULL,
    used_at  INTEGER
) STRICT, WITHOUT ROWID;
CREATE INDEX recovery_person ON recovery (person);

CREATE TABLE remembered (
    person      TEXT    NOT NULL REFERENCES person (id),
    application TEXT    NOT NULL,
    source      TEXT    NOT NULL,
    mac         BLOB    NOT NULL,
    fresh       INTEGER NOT NULL,
    tail        INTEGER NOT NULL,
    password    TEXT    NOT NULL,
    epoch       INTEGER NOT NULL,
    PRIMARY KEY (person, application, source, mac)
) STRICT, WITHOUT ROWID;
CREATE INDEX remembered_fresh ON remembered (fresh);

CREATE TABLE service_proof (
    person      TEXT    NOT NULL REFERENCES person (id),
    application TEXT    NOT NULL,
    mac         BLOB    NOT NULL,
    at          INTEGER NOT NULL,
    PRIMARY KEY (person, application)
) STRICT, WITHOUT ROWID;

CREATE TABLE exemption (
    id         TEXT    PRIMARY KEY,
    group_id   TEXT    NOT NULL,
    group_name TEXT    NOT NULL,
    reason     TEXT    NOT NULL,
    owner      TEXT    NOT NULL,
    created    INTEGER NOT NULL,
    until      INTEGER
) STRICT, WITHOUT ROWID;

CREATE TABLE pin (
    name  TEXT    PRIMARY KEY,
    id    TEXT    NOT NULL,
    since INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE source_refusal (
    source TEXT    NOT NULL,
    minute INTEGER NOT NULL,
    count  INTEGER NOT NULL,
    PRIMARY KEY (source, minute)
) STRICT, WITHOUT ROWID;
CREATE INDEX source_refusal_minute ON source_refusal (minute);

-- The audit: one chain of keyed hashes for each node. `person` and `time` repeat what the JSON says, for look-ups.
CREATE TABLE audit (
    sequence INTEGER PRIMARY KEY,
    node     TEXT    NOT NULL,
    time     INTEGER NOT NULL,
    person   TEXT,
    json     TEXT    NOT NULL,
    link     BLOB    NOT NULL
) STRICT;
CREATE INDEX audit_person ON audit (person, sequence) WHERE person IS NOT NULL;

-- The head of each node's chain: its last row and that row's link.
CREATE TABLE chain (
    node     TEXT    PRIMARY KEY,
    sequence INTEGER NOT NULL,
    link     BLOB    NOT NULL
) STRICT, WITHOUT ROWID;

-- How far each follower of the audit has come.
CREATE TABLE follower (
    name     TEXT    PRIMARY KEY,
    sequence INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- Written and emptied again to learn whether the disk takes writes.
CREATE TABLE probe (
    filler BLOB NOT NULL
) STRICT;
