//! What a reader of a file of evaluations does with a block: it looks through its records by itself,
//! and takes them in when every block before is in.

use super::form::Form;
use super::known::{Given, Known, What, Written};
use super::look::{self, Eyes, Look, Seen, Version};
use super::told::Telling;
use super::{Collected, kept::Store};
use crate::ingest::blocks::Block;
use crate::ingest::decode::Account;
use crate::ingest::plan::Rank;
use crate::ingest::profile::Layout;
use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

/// How many texts a reader keeps at most before it begins anew.
const MOST_WORDS: usize = 1 << 17;

/// What all readers of a file add to, one block after the other.
pub(super) struct Taking<'c> {
    pub(super) account: Account,
    versions: Versions,
    found: &'c mut Collected,
}

/// One reader.
pub(super) struct Reader<'f> {
    form: &'f Form,
    known: Known,
    eyes: Eyes,
    /// The number that the store has for a text of the eyes, counted from 1; 0 for none yet.
    words: Vec<u32>,
    /// The same of what answers say.
    said: Vec<u32>,
    /// The evaluation of each known opening, counted from 1; 0 where its record was refused.
    evaluations: Vec<u32>,
    /// What stands in the block, in its order.
    events: Vec<Event>,
    /// Answers of the block.
    given: Vec<Given>,
}

/// Something that stands in a block.
enum Event {
    /// A record; the opening that is known by it, and its answer where it is known apart.
    Look(Look, Option<usize>, Option<Given>),
    /// Records of a known opening, one on a line.
    Answers(Stretch),
}

/// Records of one opening, one behind the other.
struct Stretch {
    opening: usize,
    /// The line of the first.
    line: u64,
    /// Which run of the block they are in.
    run: usize,
    records: Range<usize>,
    /// Their answers in the block.
    given: Range<usize>,
}

impl<'f> Reader<'f> {
    /// A reader that knows nothing yet.
    pub(super) fn new(form: &'f Form) -> Self {
        Self {
            form,
            known: Known::new(form),
            eyes: Eyes::default(),
            words: Vec::new(),
            said: Vec::new(),
            evaluations: Vec::new(),
            events: Vec::new(),
            given: Vec::new(),
        }
    }

    /// Looks through the records of a block.
    pub(super) fn look_through(&mut self, block: &Block) {
        self.events.clear();
        self.given.clear();
        self.known.spoken.clear();
        if self.eyes.words.len() > MOST_WORDS {
            (self.eyes, self.words) = (Eyes::default(), Vec::new());
        }
        let mut line = block.first_line;
        if block.endless {
            let what = look::wrong(self.form, line, ("field-too-large", "this record is too long"));
            self.events.push(Event::Look(what, None, None));
        }
        let bytes = &block.bytes[..];
        for (at, run) in block.index.runs.iter().enumerate() {
            for number in run.records.clone() {
                let plain = block.index.plain(run, number, bytes);
                let is_flat = block.index.lines_beyond(number) == 0;
                let written = Some(Written { bytes, plain, line }).filter(|_| is_flat);
                if written.as_ref().is_some_and(|written| self.follows(written, (at, number))) {
                    line += 1;
                } else {
                    line += self.one((bytes, plain.start, line), written.as_ref());
                }
            }
            if run.odd {
                line += self.one((bytes, run.reach, line), None);
            }
        }
    }

    /// Whether a record tells of an evaluation as one before did; its answer is kept then.
    fn follows(&mut self, written: &Written<'_>, (run, number): (usize, usize)) -> bool {
        let Some(opening) = self.known.opening(written) else { return false };
        let Some(given) = self.known.given(self.form, written) else { return false };
        self.given.push(given);
        match self.events.last_mut() {
            Some(Event::Answers(last))
                if last.opening == opening && (last.run, last.records.end) == (run, number) =>
            {
                last.records.end += 1;
                last.given.end += 1;
            }
            _ => {
                let at = self.given.len() - 1;
                let (records, given) = (number..number + 1, at..at + 1);
                let line = written.line;
                self.events.push(Event::Answers(Stretch { opening, line, run, records, given }));
            }
        }
        true
    }

    /// Looks at the record that begins at a byte, whatever stands there; the lines it has.
    fn one(&mut self, stretch: (&[u8], usize, u64), written: Option<&Written<'_>>) -> u64 {
        let (mut look, lines) = self.eyes.look(self.form, stretch);
        let (mut opening, mut given) = (None, None);
        if let (Look::Told(seen), Some(written)) = (&mut look, written)
            && seen.is_plain
            && seen.version.is_none()
        {
            opening = self.known.remember(self.form, written);
            given = opening.and_then(|_| self.known.given(self.form, written));
            if given.is_some() {
                seen.telling.answers.clear();
            }
        }
        self.events.push(Event::Look(look, opening, given));
        lines
    }

    /// Takes in the block that was looked through last.
    pub(super) fn take(&mut self, block: &Block, taking: &mut Taking<'_>) {
        let mut events = std::mem::take(&mut self.events);
        for event in events.drain(..) {
            match event {
                Event::Look(look, opening, given) => self.looked(look, (opening, given), taking),
                Event::Answers(stretch) => self.answers(block, &stretch, taking),
            }
        }
        self.events = events;
    }

    fn answers(&mut self, block: &Block, stretch: &Stretch, taking: &mut Taking<'_>) {
        let Some(evaluation) = self.evaluation(stretch.opening) else {
            return self.again(block, stretch, taking);
        };
        taking.account.read += u64::try_from(stretch.records.len()).unwrap_or(u64::MAX);
        for (line, at) in (stretch.line..).zip(stretch.given.clone()) {
            self.answered(evaluation, (self.given[at], line), &mut taking.found.store);
        }
    }

    /// Records like one that was refused: each of them is told.
    fn again(&mut self, block: &Block, stretch: &Stretch, taking: &mut Taking<'_>) {
        let run = &block.index.runs[stretch.run];
        for (line, number) in (stretch.line..).zip(stretch.records.clone()) {
            let start = block.index.plain(run, number, &block.bytes).start;
            let (look, _) = self.eyes.look(self.form, (&block.bytes, start, line));
            self.looked(look, (None, None), taking);
        }
    }

    fn looked(
        &mut self,
        look: Look,
        (opening, given): (Option<usize>, Option<Given>),
        taking: &mut Taking<'_>,
    ) {
        let Look::Told(seen) = look else { return taking.count(look) };
        let telling = self.global(seen.telling, &mut taking.found.store);
        let line = telling.head.place.line;
        let seen = Seen { telling, ..*seen };
        let evaluation = taking.told(seen, self.form.layout);
        let Some(opening) = opening else { return };
        let number = evaluation.and_then(|at| u32::try_from(at + 1).ok()).unwrap_or(0);
        self.evaluations.resize(opening + 1, 0);
        self.evaluations[opening] = number;
        if let (Some(at), Some(given), Some(line)) = (evaluation, given, line) {
            self.answered(at, (given, line), &mut taking.found.store);
        }
    }

    fn evaluation(&self, opening: usize) -> Option<usize> {
        usize::try_from(*self.evaluations.get(opening)?).ok()?.checked_sub(1)
    }

    /// Adds an answer to an evaluation.
    fn answered(&mut self, evaluation: usize, (given, line): (Given, u64), store: &mut Store) {
        let number = match given.what {
            What::Said(own) => {
                let at = usize::try_from(own).unwrap_or(usize::MAX);
                if at >= self.said.len() {
                    self.said.resize(self.known.said.len(), 0);
                }
                if self.said[at] == 0 {
                    self.said[at] = store.say(self.known.said[at].clone()) + 1;
                }
                self.said[at] - 1
            }
            What::Spoken(own) => {
                let at = usize::try_from(own).unwrap_or(usize::MAX);
                store.say(self.known.spoken[at].clone())
            }
        };
        store.answered(evaluation, number, [Some(line), given.column.map(u64::from)]);
    }

    /// What was told with the reader's texts, with those of the store.
    fn global(&mut self, mut telling: Telling, store: &mut Store) -> Telling {
        self.words.resize(self.eyes.words.len(), 0);
        for word in &mut telling.head.words {
            let Some(text) = self.eyes.words.text(*word) else { continue };
            let Ok(at) = usize::try_from(*word) else { continue };
            if self.words[at] == 0 {
                self.words[at] = store.words.number(Some(text));
            }
            *word = self.words[at];
        }
        telling
    }
}

impl<'c> Taking<'c> {
    /// Nothing taken in yet.
    pub(super) fn new(found: &'c mut Collected) -> Self {
        Self { account: Account::default(), versions: Versions::default(), found }
    }

    /// Counts a record that tells of no evaluation.
    fn count(&mut self, look: Look) {
        let account = &mut self.account;
        match look {
            Look::Blank { has_delimiters } => account.blank += u64::from(has_delimiters),
            Look::Header => account.headers += 1,
            Look::LeftOut(reason) => {
                account.read += 1;
                self.leave_out(reason);
            }
            Look::Wrong(wrong) => {
                account.read += 1;
                account.rejected += 1;
                account.problems.extend(wrong);
            }
            Look::Told(_) => {}
        }
    }

    /// Takes in what a record tells; the evaluation, where nothing was wrong and nothing is to come.
    fn told(&mut self, seen: Seen, layout: Layout) -> Option<usize> {
        let Seen { telling, warnings, version, .. } = seen;
        self.account.read += 1;
        self.account.blanked += u64::try_from(warnings.len()).unwrap_or(u64::MAX);
        self.account.problems.extend(warnings);
        let Some(Version { key, rank }) = version else {
            return self.found.take(telling, layout);
        };
        match rank {
            None => {
                if self.versions.seen.insert(key) {
                    self.found.take(telling, layout);
                } else {
                    self.leave_out("sent again".to_owned());
                }
            }
            Some(rank) => {
                if self.versions.hold(key, rank, telling) {
                    self.leave_out("sent again".to_owned());
                }
            }
        }
        None
    }

    fn leave_out(&mut self, reason: String) {
        *self.account.dropped.entry(reason).or_default() += 1;
    }

    /// What became of the records, once there are no more.
    pub(super) fn finish(self, layout: Layout) -> Account {
        for telling in self.versions.latest() {
            self.found.take(telling, layout);
        }
        self.account
    }
}

/// The versions of records that are sent again.
#[derive(Default)]
struct Versions {
    seen: BTreeSet<String>,
    held: BTreeMap<String, (Rank, usize, Telling)>,
    count: usize,
}

impl Versions {
    /// Keeps the newer of two versions; whether one was there before.
    fn hold(&mut self, key: String, rank: Rank, telling: Telling) -> bool {
        self.count += 1;
        match self.held.entry(key) {
            Entry::Vacant(free) => {
                free.insert((rank, self.count, telling));
                false
            }
            Entry::Occupied(mut held) => {
                if rank >= held.get().0 {
                    held.insert((rank, self.count, telling));
                }
                true
            }
        }
    }

    /// The versions that count, in the order of the file.
    fn latest(self) -> Vec<Telling> {
        let mut held: Vec<_> = self.held.into_values().collect();
        held.sort_by_key(|(_, number, _)| *number);
        held.into_iter().map(|(_, _, telling)| telling).collect()
    }
}
