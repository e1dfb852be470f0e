//! A walk along a line: who would be served, in which order. The line stays as it is; what the
//! walk changed on its way is kept beside it.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::ops::Bound::{Excluded, Included, Unbounded};

use crate::job::JobId;
use crate::queue::model_queue::{ModelQueue, QUANTUM, Server};

/// Decides which jobs may be handed out now.
pub trait Gate {
    /// Whether this one may.
    fn is_open(&mut self, job: JobId) -> bool;

    /// This one was.
    fn on_dequeue(&mut self, job: JobId);

    /// Whether this one, handed out before, is still on its way.
    fn is_under_way(&self, _: JobId) -> bool {
        false
    }
}

/// A gate that is open to all.
#[derive(Debug, Clone, Copy)]
pub struct Open;

impl Gate for Open {
    fn is_open(&mut self, _: JobId) -> bool {
        true
    }

    fn on_dequeue(&mut self, _: JobId) {}
}

/// How the quick place is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ExpressSlot {
    /// No first job of anybody is at the provider: the next one goes before all.
    pub free: bool,
    /// It falls free again after so many turns: the number of places.
    pub again_after: usize,
}

impl ExpressSlot {
    /// There is none.
    pub const NONE: ExpressSlot = ExpressSlot { free: false, again_after: usize::MAX };
}

/// What a walk did to a server.
#[derive(Debug)]
pub(super) struct WalkedServer {
    pub(super) deficit: i64,
    pub(super) cursor: u64,
    /// Deficits of members that were met.
    pub(super) members: HashMap<u64, i64>,
    /// Members of whom nothing can go.
    done: HashSet<u64>,
}

/// What a walk did.
pub(super) struct Charged {
    pub(super) cursor: u64,
    pub(super) servers: HashMap<u64, WalkedServer>,
}

/// A walk.
pub(super) struct DrrCursor<'a> {
    queue: &'a ModelQueue,
    express: ExpressSlot,
    cursor: u64,
    servers: HashMap<u64, WalkedServer>,
    /// Servers of which nothing can go.
    done: HashSet<u64>,
    taken: HashSet<JobId>,
}

/// The next key in a ring.
fn from<T>(ring: &BTreeMap<u64, T>, cursor: u64) -> Option<u64> {
    let ahead = ring.range((Included(cursor), Unbounded)).next();
    ahead.or_else(|| ring.iter().next()).map(|(number, _)| *number)
}

fn after<T>(ring: &BTreeMap<u64, T>, number: u64) -> u64 {
    let next = ring.range((Excluded(number), Unbounded)).next();
    next.or_else(|| ring.iter().next()).map_or(0, |(n, _)| *n)
}

impl<'a> DrrCursor<'a> {
    pub(super) fn along(queue: &'a ModelQueue, express: ExpressSlot) -> Self {
        Self {
            queue,
            express,
            cursor: queue.cursor,
            servers: HashMap::new(),
            done: HashSet::new(),
            taken: HashSet::new(),
        }
    }

    /// The next `most` jobs.
    pub(super) fn take(&mut self, most: usize, gate: &mut dyn Gate) -> Vec<JobId> {
        let mut order = Vec::new();
        let mut since_quick = 0;
        let mut free = self.express.free;
        while order.len() < most {
            let express = if free { self.express(gate) } else { None };
            let Some(job) = express.or_else(|| self.next(gate)) else { break };
            if express.is_some() {
                (free, since_quick) = (false, 0);
            }
            since_quick += 1;
            free |= since_quick >= self.express.again_after;
            self.taken.insert(job);
            gate.on_dequeue(job);
            order.push(job);
        }
        order
    }

    pub(super) fn charged(self) -> Charged {
        Charged { cursor: self.cursor, servers: self.servers }
    }

    fn walked(&mut self, number: u64, server: &Server) -> &mut WalkedServer {
        self.servers.entry(number).or_insert_with(|| WalkedServer {
            deficit: server.deficit,
            cursor: server.cursor,
            members: HashMap::new(),
            done: HashSet::new(),
        })
    }

    /// The first job that may take the quick place. It is charged like any other: whoever went
    /// before their turn waits the longer for the next.
    fn express(&mut self, gate: &mut dyn Gate) -> Option<JobId> {
        let waiting = self.queue.express.iter().map(|(_, _, id)| *id);
        let job = waiting.filter(|id| !self.taken.contains(id)).find(|id| gate.is_open(*id))?;
        let position = self.queue.spots.get(&job)?;
        let server = self.queue.servers.get(&position.server)?;
        let flow = server.members.get(&position.member)?;
        let cost = flow.cost(position.entry)?;
        let walked = self.walked(position.server, server);
        walked.deficit -= cost;
        *walked.members.entry(position.member).or_insert(flow.deficit) -= cost;
        Some(job)
    }

    fn next(&mut self, gate: &mut dyn Gate) -> Option<JobId> {
        let queue = self.queue;
        while self.done.len() < queue.servers.len() {
            let number = from(&queue.servers, self.cursor)?;
            let server = queue.servers.get(&number)?;
            self.cursor = number;
            let found = match self.done.contains(&number) {
                true => None,
                false => self.next_in(number, server, gate),
            };
            let Some((member, job, cost)) = found else {
                self.done.insert(number);
                self.cursor = after(&queue.servers, number);
                continue;
            };
            let walked = self.walked(number, server);
            if walked.deficit >= cost {
                walked.deficit -= cost;
                if let Some(deficit) = walked.members.get_mut(&member) {
                    *deficit -= cost;
                }
                return Some(job);
            }
            walked.deficit += QUANTUM;
            self.cursor = after(&queue.servers, number);
        }
        None
    }

    /// Whose turn it is in a server; it is charged when the server's turn comes.
    fn next_in(
        &mut self,
        number: u64,
        server: &Server,
        gate: &mut dyn Gate,
    ) -> Option<(u64, JobId, i64)> {
        loop {
            let walked = self.walked(number, server);
            if walked.done.len() == server.members.len() {
                return None;
            }
            let member = from(&server.members, walked.cursor)?;
            let flow = server.members.get(&member)?;
            walked.cursor = member;
            let mut found = None;
            if !walked.done.contains(&member) {
                let deficit = *walked.members.entry(member).or_insert(flow.deficit);
                let mut jobs = flow.jobs().filter(|(id, _)| !self.taken.contains(id));
                found = jobs.find(|(id, _)| gate.is_open(*id)).map(|job| (job, deficit));
            }
            let walked = self.walked(number, server);
            match found {
                Some(((job, cost), deficit)) if deficit >= cost => {
                    return Some((member, job, cost));
                }
                Some((_, deficit)) => {
                    walked.members.insert(member, deficit + QUANTUM * flow.weight);
                }
                None => {
                    walked.done.insert(member);
                }
            }
            walked.cursor = after(&server.members, member);
        }
    }
}
