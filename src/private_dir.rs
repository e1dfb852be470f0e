//! Folders of the bot's own.

use std::path::Path;

/// Makes a folder that nobody else on the machine can look into: prompts, tokens of interactions,
/// private results and the key of signed links are kept in such. One that is there already stays
/// as its owner made it.
///
/// # Errors
/// When the disk refuses.
pub fn private(folder: &Path) -> std::io::Result<()> {
    let mut builder = std::fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder)
}
