//! Prints the channel as a readable transcript.

use std::collections::HashMap;
use std::io::IsTerminal;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use jiff::Timestamp;
use jiff::tz::TimeZone;

use super::content;
use crate::cli::out::outln;
use crate::clock::Clock;
use crate::emulator::discord::{Discord, Message, TimelineEvent};

/// Prints events of the channel, and saves the posted results.
pub(super) struct Transcript {
    discord: Discord,
    clock: Clock,
    output: PathBuf,
    colours: bool,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    events_seen: usize,
    /// The last text of each message, to find what an edit changed.
    shown: HashMap<u64, String>,
    saved: Vec<PathBuf>,
    failures: Vec<String>,
}

impl Transcript {
    pub(super) fn new(discord: Discord, clock: Clock, output: &Path) -> Self {
        let colours = std::io::stdout().is_terminal();
        Self { discord, clock, output: output.to_owned(), colours, state: Mutex::default() }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Prints until the task is aborted.
    pub(super) async fn print(self: Arc<Self>) {
        loop {
            let events_seen = self.state().events_seen;
            let more = |d: &Discord| (d.happenings(events_seen).1 > events_seen).then_some(());
            self.discord.wait(Duration::from_secs(3600), more).await;
            self.rest();
        }
    }

    /// Prints the events that were not printed yet.
    pub(super) fn rest(&self) {
        let mut state = self.state();
        let (new, count) = self.discord.happenings(state.events_seen);
        state.events_seen = count;
        for event in new {
            self.print_event(&mut state, &event);
        }
    }

    pub(super) fn saved(&self) -> Vec<PathBuf> {
        self.state().saved.clone()
    }

    pub(super) fn failures(&self) -> Vec<String> {
        self.state().failures.clone()
    }

    fn print_event(&self, state: &mut State, event: &TimelineEvent) {
        match event {
            TimelineEvent::Used { user, command, .. } => {
                self.say(&self.name(*user), "", &self.plain(command));
            }
            TimelineEvent::Pressed { user, label, .. } => {
                self.say(&self.name(*user), "", &format!("presses [{label}]"));
            }
            TimelineEvent::Filled { user, fields, .. } => {
                let filled = fields.iter().filter(|(_, text)| !text.is_empty());
                let fields: Vec<_> =
                    filled.map(|(label, text)| format!("{label}: {text}")).collect();
                self.say(
                    &self.name(*user),
                    "(fills in the modal)",
                    &self.plain(&fields.join("\n")),
                );
            }
            TimelineEvent::Posted(id) => {
                if let Some(m) = self.discord.message(*id) {
                    self.posted(state, &m);
                }
            }
            TimelineEvent::Edited(id) => {
                if let Some(m) = self.discord.message(*id) {
                    self.edited(state, &m);
                }
            }
            TimelineEvent::Deleted(id) => {
                state.shown.remove(id);
            }
        }
    }

    fn posted(&self, state: &mut State, m: &Message) {
        if m.thinking {
            return;
        }
        let own = |id: u64| id == self.discord.bot();
        let to = m.reply_to.and_then(|to| self.discord.message(to)).map(|to| to.author);
        let aside = match (m.only_for, to) {
            (Some(user), _) => format!("(only {} sees this)", self.name(user)),
            (None, Some(to)) if own(m.author) && own(to) => "(in reply to the card)".to_owned(),
            (None, Some(to)) => format!("(in reply to {})", self.name(to)),
            _ => String::new(),
        };
        let text = content::text(&self.discord, m);
        self.say(&self.name(m.author), &aside, &self.plain(&text));
        let controls = content::controls(m);
        if !controls.is_empty() {
            self.line(&controls.join(" "));
        }
        for file in &m.files {
            if !own(m.author) {
                self.line(&format!("+ {}", file.name));
                continue;
            }
            let path = self.output.join(&file.name);
            match std::fs::write(&path, &file.bytes) {
                Ok(()) => {
                    let mb = file.bytes.len() as f64 / 1e6;
                    let sign = if file.name.ends_with(".mp4") { "▶" } else { "▣" };
                    let saved = path.display();
                    self.line(&format!("{sign} {} ({mb:.1} MB) saved as {saved}", file.name));
                    state.saved.push(path);
                }
                Err(e) => state.failures.push(format!("{} cannot be saved: {e}", path.display())),
            }
        }
        state.shown.insert(m.id, text);
    }

    /// Prints only new lines, or the whole message when it replaces "thinking…".
    fn edited(&self, state: &mut State, m: &Message) {
        let text = content::text(&self.discord, m);
        let Some(before) = state.shown.insert(m.id, text.clone()) else {
            return self.posted(state, m);
        };
        let old: Vec<_> = before.lines().collect();
        let new: Vec<_> = text.lines().filter(|l| !old.contains(l)).collect();
        if new.is_empty() {
            return;
        }
        let aside = match m.content.split_once("job `").and_then(|(_, j)| j.split_once('`')) {
            Some((job, _)) => format!("(edits the card of {job})"),
            None => "(edits its answer)".to_owned(),
        };
        self.say(&self.name(m.author), &aside, &self.plain(&new.join("\n")));
    }

    fn say(&self, who: &str, aside: &str, text: &str) {
        let time = self.clock.now().to_zoned(TimeZone::UTC).strftime("%H:%M:%S");
        let who =
            if self.colours { format!("\u{1b}[1m{who:>7}\u{1b}[0m") } else { format!("{who:>7}") };
        let mut lines = text.lines();
        let first = lines.next().unwrap_or_default();
        if aside.is_empty() {
            outln!("{time} {who}  {first}");
        } else {
            outln!("{time} {who}  {aside}");
            self.line(first);
        }
        for line in lines {
            self.line(line);
        }
    }

    fn line(&self, text: &str) {
        outln!("{:17} {text}", "");
    }

    fn name(&self, user: u64) -> String {
        self.discord.user(user).map_or_else(|| "someone".to_owned(), |u| u.name)
    }

    /// Replaces Discord's markup with what a member sees: names, times, no backslashes.
    fn plain(&self, text: &str) -> String {
        let mut out = String::new();
        let mut rest = text;
        while let Some(c) = rest.chars().next() {
            if let Some(after) = rest.strip_prefix('\\') {
                let mut chars = after.chars();
                out.extend(chars.next());
                rest = chars.as_str();
            } else if let Some((shown, after)) = self.mention(rest) {
                out.push_str(&shown);
                rest = after;
            } else if let Some(after) = rest.strip_prefix("**") {
                if self.colours {
                    let bold = out.matches("\u{1b}[1m").count() > out.matches("\u{1b}[0m").count();
                    out.push_str(if bold { "\u{1b}[0m" } else { "\u{1b}[1m" });
                }
                rest = after;
            } else {
                if c != '`' {
                    out.push(c);
                }
                rest = rest.strip_prefix(c).unwrap_or_default();
            }
        }
        out
    }

    /// Parses `<@id>` or `<t:seconds:style>` at the start of a text.
    fn mention<'a>(&self, text: &'a str) -> Option<(String, &'a str)> {
        let (inside, after) = text.strip_prefix('<')?.split_once('>')?;
        if let Some(id) = inside.strip_prefix('@') {
            return Some((format!("@{}", self.name(id.parse().ok()?)), after));
        }
        let (seconds, style) = inside.strip_prefix("t:")?.split_once(':')?;
        let at = Timestamp::from_second(seconds.parse().ok()?).ok()?;
        if style != "R" {
            return Some((at.strftime("%Y-%m-%d %H:%M").to_string(), after));
        }
        let away = at.as_second() - self.clock.now().as_second();
        let shown = match away {
            n if n >= 2 * 3600 => format!("in {} h", (n + 1800) / 3600),
            n if n >= 60 => format!("in {} min", (n + 30) / 60),
            n if n >= 0 => format!("in {n} s"),
            n if n > -60 => format!("{} s ago", -n),
            n => format!("{} min ago", (30 - n) / 60),
        };
        Some((shown, after))
    }
}
