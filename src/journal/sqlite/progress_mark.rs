//! How far the journal has got, as a number that only grows. The archive has a copy, so that a start
//! recognises a journal that is older than its archive, such as a restored snapshot of a disk.

use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension};

use crate::journal::error::JournalError;
use crate::journal::sqlite::SqliteJournal;
use crate::journal::sqlite::error::SqliteError;
use crate::journal::sqlite::{meta, restoring};

/// The key in table `meta` of the number, the time when it was taken, in milliseconds since 1970,
/// and the last event at that time; eight bytes each.
const PROGRESS: &str = "progress";

/// The newest mark of a journal.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
struct Mark {
    number: u64,
    at: i64,
    event: i64,
}

impl Mark {
    fn read(db: &Connection) -> Result<Option<Self>, SqliteError> {
        let Some(bytes) = meta::value(db, PROGRESS)? else { return Ok(None) };
        let (&[number, at, event], []) = bytes.as_chunks::<8>() else {
            return Err(JournalError::Damaged("the mark of progress is invalid".into()).into());
        };
        let (at, event) = (i64::from_be_bytes(at), i64::from_be_bytes(event));
        Ok(Some(Self { number: u64::from_be_bytes(number), at, event }))
    }

    fn write(self, db: &Connection) -> Result<(), SqliteError> {
        let fields = [self.number.to_be_bytes(), self.at.to_be_bytes(), self.event.to_be_bytes()];
        meta::set(db, PROGRESS, &fields.concat())
    }
}

/// The number and the time of the newest event.
fn newest_event(db: &Connection) -> Result<Option<(i64, i64)>, SqliteError> {
    let newest = "SELECT seq, at FROM events ORDER BY seq DESC LIMIT 1";
    Ok(db.query_row(newest, [], |r| Ok((r.get(0)?, r.get(1)?))).optional()?)
}

impl SqliteJournal {
    pub async fn mark_progress(&self, now: Timestamp) -> Result<u64, JournalError> {
        self.run(move |db| {
            let mark = Mark::read(db)?.unwrap_or_default();
            let event = newest_event(db)?.map_or(0, |(seq, _)| seq);
            if event == mark.event && mark.number > 0 {
                return Ok(mark.number);
            }
            Mark { number: mark.number + 1, at: now.as_millisecond(), event }.write(db)?;
            Ok(mark.number + 1)
        })
        .await
    }

    pub async fn compare_progress(&self, archive: u64) -> Result<Option<Timestamp>, JournalError> {
        self.run(move |db| {
            let mark = Mark::read(db)?;
            if mark.is_some_and(|mark| mark.number >= archive) {
                return Ok(None);
            }
            let newest = newest_event(db)?;
            // Without a mark, the copy is from before the first one; its newest event is the last
            // thing that it knows.
            let ms = mark.map(|mark| mark.at).or(newest.map(|(_, at)| at)).unwrap_or_default();
            let at = Timestamp::from_millisecond(ms)
                .map_err(|e| JournalError::Damaged(e.to_string()))?;
            let is_new = restoring::record_copy_time(db, at)?;
            let event = newest.map_or(0, |(seq, _)| seq);
            Mark { number: archive, at: ms, event }.write(db)?;
            Ok(is_new.then_some(at))
        })
        .await
    }
}
