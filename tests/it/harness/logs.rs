//! The log of one story. Stories run in a runtime of one thread, so its subscriber is theirs.

use std::io::Write;
use std::sync::{Arc, Mutex};

use tracing::subscriber::DefaultGuard;
use tracing_subscriber::EnvFilter;
use tracing_subscriber::fmt::MakeWriter;

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
    pub fn capture() -> Self {
        let lines = Lines::default();
        // serenity's own log is kept too: it must not hold secrets either.
        let subscriber = tracing_subscriber::fmt()
            .with_env_filter(EnvFilter::new("wanbot=debug,serenity=info,warn"))
            .with_ansi(false)
            .with_writer(lines.clone())
            .finish();
        Self { lines, _guard: tracing::subscriber::set_default(subscriber) }
    }

    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.lines.0.lock().unwrap()).into_owned()
    }

    pub fn errors(&self) -> Vec<String> {
        self.text().lines().filter(|l| l.contains(" ERROR ")).map(str::to_owned).collect()
    }
}
