//! Private directories.

use std::path::Path;

/// Creates a directory that only the bot's user can access. It is used for prompts, interaction
/// tokens, private results and the key of signed links. An existing directory keeps its
/// permissions.
///
/// # Errors
/// When the directory cannot be created.
pub fn private(folder: &Path) -> std::io::Result<()> {
    let mut builder = std::fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder)
}
