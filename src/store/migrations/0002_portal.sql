-- What people do for themselves at the portal, and how they are helped: activation, bypass, grace.

-- When they were first told to enrol.
ALTER TABLE person ADD COLUMN first_told INTEGER;

-- How many steps the clock of an authenticator is ahead of ours.
ALTER TABLE authenticator ADD COLUMN drift INTEGER NOT NULL DEFAULT 0;

-- Codes for a first enrolment, by keyed hash. One that was used, or gave way to a newer one, ended at that moment.
CREATE TABLE activation (
    id       TEXT    PRIMARY KEY,
    person   TEXT    NOT NULL REFERENCES person (id),
    mac      BLOB    NOT NULL,
    operator TEXT    NOT NULL,
    created  INTEGER NOT NULL,
    until    INTEGER NOT NULL,
    used_at  INTEGER
) STRICT, WITHOUT ROWID;
CREATE INDEX activation_person ON activation (person, until);
CREATE INDEX activation_until ON activation (until);

-- Codes that stand in for an authenticator for some hours, by keyed hash.
CREATE TABLE bypass (
    id       TEXT    PRIMARY KEY,
    person   TEXT    NOT NULL REFERENCES person (id),
    mac      BLOB    NOT NULL,
    operator TEXT    NOT NULL,
    reason   TEXT    NOT NULL,
    created  INTEGER NOT NULL,
    until    INTEGER NOT NULL,
    revoked  INTEGER
) STRICT, WITHOUT ROWID;
CREATE INDEX bypass_person ON bypass (person, until);
CREATE INDEX bypass_until ON bypass (until);

-- The last use of a bypass code at each application.
CREATE TABLE bypass_use (
    bypass      TEXT    NOT NULL REFERENCES bypass (id) ON DELETE CASCADE,
    application TEXT    NOT NULL,
    at          INTEGER NOT NULL,
    PRIMARY KEY (bypass, application)
) STRICT, WITHOUT ROWID;

-- One row for each login by grace that counted.
CREATE TABLE grace (
    person      TEXT    NOT NULL REFERENCES person (id),
    application TEXT    NOT NULL,
    at          INTEGER NOT NULL,
    PRIMARY KEY (person, application, at)
) STRICT, WITHOUT ROWID;

-- When a person was last mailed about something.
CREATE TABLE mailed (
    person TEXT    NOT NULL,
    kind   TEXT    NOT NULL,
    at     INTEGER NOT NULL,
    PRIMARY KEY (person, kind)
) STRICT, WITHOUT ROWID;
CREATE INDEX mailed_at ON mailed (at);
