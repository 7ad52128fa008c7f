//! Types: which comparison of which columns makes sense, and what was probably meant.

use super::Names;
use super::condition::{Amount, Comparison, Condition, Term};
use super::syntax::{Node, Syntax};
use super::token::{Span, problem};
use crate::model::{Field, Kind, Name, Outcome, Period, Zone, instant};
use crate::problem::{Problem, nearest};

/// The typed condition of a tree.
pub(super) fn condition(
    text: &str,
    zone: &Zone,
    names: &Names,
    syntax: &Syntax,
) -> Result<Condition, Problem> {
    Checker { text, zone, names }.condition(syntax)
}

/// The number that a tree computes.
pub(super) fn amount(
    text: &str,
    zone: &Zone,
    names: &Names,
    syntax: &Syntax,
) -> Result<Amount, Problem> {
    Checker { text, zone, names }.amount(syntax)
}

/// Conditions that ask the outcome: `answered` instead of `outcome = 'answered'`.
const OUTCOME_WORDS: [(&str, fn(Outcome) -> bool); 3] = [
    ("answered", |outcome| matches!(outcome, Outcome::Answered)),
    ("abandoned", Outcome::is_abandoned),
    ("offered", Outcome::is_offered),
];

/// What stands on one side of a comparison.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Value {
    Literal(String),
    Truth(bool),
    Text(Name),
    Time(Name),
    Flag(Name),
    Outcome,
    Number(Amount),
}

struct Checker<'a> {
    text: &'a str,
    zone: &'a Zone,
    names: &'a Names,
}

impl Checker<'_> {
    fn condition(&self, syntax: &Syntax) -> Result<Condition, Problem> {
        match &syntax.node {
            Node::Truth(value) => Ok(Condition::Constant(*value)),
            Node::Not(inner) => Ok(Condition::Not(Box::new(self.condition(inner)?))),
            Node::All(parts) => Ok(Condition::all_of(self.conditions(parts)?)),
            Node::Any(parts) => Ok(Condition::any_of(self.conditions(parts)?)),
            Node::Compare(left, op, right) => self.compare(left, *op, right),
            Node::Between(value, low, high) => {
                let low = self.compare(value, Comparison::GreaterOrEqual, low)?;
                let high = self.compare(value, Comparison::LessOrEqual, high)?;
                Ok(Condition::all_of(vec![low, high]))
            }
            Node::In(value, list) => self.one_of(value, list),
            Node::Like(value, pattern) => self.like(value, pattern),
            Node::Null(value) => Ok(Condition::Null(self.column(value)?)),
            Node::Word(word) => self.bare(word, syntax.span),
            _ => Err(self.no_condition(syntax)),
        }
    }

    fn conditions(&self, parts: &[Syntax]) -> Result<Vec<Condition>, Problem> {
        parts.iter().map(|part| self.condition(part)).collect()
    }

    /// A word that stands as a condition of its own.
    fn bare(&self, word: &str, span: Span) -> Result<Condition, Problem> {
        if let Some(condition) = self.names.get(word) {
            return Ok(condition.clone());
        }
        let lower = word.to_ascii_lowercase();
        if let Some((_, asks)) = OUTCOME_WORDS.into_iter().find(|(name, _)| *name == lower) {
            let outcomes = Outcome::ALL.into_iter().filter(|outcome| asks(*outcome));
            return Ok(Condition::Outcome(outcomes.collect()));
        }
        let name = named(word);
        if name.kind() == Kind::Flag {
            return Ok(Condition::Flag(name));
        }
        let found = self.problem(span, format!("`{word}` alone is no condition"));
        if let Name::Field(field) = name {
            return Err(
                found.help(format!("ask for a value, or write `{} is not null`", field.name()))
            );
        }
        let flags = Field::all().filter(|field| field.kind() == Kind::Flag).map(Field::name);
        let words = OUTCOME_WORDS.iter().map(|(name, _)| *name);
        let mut known: Vec<&str> = flags.chain(words).collect();
        known.extend(self.names.each());
        Err(match nearest(word, known) {
            Some(near) => found.help(format!("did you mean `{near}`?")),
            None => found.help(format!("compare it, as in `{word} = 'yes'`")),
        })
    }

    fn no_condition(&self, syntax: &Syntax) -> Problem {
        let found = self.problem(syntax.span, "expected a condition, found a value");
        found.help("compare it with something")
    }

    fn column(&self, syntax: &Syntax) -> Result<Name, Problem> {
        match &syntax.node {
            Node::Word(word) => Ok(named(word)),
            Node::Quoted(name) => Ok(Name::of(name)),
            _ => Err(self.problem(syntax.span, "expected the name of a column")),
        }
    }

    fn value(&self, syntax: &Syntax) -> Result<Value, Problem> {
        match &syntax.node {
            Node::Text(text) if text.is_empty() => {
                let found =
                    self.problem(syntax.span, "an empty cell is unknown and equals nothing");
                Err(found.help("write `… is null`"))
            }
            Node::Text(text) => Ok(Value::Literal(text.clone())),
            Node::Truth(value) => Ok(Value::Truth(*value)),
            Node::Number(number) => Ok(Value::Number(Amount::Constant(*number))),
            Node::Word(_) | Node::Quoted(_) => {
                let name = self.column(syntax)?;
                Ok(match name.kind() {
                    Kind::Text => Value::Text(name),
                    Kind::Time => Value::Time(name),
                    Kind::Flag => Value::Flag(name),
                    Kind::Outcome => Value::Outcome,
                    Kind::Duration | Kind::Number => Value::Number(Amount::Column(name)),
                })
            }
            Node::Minus(inner) => Ok(Value::Number(Amount::Minus(Box::new(self.amount(inner)?)))),
            Node::Join(left, op, right) => {
                let (left, right) = (self.amount(left)?, self.amount(right)?);
                Ok(Value::Number(Amount::Join(Box::new(left), *op, Box::new(right))))
            }
            _ => Err(self.problem(syntax.span, "expected a value, found a condition")),
        }
    }

    /// A value, of which a column of the export's own is taken as numbers; a word that is nearly the
    /// name of a canonical column is none, unless it stands in double quotes.
    fn number(&self, syntax: &Syntax) -> Result<Value, Problem> {
        let value = self.value(syntax)?;
        let Value::Text(Name::Extra(name)) = &value else { return Ok(value) };
        let is_meant = matches!(syntax.node, Node::Quoted(_))
            || nearest(name, Field::all().map(Field::name)).is_none();
        Ok(if is_meant { Value::Number(Amount::Column(Name::of(name))) } else { value })
    }

    fn amount(&self, syntax: &Syntax) -> Result<Amount, Problem> {
        match self.number(syntax)? {
            Value::Number(amount) => Ok(amount),
            other => {
                let message =
                    format!("only numbers can be computed with, found {}", other.called());
                Err(meant(self.problem(syntax.span, message), &[&other]))
            }
        }
    }

    fn compare(&self, left: &Syntax, op: Comparison, right: &Syntax) -> Result<Condition, Problem> {
        let (mut a, mut b) = (self.value(left)?, self.value(right)?);
        let (mut op, mut literal) = (op, right.span);
        if matches!(a, Value::Literal(_) | Value::Truth(_)) {
            (a, b) = (b, a);
            (op, literal) = (op.mirrored(), left.span);
        }
        match (&a, &b) {
            (Value::Text(_), Value::Number(_)) => a = self.number(left)?,
            (Value::Number(_), Value::Text(_)) => b = self.number(right)?,
            _ => {}
        }
        let whole = left.span.to(right.span);
        match (&a, &b) {
            (Value::Text(name), Value::Literal(text)) => {
                Ok(Condition::Text(name.clone(), op, Term::Constant(text.clone())))
            }
            (Value::Text(name), Value::Text(other)) => {
                Ok(Condition::Text(name.clone(), op, Term::Column(other.clone())))
            }
            (Value::Time(name), Value::Literal(text)) => self.moment(name, op, (text, literal)),
            (Value::Time(name), Value::Time(other)) => {
                Ok(Condition::Time(name.clone(), op, Term::Column(other.clone())))
            }
            (Value::Number(left), Value::Number(right)) => {
                Ok(Condition::Number(left.clone(), op, right.clone()))
            }
            (Value::Outcome, Value::Literal(text)) => {
                let condition = Condition::Outcome(vec![self.outcome(text, literal)?]);
                self.equal(condition, op, whole)
            }
            (Value::Flag(name), Value::Truth(value)) => {
                let flag = Condition::Flag(name.clone());
                let condition = if *value { flag } else { Condition::Not(Box::new(flag)) };
                self.equal(condition, op, whole)
            }
            _ => Err(self.unlike(&a, &b, whole)),
        }
    }

    /// The condition for `=`, its opposite for `<>`.
    fn equal(
        &self,
        condition: Condition,
        op: Comparison,
        span: Span,
    ) -> Result<Condition, Problem> {
        match op {
            Comparison::Equal => Ok(condition),
            Comparison::Unequal => Ok(Condition::Not(Box::new(condition))),
            _ => {
                let message = format!("`{}` needs an order, and these have none", op.symbol());
                Err(self.problem(span, message).help("compare with `=` or `<>`"))
            }
        }
    }

    fn unlike(&self, a: &Value, b: &Value, span: Span) -> Problem {
        let message = match (a, b) {
            (Value::Literal(_) | Value::Truth(_), Value::Literal(_) | Value::Truth(_)) => {
                "expected a column on one side, found two constants".to_owned()
            }
            _ => format!("{} cannot be compared with {}", a.called(), b.called()),
        };
        meant(self.problem(span, message), &[a, b])
    }

    /// A time against a date or date-time; a date is the whole day.
    fn moment(
        &self,
        name: &Name,
        op: Comparison,
        (text, span): (&str, Span),
    ) -> Result<Condition, Problem> {
        let at = |op, ms| Condition::Time(name.clone(), op, Term::Constant(ms));
        if let Some(ms) = instant::parse(text, self.zone) {
            return Ok(at(op, ms));
        }
        let Some(Period { from, to }) = instant::day(text, self.zone) else {
            let message = format!("expected a date or a date-time, found `{text}`");
            let help = "write '2026-10-05' or '2026-10-05T08:00:00-05:00'";
            return Err(self.problem(span, message).help(help));
        };
        let (since, before) = (at(Comparison::GreaterOrEqual, from), at(Comparison::Less, to));
        Ok(match op {
            Comparison::Equal => Condition::all_of(vec![since, before]),
            Comparison::Unequal => Condition::any_of(vec![
                at(Comparison::Less, from),
                at(Comparison::GreaterOrEqual, to),
            ]),
            Comparison::Less => at(Comparison::Less, from),
            Comparison::LessOrEqual => before,
            Comparison::Greater => at(Comparison::GreaterOrEqual, to),
            Comparison::GreaterOrEqual => since,
        })
    }

    fn outcome(&self, text: &str, span: Span) -> Result<Outcome, Problem> {
        Outcome::from_name(text).ok_or_else(|| {
            let found = self.problem(span, format!("there is no outcome `{text}`"));
            let names = Outcome::ALL.map(Outcome::name);
            match nearest(text, names) {
                Some(near) => found.help(format!("did you mean '{near}'?")),
                None => found.help(format!("write one of {}", names.join(", "))),
            }
        })
    }

    fn one_of(&self, value: &Syntax, list: &[Syntax]) -> Result<Condition, Problem> {
        let column = self.value(value)?;
        let literals = list.iter().map(|one| match &one.node {
            Node::Text(text) if !text.is_empty() => Ok((text.as_str(), one.span)),
            _ => Err(one.span),
        });
        match column {
            Value::Text(name) => {
                let texts = literals.map(|one| one.map(|(text, _)| text.to_owned()));
                let texts: Result<Vec<_>, _> = texts.collect();
                let wrong = |span| self.problem(span, format!("`{name}` is text: expected '…'"));
                Ok(Condition::OneOf(name.clone(), texts.map_err(wrong)?.into()))
            }
            Value::Outcome => {
                let mut outcomes = Vec::new();
                for one in literals {
                    let (text, span) =
                        one.map_err(|span| self.problem(span, "expected an outcome in quotes"))?;
                    outcomes.push(self.outcome(text, span)?);
                }
                Ok(Condition::Outcome(outcomes))
            }
            _ => {
                let equal = |one| self.compare(value, Comparison::Equal, one);
                Ok(Condition::any_of(list.iter().map(equal).collect::<Result<_, _>>()?))
            }
        }
    }

    fn like(&self, value: &Syntax, pattern: &Syntax) -> Result<Condition, Problem> {
        match (self.value(value)?, self.value(pattern)?) {
            (Value::Text(name), Value::Literal(pattern)) => Ok(Condition::Like(name, pattern)),
            (Value::Text(_), _) => {
                let found = self.problem(pattern.span, "expected a pattern in quotes");
                Err(found.help("write it as in `queue like 'support%'`"))
            }
            (other, _) => {
                let message = format!("`like` is for texts, found {}", other.called());
                Err(meant(self.problem(value.span, message), &[&other]))
            }
        }
    }

    fn problem(&self, span: Span, message: impl Into<String>) -> Problem {
        problem(self.text, span, message)
    }
}

/// The column a plain word means: canonical names in any case, headers as they stand.
fn named(word: &str) -> Name {
    Field::from_name(&word.to_ascii_lowercase()).map_or_else(|| Name::of(word), Name::Field)
}

/// The problem with a guess at the canonical column that was meant by an unknown name.
fn meant(found: Problem, values: &[&Value]) -> Problem {
    let unknown = values.iter().find_map(|value| match value {
        Value::Text(Name::Extra(name)) => Some(name.as_str()),
        _ => None,
    });
    let Some(name) = unknown else { return found };
    match nearest(name, Field::all().map(Field::name)) {
        Some(near) => found.help(format!("did you mean `{near}`?")),
        None => {
            found.help(format!("`{name}` is no canonical column: its cells are text or numbers"))
        }
    }
}

impl Value {
    /// What it is, for messages.
    fn called(&self) -> String {
        match self {
            Self::Literal(text) => format!("the text '{text}'"),
            Self::Truth(value) => format!("`{value}`"),
            Self::Text(name) => format!("`{name}`, a text"),
            Self::Time(name) => format!("`{name}`, a time"),
            Self::Flag(name) => format!("`{name}`, true or false"),
            Self::Outcome => "the outcome".to_owned(),
            Self::Number(Amount::Column(name)) => format!("`{name}`, a number"),
            Self::Number(Amount::Constant(number)) => format!("the number {number}"),
            Self::Number(_) => "a number".to_owned(),
        }
    }
}
