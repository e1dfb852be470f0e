-- Results that could not be posted and were given to their requesters later: a second charge for a
-- job whose first one was returned. Its credits count from then on; its money was billed before.
CREATE TABLE collections (
    job     TEXT PRIMARY KEY NOT NULL REFERENCES charges (job),
    guild   INTEGER NOT NULL,
    member  INTEGER NOT NULL,
    at      INTEGER NOT NULL, -- milliseconds since 1970
    credits INTEGER NOT NULL
) STRICT;
CREATE INDEX collections_by_server ON collections (guild, at);
