//! The tree of a filter. Every node is typed, so evaluating one cannot fail.

use super::{Choice, Decimal};
use crate::model::{Field, Name, Outcome, Zone};
use std::cmp::Ordering;
use std::fmt;

/// A condition over the columns of an interaction.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Condition {
    /// The same for every row.
    Constant(bool),
    /// A column of flags.
    Flag(Name),
    /// The cell is empty.
    Null(Name),
    /// The outcome is one of these.
    Outcome(Vec<Outcome>),
    /// A text compared with a text, byte by byte.
    Text(Name, Comparison, Term<String>),
    /// A text that equals one of these.
    OneOf(Name, Choice),
    /// A text that matches a pattern of `%` and `_`.
    Like(Name, String),
    /// A time compared with a time, in milliseconds since 1970 in UTC.
    Time(Name, Comparison, Term<i64>),
    /// An amount compared with an amount; durations in seconds.
    Number(Amount, Comparison, Amount),
    /// The opposite; unknown stays unknown.
    Not(Box<Condition>),
    /// All of these, two or more.
    All(Vec<Condition>),
    /// At least one of these, two or more.
    Any(Vec<Condition>),
}

/// One side of a comparison.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Term<T> {
    /// The cell of a column.
    Column(Name),
    /// The same for every row.
    Constant(T),
}

/// How two values are compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Comparison {
    /// `=`
    Equal,
    /// `<>`
    Unequal,
    /// `<`
    Less,
    /// `<=`
    LessOrEqual,
    /// `>`
    Greater,
    /// `>=`
    GreaterOrEqual,
}

/// A number from columns and constants, computed exactly.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Amount {
    /// A column of durations (in seconds) or numbers.
    Column(Name),
    /// The same for every row.
    Constant(Decimal),
    /// The negative.
    Minus(Box<Amount>),
    /// Two amounts joined.
    Join(Box<Amount>, Arithmetic, Box<Amount>),
}

/// How two amounts are joined.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Arithmetic {
    /// `+`
    Add,
    /// `-`
    Subtract,
    /// `*`
    Multiply,
    /// `/`; unknown over zero.
    Divide,
}

impl Condition {
    /// All of these: none is true, one is itself, and a conjunction within is taken apart.
    pub fn all_of(conditions: Vec<Self>) -> Self {
        let mut parts = Vec::new();
        for condition in conditions {
            match condition {
                Self::All(inner) => parts.extend(inner),
                Self::Constant(true) => {}
                other => parts.push(other),
            }
        }
        match parts.len() {
            0 => Self::Constant(true),
            1 => parts.remove(0),
            _ => Self::All(parts),
        }
    }

    /// At least one of these: none is false, one is itself, and a disjunction within is taken apart.
    pub fn any_of(conditions: Vec<Self>) -> Self {
        let mut parts = Vec::new();
        for condition in conditions {
            match condition {
                Self::Any(inner) => parts.extend(inner),
                other => parts.push(other),
            }
        }
        match parts.len() {
            0 => Self::Constant(false),
            1 => parts.remove(0),
            _ => Self::Any(parts),
        }
    }

    pub(super) fn columns(&self, names: &mut Vec<Name>) {
        match self {
            Self::Constant(_) => {}
            Self::Outcome(_) => names.push(Field::Outcome.into()),
            Self::Flag(name) | Self::Null(name) | Self::OneOf(name, _) | Self::Like(name, _) => {
                names.push(name.clone());
            }
            Self::Text(name, _, to) => {
                names.push(name.clone());
                names.extend(to.column().cloned());
            }
            Self::Time(name, _, to) => {
                names.push(name.clone());
                names.extend(to.column().cloned());
            }
            Self::Number(left, _, right) => {
                left.columns(names);
                right.columns(names);
            }
            Self::Not(inner) => inner.columns(names),
            Self::All(parts) | Self::Any(parts) => {
                for part in parts {
                    part.columns(names);
                }
            }
        }
    }

    /// How tightly the printed form holds together; the looser one needs brackets within.
    fn binding(&self) -> u8 {
        match self {
            Self::Any(_) => 0,
            Self::All(_) => 1,
            Self::Not(_) => 2,
            _ => 3,
        }
    }

    fn write_in(&self, f: &mut fmt::Formatter<'_>, binding: u8) -> fmt::Result {
        if self.binding() < binding { write!(f, "({self})") } else { write!(f, "{self}") }
    }
}

impl<T> Term<T> {
    fn column(&self) -> Option<&Name> {
        match self {
            Self::Column(name) => Some(name),
            Self::Constant(_) => None,
        }
    }

    fn written(&self, constant: impl Fn(&T) -> String) -> String {
        match self {
            Self::Column(name) => Written(name).to_string(),
            Self::Constant(value) => constant(value),
        }
    }
}

impl Comparison {
    /// Whether it holds between two values in that order.
    pub fn holds(self, order: Ordering) -> bool {
        match self {
            Self::Equal => order.is_eq(),
            Self::Unequal => order.is_ne(),
            Self::Less => order.is_lt(),
            Self::LessOrEqual => order.is_le(),
            Self::Greater => order.is_gt(),
            Self::GreaterOrEqual => order.is_ge(),
        }
    }

    /// The same comparison with its sides exchanged.
    pub(super) fn mirrored(self) -> Self {
        match self {
            Self::Less => Self::Greater,
            Self::LessOrEqual => Self::GreaterOrEqual,
            Self::Greater => Self::Less,
            Self::GreaterOrEqual => Self::LessOrEqual,
            same => same,
        }
    }

    pub(super) fn symbol(self) -> &'static str {
        match self {
            Self::Equal => "=",
            Self::Unequal => "<>",
            Self::Less => "<",
            Self::LessOrEqual => "<=",
            Self::Greater => ">",
            Self::GreaterOrEqual => ">=",
        }
    }
}

impl Amount {
    pub(super) fn columns(&self, names: &mut Vec<Name>) {
        match self {
            Self::Column(name) => names.push(name.clone()),
            Self::Constant(_) => {}
            Self::Minus(inner) => inner.columns(names),
            Self::Join(left, _, right) => {
                left.columns(names);
                right.columns(names);
            }
        }
    }

    fn binding(&self) -> u8 {
        match self {
            Self::Join(_, Arithmetic::Add | Arithmetic::Subtract, _) => 0,
            Self::Join(..) => 1,
            Self::Minus(_) => 2,
            Self::Column(_) | Self::Constant(_) => 3,
        }
    }

    fn write_in(&self, f: &mut fmt::Formatter<'_>, binding: u8) -> fmt::Result {
        if self.binding() < binding { write!(f, "({self})") } else { write!(f, "{self}") }
    }
}

impl fmt::Display for Condition {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Constant(value) => write!(f, "{value}"),
            Self::Flag(name) => write!(f, "{}", Written(name)),
            Self::Null(name) => write!(f, "{} is null", Written(name)),
            Self::Outcome(outcomes) => {
                let names: Vec<_> = outcomes.iter().map(|one| one.name().to_owned()).collect();
                write_list(f, "outcome", &names)
            }
            Self::Text(name, op, to) => {
                let to = to.written(|text| quoted(text));
                write!(f, "{} {} {to}", Written(name), op.symbol())
            }
            Self::OneOf(name, texts) => write_list(f, &Written(name).to_string(), texts.texts()),
            Self::Like(name, pattern) => write!(f, "{} like {}", Written(name), quoted(pattern)),
            Self::Time(name, op, to) => {
                let to = to.written(|at| quoted(&Zone::utc().iso(*at).unwrap_or_default()));
                write!(f, "{} {} {to}", Written(name), op.symbol())
            }
            Self::Number(left, op, right) => write!(f, "{left} {} {right}", op.symbol()),
            Self::Not(inner) => {
                f.write_str("not ")?;
                inner.write_in(f, 2)
            }
            Self::All(parts) => write_joined(f, parts, (" and ", 2)),
            Self::Any(parts) => write_joined(f, parts, (" or ", 1)),
        }
    }
}

impl fmt::Display for Amount {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (left, symbol, right, binding) = match self {
            Self::Column(name) => return write!(f, "{}", Written(name)),
            Self::Constant(value) => return write!(f, "{value}"),
            Self::Minus(inner) => {
                f.write_str("-")?;
                return inner.write_in(f, 2);
            }
            Self::Join(left, Arithmetic::Add, right) => (left, "+", right, 0),
            Self::Join(left, Arithmetic::Subtract, right) => (left, "-", right, 0),
            Self::Join(left, Arithmetic::Multiply, right) => (left, "*", right, 1),
            Self::Join(left, Arithmetic::Divide, right) => (left, "/", right, 1),
        };
        left.write_in(f, binding)?;
        write!(f, " {symbol} ")?;
        right.write_in(f, binding + 1)
    }
}

/// A name as it has to be written in a filter.
struct Written<'a>(&'a Name);

impl fmt::Display for Written<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            Name::Field(field) => f.write_str(field.name()),
            Name::Extra(name) => write!(f, "\"{}\"", name.replace('"', "\"\"")),
        }
    }
}

fn quoted(text: &str) -> String {
    format!("'{}'", text.replace('\'', "''"))
}

fn write_list(f: &mut fmt::Formatter<'_>, name: &str, texts: &[String]) -> fmt::Result {
    let texts: Vec<_> = texts.iter().map(|text| quoted(text)).collect();
    write!(f, "{name} in ({})", texts.join(", "))
}

/// Parts with a word between them, each held together at least as tightly as `glue` says.
fn write_joined(f: &mut fmt::Formatter<'_>, parts: &[Condition], glue: (&str, u8)) -> fmt::Result {
    for (at, part) in parts.iter().enumerate() {
        if at > 0 {
            f.write_str(glue.0)?;
        }
        part.write_in(f, glue.1)?;
    }
    Ok(())
}
