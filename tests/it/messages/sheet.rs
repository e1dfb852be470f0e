//! A snapshot of messages: each with a title, and at the end the keys of the texts that they are
//! made of.

use std::collections::BTreeSet;
use std::fmt::Write;
use std::sync::{Arc, Mutex};

use tracing::field::{Field, Visit};
use tracing::subscriber::DefaultGuard;
use tracing::{Event, Subscriber};
use tracing_subscriber::Layer;
use tracing_subscriber::filter::{LevelFilter, Targets};
use tracing_subscriber::layer::{Context, SubscriberExt};
use wanbot::telemetry::AnyLayer;

/// The line before the keys.
pub const KEYS: &str = "==== texts used";

/// The keys of the texts that were rendered, which `i18n` logs.
#[derive(Clone, Default)]
pub struct Keys(Arc<Mutex<BTreeSet<String>>>);

impl Keys {
    /// The layer that collects them.
    pub fn layer(&self) -> AnyLayer {
        let filter = Targets::new().with_target("wanbot::i18n", LevelFilter::TRACE);
        Layer::<tracing_subscriber::Registry>::with_filter(self.clone(), filter).boxed()
    }

    /// Returns those that were rendered since the last call.
    pub fn take(&self) -> BTreeSet<String> {
        std::mem::take(&mut self.0.lock().unwrap())
    }
}

impl<S: Subscriber> Layer<S> for Keys {
    fn on_event(&self, event: &Event<'_>, _: Context<'_, S>) {
        struct Key<'a>(&'a mut BTreeSet<String>);
        impl Visit for Key<'_> {
            fn record_str(&mut self, field: &Field, value: &str) {
                if field.name() == "key" {
                    self.0.insert(value.to_owned());
                }
            }

            fn record_debug(&mut self, _: &Field, _: &dyn std::fmt::Debug) {}
        }
        event.record(&mut Key(&mut self.0.lock().unwrap()));
    }
}

/// What can be shown on a sheet.
pub trait Shown {
    fn shown(&self) -> String;
}

impl Shown for str {
    fn shown(&self) -> String {
        self.to_owned()
    }
}

impl Shown for String {
    fn shown(&self) -> String {
        self.clone()
    }
}

/// The text, and each row of buttons on a line.
impl Shown for wanbot::discord::Message {
    fn shown(&self) -> String {
        let wire = serde_json::to_value(self).unwrap();
        let mut text = self.content().to_owned();
        for row in wire["components"].as_array().into_iter().flatten() {
            let labels = row["components"].as_array().into_iter().flatten();
            let labels = labels.map(|b| format!("[{}]", b["label"].as_str().unwrap()));
            text += &format!("\n{}", labels.collect::<Vec<_>>().join(" "));
        }
        text
    }
}

/// The text, and the buttons and menus below it.
impl Shown for wanbot::emulator::discord::Message {
    fn shown(&self) -> String {
        let mut text = self.content.clone();
        let labels: Vec<_> = self.buttons().iter().map(|(label, _)| format!("[{label}]")).collect();
        if !labels.is_empty() {
            text += &format!("\n{}", labels.join(" "));
        }
        for menu in self.menus() {
            let options: Vec<_> = menu.options.iter().map(|(label, _)| label.as_str()).collect();
            text += &format!("\n[{} ▾ {}]", menu.placeholder, options.join(" | "));
        }
        for file in &self.files {
            text += &format!("\n({}: {})", file.name, file.description.as_deref().unwrap_or("–"));
        }
        text
    }
}

/// A modal: its title, and each field with its example and value.
impl Shown for serde_json::Value {
    fn shown(&self) -> String {
        let mut text = format!("{{{}}}", self["title"].as_str().unwrap());
        for row in self["components"].as_array().into_iter().flatten() {
            for field in row["components"].as_array().into_iter().flatten() {
                let said = |name: &str| field[name].as_str().unwrap_or_default();
                let (label, example, value) = (said("label"), said("placeholder"), said("value"));
                write!(text, "\n{label}: {value}").unwrap();
                if !example.is_empty() {
                    write!(text, " ({example})").unwrap();
                }
            }
        }
        text
    }
}

/// The messages of an area.
pub struct Sheet {
    keys: Keys,
    text: String,
    used: BTreeSet<String>,
    _guard: Option<DefaultGuard>,
}

impl Sheet {
    /// A sheet of messages that this thread renders.
    pub fn new() -> Self {
        let keys = Keys::default();
        let subscriber = tracing_subscriber::registry().with(vec![keys.layer()]);
        let guard = tracing::subscriber::set_default(subscriber);
        Self { _guard: Some(guard), ..Self::of(keys) }
    }

    /// A sheet of messages whose keys are collected elsewhere.
    pub fn of(keys: Keys) -> Self {
        keys.take();
        Self { keys, text: String::new(), used: BTreeSet::new(), _guard: None }
    }

    /// Adds a message.
    pub fn show(&mut self, title: impl AsRef<str>, message: &(impl Shown + ?Sized)) {
        let shown = message.shown();
        self.used.append(&mut self.keys.take());
        write!(self.text, "---- {}\n{shown}\n\n", title.as_ref()).unwrap();
    }

    /// Forgets what was rendered since the last message, which is not shown.
    pub fn forget(&self) {
        self.keys.take();
    }

    /// Adds keys whose texts are shown, but were rendered elsewhere.
    pub fn uses(&mut self, keys: impl IntoIterator<Item = String>) {
        self.used.extend(keys);
    }

    /// The messages so far.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Compares all messages with the snapshot `messages/NAME.snap`. `masked` replaces what differs
    /// from run to run.
    #[track_caller]
    pub fn check(self, name: &str, masked: impl Fn(&str) -> String) {
        let keys: Vec<_> = self.used.iter().map(String::as_str).collect();
        let text = format!("{}{KEYS}\n{}\n", masked(&self.text), keys.join("\n"));
        let mut settings = insta::Settings::clone_current();
        settings.set_snapshot_path(".");
        settings.set_prepend_module_to_snapshot(false);
        settings.set_omit_expression(true);
        settings.bind(|| insta::assert_snapshot!(name, text));
    }
}

/// Nothing differs from run to run.
pub fn unmasked(text: &str) -> String {
    text.to_owned()
}
