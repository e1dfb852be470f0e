-- Audit entries say what changed as data (JSON) instead of as text with Discord's markup, and who
-- made them and what they concern by name instead of by an ID of 0. The program copies the entries
-- of `acts` and drops that table.
CREATE TABLE audit_entries (
    number     INTEGER PRIMARY KEY AUTOINCREMENT,
    scope      TEXT NOT NULL,    -- a server's ID, 'direct' (direct messages) or 'bot' (all of it)
    at         INTEGER NOT NULL, -- milliseconds since 1970
    author     TEXT NOT NULL,    -- a user's ID, 'operator' or 'bot'
    change     TEXT NOT NULL,    -- JSON
    member     INTEGER,          -- the member that the entry is about, if any
    reason     TEXT NOT NULL,
    target     TEXT,             -- the changed document: 'server', a member's ID, or NULL: none
    undo       TEXT,             -- a JSON Patch (RFC 6902) to the document before
    left_hash  BLOB,             -- SHA-256 of the document that the entry left
    undoes     INTEGER UNIQUE REFERENCES audit_entries (number),
    once       TEXT UNIQUE,      -- deduplication key
    announced  INTEGER NOT NULL, -- 1: posted in the log channel, or there is none
    former_log_channel INTEGER   -- where entries were announced before this one
) STRICT;
CREATE INDEX audit_entries_by_scope ON audit_entries (scope, number);
CREATE INDEX audit_entries_unannounced ON audit_entries (number) WHERE announced = 0;
