//! Small values under a name, in table `meta`.

use rusqlite::{Connection, OptionalExtension, params};

use crate::journal::error::JournalError;
use crate::journal::sqlite::SqliteJournal;
use crate::journal::sqlite::error::SqliteError;

impl SqliteJournal {
    pub async fn probe(&self) -> Result<(), JournalError> {
        self.run(|db| {
            // Larger than a page, so that it does not fit into the free space of existing pages.
            db.execute(
                "INSERT INTO meta (name, value) VALUES ('probe', randomblob(8192)) \
                 ON CONFLICT (name) DO UPDATE SET value = excluded.value",
                [],
            )?;
            Ok(())
        })
        .await
    }

    pub async fn known(&self, name: &'static str) -> Result<Option<Vec<u8>>, JournalError> {
        self.run(move |db| value(db, name)).await
    }

    pub async fn get_or_insert(
        &self,
        name: &'static str,
        fresh: Vec<u8>,
    ) -> Result<Vec<u8>, JournalError> {
        self.run(move |db| {
            set_if_absent(db, name, &fresh)?;
            Ok(db.query_row("SELECT value FROM meta WHERE name = ?1", [name], |r| r.get(0))?)
        })
        .await
    }
}

/// Stores a value under a name, in place of an earlier one.
pub(super) fn set(db: &Connection, name: &str, value: &[u8]) -> Result<(), SqliteError> {
    db.execute(
        "INSERT INTO meta (name, value) VALUES (?1, ?2) \
         ON CONFLICT (name) DO UPDATE SET value = ?2",
        params![name, value],
    )?;
    Ok(())
}

/// Stores a value under a name, unless there is one. Returns whether it was stored.
pub(super) fn set_if_absent(
    db: &Connection,
    name: &str,
    value: &[u8],
) -> Result<bool, SqliteError> {
    let stored = db.execute(
        "INSERT INTO meta (name, value) VALUES (?1, ?2) ON CONFLICT (name) DO NOTHING",
        params![name, value],
    )?;
    Ok(stored > 0)
}

pub(super) fn value(db: &Connection, name: &str) -> Result<Option<Vec<u8>>, SqliteError> {
    Ok(db.query_row("SELECT value FROM meta WHERE name = ?1", [name], |r| r.get(0)).optional()?)
}
