//! One model's queue: a ring of servers, each a ring of members, each with their jobs.

use std::collections::btree_map;
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet, VecDeque};

use crate::job::{Job, JobId, Tenant, UserId};
use crate::queue::MAX_POSITION;
use crate::queue::drr_cursor::{Charged, DrrCursor, ExpressSlot, Gate, Open};
use crate::queue::flow::{Entry, Flow, entry};
use crate::queue::share::jain;

/// What a round adds to a server's deficit, and to that of a member of weight 1, in thousandths of
/// a credit: the price of a default video, 5 seconds at 720P, so that one of those fits into each
/// turn.
pub(super) const QUANTUM: i64 = 5_000;

/// Number of turns over which fairness is measured.
const FAIRNESS_TURNS: usize = 200;

/// A server's members.
#[derive(Debug, Default)]
pub(super) struct Server {
    pub(super) deficit: i64,
    /// By order of arrival, which is the order of a round.
    pub(super) members: BTreeMap<u64, Flow>,
    /// The member whose turn it is.
    pub(super) cursor: u64,
    numbers: HashMap<UserId, u64>,
}

/// Where a queued job is.
#[derive(Debug, Clone, Copy)]
pub(super) struct Position {
    pub(super) server: u64,
    pub(super) member: u64,
    pub(super) entry: Entry,
    tenant: Tenant,
    user: UserId,
}

/// Positions as of a dry run, and what a new job would have changed in it.
#[derive(Debug)]
pub(super) struct Places {
    express: ExpressSlot,
    by_job: HashMap<JobId, usize>,
    /// Servers in which a new member would have had a turn.
    wrapped: HashSet<u64>,
    /// Whether one more job for the express slot would have been served.
    express_exhausted: bool,
}

/// One model's queue.
#[derive(Debug, Default)]
pub(super) struct ModelQueue {
    /// By order of arrival.
    pub(super) servers: BTreeMap<u64, Server>,
    /// The server whose turn it is.
    pub(super) cursor: u64,
    /// Members' first jobs of the window.
    pub(super) express: BTreeSet<Entry>,
    pub(super) positions: HashMap<JobId, Position>,
    numbers: HashMap<Tenant, u64>,
    arrivals: u64,
    /// Jobs dequeued and charged but not submitted yet, with their cost, and cost divided by
    /// weight.
    dequeued: Vec<(JobId, i64, f64)>,
    /// Cached positions, until something changes.
    pub(super) places: Option<Places>,
    /// The last turns: the member, and cost divided by weight.
    turns: VecDeque<((Tenant, UserId), f64)>,
}

/// When positions stay as they are although a job was added.
#[derive(Debug, Clone, Copy)]
enum Unchanged {
    Never,
    /// The job's member is new in its server.
    UnlessWrapped,
    /// The job is right behind this one of the same member.
    UnlessCounted(JobId),
}

impl Places {
    /// Whether the first [`MAX_POSITION`] positions are still true with one job more in a server,
    /// which may also be one for the express slot.
    fn hold(
        &self,
        unchanged: Unchanged,
        server: u64,
        express: Option<Entry>,
        others: &BTreeSet<Entry>,
    ) -> bool {
        let by_turn = match unchanged {
            Unchanged::Never => false,
            Unchanged::UnlessWrapped => !self.wrapped.contains(&server),
            // A job behind one without a position gets none either.
            Unchanged::UnlessCounted(ahead) => !self.by_job.contains_key(&ahead),
        };
        let by_express = express
            .is_none_or(|new| !self.express_exhausted && others.last().is_some_and(|o| *o < new));
        by_turn && by_express && self.by_job.len() >= MAX_POSITION
    }
}

impl ModelQueue {
    pub(super) fn is_empty(&self) -> bool {
        self.positions.is_empty()
    }

    pub(super) fn len(&self) -> usize {
        self.positions.len()
    }

    pub(super) fn contains(&self, job: JobId) -> bool {
        self.positions.contains_key(&job)
    }

    pub(super) fn insert(&mut self, job: &Job) {
        if self.contains(job.id) {
            return;
        }
        let (tenant, user, entry) = (job.place.tenant, job.requester, entry(job));
        self.arrivals += 1;
        let number = *self.numbers.entry(tenant).or_insert(self.arrivals);
        let server_is_new = !self.servers.contains_key(&number);
        let server = self.servers.entry(number).or_insert_with(|| {
            // A new server gets its first quantum immediately, and comes last in the ring.
            Server { deficit: QUANTUM, ..Server::default() }
        });
        let member = *server.numbers.entry(user).or_insert(self.arrivals);
        let weight = i64::from(job.priority.weight.max(1));
        let cost = job.price.credits.0.max(1);
        let unchanged = match server.members.entry(member) {
            btree_map::Entry::Vacant(place) => {
                let mut flow = Flow::new(weight, QUANTUM * weight);
                flow.insert(entry, cost);
                place.insert(flow);
                // A new server gets turns in the first rounds. A new member of a server with others is
                // the last in its ring.
                if server_is_new { Unchanged::Never } else { Unchanged::UnlessWrapped }
            }
            btree_map::Entry::Occupied(mut place) => {
                let flow = place.get_mut();
                let as_before = flow.weight == weight;
                flow.weight = weight;
                match flow.insert(entry, cost).filter(|_| as_before) {
                    Some(ahead) => Unchanged::UnlessCounted(ahead),
                    None => Unchanged::Never,
                }
            }
        };
        let express = job.priority.first.then_some(entry);
        if !self.places.as_ref().is_some_and(|p| p.hold(unchanged, number, express, &self.express))
        {
            self.places = None;
        }
        self.express.extend(express);
        self.positions.insert(job.id, Position { server: number, member, entry, tenant, user });
    }

    pub(super) fn remove(&mut self, job: JobId) {
        let Some(position) = self.positions.remove(&job) else { return };
        self.places = None;
        self.express.remove(&position.entry);
        // The job has used its turn.
        if let Some(n) = self.dequeued.iter().position(|(id, ..)| *id == job) {
            let (_, _, share) = self.dequeued.swap_remove(n);
            self.turns.push_back(((position.tenant, position.user), share));
            let surplus = self.turns.len().saturating_sub(FAIRNESS_TURNS);
            self.turns.drain(..surplus);
        }
        let Some(server) = self.servers.get_mut(&position.server) else { return };
        if let Some(flow) = server.members.get_mut(&position.member) {
            flow.remove(position.entry);
            // A member without queued jobs keeps no deficit.
            if flow.is_empty() {
                server.members.remove(&position.member);
                server.numbers.remove(&position.user);
            }
        }
        if server.members.is_empty() {
            self.servers.remove(&position.server);
            self.numbers.remove(&position.tenant);
        }
    }

    /// Positions of the first [`MAX_POSITION`] jobs.
    pub(super) fn places(&mut self, express: ExpressSlot) -> &HashMap<JobId, usize> {
        let cached = self.places.take().filter(|places| places.express == express);
        let places = cached.unwrap_or_else(|| {
            let mut cursor = DrrCursor::new(self, express);
            let order = cursor.take(MAX_POSITION, &mut Open);
            Places {
                express,
                by_job: order.into_iter().zip(1..).collect(),
                wrapped: cursor.wrapped(),
                express_exhausted: cursor.is_express_exhausted(),
            }
        });
        &self.places.insert(places).by_job
    }

    /// Refunds jobs that were dequeued but not submitted.
    pub(super) fn refund(&mut self, gate: &dyn Gate) {
        let dequeued = std::mem::take(&mut self.dequeued);
        let (under_way, unsubmitted): (Vec<_>, Vec<_>) =
            dequeued.into_iter().partition(|(id, ..)| gate.is_submitting(*id));
        self.dequeued = under_way;
        for (id, cost, _) in unsubmitted {
            self.places = None;
            let Some(position) = self.positions.get(&id) else { continue };
            let Some(server) = self.servers.get_mut(&position.server) else { continue };
            server.deficit += cost;
            if let Some(flow) = server.members.get_mut(&position.member) {
                flow.deficit += cost;
            }
        }
    }

    /// Applies the result of a dry run.
    pub(super) fn charge(&mut self, charged: Charged, order: &[JobId]) {
        if order.is_empty() {
            return;
        }
        self.places = None;
        self.cursor = charged.cursor;
        for (number, state) in charged.servers {
            let Some(server) = self.servers.get_mut(&number) else { continue };
            server.deficit = state.deficit;
            server.cursor = state.cursor;
            for (number, deficit) in state.members {
                if let Some(flow) = server.members.get_mut(&number) {
                    flow.deficit = deficit;
                }
            }
        }
        for id in order {
            let Some(position) = self.positions.get(id) else { continue };
            let flow =
                self.servers.get(&position.server).and_then(|s| s.members.get(&position.member));
            let Some(flow) = flow else { continue };
            let cost = flow.cost(position.entry).unwrap_or_default();
            self.dequeued.push((*id, cost, cost as f64 / flow.weight as f64));
        }
    }

    pub(super) fn fairness(&self) -> Option<f64> {
        let mut shares: HashMap<_, f64> = HashMap::new();
        // Members who wait and got nothing count too.
        for position in self.positions.values() {
            shares.insert((position.tenant, position.user), 0.0);
        }
        for (whose, share) in &self.turns {
            *shares.entry(*whose).or_default() += share;
        }
        jain(shares.into_values())
    }
}
