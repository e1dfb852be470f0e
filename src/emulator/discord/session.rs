//! A session of the gateway, with what it was told.

use std::collections::VecDeque;

use serde_json::{Value, json};
use tokio::sync::mpsc;

/// Events that are kept for a resumption.
const MOST_KEPT: usize = 1000;

pub(super) struct Session {
    pub(super) id: String,
    pub(super) intents: u64,
    pub(super) shard: (u64, u64),
    /// Gone while the client is away.
    pub(super) line: Option<mpsc::UnboundedSender<Push>>,
    pub(super) seq: u64,
    /// Dispatched events, kept for a resumption.
    pub(super) past: VecDeque<(u64, Value)>,
}

impl Session {
    /// Tells of an event, and keeps it for those who resume.
    pub(super) fn tell(&mut self, name: &str, data: &Value) {
        // Differs: discord-sessions-kept
        self.seq += 1;
        let event = json!({"op": 0, "t": name, "s": self.seq, "d": data});
        self.past.push_back((self.seq, event.clone()));
        if self.past.len() > MOST_KEPT {
            self.past.pop_front();
        }
        if let Some(line) = &self.line
            && line.send(Push::Event(event)).is_err()
        {
            self.line = None;
        }
    }

    /// Tells of an event about a thing once more, if it is still kept.
    pub(super) fn repeat(&mut self, about: &str) {
        let first = self.past.iter().map(|(_, event)| event).find(|e| e["d"]["id"] == about);
        let Some(event) = first.cloned() else { return };
        self.tell(event["t"].as_str().unwrap_or_default(), &event["d"]);
    }
}

/// What a session's socket is told.
pub(super) enum Push {
    Event(Value),
    Op(Value),
    /// 1006 breaks the connection without a word.
    Close(u16, &'static str),
    /// From now on nothing is heard or said any more, and the connection stays.
    Dead,
}
