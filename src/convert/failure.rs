//! Why a converter failed, as far as its exit status and its last messages tell. The messages are
//! used for nothing else: they can have parts of a member's file.

use tokio::io::{AsyncRead, AsyncReadExt};

/// Bytes of standard error that are kept, from its end. The reason is in the last lines, and each
/// thread of a decoder can repeat it.
const MAX_KEPT_BYTES: usize = 8 * 1024;

/// Why a converter failed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Failure {
    /// It reached its limit of memory, of processor time or of the size of a file.
    #[error("a limit ended it")]
    LimitReached,
    /// It was built without a decoder for the file's codec.
    #[error("it has no decoder for the codec")]
    NoDecoder,
    /// Anything else: the file is damaged.
    #[error("it failed")]
    Other,
}

/// Exit statuses by which a shell reports a signal: SIGKILL (the system is out of memory, or the
/// limit of processor time), SIGXCPU and SIGXFSZ.
const LIMIT_STATUSES: [i32; 3] = [128 + 9, 128 + 24, 128 + 25];

/// What ffmpeg, x264, libheif, C++ and Rust write when memory or a file may not grow.
const LIMIT_MESSAGES: [&str; 8] = [
    "Cannot allocate memory",
    "get_buffer() failed",
    "malloc of size",
    "Memory allocation error",
    "memory allocation of",
    "bad_alloc",
    "File too large",
    "Out of memory",
];

/// What ffmpeg and libheif write for a codec that they do not have. ffmpeg's own decoder of AV1 works
/// with hardware only.
const DECODER_MESSAGES: [&str; 4] = [
    "Unknown decoder",
    "Unsupported codec",
    "No decoding plugin installed",
    "doesn't support hardware accelerated AV1",
];

impl Failure {
    /// The reason for an exit status, which a signal does not have, and the end of standard error.
    pub(super) fn of(status: Option<i32>, stderr: &[u8]) -> Self {
        let said = String::from_utf8_lossy(stderr);
        let says = |messages: &[&str]| messages.iter().any(|message| said.contains(message));
        // "Decoder (codec av1) not found for input stream #0:0", "Decoder not found".
        let has_none = |line: &str| line.contains("Decoder") && line.contains("not found");
        // "Picture size 65535x65535 is invalid": no memory would do. Noise can claim a side of 0.
        let is_huge =
            |line: &str| line.contains("Picture size ") && !line.contains("Picture size 0x");
        let is_limit = status.is_some_and(|status| LIMIT_STATUSES.contains(&status));
        if is_limit || says(&LIMIT_MESSAGES) || said.lines().any(is_huge) {
            Self::LimitReached
        } else if says(&DECODER_MESSAGES) || said.lines().any(has_none) {
            Self::NoDecoder
        } else {
            Self::Other
        }
    }
}

/// Reads to the end, and returns the last bytes.
pub(super) async fn last_bytes(mut from: impl AsyncRead + Unpin) -> std::io::Result<Vec<u8>> {
    let mut kept = Vec::new();
    let mut piece = [0; 1024];
    loop {
        let read = from.read(&mut piece).await?;
        if read == 0 {
            return Ok(kept);
        }
        kept.extend(piece.iter().take(read));
        kept.drain(..kept.len().saturating_sub(MAX_KEPT_BYTES));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_limit_and_a_missing_decoder_are_distinguished_from_damage() {
        use Failure::{LimitReached, NoDecoder, Other};
        for (status, stderr, expected) in [
            (Some(137), "", LimitReached),
            (Some(152), "", LimitReached),
            (Some(153), "File size limit exceeded", LimitReached),
            (Some(1), "Error while decoding stream #0:0: Cannot allocate memory", LimitReached),
            (Some(1), "x264 [error]: malloc of size 12569728 failed", LimitReached),
            (Some(134), "terminate called after throwing 'std::bad_alloc'", LimitReached),
            (Some(134), "memory allocation of 1048576 bytes failed", LimitReached),
            (Some(1), "[gif @ 0x5] Picture size 65535x65535 is invalid", LimitReached),
            (Some(1), "[gif @ 0x5] Picture size 0x9 is invalid", Other),
            (Some(1), "Decoder (codec av1) not found for input stream #0:0", NoDecoder),
            (Some(1), "Unknown decoder 'libdav1d'", NoDecoder),
            (Some(1), "Unsupported feature: Unsupported codec", NoDecoder),
            (Some(1), "Stream #0:1 not found\nError in Decoder", Other),
            (Some(1), "Invalid data found when processing input", Other),
            (Some(139), "", Other),
            (None, "", Other),
        ] {
            let failure = Failure::of(status, stderr.as_bytes());
            assert_eq!(failure, expected, "{status:?}: {stderr}");
        }
    }

    #[tokio::test]
    async fn only_the_end_of_many_messages_is_kept() {
        let many = ["first".repeat(10_000), "last".to_owned()].concat();
        let kept = last_bytes(many.as_bytes()).await.unwrap();
        assert_eq!(kept.len(), MAX_KEPT_BYTES);
        assert!(kept.ends_with(b"last"));
    }
}
