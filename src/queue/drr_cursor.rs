//! A dry run of deficit round robin: which jobs would be served, in which order. The queue stays
//! unchanged; the cursor collects its changes for [`ModelQueue::charge`].

use std::collections::{BTreeMap, HashMap, HashSet};
use std::ops::Bound::{Excluded, Included, Unbounded};

use crate::job::JobId;
use crate::queue::model_queue::{ModelQueue, QUANTUM, Server};

/// Decides which jobs may be dequeued now.
pub trait Gate {
    /// Whether this job may be dequeued.
    fn is_open(&mut self, job: JobId) -> bool;

    /// Called when this job is dequeued.
    fn on_dequeue(&mut self, job: JobId);

    /// Whether this job, dequeued earlier, is still being submitted.
    fn is_submitting(&self, _: JobId) -> bool {
        false
    }
}

/// A gate that is open for every job.
#[derive(Debug, Clone, Copy)]
pub struct Open;

impl Gate for Open {
    fn is_open(&mut self, _: JobId) -> bool {
        true
    }

    fn on_dequeue(&mut self, _: JobId) {}
}

/// The state of the express slot.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ExpressSlot {
    /// No first job is at the provider: the next one is served before all others.
    pub free: bool,
    /// Number of turns after which the slot is assumed to be free again: the number of slots at the
    /// provider.
    pub again_after: usize,
}

impl ExpressSlot {
    /// There is no express slot.
    pub const NONE: ExpressSlot = ExpressSlot { free: false, again_after: usize::MAX };
}

/// A server's state after the dry run.
#[derive(Debug)]
pub(super) struct ServerState {
    pub(super) deficit: i64,
    pub(super) cursor: u64,
    /// Deficits of the members that were visited.
    pub(super) members: HashMap<u64, i64>,
    /// Members that have no job that may be dequeued.
    done: HashSet<u64>,
    /// Whether the round came to the end of the ring, where a new member would have been found.
    wrapped: bool,
}

/// The state after the dry run.
pub(super) struct Charged {
    pub(super) cursor: u64,
    pub(super) servers: HashMap<u64, ServerState>,
}

/// A cursor over one model's queue.
pub(super) struct DrrCursor<'a> {
    queue: &'a ModelQueue,
    express: ExpressSlot,
    cursor: u64,
    servers: HashMap<u64, ServerState>,
    /// Servers that have no job that may be dequeued.
    done: HashSet<u64>,
    dequeued: HashSet<JobId>,
    /// Whether the express slot was free while no job was left for it.
    express_exhausted: bool,
}

/// The first key at or after `cursor`, wrapping around.
fn at_or_after<T>(ring: &BTreeMap<u64, T>, cursor: u64) -> Option<u64> {
    let ahead = ring.range((Included(cursor), Unbounded)).next();
    ahead.or_else(|| ring.iter().next()).map(|(number, _)| *number)
}

fn after<T>(ring: &BTreeMap<u64, T>, number: u64) -> u64 {
    let next = ring.range((Excluded(number), Unbounded)).next();
    next.or_else(|| ring.iter().next()).map_or(0, |(n, _)| *n)
}

impl<'a> DrrCursor<'a> {
    pub(super) fn new(queue: &'a ModelQueue, express: ExpressSlot) -> Self {
        Self {
            queue,
            express,
            cursor: queue.cursor,
            servers: HashMap::new(),
            done: HashSet::new(),
            dequeued: HashSet::new(),
            express_exhausted: false,
        }
    }

    /// The next `most` jobs.
    pub(super) fn take(&mut self, most: usize, gate: &mut dyn Gate) -> Vec<JobId> {
        let mut order = Vec::new();
        let mut since_express = 0;
        let mut free = self.express.free;
        while order.len() < most {
            let express = if free { self.express(gate) } else { None };
            let Some(job) = express.or_else(|| self.next(gate)) else { break };
            if express.is_some() {
                (free, since_express) = (false, 0);
            }
            self.express_exhausted |= free;
            since_express += 1;
            free |= since_express >= self.express.again_after;
            self.dequeued.insert(job);
            gate.on_dequeue(job);
            order.push(job);
        }
        order
    }

    /// The servers in which a new member would have had a turn.
    pub(super) fn wrapped(&self) -> HashSet<u64> {
        let wrapped = self.servers.iter().filter(|(_, state)| state.wrapped);
        wrapped.map(|(number, _)| *number).collect()
    }

    /// Whether one more job for the express slot would have been served.
    pub(super) fn is_express_exhausted(&self) -> bool {
        self.express_exhausted
    }

    pub(super) fn charged(self) -> Charged {
        Charged { cursor: self.cursor, servers: self.servers }
    }

    fn state_of(&mut self, number: u64, server: &Server) -> &mut ServerState {
        self.servers.entry(number).or_insert_with(|| ServerState {
            deficit: server.deficit,
            cursor: server.cursor,
            members: HashMap::new(),
            done: HashSet::new(),
            wrapped: false,
        })
    }

    /// The first job that may take the express slot. It is charged like any other, so its member
    /// waits longer for their next turn.
    fn express(&mut self, gate: &mut dyn Gate) -> Option<JobId> {
        let waiting = self.queue.express.iter().map(|(_, _, id)| *id);
        let job = waiting.filter(|id| !self.dequeued.contains(id)).find(|id| gate.is_open(*id))?;
        let position = self.queue.positions.get(&job)?;
        let server = self.queue.servers.get(&position.server)?;
        let flow = server.members.get(&position.member)?;
        let cost = flow.cost(position.entry)?;
        let state = self.state_of(position.server, server);
        state.deficit -= cost;
        *state.members.entry(position.member).or_insert(flow.deficit) -= cost;
        Some(job)
    }

    fn next(&mut self, gate: &mut dyn Gate) -> Option<JobId> {
        let queue = self.queue;
        while self.done.len() < queue.servers.len() {
            let number = at_or_after(&queue.servers, self.cursor)?;
            let server = queue.servers.get(&number)?;
            self.cursor = number;
            let found =
                if self.done.contains(&number) { None } else { self.next_in(number, server, gate) };
            let Some((member, job, cost)) = found else {
                self.done.insert(number);
                self.cursor = after(&queue.servers, number);
                continue;
            };
            let state = self.state_of(number, server);
            if state.deficit >= cost {
                state.deficit -= cost;
                if let Some(deficit) = state.members.get_mut(&member) {
                    *deficit -= cost;
                }
                return Some(job);
            }
            state.deficit += QUANTUM;
            self.cursor = after(&queue.servers, number);
        }
        None
    }

    /// The member whose turn it is in a server. The job is charged when the server's turn comes.
    fn next_in(
        &mut self,
        number: u64,
        server: &Server,
        gate: &mut dyn Gate,
    ) -> Option<(u64, JobId, i64)> {
        loop {
            let state = self.state_of(number, server);
            if state.done.len() == server.members.len() {
                return None;
            }
            let member = at_or_after(&server.members, state.cursor)?;
            state.wrapped |= member < state.cursor;
            let flow = server.members.get(&member)?;
            state.cursor = member;
            let mut found = None;
            if !state.done.contains(&member) {
                let deficit = *state.members.entry(member).or_insert(flow.deficit);
                let mut jobs = flow.jobs().filter(|(id, _)| !self.dequeued.contains(id));
                found = jobs.find(|(id, _)| gate.is_open(*id)).map(|job| (job, deficit));
            }
            let state = self.state_of(number, server);
            match found {
                Some(((job, cost), deficit)) if deficit >= cost => {
                    return Some((member, job, cost));
                }
                Some((_, deficit)) => {
                    state.members.insert(member, deficit + QUANTUM * flow.weight);
                }
                None => {
                    state.done.insert(member);
                }
            }
            state.cursor = after(&server.members, member);
            state.wrapped |= state.cursor <= member;
        }
    }
}
