-- What each job holds or cost. The accounts in memory are the sum of these.
CREATE TABLE charges (
    job     TEXT PRIMARY KEY REFERENCES jobs (id),
    guild   INTEGER NOT NULL,
    member  INTEGER NOT NULL,
    at      INTEGER NOT NULL, -- milliseconds since 1970; its window is the one of this moment
    credits INTEGER NOT NULL, -- thousandths, of the window's allowance and of grants together
    money   INTEGER NOT NULL, -- millionths of a dollar: what is set aside, then what was billed
    state   INTEGER NOT NULL CHECK (state IN (0, 1, 2)) -- held, spent, returned
) STRICT, WITHOUT ROWID;
CREATE INDEX charges_by_server ON charges (guild, at);
-- Holds all that a start reads of recent charges, so that it need not look each one up.
CREATE INDEX charges_by_time ON charges (at, state, guild, member, credits, money);
CREATE INDEX charges_held ON charges (job) WHERE state = 0;

-- What jobs of the schema before cost: held while they are open, and billed as Job::billed says.
INSERT INTO charges
    SELECT id, guild, requester, accepted_at, json_extract(doc, '$.price.credits'),
        CASE
            WHEN state = 'cancelled' THEN 0
            WHEN state = 'failed' AND json_extract(doc, '$.state.failure.class') <> 'lost'
                AND json_extract(doc, '$.work.finished_at') IS NULL THEN 0
            ELSE json_extract(doc, '$.price.money')
        END,
        CASE state WHEN 'delivered' THEN 1 WHEN 'failed' THEN 2 WHEN 'cancelled' THEN 2 ELSE 0 END
    FROM jobs;

-- The parts of charges that came from grants.
CREATE TABLE charge_grants (
    job     TEXT NOT NULL REFERENCES charges (job),
    grant_id INTEGER NOT NULL, -- the number of the act that made it
    credits INTEGER NOT NULL,
    PRIMARY KEY (job, grant_id)
) STRICT, WITHOUT ROWID;

-- What moderators decided for a server, and about a member.
CREATE TABLE servers (
    guild INTEGER PRIMARY KEY,
    doc   TEXT NOT NULL
) STRICT;
CREATE TABLE standings (
    guild  INTEGER NOT NULL,
    member INTEGER NOT NULL,
    doc    TEXT NOT NULL,
    PRIMARY KEY (guild, member)
) STRICT, WITHOUT ROWID;

-- Every act of a moderator, and every warning.
CREATE TABLE acts (
    number     INTEGER PRIMARY KEY AUTOINCREMENT,
    guild      INTEGER NOT NULL,
    at         INTEGER NOT NULL,
    by         INTEGER NOT NULL, -- 0: the operator, or the bot itself
    what       TEXT NOT NULL,
    whom       TEXT NOT NULL,
    old        TEXT NOT NULL,
    new        TEXT NOT NULL,
    reason     TEXT NOT NULL,
    member     INTEGER,          -- whom the documents are about; NULL: the server
    doc_before TEXT,
    doc_after  TEXT,
    undoes     INTEGER UNIQUE REFERENCES acts (number),
    once       TEXT UNIQUE,      -- what is told only once
    told       INTEGER NOT NULL  -- 1: it is in the log channel, or there is none
) STRICT;
CREATE INDEX acts_by_server ON acts (guild, number);
CREATE INDEX acts_untold ON acts (number) WHERE told = 0;

-- A server's jobs by time; by member there is an index already.
CREATE INDEX jobs_by_server ON jobs (guild, accepted_at);

-- Which job a message of ours is about.
CREATE TABLE messages (
    message INTEGER PRIMARY KEY,
    job     TEXT NOT NULL REFERENCES jobs (id)
) STRICT;
INSERT OR IGNORE INTO messages
    SELECT json_extract(doc, '$.card'), id FROM jobs WHERE json_extract(doc, '$.card') IS NOT NULL;
INSERT OR IGNORE INTO messages
    SELECT json_extract(doc, '$.notice'), id FROM jobs
    WHERE json_extract(doc, '$.notice') IS NOT NULL;
INSERT OR IGNORE INTO messages
    SELECT json_extract(doc, '$.state.message'), id FROM jobs WHERE state = 'delivered';
