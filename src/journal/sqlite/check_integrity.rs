//! Integrity checks, and backups taken while the bot runs.

use std::collections::HashSet;
use std::path::Path;

use jiff::Timestamp;
use rusqlite::{Connection, OpenFlags};

use crate::job::Job;
use crate::journal::error::JournalError;
use crate::journal::inspection::IntegrityReport;
use crate::journal::sqlite::SqliteJournal;
use crate::journal::sqlite::error::SqliteError;
use crate::journal::sqlite::file::{check_name, file_error};
use crate::journal::sqlite::rows::jobs_of;
use crate::journal::sqlite::{audit_log, derived_jobs, ledger, reader, restoring, timings};
use crate::quota::{Allowance, Policy, QuotaBook};

/// Problems of one kind that are listed; the rest are only counted.
const MAX_LISTED: usize = 10;

impl SqliteJournal {
    pub async fn check_integrity(&self) -> Result<IntegrityReport, JournalError> {
        self.run_beside(check_integrity).await
    }

    pub async fn back_up(
        &self,
        to: &Path,
        now: Timestamp,
    ) -> Result<IntegrityReport, JournalError> {
        let to = to.to_owned();
        self.run_beside(move |db| back_up(db, &to, now)).await
    }
}

fn check_integrity(db: &Connection) -> Result<IntegrityReport, SqliteError> {
    let mut found = IntegrityReport {
        bytes: db.query_row(
            "SELECT page_count * page_size FROM pragma_page_count(), pragma_page_size()",
            [],
            |r| r.get(0),
        )?,
        ..IntegrityReport::default()
    };
    let mut check = db.prepare("PRAGMA integrity_check(10)")?;
    let lines = check.query_map([], |r| r.get::<_, String>(0))?;
    for line in lines {
        let line = line?;
        if line != "ok" {
            found.problems.push(format!("the file: {line}"));
        }
    }
    if !found.problems.is_empty() {
        // Nothing else read from the file can be trusted.
        return Ok(found);
    }
    found.events = db.query_row("SELECT count(*) FROM events", [], |r| r.get(0))?;
    check_jobs(db, &mut found)?;
    if db.prepare("PRAGMA foreign_key_check")?.exists([])? {
        found.problems.push("foreign keys refer to missing rows".into());
    }
    check_startup_reads(db, &mut found);
    count(
        db,
        "SELECT count(*) FROM charges WHERE job NOT IN (SELECT id FROM jobs)",
        "charges belong to no job",
        &mut found,
    )?;
    count(
        db,
        "SELECT count(*) FROM jobs WHERE id NOT IN (SELECT job FROM charges)",
        "jobs have no charge",
        &mut found,
    )?;
    Ok(found)
}

fn back_up(db: &Connection, to: &Path, now: Timestamp) -> Result<IntegrityReport, SqliteError> {
    if to.exists() {
        return Err(JournalError::File {
            path: to.display().to_string(),
            problem: "already exists; a backup overwrites nothing".into(),
        }
        .into());
    }
    let name = to.to_str().ok_or_else(|| JournalError::File {
        path: to.display().to_string(),
        problem: "is not a file name in UTF-8".into(),
    })?;
    check_name(to)?;
    // Written under a temporary name first, so that an incomplete backup is never restored.
    let partial = format!("{name}.partial");
    let made = write_backup(db, Path::new(&partial), now).and_then(|found| {
        let named = std::fs::rename(&partial, to);
        named.map_err(|e| JournalError::File { path: name.into(), problem: e.to_string() })?;
        Ok(found)
    });
    if made.is_err() {
        // The file may not exist, and the next backup starts over.
        let _ = std::fs::remove_file(&partial);
    }
    made
}

fn write_backup(
    db: &Connection,
    to: &Path,
    now: Timestamp,
) -> Result<IntegrityReport, SqliteError> {
    // Left over from a backup that was killed.
    let _ = std::fs::remove_file(to);
    db.execute("VACUUM INTO ?1", [to.to_string_lossy()])?;
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let copy = Connection::open_with_flags(to, flags)?;
    // A single file without a write-ahead log.
    copy.pragma_update(None, "journal_mode", "DELETE")?;
    restoring::record_backup_time(&copy, now)?;
    drop(copy);
    std::fs::File::open(to).and_then(|f| f.sync_all()).map_err(file_error(to))?;
    check_integrity(&reader::open(to)?)
}

/// Reads the rest of what startup reads, and would refuse when unreadable.
fn check_startup_reads(db: &Connection, found: &mut IntegrityReport) {
    let book = QuotaBook::new(Policy::plain(Allowance::Unlimited), None, None);
    let read = [
        ("accounts and decisions", ledger::load_into(db, &book, Timestamp::UNIX_EPOCH).map(|_| ())),
        ("the audit log", audit_log::check(db)),
        ("preferences", derived_jobs::all_preferences(db).map(|_| ())),
        ("timings", timings::all(db).map(|_| ())),
        ("the time of its backup", restoring::marks(db).map(|_| ())),
    ];
    for (what, read) in read {
        if let Err(e) = read {
            found.problems.push(format!("{what} cannot be read: {}", e.0));
        }
    }
}

/// Checks every job's document against its columns and the ledger.
fn check_jobs(db: &Connection, found: &mut IntegrityReport) -> Result<(), SqliteError> {
    let mut rows = db.prepare(
        "SELECT j.id, j.doc, j.state, j.settled, j.revision, c.state, c.credits, \
         EXISTS (SELECT 1 FROM collections s WHERE s.job = j.id) \
         FROM jobs j LEFT JOIN charges c ON c.job = j.id",
    )?;
    let mut rows = rows.query([])?;
    let mut named = 0;
    let mut problem = |found: &mut IntegrityReport, what: String| {
        named += 1;
        if named <= MAX_LISTED {
            found.problems.push(what);
        }
    };
    while let Some(row) = rows.next()? {
        found.jobs += 1;
        let name: String = row.get(0)?;
        let job: Job = match serde_json::from_str(&row.get::<_, String>(1)?) {
            Ok(job) => job,
            Err(e) => {
                problem(found, format!("job {name} cannot be read: {e}"));
                continue;
            }
        };
        let (state, settled): (String, bool) = (row.get(2)?, row.get(3)?);
        found.open += usize::from(!settled);
        let revision: i64 = row.get(4)?;
        if state != job.state.name()
            || settled != job.is_settled()
            || revision != job.revision.cast_signed()
        {
            problem(found, format!("job {name} is {} and listed as {state}", job.state.name()));
        }
        let charge: Option<i64> = row.get(5)?;
        let collected: bool = row.get(7)?;
        let expected = if job.is_charged() && !collected {
            1
        } else if job.is_over() {
            2
        } else {
            0
        };
        if collected && !job.is_charged() {
            problem(found, format!("job {name} is {state}, but was charged when it was collected"));
        }
        let words = |n: i64| match n {
            0 => "held",
            1 => "spent",
            2 => "returned",
            _ => "odd",
        };
        if let Some(charge) = charge
            && charge != expected
        {
            let (is, should) = (words(charge), words(expected));
            problem(found, format!("job {name} is {state}, its charge is {is}, not {should}"));
        }
        let credits: Option<i64> = row.get(6)?;
        // Older versions charged the full price even when some images were missing.
        let whole = job.price.credits;
        let is_right = |c: i64| c == whole.0 || (expected == 1 && c == job.charge().0);
        if credits.is_some_and(|c| !is_right(c)) {
            problem(found, format!("the charge of job {name} differs from its price"));
        }
    }
    if named > MAX_LISTED {
        found.problems.push(format!("and {} more of this kind", named - MAX_LISTED));
    }
    let owners = jobs_of(db, "SELECT doc FROM jobs WHERE state = 'delivered'", []);
    let mut tasks = HashSet::new();
    for job in owners.unwrap_or_default() {
        if let Some(task) = job.task()
            && !tasks.insert(task.clone())
        {
            found.problems.push(format!("job {} shares task {task} with another", job.id));
        }
    }
    Ok(())
}

fn count(
    db: &Connection,
    sql: &str,
    what: &str,
    found: &mut IntegrityReport,
) -> Result<(), SqliteError> {
    let n: i64 = db.query_row(sql, [], |r| r.get(0))?;
    if n > 0 {
        found.problems.push(format!("{n} {what}"));
    }
    Ok(())
}
