//! Files that the application gives away.

use bytes::Bytes;
use futures_util::stream::{self, BoxStream, Stream, StreamExt};

/// A file that is at hand, to go with a message.
#[derive(Debug, Clone)]
pub struct FileBytes {
    /// Its name, with an ending that lets Discord play it.
    pub name: String,
    /// Its bytes.
    pub bytes: Bytes,
    /// What it shows, in words; Discord takes 1,024 characters.
    pub alt: String,
}

/// A file that goes with a post, as it comes: nothing holds the whole of it.
pub struct FileStream {
    /// Its name, with an ending that lets Discord play it.
    pub name: String,
    /// Its size in bytes, which is said before the first of them; as many have to come.
    pub length: u64,
    /// They; a piece that did not come says why, and breaks the post off.
    pub pieces: BoxStream<'static, Result<Bytes, String>>,
    /// What it shows, in words; Discord takes 1,024 characters.
    pub alt: String,
}

impl FileStream {
    /// Its bytes, broken off where they are not as many as were said.
    pub fn counted(self) -> impl Stream<Item = Result<Bytes, String>> + Send + 'static {
        let end = stream::once(async { Ok(Bytes::new()) });
        let empty = |piece: &Result<Bytes, String>| matches!(piece, Ok(b) if b.is_empty());
        let pieces = self.pieces.filter(move |piece| std::future::ready(!empty(piece)));
        pieces.chain(end).scan(self.length, |left, piece| {
            let piece = piece.and_then(|piece| {
                let size = piece.len() as u64;
                if size > *left || size == 0 && *left > 0 {
                    return Err("not as many bytes as were said".to_owned());
                }
                *left -= size;
                Ok(piece)
            });
            std::future::ready(Some(piece))
        })
    }
}

impl From<FileBytes> for FileStream {
    fn from(file: FileBytes) -> Self {
        let length = file.bytes.len() as u64;
        let pieces = stream::iter([Ok(file.bytes)]).boxed();
        Self { name: file.name, length, pieces, alt: file.alt }
    }
}
