-- Which job a job was made from.
ALTER TABLE jobs ADD COLUMN made_from TEXT;
CREATE INDEX jobs_made_from ON jobs (made_from) WHERE made_from IS NOT NULL;

-- What somebody pointed at, until they said what shall become of it. Links in it end within a day.
CREATE TABLE sketches (
    id  INTEGER PRIMARY KEY, -- of the message or interaction in which it was pointed at
    at  INTEGER NOT NULL,    -- milliseconds since 1970
    doc TEXT NOT NULL
) STRICT;
CREATE INDEX sketches_by_time ON sketches (at);

-- What people want when they say nothing, wherever they ask.
CREATE TABLE preferences (
    member INTEGER PRIMARY KEY,
    doc    TEXT NOT NULL
) STRICT;
