-- Jobs in a table with row ids. In one without, a document of a kilobyte is part of the key's own
-- tree: three rows to a page, and to compare one the whole of it is read, so that finding a job
-- among 100,000 took eighteen reads.
CREATE TABLE jobs_by_row (
    id          TEXT PRIMARY KEY NOT NULL,
    revision    INTEGER NOT NULL,
    state       TEXT NOT NULL,
    settled     INTEGER NOT NULL,
    model       TEXT NOT NULL,
    guild       INTEGER NOT NULL,
    channel     INTEGER NOT NULL,
    requester   INTEGER NOT NULL,
    interaction INTEGER NOT NULL UNIQUE,
    accepted_at INTEGER NOT NULL, -- milliseconds since 1970
    doc         TEXT NOT NULL,
    made_from   TEXT
) STRICT;
INSERT INTO jobs_by_row
    SELECT id, revision, state, settled, model, guild, channel, requester, interaction,
           accepted_at, doc, made_from
    FROM jobs ORDER BY accepted_at;
-- What refers to jobs does so by name, and finds the new table under the old one's.
DROP TABLE jobs;
ALTER TABLE jobs_by_row RENAME TO jobs;
CREATE INDEX jobs_open ON jobs (accepted_at) WHERE settled = 0;
CREATE INDEX jobs_by_member ON jobs (guild, requester, accepted_at);
CREATE INDEX jobs_by_model ON jobs (model, state, accepted_at);
CREATE INDEX jobs_by_server ON jobs (guild, accepted_at);
CREATE INDEX jobs_made_from ON jobs (made_from) WHERE made_from IS NOT NULL;
CREATE INDEX jobs_by_time ON jobs (accepted_at) WHERE settled = 1;
