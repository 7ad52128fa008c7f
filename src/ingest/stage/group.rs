//! Legs to interactions.

use super::Held;
use crate::ingest::decode::{Decoded, Reject};
use crate::ingest::plan::{Plan, Value};
use crate::ingest::profile::{GroupRules, Legs, Otherwise, TakeOf};
use crate::model::{Field, Kind, Name, Outcome};
use crate::problem::{Place, Problem};
use std::collections::BTreeMap;

/// Legs by the key they share.
pub(super) struct Groups<'p> {
    plan: &'p Plan,
    rules: &'p GroupRules,
    key: usize,
    order: Option<usize>,
    outcome: Option<usize>,
    columns: Vec<Made>,
    open: BTreeMap<String, Vec<Held>>,
}

/// A column of the interactions, and how it comes about.
struct Made {
    name: Name,
    kind: Kind,
    /// The same column of the legs; `None` when they have none.
    from: Option<usize>,
    take: TakeOf,
    /// The column of the legs that a wait is summed of.
    of: Option<usize>,
}

impl<'p> Groups<'p> {
    pub(super) fn new(plan: &'p Plan, rules: &'p GroupRules) -> Self {
        let made = |(name, kind): &(Name, Kind)| {
            let take = rules.take.get(name.as_str()).cloned().unwrap_or(TakeOf::First);
            let of = match &take {
                TakeOf::SumBeforeAnswer(of) => plan.index(&Name::of(of)),
                _ => None,
            };
            Made { name: name.clone(), kind: *kind, from: plan.index(name), take, of }
        };
        Self {
            plan,
            rules,
            key: plan.index(&Name::of(&rules.key)).unwrap_or_default(),
            order: rules.order.as_ref().and_then(|name| plan.index(&Name::of(name))),
            outcome: plan.index(&Field::Outcome.into()),
            columns: plan.made.iter().map(made).collect(),
            open: BTreeMap::new(),
        }
    }

    /// Takes in a leg; legs that stand together are joined as soon as another key follows.
    pub(super) fn take(&mut self, leg: Held, ready: &mut Vec<Held>, decoded: &mut Decoded) {
        let Some(key) = text(&leg.values[self.key]) else {
            return self.refuse(leg, decoded);
        };
        if self.rules.legs == Legs::Adjacent && !self.open.contains_key(&key) {
            self.finish(ready, decoded);
        }
        self.open.entry(key).or_default().push(leg);
    }

    /// Joins all legs that are held; false when there is none.
    pub(super) fn finish(&mut self, ready: &mut Vec<Held>, decoded: &mut Decoded) -> bool {
        let open = std::mem::take(&mut self.open);
        let any = !open.is_empty();
        let mut made: Vec<Held> = Vec::new();
        for (key, legs) in open {
            decoded.account.joined += u64::try_from(legs.len() - 1).unwrap_or_default();
            made.push(self.join(&key, legs));
        }
        made.sort_by_key(|held| held.line);
        ready.append(&mut made);
        any
    }

    fn join(&self, key: &str, mut legs: Vec<Held>) -> Held {
        let line = legs.first().map_or(0, |leg| leg.line);
        let cells = legs.first_mut().map(|leg| std::mem::take(&mut leg.cells)).unwrap_or_default();
        if let Some(order) = self.order {
            // Legs without a place in the order come last, as they stand in the file.
            legs.sort_by(|a, b| {
                let (a, b) = (&a.values[order], &b.values[order]);
                b.is_known().cmp(&a.is_known()).then_with(|| a.cmp(b))
            });
        }
        let values = self.columns.iter().map(|made| self.value(made, key, &legs)).collect();
        Held { line, values, cells }
    }

    fn value(&self, made: &Made, key: &str, legs: &[Held]) -> Value<'static> {
        if made.kind == Kind::Outcome {
            return Value::Outcome(self.judge(legs));
        }
        let value = made.value(legs, self.answered(legs));
        if made.name == Name::Field(Field::InteractionId) && !value.is_known() {
            return Value::Text(key.to_owned().into());
        }
        value
    }

    /// The first leg that was answered.
    fn answered(&self, legs: &[Held]) -> Option<usize> {
        let answered = Value::Outcome(Some(Outcome::Answered));
        let outcome = self.outcome?;
        legs.iter().position(|leg| leg.values[outcome] == answered)
    }

    fn judge(&self, legs: &[Held]) -> Option<Outcome> {
        let outcomes: Vec<Outcome> = legs
            .iter()
            .filter_map(|leg| match self.outcome.map(|index| &leg.values[index]) {
                Some(Value::Outcome(outcome)) => *outcome,
                _ => None,
            })
            .collect();
        let strongest = self.rules.any.iter().find(|outcome| outcomes.contains(outcome));
        strongest.copied().or(match self.rules.otherwise {
            Otherwise::First => outcomes.first().copied(),
            Otherwise::Last => outcomes.last().copied(),
            Otherwise::Is(outcome) => Some(outcome),
        })
    }

    /// Sets a leg aside that belongs to no interaction.
    fn refuse(&self, leg: Held, decoded: &mut Decoded) {
        let key = &self.rules.key;
        let message = format!("column `{key}` is empty, which tells the legs of an interaction");
        let place = Place::line(&self.plan.header.file, leg.line);
        let code = "no-key";
        decoded.account.rejected += 1;
        if !leg.cells.is_empty() {
            let (line, message) = (leg.line, message.clone());
            let cells = leg.cells;
            decoded.account.rejects.push(Reject { line, column: None, code, message, cells });
        }
        let help = "leave such records out under [where], or map another column";
        decoded.account.problems.push(Problem::new(code, place, message).help(help));
    }
}

impl Made {
    fn value(&self, legs: &[Held], answered: Option<usize>) -> Value<'static> {
        let unknown = Value::unknown(self.kind);
        let column = |index: Option<usize>| {
            index.into_iter().flat_map(|index| legs.iter().map(move |leg| &leg.values[index]))
        };
        let mut known = column(self.from).filter(|value| value.is_known());
        let found = match &self.take {
            TakeOf::First => known.next(),
            TakeOf::Last => known.next_back(),
            TakeOf::Min => known.min(),
            // The greatest value of an `Ord` is the same whichever of several equal ones is taken.
            TakeOf::Max | TakeOf::Any => known.max(),
            TakeOf::FirstAnswered => {
                answered.zip(self.from).map(|(leg, index)| &legs[leg].values[index])
            }
            TakeOf::Sum => return sum(known.map(milli)),
            TakeOf::SumBeforeAnswer(_) => {
                let until = answered.map_or(usize::MAX, |leg| leg + 1);
                return sum(column(self.of).take(until).map(milli));
            }
        };
        found.cloned().unwrap_or(unknown)
    }
}

/// The sum of the known values; unknown when none is.
fn sum(values: impl Iterator<Item = Option<i64>>) -> Value<'static> {
    Value::Milli(
        values.flatten().fold(None, |sum: Option<i64>, value| Some(sum.unwrap_or(0) + value)),
    )
}

fn milli(value: &Value<'static>) -> Option<i64> {
    match value {
        Value::Milli(value) => *value,
        _ => None,
    }
}

fn text(value: &Value<'static>) -> Option<String> {
    match value {
        Value::Text(text) if !text.is_empty() => Some(text.to_string()),
        Value::Milli(Some(value)) => Some(value.to_string()),
        _ => None,
    }
}
