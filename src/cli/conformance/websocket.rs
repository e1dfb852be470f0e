//! A small WebSocket client (RFC 6455), so that the gateway is checked without the library that
//! wanbot's own client uses.

use std::error::Error;
use std::time::Duration;

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use serde_json::Value;
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};

use super::finding::Problem;
use super::service::{TIMEOUT, no_answer};
use crate::tls::Tls;

/// Maximum bytes of a message.
const MESSAGE_LIMIT: usize = 16 * 1024 * 1024;

const TEXT: u8 = 1;
const CLOSE: u8 = 8;
const PING: u8 = 9;
const PONG: u8 = 10;

/// What a server sends.
#[derive(Debug)]
pub(super) enum Received {
    /// A message, or null if it is not JSON.
    Json(Value),
    /// A close frame with this code, or 1006 for a connection that ended without one.
    Closed(u16),
}

/// The bytes of a connection.
trait Stream: AsyncRead + AsyncWrite + Unpin + Send {}

impl<S: AsyncRead + AsyncWrite + Unpin + Send> Stream for S {}

/// An open connection.
pub(super) struct WebSocket {
    stream: Box<dyn Stream>,
}

/// A frame: whether it is the last one of its message, its opcode and its content.
type Frame = (bool, u8, Vec<u8>);

impl WebSocket {
    /// Connects to an address that begins with `ws` or `wss`. `tls` must not offer HTTP/2, which
    /// has no such upgrade.
    pub(super) async fn open(tls: &Tls, url: &str, user_agent: &str) -> Result<Self, Problem> {
        let Some(rest) = url.strip_prefix("ws") else {
            return Err(Problem::differs("the address of a websocket", "another address"));
        };
        let client = tls.client().http1_only().user_agent(user_agent).connect_timeout(TIMEOUT);
        let client = client.build().map_err(|e| no_answer(&e))?;
        let key = BASE64_STANDARD.encode(rand::random::<[u8; 16]>());
        let request = client
            .get(format!("http{rest}"))
            .header("connection", "Upgrade")
            .header("upgrade", "websocket")
            .header("sec-websocket-version", "13")
            .header("sec-websocket-key", key);
        let answer = within(TIMEOUT, request.send()).await?;
        if answer.status() != 101 {
            let seen = format!("status {}", answer.status().as_u16());
            return Err(Problem::differs("status 101 to a websocket's upgrade", seen));
        }
        Ok(Self { stream: Box::new(within(TIMEOUT, answer.upgrade()).await?) })
    }

    pub(super) async fn send(&mut self, message: &Value) -> Result<(), Problem> {
        self.write(TEXT, message.to_string().as_bytes()).await
    }

    /// Closes the connection with a code, without waiting for the other side.
    pub(super) async fn close(mut self, code: u16) -> Result<(), Problem> {
        self.write(CLOSE, &code.to_be_bytes()).await
    }

    async fn write(&mut self, opcode: u8, content: &[u8]) -> Result<(), Problem> {
        let frame = masked(opcode, content, rand::random());
        self.stream.write_all(&frame).await.map_err(|e| no_answer(&e))?;
        self.stream.flush().await.map_err(|e| no_answer(&e))
    }

    /// The next message, or the end of the connection.
    pub(super) async fn receive(&mut self) -> Result<Received, Problem> {
        let message = tokio::time::timeout(TIMEOUT, self.message()).await;
        message.unwrap_or_else(|_| Err(silent(TIMEOUT)))
    }

    async fn message(&mut self) -> Result<Received, Problem> {
        let mut whole = Vec::new();
        loop {
            let Ok((is_last, opcode, content)) = self.frame().await else {
                return Ok(Received::Closed(1006));
            };
            match opcode {
                PING => self.write(PONG, &content).await?,
                PONG => {}
                CLOSE => {
                    let code = content.first_chunk().map_or(1005, |c| u16::from_be_bytes(*c));
                    return Ok(Received::Closed(code));
                }
                _ => {
                    whole.extend(content);
                    if whole.len() > MESSAGE_LIMIT {
                        return Err(Problem::differs(
                            "a message of a few kilobytes",
                            "a larger one",
                        ));
                    }
                    if is_last {
                        return Ok(Received::Json(
                            serde_json::from_slice(&whole).unwrap_or(Value::Null),
                        ));
                    }
                }
            }
        }
    }

    /// A frame; those of a server are not masked.
    async fn frame(&mut self) -> std::io::Result<Frame> {
        let [first, second] = self.stream.read_u16().await?.to_be_bytes();
        let length = match second & 0x7f {
            126 => u64::from(self.stream.read_u16().await?),
            127 => self.stream.read_u64().await?,
            length => u64::from(length),
        };
        let length = usize::try_from(length).ok().filter(|length| *length <= MESSAGE_LIMIT);
        let Some(length) = length else { return Err(std::io::ErrorKind::InvalidData.into()) };
        let mut content = vec![0; length];
        self.stream.read_exact(&mut content).await?;
        Ok((first & 0x80 != 0, first & 0x0f, content))
    }
}

/// A frame that is a whole message, masked as those of clients are.
fn masked(opcode: u8, content: &[u8], mask: [u8; 4]) -> Vec<u8> {
    let mut frame = vec![0x80 | opcode];
    let length = content.len();
    match (u8::try_from(length), u16::try_from(length)) {
        (Ok(length @ 0..126), _) => frame.push(0x80 | length),
        (_, Ok(length)) => {
            frame.push(0x80 | 126);
            frame.extend(length.to_be_bytes());
        }
        _ => {
            frame.push(0x80 | 127);
            frame.extend((length as u64).to_be_bytes());
        }
    }
    frame.extend(mask);
    frame.extend(content.iter().zip(mask.iter().cycle()).map(|(byte, mask)| byte ^ mask));
    frame
}

async fn within<T, E: Error>(
    limit: Duration,
    call: impl Future<Output = Result<T, E>>,
) -> Result<T, Problem> {
    match tokio::time::timeout(limit, call).await {
        Ok(answer) => answer.map_err(|e| no_answer(&e)),
        Err(_) => Err(silent(limit)),
    }
}

fn silent(limit: Duration) -> Problem {
    Problem::differs("an answer", format!("none within {} s", limit.as_secs()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn frames_are_as_in_the_standard() {
        // RFC 6455, section 5.7.
        let hello = [0x81, 0x85, 0x37, 0xfa, 0x21, 0x3d, 0x7f, 0x9f, 0x4d, 0x51, 0x58];
        assert_eq!(masked(TEXT, b"Hello", [0x37, 0xfa, 0x21, 0x3d]), hello);
        for (length, head) in [
            (125, vec![0x81, 0xfd]),
            (126, vec![0x81, 0xfe, 0, 126]),
            (65_535, vec![0x81, 0xfe, 0xff, 0xff]),
            (65_536, vec![0x81, 0xff, 0, 0, 0, 0, 0, 1, 0, 0]),
        ] {
            let frame = masked(TEXT, &vec![7; length], [0; 4]);
            assert_eq!((&frame[..head.len()], frame.len()), (&head[..], head.len() + 4 + length));
        }
    }
}
