-- How long the provider's tasks took: what estimates and the poller learn from.
CREATE TABLE timings (
    seq        INTEGER PRIMARY KEY,
    model      TEXT NOT NULL,
    mode       TEXT NOT NULL,
    resolution TEXT NOT NULL,
    size       INTEGER NOT NULL, -- whole seconds of the clip, or pictures
    queue_ms   INTEGER NOT NULL,
    run_ms     INTEGER NOT NULL
) STRICT;
CREATE INDEX timings_by_kind ON timings (model, mode, resolution, size, seq);
