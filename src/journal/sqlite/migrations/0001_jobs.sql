-- A job whole, as a document, and the columns that are searched.
CREATE TABLE jobs (
    id          TEXT PRIMARY KEY,
    revision    INTEGER NOT NULL,
    state       TEXT NOT NULL,
    settled     INTEGER NOT NULL,
    model       TEXT NOT NULL,
    -- Discord's ids are unsigned 64 bit; stored as the same bits, signed.
    guild       INTEGER NOT NULL,
    channel     INTEGER NOT NULL,
    requester   INTEGER NOT NULL,
    interaction INTEGER NOT NULL UNIQUE,
    accepted_at INTEGER NOT NULL, -- milliseconds since 1970
    doc         TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX jobs_open ON jobs (accepted_at) WHERE settled = 0;
CREATE INDEX jobs_by_member ON jobs (guild, requester, accepted_at);
CREATE INDEX jobs_by_model ON jobs (model, state, accepted_at);

-- Every task that a job ever had: what is in the provider's list and not here is an orphan.
CREATE TABLE tasks (
    task TEXT PRIMARY KEY,
    job  TEXT NOT NULL REFERENCES jobs (id)
) STRICT, WITHOUT ROWID;

-- Everything that happened, in the order in which it was written.
CREATE TABLE events (
    seq INTEGER PRIMARY KEY,
    job TEXT NOT NULL REFERENCES jobs (id),
    at  INTEGER NOT NULL,
    doc TEXT NOT NULL
) STRICT;
CREATE INDEX events_by_job ON events (job, seq);

CREATE TABLE meta (
    name  TEXT PRIMARY KEY,
    value BLOB NOT NULL
) STRICT;
