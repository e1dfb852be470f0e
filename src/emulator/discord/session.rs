//! A gateway session with the events that were sent to it.

use std::collections::VecDeque;

use serde_json::{Value, json};
use tokio::sync::mpsc;

/// Events that are stored for a resume.
const MOST_KEPT: usize = 1000;

pub(super) struct Session {
    pub(super) id: String,
    pub(super) intents: u64,
    pub(super) shard: (u64, u64),
    /// Absent while the client is disconnected.
    pub(super) line: Option<mpsc::UnboundedSender<Push>>,
    pub(super) seq: u64,
    /// Dispatched events, stored for a resume.
    pub(super) past: VecDeque<(u64, Value)>,
}

impl Session {
    /// Dispatches an event and stores it for a resume.
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

    /// Dispatches the first event about an object again; `None` if it is not stored.
    pub(super) fn repeat(&mut self, about: &str) -> Option<()> {
        let first = self.past.iter().map(|(_, event)| event).find(|e| e["d"]["id"] == about);
        let event = first.cloned()?;
        self.tell(event["t"].as_str().unwrap_or_default(), &event["d"]);
        Some(())
    }
}

/// What a session's socket receives.
pub(super) enum Push {
    Event(Value),
    Op(Value),
    /// 1006 breaks the connection without a close frame.
    Close(u16, &'static str),
    /// From now on nothing is read or written, but the connection stays open.
    Dead,
}
