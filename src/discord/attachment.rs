//! Files of messages before they are sent.

use bytes::Bytes;
use futures_util::stream::{self, BoxStream, Stream, StreamExt};

use crate::discord::texts;
use crate::job::Job;
use crate::service::{FileFormat, ResultFile};

/// A file in memory, to attach to a message.
#[derive(Debug, Clone)]
pub struct FileBytes {
    /// File name, with an extension that lets Discord play it.
    pub name: String,
    /// The content.
    pub bytes: Bytes,
    /// Alt text; Discord allows 1,024 characters.
    pub alt: String,
}

/// A file that is streamed into a post; it is never in memory as a whole.
pub struct FileStream {
    /// File name, with an extension that lets Discord play it.
    pub name: String,
    /// Size in bytes, announced before the first byte; the stream must yield exactly this many.
    pub length: u64,
    /// The content in chunks; an error states the reason and aborts the post.
    pub pieces: BoxStream<'static, Result<Bytes, String>>,
    /// Alt text; Discord allows 1,024 characters.
    pub alt: String,
}

impl From<FileBytes> for FileStream {
    fn from(file: FileBytes) -> Self {
        let (name, length, alt) = (file.name, file.bytes.len() as u64, file.alt);
        let pieces = stream::once(async move { Ok(file.bytes) }).boxed();
        Self { name, length, pieces, alt }
    }
}

impl FileStream {
    /// A file of a job's result.
    pub(super) fn of_result(job: &Job, file: ResultFile) -> Self {
        let extension = match file.format {
            FileFormat::Mp4 => "mp4",
            FileFormat::Png => "png",
            FileFormat::Jpeg => "jpg",
        };
        Self {
            name: texts::file_name(job, file.number, extension),
            length: file.length,
            pieces: file.pieces,
            alt: texts::alt(job.language, &job.request),
        }
    }

    /// The content, as a stream that fails if it is shorter or longer than `length`.
    pub fn counted(self) -> impl Stream<Item = Result<Bytes, String>> + Send + 'static {
        let end = stream::once(async { Ok(Bytes::new()) });
        let empty = |piece: &Result<Bytes, String>| matches!(piece, Ok(b) if b.is_empty());
        let pieces = self.pieces.filter(move |piece| std::future::ready(!empty(piece)));
        pieces.chain(end).scan(self.length, |left, piece| {
            let piece = piece.and_then(|piece| {
                let size = piece.len() as u64;
                if size > *left || size == 0 && *left > 0 {
                    return Err("stream length differs from the announced length".to_owned());
                }
                *left -= size;
                Ok(piece)
            });
            std::future::ready(Some(piece))
        })
    }
}
