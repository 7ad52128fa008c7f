//! From batches to tallies by group, in one pass that can be cut anywhere.

use super::contact::Contacts;
use super::findings::Findings;
use super::group::Key;
use super::grouping::Grouping;
use super::measure::{Measure, MeasureFold};
use super::tallies::Tallies;
use super::tally::Tally;
use super::{Indicator, Variants, View};
use crate::model::{Batch, Field, Fold, Name, Period, Zone, side_by_side};
use crate::query::Filter;
use std::collections::BTreeSet;
use std::sync::Arc;

/// What is to be tallied, and how contacts are grouped.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Plan {
    /// Columns and grains; without any there is one group.
    pub by: Vec<Key>,
    /// The start times that take part; `None` for all.
    pub period: Option<Period>,
    /// The contacts that take part.
    pub filter: Filter,
    /// Where days are cut.
    pub zone: Zone,
    /// What is counted beside the tallies.
    pub measures: Vec<Arc<Measure>>,
}

impl Plan {
    /// Whether it looks at start times.
    pub fn is_timed(&self) -> bool {
        self.period.is_some() || self.by.iter().any(|key| matches!(key, Key::Grain(_)))
    }
}

/// Puts every contact into the tally of its group.
///
/// A contact belongs where its start time lies, whenever it was answered or ended.
#[derive(Debug, Clone)]
pub struct KpiFold {
    plan: Plan,
    /// The columns of a contact that are read.
    fields: Vec<Field>,
    grouping: Grouping,
    tallies: Tallies,
    measures: MeasureFold,
    present: BTreeSet<Name>,
    untimed: u64,
    outside: u64,
    outside_span: Option<(i64, i64)>,
    unselected: u64,
    /// Room that is used again: the rows selected, and the group of each.
    selected: Vec<bool>,
    numbers: Vec<u32>,
    /// Threads that join tallies and work out findings.
    threads: usize,
}

impl KpiFold {
    /// A fold that has seen nothing.
    pub fn new(plan: Plan) -> Self {
        let measures = MeasureFold::new(&plan.measures);
        Self {
            plan,
            fields: Contacts::FIELDS.to_vec(),
            grouping: Grouping::default(),
            tallies: Tallies::default(),
            threads: 1,
            measures,
            present: BTreeSet::new(),
            untimed: 0,
            outside: 0,
            outside_span: None,
            unselected: 0,
            selected: Vec::new(),
            numbers: Vec::new(),
        }
    }

    /// The same without the columns that nothing asked for looks at; all of them where nothing is asked
    /// for by name, since what is usual depends on what there is.
    #[must_use]
    pub fn telling(mut self, view: &View) -> Self {
        let asked: Vec<&Indicator> = view.asked().collect();
        if asked.is_empty() || view.variants == Variants::All {
            return self;
        }
        let none = BTreeSet::new();
        let columns = asked.iter().flat_map(|kpi| kpi.absent(&view.rules, &none));
        let named: BTreeSet<Name> = columns.collect();
        // A measure is not made of tallies; only what is left out is told from these.
        let measured = asked.iter().all(|kpi| matches!(kpi, Indicator::Defined(_)));
        self.fields.retain(|field| {
            let is_usual =
                if measured { *field == Field::Outcome } else { !Contacts::SELDOM.contains(field) };
            is_usual || named.contains(&Name::Field(*field))
        });
        self
    }

    /// The same on so many threads; what is found does not depend on it.
    #[must_use]
    pub fn on(mut self, threads: usize) -> Self {
        self.threads = threads;
        self
    }

    /// What was found, groups in order of their values.
    pub fn findings(self) -> Findings {
        let threads = self.threads;
        let mut values: Vec<_> = self.grouping.values().zip(0..).collect();
        values.sort_unstable();
        let mut tallies = self.tallies;
        let mut take = |at: usize| tallies.take(at);
        let mut groups: Vec<_> =
            values.into_iter().map(|(values, at)| (values, take(at))).collect();
        let mut measured = self.measures.finish_on(threads, &self.plan);
        for (values, tally) in &mut groups {
            tally.measured = measured.remove(values).unwrap_or_default();
        }
        let size = groups.len().div_ceil(threads.max(1)).max(1);
        let totals = side_by_side(groups.chunks_mut(size), |groups| {
            let mut total = Tally::default();
            for (_, tally) in groups {
                tally.settle();
                total.merge(tally);
            }
            total
        });
        let mut total = Tally::default();
        for more in &totals {
            total.merge(more);
        }
        let Self { plan, present, untimed, outside, outside_span, unselected, .. } = self;
        Findings { plan, groups, total, present, untimed, outside, outside_span, unselected }
    }

    /// Leaves of the rows selected those that take part by their start time, and counts the others.
    fn admit(&mut self, batch: &Batch, selected: &mut [bool]) {
        let starts = batch.milli(Field::StartTime);
        let (is_timed, period) = (self.plan.is_timed(), self.plan.period);
        for (row, selected) in selected.iter_mut().enumerate() {
            if !*selected {
                self.unselected += 1;
                continue;
            }
            if !is_timed {
                continue;
            }
            let start = starts.and_then(|starts| starts.get(row));
            let inside =
                period.is_none_or(|period| start.is_some_and(|start| period.contains(start)));
            match start {
                None => self.untimed += 1,
                Some(start) if !inside => {
                    self.outside += 1;
                    self.outside_span = joined(self.outside_span, Some((start, start)));
                }
                Some(_) => {}
            }
            *selected = inside;
        }
    }
}

/// From the first of both to the last of both.
pub(super) fn joined(one: Option<(i64, i64)>, other: Option<(i64, i64)>) -> Option<(i64, i64)> {
    match (one, other) {
        (Some(one), Some(other)) => Some((one.0.min(other.0), one.1.max(other.1))),
        (one, other) => one.or(other),
    }
}

impl Fold for KpiFold {
    fn wants(&self) -> Vec<Name> {
        let mut names: BTreeSet<Name> = self.fields.iter().copied().map(Name::from).collect();
        names.extend(self.plan.by.iter().map(Key::column));
        names.extend(self.plan.filter.columns());
        names.extend(MeasureFold::columns(&self.plan.measures));
        if self.plan.is_timed() {
            names.insert(Field::StartTime.into());
        }
        names.into_iter().collect()
    }

    fn needs(&self) -> Vec<Name> {
        self.plan.filter.columns()
    }

    fn update(&mut self, batch: &Batch) {
        let wants = self.wants().into_iter();
        self.present.extend(wants.filter(|name| batch.column(name).is_some()));
        let contacts = Contacts::of(batch);
        let mut selected = std::mem::take(&mut self.selected);
        self.plan.filter.select(batch, &mut selected);
        self.measures.update(&self.plan, batch, &selected);
        self.admit(batch, &mut selected);
        let keys = (&self.plan.by[..], &self.plan.zone);
        self.grouping.number(keys, (batch, &selected), &mut self.numbers);
        self.tallies.make_room(self.grouping.count());
        self.tallies.count(&contacts, (&selected, &self.numbers));
        self.selected = selected;
    }

    fn settle(&mut self) {
        self.tallies.settle();
    }

    fn merge(&mut self, other: Self) {
        self.present.extend(other.present);
        self.untimed += other.untimed;
        self.outside += other.outside;
        self.outside_span = joined(self.outside_span, other.outside_span);
        self.unselected += other.unselected;
        self.measures.merge(other.measures, &self.plan.measures);
        let groups = self.grouping.merge(&other.grouping);
        self.tallies.make_room(self.grouping.count());
        self.tallies.merge(other.tallies, &groups, self.threads);
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::model::{Column, Grain, MilliColumn, Outcome, TextColumn};
    use crate::problem::Place;
    use proptest::collection::vec;
    use proptest::prelude::*;

    /// Queue, start, outcome and wait of one interaction; times in seconds.
    pub(in crate::kpi) type Row = (&'static str, Option<i64>, Option<Outcome>, Option<i64>);

    pub(in crate::kpi) fn batch(rows: &[Row]) -> Batch {
        let (mut queue, mut start) = (TextColumn::default(), MilliColumn::default());
        let (mut outcome, mut wait) = (Vec::new(), MilliColumn::default());
        for row in rows {
            queue.push(row.0);
            start.push(row.1.map(|seconds| seconds * 1000));
            outcome.push(row.2);
            wait.push(row.3.map(|seconds| seconds * 1000));
        }
        let columns = vec![
            (Field::Queue.into(), Column::Text(queue)),
            (Field::StartTime.into(), Column::Milli(start)),
            (Field::Outcome.into(), Column::Outcome(outcome)),
            (Field::Wait.into(), Column::Milli(wait)),
        ];
        Batch::new(rows.len(), columns)
    }

    pub(in crate::kpi) fn plan(by: &[&str]) -> Plan {
        let key = |name: &&str| Key::parse(name, &Place::file("--by")).unwrap();
        let filter = Filter::all();
        let (zone, measures) = (Zone::utc(), Vec::new());
        Plan { by: by.iter().map(key).collect(), period: None, filter, zone, measures }
    }

    pub(in crate::kpi) fn found(plan: &Plan, rows: &[Row]) -> Findings {
        let mut fold = KpiFold::new(plan.clone());
        fold.update(&batch(rows));
        fold.findings()
    }

    fn texts(findings: &Findings) -> Vec<String> {
        findings.groups.iter().map(|(values, _)| findings.texts(values).join("|")).collect()
    }

    const ANSWERED: Option<Outcome> = Some(Outcome::Answered);

    #[test]
    fn of_no_rows_there_is_no_group_and_an_empty_total() {
        let findings = KpiFold::new(plan(&["queue"])).findings();
        assert_eq!((findings.groups.len(), &findings.total), (0, &Tally::default()));
        assert!(findings.absent_keys(&Place::file("--by")).is_empty());
    }

    #[test]
    fn a_filter_leaves_contacts_out_and_counts_them() {
        let filter = Filter::parse("queue = 'ventas'").unwrap();
        let rows = [("ventas", None, ANSWERED, None), ("soporte", None, ANSWERED, None)];
        let findings = found(&Plan { filter: filter.clone(), ..plan(&[]) }, &rows);
        assert_eq!((findings.unselected, findings.groups.len()), (1, 1));
        assert_eq!(KpiFold::new(Plan { filter, ..plan(&[]) }).needs(), [Name::from(Field::Queue)]);
    }

    #[test]
    fn groups_are_in_order_and_the_unknown_is_last() {
        let rows = [
            ("ventas", None, ANSWERED, None),
            ("", None, ANSWERED, None),
            ("altas", None, ANSWERED, None),
            ("ventas", None, ANSWERED, None),
        ];
        let findings = found(&plan(&["queue"]), &rows);
        assert_eq!(texts(&findings), ["altas", "ventas", ""]);
        assert_eq!(findings.groups[1].1.answered, 2);
        assert_eq!((findings.total.answered, findings.untimed), (4, 0));
    }

    #[test]
    fn a_period_leaves_out_what_lies_outside_and_what_has_no_start() {
        let mut plan = plan(&[]);
        plan.period = Some(Period { from: 10_000, to: 20_000 });
        let starts = [None, Some(9), Some(10), Some(19), Some(20)];
        let rows = starts.map(|start| ("q", start, ANSWERED, None));
        let findings = found(&plan, &rows);
        assert_eq!((findings.total.answered, findings.untimed, findings.outside), (2, 1, 2));
        let (first, last) = findings.outside_span.unwrap();
        assert!(first < last, "{first} {last}");
    }

    #[test]
    fn a_contact_without_start_is_of_an_unknown_day() {
        let rows = [("q", None, ANSWERED, None), ("q", Some(86_400), ANSWERED, None)];
        let findings = found(&plan(&["day", "queue"]), &rows);
        assert_eq!(texts(&findings), ["1970-01-02|q", "|q"]);
        assert_eq!(findings.untimed, 1);
    }

    #[test]
    fn a_column_that_no_source_has_is_told() {
        let findings = found(&plan(&["team", "quee"]), &[("q", None, ANSWERED, None)]);
        let problems = findings.absent_keys(&Place::file("--by"));
        let helps: Vec<_> = problems.iter().filter_map(|problem| problem.help.as_deref()).collect();
        assert_eq!(helps, ["map a column to it in the profile", "did you mean `queue`?"]);
    }

    #[test]
    fn every_contact_of_a_day_of_25_hours_is_in_one_hour() {
        let mut plan = plan(&["interval"]);
        plan.zone = Zone::named("Europe/Madrid").unwrap();
        let from = plan.zone.first_instant(crate::model::Civil::new(2026, 10, 25).unwrap());
        let minutes =
            (0..25 * 60).map(|minute| ("q", Some(from / 1000 + minute * 60), ANSWERED, None));
        let findings = found(&plan, &minutes.collect::<Vec<_>>());
        assert_eq!(findings.groups.len(), 25);
        assert!(findings.groups.iter().all(|(_, tally)| tally.answered == 60));
    }

    fn rows() -> impl Strategy<Value = Vec<Row>> {
        let queue = prop_oneof![Just("a"), Just("b"), Just("")];
        let start = proptest::option::of(0i64..200_000);
        let outcome = proptest::option::of(proptest::sample::select(&Outcome::ALL[..]));
        let wait = proptest::option::of(0i64..100);
        vec((queue, start, outcome, wait), 0..60)
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]

        #[test]
        fn findings_depend_neither_on_the_cut_nor_on_the_order_nor_on_threads(
            rows in rows(),
            cuts in (0usize..60, 0usize..60),
            threads in 1usize..4,
        ) {
            let mut plan = plan(&["queue", "hour"]);
            plan.period = Some(Period { from: 10_000_000, to: 150_000_000 });
            let whole = found(&plan, &rows);
            let (low, high) = (cuts.0.min(cuts.1).min(rows.len()), cuts.0.max(cuts.1).min(rows.len()));
            let parts = [&rows[..low], &rows[low..high], &rows[high..]].map(|part| {
                let mut fold = KpiFold::new(plan.clone()).on(threads);
                fold.update(&batch(part));
                fold
            });
            let [first, second, third] = parts;
            let (mut left, mut right) = (first.clone(), second.clone());
            left.merge(second);
            left.merge(third.clone());
            right.merge(third);
            right.merge(first);
            prop_assert_eq!(&left.findings(), &whole);
            prop_assert_eq!(&right.findings(), &whole);
        }

        #[test]
        fn the_total_is_the_sum_of_any_grouping(rows in rows()) {
            let whole = found(&plan(&[]), &rows).total;
            for grain in Grain::ALL {
                prop_assert_eq!(&found(&plan(&[grain.name(), "queue"]), &rows).total, &whole);
            }
        }
    }
}
