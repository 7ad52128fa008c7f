//! Sums as a report: a wide table for people, a long one for programs, definitions and notes.

use super::indicators::Total;
use super::{Records, SumKpi, Summed};
use crate::kpi::machines::figure_columns;
use crate::kpi::notes::from_to;
use crate::kpi::target::judge::is_somebody;
use crate::kpi::{Figure, Key, Target};
use crate::query::Filter;
use crate::report::words::counted;
use crate::report::{
    Audience, Cell, Column, Definition, PeriodRecord, Provenance, Report, Table, Unit,
};
use crate::stats::decimal::thousandths;

/// What is shown of the sums.
#[derive(Debug, Clone, Default)]
pub struct View {
    /// The indicators asked for, in order; empty for those that the records tell.
    pub kpis: Vec<SumKpi>,
    /// Targets, in the order they were given.
    pub targets: Vec<(SumKpi, Target)>,
}

/// How one indicator stands against its target.
#[derive(Debug, Clone)]
pub struct Judged {
    /// The indicator and its target, as written.
    pub text: String,
    /// The figure over all groups.
    pub total: Figure,
    /// Whether the total meets it; `None` when it is undefined.
    pub met: Option<bool>,
    /// What its values mean.
    pub unit: Unit,
    /// Groups that miss it, in order.
    pub missed: Vec<String>,
    /// Groups in which it is defined; those of unknown values are none.
    pub judged: u64,
}

impl Judged {
    /// Whether the whole or any group misses it; an undefined figure misses.
    pub fn is_missed(&self) -> bool {
        self.met != Some(true) || !self.missed.is_empty()
    }
}

/// Every target against the whole and every group.
pub fn judge(summed: &Summed, view: &View) -> Vec<Judged> {
    let judged = view.targets.iter().map(|(kpi, target)| {
        let figure = |sums: &[Total]| figure(summed, kpi, sums);
        let total = figure(&whole(summed, target));
        let groups = summed.groups.iter().filter(|_| !summed.plan.by.is_empty());
        let own = groups.filter(|(values, _)| {
            let texts = summed.texts(values);
            is_somebody(&summed.plan.by, values)
                && pick(view, kpi, (summed, &texts)) == Some(target)
        });
        let met = own.filter_map(|(values, sums)| {
            Some((summed.texts(values).join(" "), target.met(&figure(sums))?))
        });
        let met: Vec<(String, bool)> = met.collect();
        let judged = u64::try_from(met.len()).unwrap_or(u64::MAX);
        Judged {
            text: format!("{} {}", kpi.key, target.phrase()),
            unit: kpi.unit,
            met: target.met(&total),
            total,
            missed: met.into_iter().filter(|(_, met)| !met).map(|(name, _)| name).collect(),
            judged,
        }
    });
    judged.collect()
}

/// What the groups that a target is for add up to; everything when it is for all.
fn whole(summed: &Summed, target: &Target) -> Vec<Total> {
    if target.columns().next().is_none() {
        return summed.total.clone();
    }
    let mut whole = vec![Total::default(); summed.total.len()];
    for (values, sums) in &summed.groups {
        if target.fits(&summed.plan.by, &summed.texts(values)) {
            whole.iter_mut().zip(sums).for_each(|(whole, sums)| whole.merge(sums));
        }
    }
    whole
}

/// The target of an indicator for the group with these values; for everything without any.
fn pick<'a>(
    view: &'a View,
    kpi: &SumKpi,
    (summed, texts): (&Summed, &[String]),
) -> Option<&'a Target> {
    let own = view.targets.iter().filter(|(other, _)| other.key == kpi.key);
    Target::pick(own.map(|(_, target)| target), &summed.plan.by, texts)
}

/// The report; inputs are added by the caller.
pub fn report(summed: &Summed, view: &View) -> Report {
    let kpis = shown(summed, view);
    let mut tables = vec![people(summed, &kpis), machines(summed, &kpis, view)];
    if !summed.plan.by.is_empty() {
        let front = (&ends(summed)[..], &[][..]);
        let rows = long((summed, &kpis), view, front, &summed.total);
        let mut columns = vec![text("period_from"), text("period_to")];
        columns.extend(figure_columns());
        let audience = Audience::Machines;
        tables.push(Table { key: "totals", audience, columns, rows, ..Table::default() });
    }
    let keys: Vec<_> = summed.plan.by.iter().map(Key::name).collect();
    let by = if keys.is_empty() { String::new() } else { format!(" by {}", keys.join(", ")) };
    let define = |kpi: &SumKpi| Definition::new(kpi.key, (kpi.definition)(&summed.plan.rules));
    Report {
        schema: "qa.kpi/1",
        title: format!("Indicators of {}s{by}", summed.plan.records.noun()),
        tables,
        notes: notes(summed, &kpis, view),
        definitions: kpis.iter().map(define).collect(),
        provenance: provenance(summed, view),
    }
}

fn shown(summed: &Summed, view: &View) -> Vec<SumKpi> {
    if !view.kpis.is_empty() {
        return view.kpis.clone();
    }
    let told = summed.kpis.iter().zip(&summed.total).filter(|(_, total)| total.told > 0);
    told.map(|(kpi, _)| *kpi).collect()
}

fn figure(summed: &Summed, kpi: &SumKpi, sums: &[Total]) -> Figure {
    let at = summed.kpis.iter().position(|other| other.key == kpi.key);
    let total = at.and_then(|at| sums.get(at)).copied().unwrap_or_default();
    kpi.figure(&total)
}

fn text(key: &str) -> Column {
    Column::new(key, key, Unit::Text)
}

fn has_limits(kpi: &SumKpi) -> bool {
    kpi.unit == Unit::Share || kpi.key == "nps"
}

fn people(summed: &Summed, kpis: &[SumKpi]) -> Table {
    let by = summed.plan.by.len();
    let mut columns: Vec<_> = summed.plan.by.iter().map(|key| text(key.name())).collect();
    for kpi in kpis {
        columns.push(Column::new(kpi.key, kpi.label, kpi.unit));
        if has_limits(kpi) {
            columns.extend(Column::limits(kpi.key, kpi.unit));
        }
    }
    let row = |texts: Vec<String>, sums: &[Total]| -> Vec<Cell> {
        let mut cells: Vec<_> = texts.into_iter().map(Cell::text).collect();
        for kpi in kpis {
            let figure = figure(summed, kpi, sums);
            cells.push(figure.value);
            if has_limits(kpi) {
                cells.extend(figure.limits.cells());
            }
        }
        cells
    };
    let table = Table { key: "people", audience: Audience::People, columns, ..Table::default() };
    if summed.groups.is_empty() {
        return table;
    }
    if by == 0 {
        return Table { rows: vec![row(Vec::new(), &summed.total)], ..table };
    }
    let groups = summed.groups.iter();
    let rows = groups.map(|(values, sums)| row(summed.texts(values), sums)).collect();
    let total = row(crate::kpi::people::total_texts(by), &summed.total);
    Table { rows, total: Some(total), ..table }
}

fn machines(summed: &Summed, kpis: &[SumKpi], view: &View) -> Table {
    let mut columns = vec![text("period_from"), text("period_to")];
    columns.extend(summed.plan.by.iter().map(|key| text(key.name())));
    columns.extend(figure_columns());
    let everyone = [(Vec::new(), summed.total.clone())];
    let groups = if summed.plan.by.is_empty() { &everyone[..] } else { &summed.groups[..] };
    let mut rows = Vec::new();
    for (values, sums) in groups {
        let mut front = ends(summed).to_vec();
        let texts = summed.texts(values);
        front.extend(texts.iter().map(Cell::text));
        rows.extend(long((summed, kpis), view, (&front, &texts), sums));
    }
    Table { key: "kpi", audience: Audience::Machines, columns, rows, ..Table::default() }
}

/// A row for each indicator, with these cells in front; targets are those of the group with these
/// values.
fn long(
    (summed, kpis): (&Summed, &[SumKpi]),
    view: &View,
    (front, texts): (&[Cell], &[String]),
    sums: &[Total],
) -> Vec<Vec<Cell>> {
    let row = |kpi: &SumKpi| {
        let figure = figure(summed, kpi, sums);
        let target = pick(view, kpi, (summed, texts));
        let met = target.and_then(|target| target.met(&figure));
        let [lower, upper] = figure.limits.cells();
        let mut cells = front.to_vec();
        cells.extend([
            Cell::text(kpi.key),
            figure.value,
            lower,
            upper,
            figure.numerator,
            figure.denominator,
            Cell::text(kpi.unit.name()),
            target.map_or(Cell::Missing, |target| Cell::text(target.text())),
            met.map_or(Cell::Missing, Cell::Flag),
            Cell::Count(figure.excluded),
        ]);
        cells
    };
    kpis.iter().map(row).collect()
}

/// Both ends of the period; missing without one.
fn ends(summed: &Summed) -> [Cell; 2] {
    let ends = summed.plan.period.and_then(|period| period.iso(&summed.plan.zone));
    ends.map_or([Cell::Missing, Cell::Missing], |(from, to)| [Cell::text(from), Cell::text(to)])
}

fn notes(summed: &Summed, kpis: &[SumKpi], view: &View) -> Vec<String> {
    let noun = summed.plan.records.noun();
    let left = summed.left_out;
    let untimed = match summed.plan.period {
        Some(_) => "without a time left out of the period",
        None => "without a time grouped as unknown",
    };
    let mut notes = Vec::new();
    let is_empty = summed.groups.is_empty() && left.outside > 0;
    if is_empty {
        let outside = counted(left.outside, noun);
        let days = from_to(left.outside_span, &summed.plan.zone);
        notes.push(format!("no {noun} in the period; {outside} outside it{days}"));
    }
    for (n, fate) in [
        (left.unselected, "not selected by the filter left out"),
        (if is_empty { 0 } else { left.outside }, "outside the period left out"),
        (left.untimed, untimed),
        (left.unequal, "with another number offered than answered and abandoned together"),
    ] {
        if n > 0 {
            notes.push(format!("{} {fate}", counted(n, noun)));
        }
    }
    if summed.plan.records == Records::Intervals {
        let told: Vec<_> =
            summed.thresholds.iter().map(|ms| format!("{} s", thousandths(*ms))).collect();
        let of = if told.is_empty() { String::new() } else { format!(" ({})", told.join(", ")) };
        notes.push(format!(
            "service levels keep the threshold of the export{of}; waits, percentiles and repeats of single contacts cannot be known from intervals"
        ));
    }
    for kpi in kpis {
        if let Cell::Undefined(reason) = figure(summed, kpi, &summed.total).value {
            notes.push(format!("{}: {reason}", kpi.key));
        }
    }
    for judged in judge(summed, view) {
        let overall = match judged.met {
            Some(true) => "met overall",
            Some(false) => "missed overall",
            None => "no value overall",
        };
        notes.push(format!("target {}: {overall}", judged.text));
    }
    notes
}

fn provenance(summed: &Summed, view: &View) -> Provenance {
    let plan = &summed.plan;
    let zone = plan.zone.name().to_owned();
    let keys: Vec<_> = plan.by.iter().map(Key::name).collect();
    let mut settings = vec![
        ("by".to_owned(), keys.join(",")),
        ("formula".to_owned(), plan.rules.formula.key().to_owned()),
    ];
    if plan.is_timed() {
        settings.push(("zone".to_owned(), zone.clone()));
    }
    for (kpi, target) in &view.targets {
        settings.push((format!("target.{}", kpi.key), target.phrase()));
    }
    if plan.filter != Filter::all() {
        settings.push(("where".to_owned(), plan.filter.to_string()));
    }
    settings.retain(|(_, value)| !value.is_empty());
    let ends = plan.period.and_then(|period| period.iso(&plan.zone));
    let period = ends.map(|(from, to)| PeriodRecord { from, to, zone });
    Provenance { period, settings, ..Provenance::default() }
}
