//! Content types of files as Discord names them: by the ending, whatever the bytes are.

/// The content type of a file of an unknown kind.
pub(super) const ANY_BYTES: &str = "application/octet-stream";

/// Common endings and their usual types; a text has its encoding too. Which of them Discord knows is
/// not documented.
// Differs: discord-file-facts
const TYPES: [(&str, &str); 47] = [
    ("png", "image/png"),
    ("jpg", "image/jpeg"),
    ("jpeg", "image/jpeg"),
    ("webp", "image/webp"),
    ("bmp", "image/bmp"),
    ("gif", "image/gif"),
    ("avif", "image/avif"),
    ("heic", "image/heic"),
    ("heif", "image/heif"),
    ("svg", "image/svg+xml"),
    ("tif", "image/tiff"),
    ("tiff", "image/tiff"),
    ("ico", "image/vnd.microsoft.icon"),
    ("mp4", "video/mp4"),
    ("m4v", "video/x-m4v"),
    ("mov", "video/quicktime"),
    ("webm", "video/webm"),
    ("mkv", "video/x-matroska"),
    ("avi", "video/x-msvideo"),
    ("mpg", "video/mpeg"),
    ("mpeg", "video/mpeg"),
    ("wmv", "video/x-ms-wmv"),
    ("flv", "video/x-flv"),
    ("3gp", "video/3gpp"),
    ("mp3", "audio/mpeg"),
    ("wav", "audio/x-wav"),
    ("ogg", "audio/ogg"),
    ("oga", "audio/ogg"),
    ("opus", "audio/opus"),
    ("m4a", "audio/mp4"),
    ("aac", "audio/aac"),
    ("flac", "audio/flac"),
    ("aif", "audio/x-aiff"),
    ("aiff", "audio/x-aiff"),
    ("mid", "audio/midi"),
    ("txt", "text/plain; charset=utf-8"),
    ("log", "text/plain; charset=utf-8"),
    ("md", "text/markdown; charset=utf-8"),
    ("csv", "text/csv; charset=utf-8"),
    ("html", "text/html; charset=utf-8"),
    ("css", "text/css; charset=utf-8"),
    ("js", "text/javascript; charset=utf-8"),
    ("py", "text/x-python; charset=utf-8"),
    ("json", "application/json; charset=utf-8"),
    ("pdf", "application/pdf"),
    ("zip", "application/zip"),
    ("gz", "application/gzip"),
];

/// The content type of a file with this name; `None` for an ending without one.
pub(super) fn type_of(name: &str) -> Option<&'static str> {
    let (_, ending) = name.rsplit_once('.')?;
    let ending = ending.to_lowercase();
    TYPES.iter().find(|(known, _)| *known == ending).map(|(_, kind)| *kind)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_ending_decides() {
        for (name, kind) in [
            ("a.webm", Some("video/webm")),
            ("a.b.FLAC", Some("audio/flac")),
            ("note.txt", Some("text/plain; charset=utf-8")),
            ("a.heic", Some("image/heic")),
            ("a.unknown", None),
            ("png", None),
            ("a.", None),
            ("", None),
        ] {
            assert_eq!(type_of(name), kind, "{name}");
        }
    }
}
