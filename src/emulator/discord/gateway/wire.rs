//! How payloads are written on the socket: JSON or ETF, plain or compressed.

use std::io::Write;

use axum::extract::ws::{CloseFrame, Message as Frame, WebSocket};
use flate2::write::ZlibEncoder;
use flate2::{Compress, Compression, FlushCompress};
use serde_json::Value;

use super::etf;

/// The socket, and how its frames are encoded and compressed.
pub(super) struct Wire {
    pub(super) socket: WebSocket,
    encoding: Encoding,
    packing: Packing,
}

enum Encoding {
    Json,
    Etf,
}

enum Packing {
    Plain,
    /// Each payload is compressed separately, as requested in IDENTIFY.
    Each,
    /// One zlib stream over all frames.
    Zlib(Compress),
    /// One Zstandard frame over all frames of the socket.
    Zstd(ZstdStream),
}

impl Wire {
    /// A socket that uses JSON without compression.
    pub(super) fn new(socket: WebSocket) -> Self {
        Self { socket, encoding: Encoding::Json, packing: Packing::Plain }
    }

    /// Sets what the query asks for, or returns why the connection is closed.
    pub(super) fn set(
        &mut self,
        encoding: Option<&str>,
        compress: Option<&str>,
    ) -> Result<(), &'static str> {
        self.encoding = match encoding {
            None | Some("json") => Encoding::Json,
            Some("etf") => Encoding::Etf,
            Some(_) => return Err("Invalid API version"),
        };
        self.packing = match compress {
            None => Packing::Plain,
            Some("zlib-stream") => Packing::Zlib(Compress::new(Compression::fast(), true)),
            Some("zstd-stream") => Packing::Zstd(ZstdStream::default()),
            Some(_) => return Err("Unsupported compression"),
        };
        Ok(())
    }

    /// Compresses each payload, unless all are one stream.
    pub(super) fn pack_each(&mut self) {
        if matches!(self.packing, Packing::Plain) {
            self.packing = Packing::Each;
        }
    }

    /// Parses a payload; `None` if it is none. JSON can come as text or binary.
    pub(super) fn parse(&self, payload: &[u8], is_text: bool) -> Option<Value> {
        match self.encoding {
            Encoding::Json => serde_json::from_slice(payload).ok(),
            Encoding::Etf => (!is_text).then(|| etf::decode(payload))?,
        }
    }

    pub(super) async fn send(&mut self, value: &Value) -> bool {
        let plain = matches!(self.packing, Packing::Plain);
        let payload = match self.encoding {
            Encoding::Json if plain => {
                return self.socket.send(Frame::Text(value.to_string().into())).await.is_ok();
            }
            Encoding::Json => value.to_string().into_bytes(),
            Encoding::Etf => etf::encode(value),
        };
        let payload = match &mut self.packing {
            Packing::Plain => payload,
            Packing::Each => {
                let mut packed = ZlibEncoder::new(Vec::new(), Compression::fast());
                let _ = packed.write_all(&payload);
                packed.finish().unwrap_or_default()
            }
            Packing::Zlib(stream) => deflated(stream, &payload),
            Packing::Zstd(stream) => stream.packed(&payload),
        };
        self.socket.send(Frame::Binary(payload.into())).await.is_ok()
    }

    pub(super) async fn close(&mut self, code: u16, reason: &'static str) {
        let frame = CloseFrame { code, reason: reason.into() };
        let _ = self.socket.send(Frame::Close(Some(frame))).await;
    }
}

/// The next part of a zlib stream, which ends with a flush.
fn deflated(stream: &mut Compress, payload: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(payload.len() + 64);
    let before = stream.total_in();
    let mut rest = payload;
    loop {
        out.reserve(1024);
        let flushed = stream.compress_vec(rest, &mut out, FlushCompress::Sync);
        let done = usize::try_from(stream.total_in() - before).unwrap_or(usize::MAX);
        rest = payload.get(done..).unwrap_or_default();
        if flushed.is_err() || (rest.is_empty() && out.len() < out.capacity()) {
            return out;
        }
    }
}

/// A Zstandard frame (RFC 8878) that never ends. Its blocks are raw: any decoder reads them, and the
/// emulator needs no compressor.
#[derive(Default)]
struct ZstdStream {
    has_begun: bool,
}

impl ZstdStream {
    /// Magic number; a header without size, checksum and dictionary; a window of 128 KB.
    const BEGINNING: [u8; 6] = [0x28, 0xb5, 0x2f, 0xfd, 0, 7 << 3];
    /// The largest block, as large as the window.
    const BLOCK: usize = 128 * 1024;

    // Differs: discord-encodings
    fn packed(&mut self, payload: &[u8]) -> Vec<u8> {
        let mut out = Vec::with_capacity(payload.len() + 16);
        if !std::mem::replace(&mut self.has_begun, true) {
            out.extend(Self::BEGINNING);
        }
        for block in payload.chunks(Self::BLOCK) {
            // Three bytes: not the last block, its type (0 is raw), its size.
            out.extend((block.len() << 3).to_le_bytes().iter().take(3));
            out.extend(block);
        }
        out
    }
}
