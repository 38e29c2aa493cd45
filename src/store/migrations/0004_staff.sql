-- Who manages beside the command line: API tokens by keyed hash, exemptions that wait for somebody else's approval, and
-- what is kept for charts.

-- Scopes are words with blanks between; networks are ADDRESS/PREFIX with blanks between, '' for everywhere.
CREATE TABLE token (
    id        TEXT    PRIMARY KEY,
    mac       BLOB    NOT NULL,
    label     TEXT    NOT NULL,
    scopes    TEXT    NOT NULL,
    networks  TEXT    NOT NULL,
    operator  TEXT    NOT NULL,
    created   INTEGER NOT NULL,
    until     INTEGER NOT NULL,
    revoked   INTEGER,
    last_used INTEGER
) STRICT, WITHOUT ROWID;

-- No login reads these: they hold for nobody until they are approved and move to `exemption`.
CREATE TABLE exemption_request (
    id         TEXT    PRIMARY KEY,
    group_id   TEXT    NOT NULL,
    group_name TEXT    NOT NULL,
    reason     TEXT    NOT NULL,
    owner      TEXT    NOT NULL,
    behind     TEXT    NOT NULL,
    created    INTEGER NOT NULL,
    until      INTEGER
) STRICT, WITHOUT ROWID;

-- How many of a group ('' for everybody) could give a code on a day (its number since 1970, UTC).
CREATE TABLE coverage (
    day        INTEGER NOT NULL,
    group_id   TEXT    NOT NULL,
    group_name TEXT    NOT NULL,
    members    INTEGER NOT NULL,
    enrolled   INTEGER NOT NULL,
    PRIMARY KEY (day, group_id)
) STRICT, WITHOUT ROWID;

-- Pages of people, by name.
CREATE INDEX person_name ON person (name COLLATE NOCASE, id);

-- Figures of a day.
CREATE INDEX audit_time ON audit (time);
-- Logins of a day by their outcome, so that their rows need not be looked into.
CREATE INDEX audit_logins ON audit (time, json ->> '$.outcome', coalesce(json ->> '$.count', 1))
    WHERE json ->> '$.event' = 'login';
-- Who has an authenticator that can be used.
CREATE INDEX authenticator_enabled ON authenticator (enabled, person);
