//! Conditions with a name of their own, which filters may use like a column of flags.

use super::condition::Condition;
use super::syntax::{Node, Syntax};
use super::{check, syntax};
use crate::model::Zone;
use crate::problem::{Place, Problem};
use std::collections::BTreeMap;

/// Named conditions: `offered` may stand for `inbound_voice and not short_abandon`.
///
/// A named condition goes before a word of the language: a filter called `answered` is meant by
/// `answered` everywhere but in itself.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Names {
    conditions: BTreeMap<String, Condition>,
}

impl Names {
    /// Reads filters by name; they may use each other in any order, but not in a circle.
    ///
    /// What is wrong comes with the position of its text; dates are those of `zone`.
    pub fn read(texts: &[(&str, &str)], zone: &Zone) -> (Self, Vec<(usize, Problem)>) {
        let mut names = Self::default();
        let mut wrong = Vec::new();
        let mut left = Vec::new();
        for (at, (name, text)) in texts.iter().enumerate() {
            match syntax::parse(text) {
                Ok(syntax) => left.push((at, syntax)),
                Err(problem) => {
                    wrong.push((at, problem));
                    names.settle(name, Condition::Constant(true));
                }
            }
        }
        while !left.is_empty() {
            let before = left.len();
            left.retain(|(at, syntax)| {
                let (name, text) = texts[*at];
                let is_open = |word: &str| {
                    word != name
                        && texts.iter().any(|(other, _)| *other == word)
                        && !names.conditions.contains_key(word)
                };
                if words(syntax).into_iter().any(is_open) {
                    return true;
                }
                let found = check::condition(text, zone, &names, syntax);
                let found = found.map_err(|problem| wrong.push((*at, problem)));
                // Filters that use a wrong one are not told to be wrong, too.
                names.settle(name, found.unwrap_or(Condition::Constant(true)));
                false
            });
            if left.len() == before {
                wrong.extend(left.drain(..).map(|(at, _)| (at, circle(texts[at].0))));
            }
        }
        (names, wrong)
    }

    /// The condition of that name; `None` when there is none.
    pub fn get(&self, name: &str) -> Option<&Condition> {
        self.conditions.get(name)
    }

    /// Every name, in order.
    pub fn each(&self) -> impl Iterator<Item = &str> {
        self.conditions.keys().map(String::as_str)
    }

    fn settle(&mut self, name: &str, condition: Condition) {
        self.conditions.insert(name.to_owned(), condition);
    }
}

/// The plain words of a condition, in the order they stand; none of a text that cannot be read.
pub fn words_of(text: &str) -> Vec<String> {
    let syntax = syntax::parse(text);
    syntax.map_or(Vec::new(), |syntax| words(&syntax).into_iter().map(str::to_owned).collect())
}

fn circle(name: &str) -> Problem {
    let message = format!("the filter `{name}` uses itself by way of another one");
    Problem::new("bad-filter", Place::file("filter"), message).help("write one of them out")
}

/// Every plain word of a tree.
fn words(syntax: &Syntax) -> Vec<&str> {
    match &syntax.node {
        Node::Word(word) => vec![word],
        Node::Quoted(_) | Node::Text(_) | Node::Number(_) | Node::Truth(_) => Vec::new(),
        Node::Not(inner) | Node::Null(inner) | Node::Minus(inner) => words(inner),
        Node::All(parts) | Node::Any(parts) => parts.iter().flat_map(words).collect(),
        Node::Compare(left, _, right) | Node::Join(left, _, right) | Node::Like(left, right) => {
            [words(left), words(right)].concat()
        }
        Node::Between(value, low, high) => [words(value), words(low), words(high)].concat(),
        Node::In(value, list) => {
            let mut found = words(value);
            found.extend(list.iter().flat_map(words));
            found
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::query::Filter;

    fn read(texts: &[(&str, &str)]) -> (Names, Vec<(usize, Problem)>) {
        Names::read(texts, &Zone::utc())
    }

    #[test]
    fn nothing_has_no_names() {
        assert_eq!(read(&[]), (Names::default(), Vec::new()));
    }

    #[test]
    fn filters_use_each_other_in_any_order_and_go_before_the_words_of_the_language() {
        let (names, wrong) = read(&[
            ("answered", "offered and not abandoned"),
            ("offered", "voice and not short"),
            ("short", "abandoned and wait_s < 5"),
            ("voice", "channel = 'voice'"),
        ]);
        assert!(wrong.is_empty(), "{wrong:?}");
        let filter = Filter::parse_with("answered", &Zone::utc(), &names).unwrap();
        let plain = "channel = 'voice' and not (outcome in ('abandoned', 'short_abandon') \
                     and wait_s < 5) and not outcome in ('abandoned', 'short_abandon')";
        assert_eq!(filter, Filter::parse(plain).unwrap());
    }

    #[test]
    fn a_filter_of_its_own_name_means_the_word_of_the_language() {
        let (names, wrong) = read(&[("answered", "answered and talk_s > 0")]);
        assert!(wrong.is_empty());
        let filter = Filter::parse_with("answered", &Zone::utc(), &names).unwrap();
        assert_eq!(filter, Filter::parse("outcome = 'answered' and talk_s > 0").unwrap());
    }

    #[test]
    fn a_circle_is_told_and_a_wrong_filter_costs_itself_only() {
        let (_, wrong) = read(&[("a", "b"), ("b", "a"), ("c", "talk_s >"), ("d", "c")]);
        let told: Vec<_> = wrong.iter().map(|(at, problem)| (*at, problem.code)).collect();
        assert_eq!(told, [(2, "bad-filter"), (0, "bad-filter"), (1, "bad-filter")]);
    }

    #[test]
    fn a_misspelt_name_is_answered_with_the_nearest_filter() {
        let (names, _) = read(&[("inbound_voice", "channel = 'voice'")]);
        let problem = Filter::parse_with("inbound_voic", &Zone::utc(), &names).unwrap_err();
        assert_eq!(problem.help.as_deref(), Some("did you mean `inbound_voice`?"));
    }
}
