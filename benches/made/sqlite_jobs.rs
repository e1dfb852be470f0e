//! Writes more jobs into a journal's SQLite file than its operations could in a short time.

use std::path::Path;

use rusqlite::Connection;
use wanbot::job::JobId;

/// Copies jobs of a closed journal, with everything that belongs to them. Each original comes with
/// the first of the numbers that its copies get, and with how many there are. The copies are spread
/// among this number of members, from 1000 on.
pub fn copy(journal: &Path, originals: [(JobId, u64, u64); 2], members: u64) {
    let db = Connection::open(journal).expect("the file");
    for (name, from, many) in originals {
        let until = from + many;
        // 60 seconds apart, the last one now.
        let copy = format!(
            "PRAGMA foreign_keys = OFF; PRAGMA synchronous = OFF; BEGIN;
             CREATE TEMP TABLE n AS WITH RECURSIVE c(n) AS (SELECT {from} UNION ALL
                SELECT n + 1 FROM c WHERE n + 1 < {until}) SELECT n, printf('%08x', n) AS id FROM c;
             INSERT INTO jobs SELECT n.id, j.revision, j.state, j.settled, j.model, j.guild,
                j.channel, 1000 + n.n % {members}, 10 + n.n, j.accepted_at - ({until} - n.n) * 60000,
                json_set(j.doc, '$.id', n.id, '$.requester', 1000 + n.n % {members},
                '$.origin.interaction', 10 + n.n), NULL
                FROM jobs j, n WHERE j.id = '{name}';
             INSERT INTO charges SELECT n.id, guild, 1000 + n.n % {members},
                at - ({until} - n.n) * 60000, credits, money, state FROM charges, n
                WHERE job = '{name}';
             INSERT INTO events (job, at, doc) SELECT n.id, e.at, e.doc FROM n, events e
                WHERE e.job = '{name}';
             INSERT INTO tasks SELECT 'task-' || n.id, n.id FROM n, tasks t WHERE t.job = '{name}';
             INSERT OR IGNORE INTO messages SELECT m.message * 100000000 + n.n, n.id
                FROM n, messages m WHERE m.job = '{name}';
             DROP TABLE n; COMMIT;"
        );
        db.execute_batch(&copy).expect("the copies");
    }
    db.execute_batch("ANALYZE; PRAGMA wal_checkpoint(TRUNCATE);").expect("a checkpoint");
    drop(db);
    // Syncs the copies, so that the measurement does not include waiting for them.
    std::fs::File::open(journal).and_then(|f| f.sync_all()).expect("a disk");
}
