//! Checks whether an archive and a journal belong together, by the ID stored in both.

/// The facts from which ownership is decided.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct OwnershipFacts {
    /// The ID in the journal.
    pub journal: Option<Vec<u8>>,
    /// Whether the journal has jobs.
    pub journal_has_jobs: bool,
    /// The ID in the archive.
    pub archive: Option<String>,
    /// Whether the archive contains nothing but its ID.
    pub archive_is_only_marked: bool,
}

/// How an archive and a journal are related.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ownership<'a> {
    /// They have the same ID.
    Same,
    /// Neither has an ID: a new installation, or one from a version without IDs.
    Unmarked,
    /// The archive must adopt this ID of the journal: its folder is new, or the operator removed
    /// the ID file to assign the archive to this journal.
    ArchiveUnmarked(&'a [u8]),
    /// The journal must adopt this ID of the archive: a start was interrupted between writing the
    /// two, or an old backup was restored.
    JournalUnmarked(&'a str),
    /// The archive belongs to another journal, whose jobs may need its objects.
    Foreign,
}

impl OwnershipFacts {
    /// Decides how the two are related.
    pub fn belonging(&self) -> Ownership<'_> {
        match (self.journal.as_deref(), self.archive.as_deref()) {
            (Some(ours), Some(theirs)) if ours == theirs.as_bytes() => Ownership::Same,
            (None, None) => Ownership::Unmarked,
            (Some(ours), None) => Ownership::ArchiveUnmarked(ours),
            (None, Some(theirs)) if self.journal_has_jobs || self.archive_is_only_marked => {
                Ownership::JournalUnmarked(theirs)
            }
            _ => Ownership::Foreign,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_archive_of_another_journal_is_foreign() {
        let marks = |journal: &str, has_jobs, archive: &str, has_only_id| OwnershipFacts {
            journal: Some(journal.as_bytes().to_vec()).filter(|id| !id.is_empty()),
            journal_has_jobs: has_jobs,
            archive: Some(archive.to_owned()).filter(|id| !id.is_empty()),
            archive_is_only_marked: has_only_id,
        };
        for (marks, belonging) in [
            (marks("a", true, "a", false), Ownership::Same),
            (marks("", true, "", false), Ownership::Unmarked),
            (marks("a", true, "", false), Ownership::ArchiveUnmarked(b"a")),
            (marks("", true, "a", false), Ownership::JournalUnmarked("a")),
            (marks("", false, "a", true), Ownership::JournalUnmarked("a")),
            // A new journal with an archive that is not empty.
            (marks("", false, "a", false), Ownership::Foreign),
            (marks("a", true, "b", false), Ownership::Foreign),
            (marks("a", false, "b", true), Ownership::Foreign),
        ] {
            assert_eq!(marks.belonging(), belonging, "{marks:?}");
        }
    }
}
