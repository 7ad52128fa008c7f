//! First-contact resolution by repeat contact: whether the same customer came back within a window.
//!
//! A contact of the last days of the data has not been watched long enough and is not counted;
//! counting it as resolved would flatter every figure. Memory is bounded by the episodes of the
//! customers, not by their contacts.

use super::customer::Customer;
use super::customers::Customers;
use super::episode::{Basis, Episode, Rank, Visit};
use crate::kpi::grouping::place;
use crate::model::civil::DAY_MS;
use crate::model::{
    Batch, Civil, Column, Field, Name, Outcome, QuickHash, TextCell, TextColumn, Zone,
    is_of_customer, side_by_side,
};
use crate::query::Filter;

/// What is a repeat contact, and of which contacts it is asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RepeatRules {
    /// The longest gap between a contact and its repeat, in milliseconds.
    pub window: i64,
    /// Who is the same customer.
    pub customer: Name,
    /// What must be the same beside the customer: nothing, the queue, the reason.
    pub same: Option<Name>,
    /// Which contacts are counted.
    pub basis: Basis,
    /// The contacts of which it is asked; all others are repeats only.
    pub of: Filter,
}

impl RepeatRules {
    /// The columns it reads.
    pub fn columns(&self) -> Vec<Name> {
        let mut names = vec![self.customer.clone(), Field::StartTime.into()];
        names.extend(self.same.clone());
        names.extend(self.of.columns());
        names
    }

    /// The columns it looks at where they are there.
    pub fn helpful() -> [Name; 4] {
        [Field::InteractionId, Field::SegmentGroup, Field::Direction, Field::Outcome]
            .map(Name::Field)
    }

    /// In one line, with the contacts of which it is asked.
    pub(super) fn definition(&self, contacts: &str) -> String {
        let (span, customer) = (span(self.window), &self.customer);
        let same = self.same.as_ref().map_or(String::new(), |name| format!(" and `{name}`"));
        match self.basis {
            Basis::Contact => format!(
                "{contacts} without another contact of the same `{customer}`{same} within {span} / \
                 such contacts watched for {span}; outbound and internal ones are no repeats"
            ),
            Basis::Episode => format!(
                "episodes of one contact / episodes: contacts of the same `{customer}`{same} with at \
                 most {span} between them, counted where the first one is, of {contacts} watched for \
                 {span}"
            ),
        }
    }
}

/// A span as people write it: `7 d`, `36 h`.
fn span(ms: i64) -> String {
    match (ms % DAY_MS, ms % 3_600_000) {
        (0, _) => format!("{} d", ms / DAY_MS),
        (_, 0) => format!("{} h", ms / 3_600_000),
        _ => format!("{} s", crate::stats::decimal::thousandths(ms.into())),
    }
}

/// How many contacts of a group were watched, and how many of them were repeated.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Repeats {
    /// Contacts (or episodes) watched for the whole window.
    pub watched: u64,
    /// Those of them that were followed by another.
    pub repeated: u64,
    /// Contacts too close to the end of the data to tell.
    pub late: u64,
    /// Contacts of unknown customers.
    pub nameless: u64,
}

impl Repeats {
    pub(super) fn merge(&mut self, other: &Self) {
        self.watched += other.watched;
        self.repeated += other.repeated;
        self.late += other.late;
        self.nameless += other.nameless;
    }
}

#[expect(clippy::disallowed_types, reason = "looked up only; each conversation becomes one visit")]
type Conversations = std::collections::HashMap<Box<[u8]>, (Customer, Visit), QuickHash>;

/// Repeats found that may still be too late to count, before they are looked through again.
const FEW: usize = 65_536;

/// Finds repeats; can be cut anywhere.
#[derive(Debug, Clone, Default)]
pub(super) struct RepeatFold {
    customers: Customers,
    /// Visits of conversations that have more than one row; they may not be told apart.
    conversations: Conversations,
    settled: Vec<Repeats>,
    /// Repeated contacts of which it is not sure yet that they were watched long enough.
    open: Vec<(i64, u32)>,
    looked_at: usize,
    latest: Option<i64>,
    key: Vec<u8>,
}

impl RepeatFold {
    /// Takes in the selected rows, of which those that are asked for have a group.
    pub(super) fn update(&mut self, (rules, zone): (&RepeatRules, &Zone), rows: &Selected<'_>) {
        let Some(starts) = rows.batch.milli(Field::StartTime) else { return };
        let cells = Cells::of(rows.batch, rules);
        let (mut asked, mut key) = (Vec::new(), std::mem::take(&mut self.key));
        rules.of.select(rows.batch, &mut asked);
        for (row, is_asked) in asked.into_iter().enumerate() {
            let Some(at) = starts.get(row) else { continue };
            self.latest = self.latest.max(Some(at));
            if !rows.chosen[row] || cells.is_no_contact(row) {
                continue;
            }
            let group = rows.groups[row].filter(|_| is_asked);
            let Some(name) = cells.customer(row, &mut key) else {
                if let Some(group) = group {
                    self.counts(group).nameless += 1;
                }
                continue;
            };
            let visit = Visit { at, rank: cells.rank(row), group };
            if let Some(conversation) = cells.conversation(row) {
                self.converse((name, conversation), visit);
            } else {
                let customer = self.customers.named(name);
                self.visit(customer, visit, rules);
            }
        }
        self.key = key;
        self.settle((rules, zone));
    }

    /// Another row of a conversation: it begins with the first, and is asked of where it was answered.
    fn converse(&mut self, (customer, conversation): (&[u8], &str), visit: Visit) {
        let name = [customer, &[0], conversation.as_bytes()].concat();
        let customer = self.customers.named(customer);
        match self.conversations.get_mut(name.as_slice()) {
            Some((_, known)) => *known = first_of(*known, visit),
            None => {
                self.conversations.insert(name.into(), (customer, visit));
            }
        }
    }

    fn visit(&mut self, customer: Customer, visit: Visit, rules: &RepeatRules) {
        let mut repeated = found(&mut self.open, rules);
        self.customers.visit((customer, visit), (rules.window, rules.basis), &mut repeated);
    }

    fn counts(&mut self, group: u32) -> &mut Repeats {
        of_group(&mut self.settled, group)
    }

    /// Counts what was watched long enough by the data seen so far: more data only lengthens that.
    fn settle(&mut self, (rules, zone): (&RepeatRules, &Zone)) {
        if self.open.len() < FEW.max(2 * self.looked_at) {
            return;
        }
        let Some(limit) = watched_before(self.latest, rules.window, zone) else { return };
        let open = std::mem::take(&mut self.open);
        let (sure, open): (Vec<_>, Vec<_>) = open.into_iter().partition(|(at, _)| *at < limit);
        for (_, group) in sure {
            let counts = self.counts(group);
            counts.watched += 1;
            counts.repeated += 1;
        }
        self.looked_at = open.len();
        self.open = open;
    }

    /// Takes in what another one has seen, whose groups are called `groups` here.
    #[expect(clippy::iter_over_hash_type, reason = "joining conversations is associative")]
    pub(super) fn merge(&mut self, mut other: Self, groups: &[u32], rules: &RepeatRules) {
        let here = self.customers.learn(&mut other.customers, groups);
        self.latest = self.latest.max(other.latest);
        self.open.extend(other.open.into_iter().map(|(at, group)| (at, here.group(group))));
        for (counts, group) in other.settled.iter().zip(groups) {
            self.counts(*group).merge(counts);
        }
        let (how, mut repeated) = ((rules.window, rules.basis), found(&mut self.open, rules));
        self.customers.merge(other.customers, &here, (how, &mut repeated));
        for (name, (customer, visit)) in other.conversations {
            let visit = here.visit(visit);
            let known = self.conversations.entry(name);
            let (_, known) = known.or_insert((here.customer(customer), visit));
            *known = first_of(*known, visit);
        }
    }

    /// The counts by group, worked out on so many threads.
    pub(super) fn finish(
        mut self,
        (rules, zone): (&RepeatRules, &Zone),
        threads: usize,
    ) -> Vec<Repeats> {
        let conversations = std::mem::take(&mut self.conversations);
        for (customer, visit) in conversations.into_values() {
            self.visit(customer, visit, rules);
        }
        let limit = watched_before(self.latest, rules.window, zone).unwrap_or(i64::MIN);
        let customers = std::mem::take(&mut self.customers);
        let open = std::mem::take(&mut self.open);
        let counts = side_by_side(customers.shares(threads), |customers| {
            let mut ending = Ending { limit, counts: Vec::new() };
            let mut repeated = Vec::new();
            let take = &mut |episode: Episode| {
                let is_repeated = rules.basis == Basis::Episode && episode.is_repeated;
                ending.count(episode.mark.group, episode.mark.at, is_repeated);
            };
            let how = (rules.window, rules.basis);
            customers.finish(how, (&mut found(&mut repeated, rules), take));
            for (at, group) in repeated {
                ending.count(Some(group), at, true);
            }
            ending.counts
        });
        let mut ending = Ending { limit, counts: self.settled };
        for (at, group) in open {
            ending.count(Some(group), at, true);
        }
        for (group, more) in counts.iter().flat_map(|counts| (0..).zip(counts)) {
            of_group(&mut ending.counts, group).merge(more);
        }
        ending.counts
    }
}

/// Counts by group when no more visits come.
struct Ending {
    /// What began earlier was watched long enough.
    limit: i64,
    counts: Vec<Repeats>,
}

impl Ending {
    fn count(&mut self, group: Option<u32>, at: i64, is_repeated: bool) {
        let Some(group) = group else { return };
        let is_watched = at < self.limit;
        let counts = of_group(&mut self.counts, group);
        counts.late += u64::from(!is_watched);
        counts.watched += u64::from(is_watched);
        counts.repeated += u64::from(is_watched && is_repeated);
    }
}

/// The counts of a group, which is new when it has none.
fn of_group(counts: &mut Vec<Repeats>, group: u32) -> &mut Repeats {
    let at = place(group);
    if counts.len() <= at {
        counts.resize(at + 1, Repeats::default());
    }
    &mut counts[at]
}

/// Keeps the repeated visits that are counted one by one.
fn found<'o>(open: &'o mut Vec<(i64, u32)>, rules: &RepeatRules) -> impl FnMut(Visit) + use<'o> {
    let is_counted = rules.basis == Basis::Contact;
    move |visit| open.extend(visit.group.filter(|_| is_counted).map(|group| (visit.at, group)))
}

/// A batch with the rows that the filter selects and the groups of those in the period.
#[derive(Clone, Copy)]
pub(super) struct Selected<'a> {
    pub(super) batch: &'a Batch,
    pub(super) groups: &'a [Option<u32>],
    pub(super) chosen: &'a [bool],
}

/// What must be the same beside the customer.
#[derive(Clone, Copy)]
enum Same<'a> {
    Nothing,
    /// This column; the export may not have it.
    Column(Option<&'a TextColumn>),
}

/// The columns that tell whose contact a row is.
struct Cells<'a> {
    /// Every column in order of name, where there are no ids.
    all: Vec<(&'a Name, &'a Column)>,
    outcomes: Option<&'a [Option<Outcome>]>,
    directions: Option<&'a TextColumn>,
    ids: Option<&'a TextColumn>,
    conversations: Option<&'a TextColumn>,
    customers: Option<&'a TextColumn>,
    same: Same<'a>,
}

impl<'a> Cells<'a> {
    fn of(batch: &'a Batch, rules: &RepeatRules) -> Self {
        let text = |field: Field| batch.text(&field.into());
        let mut all: Vec<_> = match text(Field::InteractionId) {
            Some(_) => Vec::new(),
            None => batch.columns().collect(),
        };
        all.sort_unstable_by_key(|(name, _)| *name);
        Self {
            all,
            outcomes: batch.outcomes(),
            directions: text(Field::Direction),
            ids: text(Field::InteractionId),
            conversations: text(Field::SegmentGroup),
            customers: batch.text(&rules.customer),
            same: rules.same.as_ref().map_or(Same::Nothing, |name| Same::Column(batch.text(name))),
        }
    }

    /// Whether it is never a contact of the customer: a test, an outbound or internal call.
    fn is_no_contact(&self, row: usize) -> bool {
        let outcome = self.outcomes.and_then(|outcomes| outcomes[row]);
        !is_of_customer(self.directions.map_or(&[], |column| column.bytes(row)), outcome)
    }

    fn rank(&self, row: usize) -> Rank {
        match self.ids.map_or(TextCell::Unknown, |ids| ids.cell(row)) {
            TextCell::Unknown => Rank::of_row(&self.all, row),
            TextCell::Short(id) => Rank::of_short(id),
            TextCell::Long(id) => Rank::of(id),
        }
    }

    fn conversation(&self, row: usize) -> Option<&'a str> {
        self.conversations.and_then(|column| column.get(row))
    }

    /// Who came, and for what, written into `key` where both are asked; `None` when it is not known
    /// who.
    fn customer<'k>(&self, row: usize, key: &'k mut Vec<u8>) -> Option<&'k [u8]>
    where
        'a: 'k,
    {
        let customer = self.customers?.bytes(row);
        if customer.is_empty() {
            return None;
        }
        let Same::Column(same) = self.same else { return Some(customer) };
        key.clear();
        key.extend_from_slice(customer);
        key.push(0);
        key.extend_from_slice(same.map_or(&[], |same| same.bytes(row)));
        Some(key)
    }
}

/// One conversation from two of its rows: the earliest start, and the group of the earliest row
/// that is asked of.
fn first_of(one: Visit, other: Visit) -> Visit {
    let order = |visit: &Visit| (visit.at, visit.rank);
    let (first, second) = if order(&one) <= order(&other) { (one, other) } else { (other, one) };
    Visit { group: first.group.or(second.group), ..first }
}

/// Contacts that started before this were watched for the whole window: the data end with the last
/// day on which a contact started.
fn watched_before(latest: Option<i64>, window: i64, zone: &Zone) -> Option<i64> {
    let latest = latest?;
    let day = latest.checked_add(zone.offset(latest))?.div_euclid(DAY_MS);
    zone.first_instant(Civil::from_days(day + 1)?).checked_sub(window)
}
