-- An act keeps what turns the document that it left into the one before, in place of both. The
-- columns with the documents are dropped once the differences are taken.
ALTER TABLE acts ADD COLUMN undo TEXT;                  -- a JSON Patch (RFC 6902)
ALTER TABLE acts ADD COLUMN left_hash BLOB;             -- SHA-256 of the document that the act left
ALTER TABLE acts ADD COLUMN former_log_channel INTEGER; -- where acts were reported before this one
