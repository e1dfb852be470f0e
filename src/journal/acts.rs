//! Moderators' acts: each changes at most one document, and is written together with it.

use rusqlite::{Connection, OptionalExtension, Row, params};

use crate::job::{GuildId, JobId, MessageId, UserId};
use crate::journal::Journal;
use crate::journal::error::JournalError;
use crate::journal::ledger::time;
use crate::quota::{Act, Change, Document, QuotaBook, Target};

/// An act before it is written.
#[derive(Debug, Clone)]
pub struct NewAct {
    /// The act; its number is given by the journal.
    pub act: Act,
    /// Written only if nothing was written under this name before.
    pub once: Option<String>,
    /// Whether it is to be told in the log channel.
    pub tell: bool,
}

const COLUMNS: &str = "number, guild, at, by, what, whom, old, new, reason, member, doc_before, \
     doc_after, undoes, (SELECT u.number FROM acts u WHERE u.undoes = acts.number)";

impl Journal {
    /// Writes an act and the document that it changes; `None` when it was written before.
    ///
    /// # Errors
    /// [`JournalError::Changed`] when the document is another one by now.
    pub async fn decide(&self, new: NewAct) -> Result<Option<Act>, JournalError> {
        self.writer.run(move |db| decide(db, new)).await
    }

    /// What was decided for a server, or about a member.
    ///
    /// # Errors
    /// When the journal cannot be read.
    pub async fn document(&self, guild: GuildId, target: Target) -> Result<Document, JournalError> {
        self.writer.run(move |db| current(db, guild, target)).await
    }

    /// Acts after a number, in order: what this or another process wrote.
    ///
    /// # Errors
    /// When the journal cannot be read.
    pub async fn acts_after(&self, number: u64) -> Result<Vec<Act>, JournalError> {
        self.writer
            .run(move |db| {
                acts(db, "number > ?1 ORDER BY number LIMIT 1000", params![number as i64])
            })
            .await
    }

    /// A server's acts, newest first, those about a member alone if one is named.
    ///
    /// # Errors
    /// When the journal cannot be read.
    pub async fn acts_of(
        &self,
        guild: GuildId,
        member: Option<UserId>,
        skip: u32,
        most: u32,
    ) -> Result<Vec<Act>, JournalError> {
        let whom = member.map(|m| format!("<@{m}>"));
        self.writer
            .run(move |db| {
                acts(
                    db,
                    "guild = ?1 AND (?2 IS NULL OR whom = ?2) \
                     ORDER BY number DESC LIMIT ?4 OFFSET ?3",
                    params![guild.0 as i64, whom, skip, most],
                )
            })
            .await
    }

    /// The act of a server with a number, or the last that can be taken back.
    ///
    /// # Errors
    /// When the journal cannot be read.
    pub async fn act(
        &self,
        guild: GuildId,
        number: Option<u64>,
    ) -> Result<Option<Act>, JournalError> {
        self.writer
            .run(move |db| {
                let found = acts(
                    db,
                    "guild = ?1 AND (number = ?2 OR ?2 IS NULL AND doc_after IS NOT NULL \
                     AND undoes IS NULL \
                     AND NOT EXISTS (SELECT 1 FROM acts u WHERE u.undoes = acts.number)) \
                     ORDER BY number DESC LIMIT 1",
                    params![guild.0 as i64, number.map(|n| n as i64)],
                )?;
                Ok(found.into_iter().next())
            })
            .await
    }

    /// The act that was written under a name.
    ///
    /// # Errors
    /// When the journal cannot be read.
    pub async fn act_once(&self, once: String) -> Result<Option<Act>, JournalError> {
        self.writer.run(move |db| Ok(acts(db, "once = ?1", [once])?.into_iter().next())).await
    }

    /// Acts that are not yet in a log channel, oldest first.
    ///
    /// # Errors
    /// When the journal cannot be read.
    pub async fn untold_acts(&self) -> Result<Vec<Act>, JournalError> {
        self.writer.run(|db| acts(db, "told = 0 ORDER BY number LIMIT 500", [])).await
    }

    /// Notes that an act is in the log channel, or cannot be.
    ///
    /// # Errors
    /// When the journal cannot be written.
    pub async fn told_act(&self, number: u64) -> Result<(), JournalError> {
        self.writer
            .run(move |db| {
                db.execute("UPDATE acts SET told = 1 WHERE number = ?1", [number as i64])?;
                Ok(())
            })
            .await
    }

    /// The job that a message of ours is about.
    ///
    /// # Errors
    /// When the journal cannot be read.
    pub async fn job_by_message(&self, message: MessageId) -> Result<Option<JobId>, JournalError> {
        self.writer
            .run(move |db| {
                let id: Option<String> = db
                    .prepare_cached("SELECT job FROM messages WHERE message = ?1")?
                    .query_row([message.0 as i64], |r| r.get(0))
                    .optional()?;
                id.map(|id| id.parse().map_err(|_| JournalError::Damaged(format!("job id {id:?}"))))
                    .transpose()
            })
            .await
    }
}

/// Notes that a message is about a job.
pub(super) fn note_message(
    db: &Connection,
    message: MessageId,
    job: JobId,
) -> Result<(), JournalError> {
    db.prepare_cached("INSERT OR IGNORE INTO messages (message, job) VALUES (?1, ?2)")?
        .execute(params![message.0 as i64, job.to_string()])?;
    Ok(())
}

fn current(db: &Connection, guild: GuildId, target: Target) -> Result<Document, JournalError> {
    let guild = guild.0 as i64;
    let doc: Option<String> = match target {
        Target::Server => db
            .query_row("SELECT doc FROM servers WHERE guild = ?1", [guild], |r| r.get(0))
            .optional()?,
        Target::Member(user) => db
            .query_row(
                "SELECT doc FROM standings WHERE guild = ?1 AND member = ?2",
                [guild, user.0 as i64],
                |r| r.get(0),
            )
            .optional()?,
    };
    Ok(match doc {
        Some(doc) => Document::read(target, &doc)?,
        None => Document::empty(target),
    })
}

fn decide(db: &Connection, new: NewAct) -> Result<Option<Act>, JournalError> {
    let NewAct { mut act, once, tell } = new;
    let guild = act.guild.0 as i64;
    if let Some((target, before, _)) = &act.documents
        && current(db, act.guild, *target)? != *before
    {
        return Err(JournalError::Changed);
    }
    let c = &act.change;
    let written = db
        .prepare_cached(
            "INSERT INTO acts (guild, at, by, what, whom, old, new, reason, undoes, once, told) \
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11) ON CONFLICT (once) DO NOTHING",
        )?
        .execute(params![
            guild,
            act.at.as_millisecond(),
            act.by.0 as i64,
            c.what,
            c.whom,
            c.before,
            c.after,
            act.reason,
            act.undoes.map(|n| n as i64),
            once,
            !tell,
        ])?;
    if written == 0 {
        return Ok(None);
    }
    act.number = db.last_insert_rowid() as u64;
    if let Some((target, before, after)) = &mut act.documents {
        after.number(act.number);
        let (before, after) = (serde_json::to_string(before)?, serde_json::to_string(after)?);
        let member = match target {
            Target::Server => {
                db.execute(
                    "INSERT INTO servers (guild, doc) VALUES (?1, ?2) \
                     ON CONFLICT (guild) DO UPDATE SET doc = ?2",
                    params![guild, after],
                )?;
                None
            }
            Target::Member(user) => {
                db.execute(
                    "INSERT INTO standings (guild, member, doc) VALUES (?1, ?2, ?3) \
                     ON CONFLICT (guild, member) DO UPDATE SET doc = ?3",
                    params![guild, user.0 as i64, after],
                )?;
                Some(user.0 as i64)
            }
        };
        db.execute(
            "UPDATE acts SET member = ?2, doc_before = ?3, doc_after = ?4 WHERE number = ?1",
            params![act.number as i64, member, before, after],
        )?;
    }
    Ok(Some(act))
}

fn acts(
    db: &Connection,
    condition: &str,
    params: impl rusqlite::Params,
) -> Result<Vec<Act>, JournalError> {
    let mut rows = db.prepare_cached(&format!("SELECT {COLUMNS} FROM acts WHERE {condition}"))?;
    let mut rows = rows.query(params)?;
    let mut all = Vec::new();
    while let Some(row) = rows.next()? {
        all.push(act(row)?);
    }
    Ok(all)
}

fn act(row: &Row) -> Result<Act, JournalError> {
    let unsigned = |n: i64| n as u64;
    let target = match row.get::<_, Option<i64>>(9)? {
        Some(member) => Target::Member(UserId(member as u64)),
        None => Target::Server,
    };
    let (before, after): (Option<String>, Option<String>) = (row.get(10)?, row.get(11)?);
    let documents = match before.zip(after) {
        Some((before, after)) => {
            Some((target, Document::read(target, &before)?, Document::read(target, &after)?))
        }
        None => None,
    };
    Ok(Act {
        number: unsigned(row.get(0)?),
        guild: GuildId(unsigned(row.get(1)?)),
        at: time(row.get(2)?)?,
        by: UserId(unsigned(row.get(3)?)),
        change: Change {
            what: row.get(4)?,
            whom: row.get(5)?,
            before: row.get(6)?,
            after: row.get(7)?,
        },
        reason: row.get(8)?,
        documents,
        undoes: row.get::<_, Option<i64>>(12)?.map(unsigned),
        undone_by: row.get::<_, Option<i64>>(13)?.map(unsigned),
    })
}

/// Tells a book all that was decided, and says which act was the last.
pub(super) fn fill(db: &Connection, book: &QuotaBook) -> Result<u64, JournalError> {
    let last: i64 = db.query_row("SELECT ifnull(max(number), 0) FROM acts", [], |r| r.get(0))?;
    let last = last as u64;
    let mut rows = db.prepare("SELECT guild, doc FROM servers")?;
    let mut rows = rows.query([])?;
    while let Some(row) = rows.next()? {
        let settings = serde_json::from_str(&row.get::<_, String>(1)?)?;
        book.set_server(GuildId(row.get::<_, i64>(0)? as u64), &settings, last);
    }
    let mut rows = db.prepare("SELECT guild, member, doc FROM standings")?;
    let mut rows = rows.query([])?;
    while let Some(row) = rows.next()? {
        let guild = GuildId(row.get::<_, i64>(0)? as u64);
        let user = UserId(row.get::<_, i64>(1)? as u64);
        book.set_standing(guild, user, serde_json::from_str(&row.get::<_, String>(2)?)?, last);
    }
    Ok(last)
}
