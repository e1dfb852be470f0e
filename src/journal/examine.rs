//! Is a journal whole? And copies of it, taken while the bot runs.

use std::collections::HashSet;
use std::path::Path;

use jiff::Timestamp;
use rusqlite::{Connection, OpenFlags};

use crate::job::{Job, TaskId};
use crate::journal::error::JournalError;
use crate::journal::reader::{self, JournalReader, jobs_of};
use crate::journal::writer::check_name;
use crate::journal::{derived_jobs, ledger, restoring, timings};
use crate::quota::{Allowance, Policy, QuotaBook};

/// Most faults of one kind that are named; more say nothing new.
const NAMED: usize = 10;

/// What a look at a whole journal brought.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct IntegrityReport {
    /// Jobs in it.
    pub jobs: usize,
    /// Of these, jobs that still owe something.
    pub open: usize,
    /// Things that happened to jobs.
    pub events: i64,
    /// Its size in bytes.
    pub bytes: i64,
    /// What is wrong, a sentence each; empty when it is whole.
    pub problems: Vec<String>,
}

/// Whether the file itself is whole: every page can be read and is where it belongs.
///
/// # Errors
/// [`JournalError::Damaged`] with SQLite's own words when it is not.
pub(super) fn quick_check(db: &Connection) -> Result<(), JournalError> {
    let said: String = db.query_row("PRAGMA quick_check(1)", [], |r| r.get(0))?;
    if said == "ok" { Ok(()) } else { Err(JournalError::Damaged(said)) }
}

impl JournalReader {
    /// Looks at everything: the file's pages, every document, and whether the ledger says of each
    /// job what the job says of itself.
    ///
    /// # Errors
    /// When it cannot be read at all.
    pub fn examine(&self) -> Result<IntegrityReport, JournalError> {
        let db = self.db();
        let mut found = IntegrityReport {
            bytes: db.query_row(
                "SELECT page_count * page_size FROM pragma_page_count(), pragma_page_size()",
                [],
                |r| r.get(0),
            )?,
            ..IntegrityReport::default()
        };
        let mut said = db.prepare("PRAGMA integrity_check(10)")?;
        let said = said.query_map([], |r| r.get::<_, String>(0))?;
        for line in said {
            let line = line?;
            if line != "ok" {
                found.problems.push(format!("the file: {line}"));
            }
        }
        if !found.problems.is_empty() {
            // Nothing that is read from it could be believed.
            return Ok(found);
        }
        found.events = db.query_row("SELECT count(*) FROM events", [], |r| r.get(0))?;
        jobs(db, &mut found)?;
        if db.prepare("PRAGMA foreign_key_check")?.exists([])? {
            found.problems.push("rows refer to rows that are not there".into());
        }
        start(db, &mut found);
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

    /// Writes a copy of the journal as it is at this moment into a new file, beside a bot that
    /// goes on writing, and makes sure that the copy is whole. The copy says when it was made.
    ///
    /// # Errors
    /// When the file is there already, cannot be written, or is not whole.
    pub fn back_up(&self, to: &Path, now: Timestamp) -> Result<IntegrityReport, JournalError> {
        if to.exists() {
            return Err(JournalError::File {
                path: to.display().to_string(),
                problem: "is there already; a backup overwrites nothing".into(),
            });
        }
        let name = to.to_str().ok_or_else(|| JournalError::File {
            path: to.display().to_string(),
            problem: "is no name in UTF-8".into(),
        })?;
        check_name(to)?;
        // It gets its name when it is whole: half a backup under it could be restored.
        let partial = format!("{name}.partial");
        let made = self.back_up_whole(Path::new(&partial), now).and_then(|found| {
            let named = std::fs::rename(&partial, to);
            named.map_err(|e| JournalError::File { path: name.into(), problem: e.to_string() })?;
            Ok(found)
        });
        if made.is_err() {
            // There may be none, and the next one starts anew.
            let _ = std::fs::remove_file(&partial);
        }
        made
    }

    fn back_up_whole(&self, to: &Path, now: Timestamp) -> Result<IntegrityReport, JournalError> {
        // Left by one that was killed.
        let _ = std::fs::remove_file(to);
        let file_error = |e: std::io::Error| JournalError::File {
            path: to.display().to_string(),
            problem: e.to_string(),
        };
        self.db().execute("VACUUM INTO ?1", [to.to_string_lossy()])?;
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let copy = Connection::open_with_flags(to, flags)?;
        // One file, without a log beside it.
        copy.pragma_update(None, "journal_mode", "DELETE")?;
        restoring::mark(&copy, now)?;
        drop(copy);
        std::fs::File::open(to).and_then(|f| f.sync_all()).map_err(file_error)?;
        JournalReader::open(to)?.examine()
    }

    /// Of these tasks, the ones that no job knows.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn unknown_tasks(&self, tasks: Vec<TaskId>) -> Result<Vec<TaskId>, JournalError> {
        reader::unknown_tasks(self.db(), tasks)
    }
}

/// All else that a start reads: what it cannot read, it refuses.
fn start(db: &Connection, found: &mut IntegrityReport) {
    let book = QuotaBook::new(Policy::plain(Allowance::Unlimited), None, None);
    let read = [
        ("accounts and decisions", ledger::fill(db, &book, Timestamp::UNIX_EPOCH).map(|_| ())),
        ("preferences", derived_jobs::all_preferences(db).map(|_| ())),
        ("timings", timings::all(db).map(|_| ())),
        ("the time of its backup", restoring::marked(db).map(|_| ())),
    ];
    for (what, read) in read {
        if let Err(e) = read {
            found.problems.push(format!("{what} cannot be read: {e}"));
        }
    }
}

/// Every job's document against the columns and the ledger.
fn jobs(db: &Connection, found: &mut IntegrityReport) -> Result<(), JournalError> {
    let mut rows = db.prepare(
        "SELECT j.id, j.doc, j.state, j.settled, j.revision, c.state, c.credits, \
         EXISTS (SELECT 1 FROM collections s WHERE s.job = j.id) \
         FROM jobs j LEFT JOIN charges c ON c.job = j.id",
    )?;
    let mut rows = rows.query([])?;
    let mut named = 0;
    let mut problem = |found: &mut IntegrityReport, what: String| {
        named += 1;
        if named <= NAMED {
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
            || revision != job.revision as i64
        {
            problem(found, format!("job {name} is {} and listed as {state}", job.state.name()));
        }
        let charge: Option<i64> = row.get(5)?;
        let collected: bool = row.get(7)?;
        let expected = match () {
            () if job.is_charged() && !collected => 1,
            () if job.is_over() => 2,
            () => 0,
        };
        if collected && !job.is_charged() {
            problem(found, format!("job {name} is {state}, and was paid for when it was fetched"));
        }
        let words = |n| ["held", "spent", "returned"].get(n as usize).copied().unwrap_or("odd");
        if let Some(charge) = charge
            && charge != expected
        {
            let (is, should) = (words(charge), words(expected));
            problem(found, format!("job {name} is {state}, its charge is {is}, not {should}"));
        }
        let credits: Option<i64> = row.get(6)?;
        // Before there was a share for images that did not come, all of the price was charged.
        let whole = job.price.credits;
        let is_right = |c: i64| c == whole.0 || (expected == 1 && c == job.charge().0);
        if credits.is_some_and(|c| !is_right(c)) {
            problem(found, format!("job {name} is charged for another price than its own"));
        }
    }
    if named > NAMED {
        found.problems.push(format!("and {} more of the kind", named - NAMED));
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
) -> Result<(), JournalError> {
    let n: i64 = db.query_row(sql, [], |r| r.get(0))?;
    if n > 0 {
        found.problems.push(format!("{n} {what}"));
    }
    Ok(())
}
