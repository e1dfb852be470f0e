//! The proxy for media of other hosts, which embeds show.

use axum::Router;
use axum::extract::State;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use url::Url;

use super::asked::Path;
use super::links::{gone, signed};
use crate::emulator::discord::file_types::ANY_BYTES;
use crate::emulator::discord::world::Discord;

pub(super) fn routes() -> Router<Discord> {
    Router::new().route("/external/{signature}/{*url}", get(external))
}

/// The signature of an address of the web, and its path at the proxy. `None` if it is none.
pub fn path(url: &str) -> Option<(String, String)> {
    let url = Url::parse(url).ok().filter(|url| matches!(url.scheme(), "http" | "https"))?;
    let host = url.host_str()?;
    let signature = signed(url.as_str());
    let port = url.port().map_or(String::new(), |port| format!(":{port}"));
    let query = match url.query() {
        Some(query) => format!("%3F{}/", query.replace('%', "%25").replace('/', "%2F")),
        None => String::new(),
    };
    let path = format!("/external/{signature}/{query}{}/{host}{port}{}", url.scheme(), url.path());
    Some((signature, path))
}

async fn external(
    State(discord): State<Discord>,
    Path((signature, _)): Path<(String, String)>,
) -> Response {
    // Differs: discord-no-media-proxy
    match discord.lock().web.get(&signature) {
        Some(bytes) => ([(header::CONTENT_TYPE, kind(bytes))], bytes.clone()).into_response(),
        None => gone(),
    }
}

/// The content type of a medium, by its first bytes.
fn kind(bytes: &[u8]) -> &'static str {
    match image::guess_format(bytes) {
        Ok(format) => format.to_mime_type(),
        Err(_) if bytes.get(4..8) == Some(b"ftyp") => "video/mp4",
        Err(_) => ANY_BYTES,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_proxys_path_contains_the_address() {
        let (signature, found) = path("https://gifs.example/a/cat.png?w=1/2").unwrap();
        let rest = "%3Fw=1%2F2/https/gifs.example/a/cat.png";
        assert_eq!(found, format!("/external/{signature}/{rest}"));
        assert_eq!(path("attachment://cat.png"), None);
        assert_eq!(path("cat"), None);
    }
}
