//! What goes to the provider and comes from it in bytes: inputs, uploads and results.

use std::sync::Arc;

use bytes::Bytes;
use futures_util::stream::BoxStream;

/// Where the provider gets an input from.
#[derive(Clone)]
pub enum InputData {
    /// The request itself.
    Inline {
        /// Its media type.
        mime: &'static str,
        /// Size in bytes.
        length: u64,
        /// Opens the content.
        open: Arc<dyn Fn() -> ByteStream + Send + Sync>,
    },
    /// The temporary store: the URL that [`crate::provider::Provider::upload`] returned.
    Stored(String),
}

/// A result as a stream of bytes. The error text says why a chunk is missing, without the URL.
pub type ByteStream = BoxStream<'static, Result<Bytes, String>>;

/// A download in progress.
pub struct Download {
    /// Total size in bytes, if the store reports it.
    pub length: Option<u64>,
    /// The content.
    pub pieces: ByteStream,
}

/// A file for the provider's temporary store; each attempt opens it again.
#[derive(Clone)]
pub struct UploadFile {
    /// Its name in the store.
    pub name: String,
    /// Its media type.
    pub mime: &'static str,
    /// Size in bytes; equals the total of the stream.
    pub length: u64,
    /// How many earlier attempts timed out. Each one extends the timeout, for slow connections.
    pub attempts: u32,
    /// Opens the content.
    pub open: Arc<dyn Fn() -> ByteStream + Send + Sync>,
}
