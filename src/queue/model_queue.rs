//! One model's line: servers in a ring, in each of them members in a ring, each with their jobs.

use std::collections::{BTreeMap, BTreeSet, HashMap, VecDeque};

use crate::job::{GuildId, Job, JobId, UserId};
use crate::queue::COUNTED;
use crate::queue::drr_cursor::{Charged, DrrCursor, ExpressSlot, Gate, Open};
use crate::queue::flow::{Entry, Flow, entry};
use crate::queue::share::jain;

/// What a round brings to a server, and to a member of weight 1, in thousandths of a credit: the
/// price of the usual clip, five seconds at 720P, so that one of those goes in each turn.
pub(super) const QUANTUM: i64 = 5_000;

/// Turns over which evenness is measured.
const REMEMBERED: usize = 200;

/// A server's members.
#[derive(Debug, Default)]
pub(super) struct Server {
    pub(super) deficit: i64,
    /// By number of arrival: a round goes by it.
    pub(super) members: BTreeMap<u64, Flow>,
    /// The member whose turn it is.
    pub(super) cursor: u64,
    numbers: HashMap<UserId, u64>,
}

/// Where a waiting job is.
#[derive(Debug, Clone, Copy)]
pub(super) struct Position {
    pub(super) server: u64,
    pub(super) member: u64,
    pub(super) entry: Entry,
    guild: GuildId,
    user: UserId,
}

/// One model's line.
#[derive(Debug, Default)]
pub(super) struct ModelQueue {
    /// By number of arrival.
    pub(super) servers: BTreeMap<u64, Server>,
    /// The server whose turn it is.
    pub(super) cursor: u64,
    /// Members' first jobs of the window.
    pub(super) express: BTreeSet<Entry>,
    pub(super) spots: HashMap<JobId, Position>,
    numbers: HashMap<GuildId, u64>,
    arrivals: u64,
    /// Jobs that were handed out and charged, and have not gone yet: what each cost, and that by
    /// weight.
    handed_out: Vec<(JobId, i64, f64)>,
    /// Places as last counted, until something changes.
    places: Option<(ExpressSlot, HashMap<JobId, usize>)>,
    /// The last turns: whose, and what they got for their weight.
    turns: VecDeque<((GuildId, UserId), f64)>,
}

impl ModelQueue {
    pub(super) fn is_empty(&self) -> bool {
        self.spots.is_empty()
    }

    pub(super) fn len(&self) -> usize {
        self.spots.len()
    }

    pub(super) fn holds(&self, job: JobId) -> bool {
        self.spots.contains_key(&job)
    }

    pub(super) fn enter(&mut self, job: &Job) {
        if self.holds(job.id) {
            return;
        }
        let (guild, user, entry) = (job.place.guild, job.requester, entry(job));
        self.arrivals += 1;
        let number = *self.numbers.entry(guild).or_insert(self.arrivals);
        let server = self.servers.entry(number).or_insert_with(|| {
            // Who comes anew gets the round's share at once, and stands behind all who are here.
            Server { deficit: QUANTUM, ..Server::default() }
        });
        let member = *server.numbers.entry(user).or_insert(self.arrivals);
        let weight = i64::from(job.priority.weight.max(1));
        let flow = server.members.entry(member);
        let flow = flow.or_insert_with(|| Flow::new(weight, QUANTUM * weight));
        let as_before = flow.weight == weight && !job.priority.first;
        flow.weight = weight;
        let ahead = flow.enter(entry, job.price.credits.0.max(1));
        // Who stands behind one of their own that has no place gets none before that has.
        if !as_before || !ahead.is_some_and(|job| self.is_beyond(job)) {
            self.places = None;
        }
        if job.priority.first {
            self.express.insert(entry);
        }
        self.spots.insert(job.id, Position { server: number, member, entry, guild, user });
    }

    /// Whether places are counted as far as they ever are, and this job has none.
    fn is_beyond(&self, job: JobId) -> bool {
        let counted = self.places.as_ref().filter(|(_, places)| places.len() >= COUNTED);
        counted.is_some_and(|(_, places)| !places.contains_key(&job))
    }

    pub(super) fn leave(&mut self, job: JobId) {
        let Some(position) = self.spots.remove(&job) else { return };
        self.places = None;
        self.express.remove(&position.entry);
        // It had its turn, and has used it.
        if let Some(n) = self.handed_out.iter().position(|(id, ..)| *id == job) {
            let (_, _, share) = self.handed_out.swap_remove(n);
            self.turns.push_back(((position.guild, position.user), share));
            let surplus = self.turns.len().saturating_sub(REMEMBERED);
            self.turns.drain(..surplus);
        }
        let Some(server) = self.servers.get_mut(&position.server) else { return };
        if let Some(flow) = server.members.get_mut(&position.member) {
            flow.leave(position.entry);
            // Who waits for nothing has no claim left over.
            if flow.is_empty() {
                server.members.remove(&position.member);
                server.numbers.remove(&position.user);
            }
        }
        if server.members.is_empty() {
            self.servers.remove(&position.server);
            self.numbers.remove(&position.guild);
        }
    }

    /// Places of the first that wait.
    pub(super) fn places(&mut self, express: ExpressSlot) -> &HashMap<JobId, usize> {
        if self.places.as_ref().is_none_or(|(as_of, _)| *as_of != express) {
            let order = DrrCursor::along(self, express).take(COUNTED, &mut Open);
            let places = order.into_iter().zip(1..).collect();
            self.places = Some((express, places));
        }
        let (_, places) = self.places.get_or_insert_with(|| (express, HashMap::new()));
        places
    }

    /// What was handed out and did not go gets back what it was charged.
    pub(super) fn refund(&mut self, gate: &dyn Gate) {
        let handed_out = std::mem::take(&mut self.handed_out);
        let (under_way, back): (Vec<_>, Vec<_>) =
            handed_out.into_iter().partition(|(id, ..)| gate.is_under_way(*id));
        self.handed_out = under_way;
        for (id, cost, _) in back {
            self.places = None;
            let Some(position) = self.spots.get(&id) else { continue };
            let Some(server) = self.servers.get_mut(&position.server) else { continue };
            server.deficit += cost;
            if let Some(flow) = server.members.get_mut(&position.member) {
                flow.deficit += cost;
            }
        }
    }

    /// Makes what a walk did true.
    pub(super) fn charge(&mut self, charged: Charged, order: &[JobId]) {
        if order.is_empty() {
            return;
        }
        self.places = None;
        self.cursor = charged.cursor;
        for (number, walked) in charged.servers {
            let Some(server) = self.servers.get_mut(&number) else { continue };
            server.deficit = walked.deficit;
            server.cursor = walked.cursor;
            for (number, deficit) in walked.members {
                if let Some(flow) = server.members.get_mut(&number) {
                    flow.deficit = deficit;
                }
            }
        }
        for id in order {
            let Some(position) = self.spots.get(id) else { continue };
            let flow =
                self.servers.get(&position.server).and_then(|s| s.members.get(&position.member));
            let Some(flow) = flow else { continue };
            let cost = flow.cost(position.entry).unwrap_or_default();
            self.handed_out.push((*id, cost, cost as f64 / flow.weight as f64));
        }
    }

    pub(super) fn fairness(&self) -> Option<f64> {
        let mut shares: HashMap<_, f64> = HashMap::new();
        // Whoever waits and got nothing counts too.
        for position in self.spots.values() {
            shares.insert((position.guild, position.user), 0.0);
        }
        for (whose, share) in &self.turns {
            *shares.entry(*whose).or_default() += share;
        }
        jain(shares.into_values())
    }
}
