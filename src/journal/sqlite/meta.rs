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
            db.execute(
                "INSERT INTO meta (name, value) VALUES (?1, ?2) ON CONFLICT DO NOTHING",
                params![name, fresh],
            )?;
            Ok(db.query_row("SELECT value FROM meta WHERE name = ?1", [name], |r| r.get(0))?)
        })
        .await
    }
}

pub(super) fn value(db: &Connection, name: &str) -> Result<Option<Vec<u8>>, SqliteError> {
    Ok(db.query_row("SELECT value FROM meta WHERE name = ?1", [name], |r| r.get(0)).optional()?)
}
