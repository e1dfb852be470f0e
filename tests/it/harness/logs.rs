//! Captures the log of one story. A story runs on a single-threaded runtime, so a thread-local
//! subscriber sees only its log.

use std::io::Write;
use std::sync::{Arc, Mutex};

use tracing::subscriber::DefaultGuard;
use tracing_subscriber::Layer;
use tracing_subscriber::fmt::MakeWriter;
use tracing_subscriber::layer::SubscriberExt;
use wanbot::telemetry::{self, AnyLayer};

pub struct Logs {
    lines: Lines,
    _guard: DefaultGuard,
}

#[derive(Clone, Default)]
struct Lines(Arc<Mutex<Vec<u8>>>);

impl Write for Lines {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

impl<'a> MakeWriter<'a> for Lines {
    type Writer = Self;

    fn make_writer(&'a self) -> Self {
        self.clone()
    }
}

impl Logs {
    /// Captures log lines; `layer` also receives the spans and events.
    pub fn capture(besides: Option<AnyLayer>) -> Self {
        let lines = Lines::default();
        let kept = tracing_subscriber::fmt::layer()
            .with_ansi(false)
            .with_writer(lines.clone())
            // serenity's own log is captured too: it must not contain secrets either.
            .with_filter(telemetry::filter("wanbot=debug,serenity=info,warn").unwrap())
            .boxed();
        let layers: Vec<AnyLayer> = std::iter::once(kept).chain(besides).collect();
        let subscriber = tracing_subscriber::registry().with(layers);
        Self { lines, _guard: tracing::subscriber::set_default(subscriber) }
    }

    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.lines.0.lock().unwrap()).into_owned()
    }

    pub fn errors(&self) -> Vec<String> {
        self.text().lines().filter(|l| l.contains(" ERROR ")).map(str::to_owned).collect()
    }
}
