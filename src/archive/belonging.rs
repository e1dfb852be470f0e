//! Whether an archive and a journal belong together, by the ID that both have.

/// What says whose an archive is.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Marks {
    /// The ID in the journal.
    pub journal: Option<Vec<u8>>,
    /// Whether the journal has jobs.
    pub journal_has_jobs: bool,
    /// The ID in the archive.
    pub archive: Option<String>,
    /// Whether nothing but its ID was ever put into the archive.
    pub archive_is_only_marked: bool,
}

/// How an archive and a journal stand to each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Belonging<'a> {
    /// They have the same ID.
    Same,
    /// Neither has one: a new installation, or one of before there were IDs.
    Unmarked,
    /// The archive is to take over this ID of the journal: its folder is a new one, or somebody
    /// removed the mark and so says that it is this journal's.
    ArchiveUnmarked(&'a [u8]),
    /// The journal is to take over this ID of the archive: a start broke off between the two, or an
    /// old backup was restored.
    JournalUnmarked(&'a str),
    /// The archive belongs to another journal, whose jobs may wait for what is in it.
    Foreign,
}

impl Marks {
    /// How the two stand to each other.
    pub fn belonging(&self) -> Belonging<'_> {
        match (self.journal.as_deref(), self.archive.as_deref()) {
            (Some(ours), Some(theirs)) if ours == theirs.as_bytes() => Belonging::Same,
            (None, None) => Belonging::Unmarked,
            (Some(ours), None) => Belonging::ArchiveUnmarked(ours),
            (None, Some(theirs)) if self.journal_has_jobs || self.archive_is_only_marked => {
                Belonging::JournalUnmarked(theirs)
            }
            _ => Belonging::Foreign,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_archive_of_another_journal_is_foreign() {
        let marks = |journal: &str, has_jobs, archive: &str, is_only_marked| Marks {
            journal: Some(journal.as_bytes().to_vec()).filter(|id| !id.is_empty()),
            journal_has_jobs: has_jobs,
            archive: Some(archive.to_owned()).filter(|id| !id.is_empty()),
            archive_is_only_marked: is_only_marked,
        };
        for (marks, belonging) in [
            (marks("a", true, "a", false), Belonging::Same),
            (marks("", true, "", false), Belonging::Unmarked),
            (marks("a", true, "", false), Belonging::ArchiveUnmarked(b"a")),
            (marks("", true, "a", false), Belonging::JournalUnmarked("a")),
            (marks("", false, "a", true), Belonging::JournalUnmarked("a")),
            // A new journal beside an archive that holds something.
            (marks("", false, "a", false), Belonging::Foreign),
            (marks("a", true, "b", false), Belonging::Foreign),
            (marks("a", false, "b", true), Belonging::Foreign),
        ] {
            assert_eq!(marks.belonging(), belonging, "{marks:?}");
        }
    }
}
