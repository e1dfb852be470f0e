//! The audit log. An entry changes at most one document, and both are written in one transaction.

use rusqlite::{Connection, OptionalExtension, Row, params};
use sha2::{Digest, Sha256};

use crate::job::{ChannelId, Tenant, UserId};
use crate::journal::audit_log::{ChangeMark, Decided, NewEntry};
use crate::journal::error::JournalError;
use crate::journal::sqlite::SqliteJournal;
use crate::journal::sqlite::error::SqliteError;
use crate::journal::sqlite::rows::{tenant, tenant_column, time};
use crate::quota::{AuditChange, AuditEntry, Document, QuotaBook, Scope, Target};

const COLUMNS: &str = "number, scope, at, author, change, reason, target, undoes, \
     (SELECT u.number FROM audit_entries u WHERE u.undoes = audit_entries.number), \
     former_log_channel";

impl SqliteJournal {
    pub async fn record_entry(&self, new: NewEntry) -> Result<Option<Decided>, JournalError> {
        self.run(move |db| record_entry(db, new)).await
    }

    pub async fn document(&self, tenant: Tenant, target: Target) -> Result<Document, JournalError> {
        self.run(move |db| current(db, tenant, target)).await
    }

    pub async fn entries_after(&self, number: u64) -> Result<Vec<Decided>, JournalError> {
        self.run(move |db| {
            let entries = entries(
                db,
                "number > ?1 ORDER BY number LIMIT 1000",
                params![number.cast_signed()],
            )?;
            let with_document = |entry: AuditEntry| {
                let document = match (entry.scope, entry.target) {
                    (Scope::Tenant(tenant), Some(target)) => Some(current(db, tenant, target)?),
                    _ => None,
                };
                Ok(Decided { document, entry })
            };
            entries.into_iter().map(with_document).collect()
        })
        .await
    }

    pub async fn change_mark(&self) -> Result<ChangeMark, JournalError> {
        self.read(|db| {
            let by_others =
                db.prepare_cached("PRAGMA data_version")?.query_row([], |r| r.get(0))?;
            Ok(ChangeMark { by_this: db.total_changes(), by_others })
        })
        .await
    }

    pub async fn reverted(
        &self,
        number: u64,
    ) -> Result<Option<(Document, Document)>, JournalError> {
        self.run(move |db| reverted(db, number)).await
    }

    pub async fn entries_of(
        &self,
        tenant: Tenant,
        member: Option<UserId>,
        skip: u32,
        most: u32,
    ) -> Result<Vec<AuditEntry>, JournalError> {
        // Two statements, because the first one reads no more entries than it returns.
        let condition = match tenant {
            Tenant::Server(_) => {
                "scope = ?1 AND (?2 IS NULL OR member = ?2) \
                 ORDER BY number DESC LIMIT ?4 OFFSET ?3"
            }
            Tenant::Direct => {
                "scope IN (?1, 'bot') AND (?2 IS NULL OR member = ?2) \
                 ORDER BY number DESC LIMIT ?4 OFFSET ?3"
            }
        };
        self.run(move |db| {
            entries(
                db,
                condition,
                params![tenant.to_string(), member.map(|m| m.0.cast_signed()), skip, most],
            )
        })
        .await
    }

    pub async fn entry(
        &self,
        tenant: Tenant,
        number: Option<u64>,
    ) -> Result<Option<AuditEntry>, JournalError> {
        self.run(move |db| {
            let found = entries(
                db,
                "scope = ?1 AND (number = ?2 OR ?2 IS NULL AND undo IS NOT NULL \
                 AND undoes IS NULL AND NOT EXISTS \
                 (SELECT 1 FROM audit_entries u WHERE u.undoes = audit_entries.number)) \
                 ORDER BY number DESC LIMIT 1",
                params![tenant.to_string(), number.map(u64::cast_signed)],
            )?;
            Ok(found.into_iter().next())
        })
        .await
    }

    pub async fn entry_once(&self, once: String) -> Result<Option<AuditEntry>, JournalError> {
        self.run(move |db| Ok(entries(db, "once = ?1", [once])?.into_iter().next())).await
    }

    pub async fn unannounced_entries(&self) -> Result<Vec<AuditEntry>, JournalError> {
        const EACH: &str = "number IN (SELECT number FROM \
             (SELECT number, row_number() OVER (PARTITION BY scope ORDER BY number) AS nth \
             FROM audit_entries WHERE announced = 0) WHERE nth <= 20) ORDER BY number LIMIT 1000";
        self.run(|db| entries(db, EACH, [])).await
    }

    pub async fn mark_announced(&self, number: u64) -> Result<(), JournalError> {
        self.run(move |db| {
            db.execute(
                "UPDATE audit_entries SET announced = 1 WHERE number = ?1",
                [number.cast_signed()],
            )?;
            Ok(())
        })
        .await
    }
}

/// A document's stored JSON; `None` before the first change.
fn stored(
    db: &Connection,
    tenant: Tenant,
    target: Target,
) -> Result<Option<String>, rusqlite::Error> {
    let guild = tenant_column(tenant);
    match target {
        Target::Server => db
            .prepare_cached("SELECT doc FROM servers WHERE guild = ?1")?
            .query_row([guild], |r| r.get(0)),
        Target::Member(user) => db
            .prepare_cached("SELECT doc FROM standings WHERE guild = ?1 AND member = ?2")?
            .query_row([guild, user.0.cast_signed()], |r| r.get(0)),
    }
    .optional()
}

fn current(db: &Connection, tenant: Tenant, target: Target) -> Result<Document, SqliteError> {
    Ok(match stored(db, tenant, target)? {
        Some(doc) => Document::read(target, &doc)?,
        None => Document::empty(target),
    })
}

fn record_entry(db: &Connection, new: NewEntry) -> Result<Option<Decided>, SqliteError> {
    let NewEntry { mut entry, documents, once, tell } = new;
    let changed = match (entry.scope, entry.target, documents) {
        (Scope::Tenant(tenant), Some(target), Some(documents)) => Some((tenant, target, documents)),
        _ => None,
    };
    if let Some((tenant, target, (before, _))) = &changed
        && current(db, *tenant, *target)? != *before
    {
        return Err(JournalError::Changed.into());
    }
    let written = db
        .prepare_cached(
            "INSERT INTO audit_entries (scope, at, author, change, member, reason, undoes, once, \
             announced, former_log_channel) \
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10) \
             ON CONFLICT (once) DO NOTHING",
        )?
        .execute(params![
            entry.scope.to_string(),
            entry.at.as_millisecond(),
            entry.by.to_string(),
            serde_json::to_string(&entry.change)?,
            entry.change.member().map(|member| member.0.cast_signed()),
            entry.reason,
            entry.undoes.map(u64::cast_signed),
            once,
            !tell,
            entry.former_log_channel.map(|c| c.0.cast_signed()),
        ])?;
    if written == 0 {
        return Ok(None);
    }
    entry.number = db.last_insert_rowid().cast_unsigned();
    let document = match changed {
        Some((tenant, target, (before, after))) => {
            Some(write_document(db, entry.number, (tenant, target), &before, after)?)
        }
        None => None,
    };
    Ok(Some(Decided { entry, document }))
}

/// Writes the document that an entry leaves, and the patch that undoes it.
fn write_document(
    db: &Connection,
    entry: u64,
    (tenant, target): (Tenant, Target),
    before: &Document,
    mut after: Document,
) -> Result<Document, SqliteError> {
    after.number(entry);
    let doc = serde_json::to_string(&after)?;
    let undo = Undo::between(&serde_json::to_string(before)?, &doc)?;
    let guild = tenant_column(tenant);
    match target {
        Target::Server => {
            db.execute(
                "INSERT INTO servers (guild, doc) VALUES (?1, ?2) \
                 ON CONFLICT (guild) DO UPDATE SET doc = ?2",
                params![guild, doc],
            )?;
        }
        Target::Member(user) => {
            db.execute(
                "INSERT INTO standings (guild, member, doc) VALUES (?1, ?2, ?3) \
                 ON CONFLICT (guild, member) DO UPDATE SET doc = ?3",
                params![guild, user.0.cast_signed(), doc],
            )?;
        }
    }
    db.execute(
        "UPDATE audit_entries SET target = ?2, undo = ?3, left_hash = ?4 WHERE number = ?1",
        params![entry.cast_signed(), target_column(target), undo.patch, undo.left_hash],
    )?;
    Ok(after)
}

/// How to undo an entry. Documents grow with every change but patches do not, so many entries on
/// one document take space in proportion to their number.
pub(super) struct Undo {
    /// A JSON Patch (RFC 6902) from the document that the entry left to the one before.
    pub(super) patch: String,
    /// SHA-256 of the document that the entry left.
    pub(super) left_hash: Vec<u8>,
}

impl Undo {
    pub(super) fn between(before: &str, after: &str) -> Result<Self, SqliteError> {
        let value = |doc| serde_json::from_str::<serde_json::Value>(doc);
        let patch = json_patch::diff(&value(after)?, &value(before)?);
        Ok(Self { patch: serde_json::to_string(&patch)?, left_hash: hash(after) })
    }
}

fn hash(document: &str) -> Vec<u8> {
    Sha256::digest(document.as_bytes()).to_vec()
}

fn reverted(db: &Connection, number: u64) -> Result<Option<(Document, Document)>, SqliteError> {
    let damaged =
        |e: &dyn std::fmt::Display| JournalError::Damaged(format!("audit entry {number}: {e}"));
    let Some(entry) = entries(db, "number = ?1", [number.cast_signed()])?.into_iter().next() else {
        return Ok(None);
    };
    let (Scope::Tenant(tenant), Some(target)) = (entry.scope, entry.target) else {
        return Ok(None);
    };
    let (patch, left_hash): (String, Vec<u8>) = db
        .prepare_cached("SELECT undo, left_hash FROM audit_entries WHERE number = ?1")?
        .query_row([number.cast_signed()], |r| Ok((r.get(0)?, r.get(1)?)))?;
    let Some(doc) = stored(db, tenant, target)? else { return Ok(None) };
    if hash(&doc) != left_hash {
        return Ok(None);
    }
    let patch: json_patch::Patch = serde_json::from_str(&patch)?;
    let mut before: serde_json::Value = serde_json::from_str(&doc)?;
    json_patch::patch(&mut before, &patch).map_err(|e| damaged(&e))?;
    Ok(Some((Document::read(target, &doc)?, Document::read(target, &before.to_string())?)))
}

fn entries(
    db: &Connection,
    condition: &str,
    params: impl rusqlite::Params,
) -> Result<Vec<AuditEntry>, SqliteError> {
    let mut rows =
        db.prepare_cached(&format!("SELECT {COLUMNS} FROM audit_entries WHERE {condition}"))?;
    let mut rows = rows.query(params)?;
    let mut all = Vec::new();
    while let Some(row) = rows.next()? {
        all.push(entry(row)?);
    }
    Ok(all)
}

/// The value of the `target` column: `server`, or the ID of the member.
pub(super) fn target_column(target: Target) -> String {
    match target {
        Target::Server => SERVER.into(),
        Target::Member(user) => user.to_string(),
    }
}

const SERVER: &str = "server";

fn entry(row: &Row) -> Result<AuditEntry, SqliteError> {
    let number = row.get::<_, i64>(0)?.cast_unsigned();
    let damaged = |what: &str| JournalError::Damaged(format!("{what} of audit entry {number}"));
    let scope: String = row.get(1)?;
    let target = match row.get::<_, Option<String>>(6)?.as_deref() {
        None => None,
        Some(SERVER) => Some(Target::Server),
        Some(id) => Some(Target::Member(UserId(id.parse().map_err(|_| damaged("target"))?))),
    };
    let author: String = row.get(3)?;
    Ok(AuditEntry {
        number,
        scope: scope.parse().map_err(|_| damaged("scope"))?,
        at: time(row.get(2)?)?,
        by: author.parse().map_err(|_| damaged("author"))?,
        // One damaged entry must not hold up all others; `journal check` reports it.
        change: serde_json::from_str(&row.get::<_, String>(4)?).unwrap_or(AuditChange::Unreadable),
        reason: row.get(5)?,
        target,
        undoes: row.get::<_, Option<i64>>(7)?.map(i64::cast_unsigned),
        undone_by: row.get::<_, Option<i64>>(8)?.map(i64::cast_unsigned),
        former_log_channel: row.get::<_, Option<i64>>(9)?.map(|c| ChannelId(c.cast_unsigned())),
    })
}

/// Reads every entry.
pub(super) fn check(db: &Connection) -> Result<(), SqliteError> {
    let mut rows = db.prepare(&format!("SELECT {COLUMNS} FROM audit_entries"))?;
    let mut rows = rows.query([])?;
    while let Some(row) = rows.next()? {
        entry(row)?;
        serde_json::from_str::<AuditChange>(&row.get::<_, String>(4)?)?;
    }
    Ok(())
}

/// Loads all documents into a book and returns the number of the last entry.
pub(super) fn load_into(db: &Connection, book: &QuotaBook) -> Result<u64, SqliteError> {
    let last: i64 =
        db.query_row("SELECT ifnull(max(number), 0) FROM audit_entries", [], |r| r.get(0))?;
    let last = last.cast_unsigned();
    let mut rows = db.prepare("SELECT guild, doc FROM servers")?;
    let mut rows = rows.query([])?;
    while let Some(row) = rows.next()? {
        let settings = serde_json::from_str(&row.get::<_, String>(1)?)?;
        book.set_server(tenant(row.get(0)?), &settings, last);
    }
    let mut rows = db.prepare("SELECT guild, member, doc FROM standings")?;
    let mut rows = rows.query([])?;
    while let Some(row) = rows.next()? {
        let tenant = tenant(row.get(0)?);
        let user = UserId(row.get::<_, i64>(1)?.cast_unsigned());
        book.set_overrides(tenant, user, serde_json::from_str(&row.get::<_, String>(2)?)?, last);
    }
    Ok(last)
}
