//! Many evaluations with one scorecard: what they have in common is worked out once.
//!
//! Weights depend on which questions apply, and on nothing else. For each such pattern they are kept as
//! whole numbers over one denominator, and answers earn whole numbers over another, so that a score
//! is a sum of products. Whatever is out of the ordinary is left to [`score`](super::score()).

use super::score::{band, passes, score};
use super::tally::{Tally, share};
use super::weigh::weigh;
use super::{Attributes, CriticalError, Score, SectionScore};
use crate::model::QuickHash;
use crate::scorecard::{Answer, Answers, Critical, CriticalRule, Method, Question, Scorecard};
use crate::stats::fraction::{Fraction, lcm};

/// How many patterns are kept at most.
const MOST_PATTERNS: usize = 1 << 14;

/// What a score is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Detail {
    /// Its figures; the trace stays empty.
    Figures,
    /// The steps that lead to them, too.
    Steps,
}

#[expect(clippy::disallowed_types, reason = "looked up only; its order never shows")]
type Patterns = std::collections::HashMap<[u128; 2], Option<Pattern>, QuickHash>;

/// Scores evaluations made with one scorecard.
pub struct Scorer<'c> {
    card: &'c Scorecard,
    /// The denominator of what answers earn; `None` where every score has to be worked out.
    parts: Option<i128>,
    questions: Vec<Asked>,
    patterns: Patterns,
}

/// A question.
struct Asked {
    is_scored: bool,
    is_bonus: bool,
    critical: Option<Critical>,
    /// Whether it counts among the attributes that can be failed.
    is_attribute: bool,
    section: usize,
    /// Answers seen so far, what each earns over the scorer's denominator, and whether it fails.
    seen: Vec<(Answer, i128, bool)>,
}

/// What questions weigh when some of them apply.
struct Pattern {
    /// Each question, over `den`; `None` where its weight went elsewhere.
    weights: Vec<Option<i128>>,
    den: i128,
    /// Each section with those within, bonus apart, over `den` and in lowest terms.
    sections: Vec<(i128, Fraction)>,
    whole: Fraction,
}

impl<'c> Scorer<'c> {
    /// A scorer that has seen nothing yet.
    pub fn new(card: &'c Scorecard) -> Self {
        let bases = card.base().iter().flat_map(|section| &section.questions);
        let one =
            |(index, (question, base)): (usize, (&Question, &crate::scorecard::QuestionBase))| {
                Asked {
                    is_scored: question.kind().is_scored(),
                    is_bonus: base.is_bonus,
                    critical: question.critical(),
                    is_attribute: question.critical().is_some()
                        || question.kind().is_scored() && !question.is_bonus(),
                    section: card.section_of(index),
                    seen: Vec::new(),
                }
            };
        let questions: Vec<Asked> = card.questions().zip(bases).enumerate().map(one).collect();
        let scored = card.questions().filter(|question| question.kind().is_scored());
        let mut parts = scored.map(|question| i128::from(question.possible().0).max(1));
        let parts = parts.try_fold(1, lcm);
        // A pattern is two bits a question.
        let can = card.rules().method != Method::Deduction && questions.len() <= 128;
        Self { card, parts: parts.filter(|_| can), questions, patterns: Patterns::default() }
    }

    /// The score of an evaluation.
    ///
    /// # Panics
    ///
    /// If the answers are of another scorecard.
    pub fn score(&mut self, answers: &Answers, detail: Detail) -> Score {
        if detail == Detail::Figures
            && let Some(score) = self.figures(answers)
        {
            return score;
        }
        score(self.card, answers)
    }

    /// The figures of an ordinary evaluation; `None` for any other.
    fn figures(&mut self, answers: &Answers) -> Option<Score> {
        let (given, parts, card) = (answers.as_slice(), self.parts?, self.card);
        if given.len() != self.questions.len() {
            return None;
        }
        let key = self.key(given);
        if self.patterns.len() >= MOST_PATTERNS && !self.patterns.contains_key(&key) {
            self.patterns.clear();
        }
        let pattern =
            self.patterns.entry(key).or_insert_with(|| Pattern::of(card, answers)).as_ref()?;
        let mut earned = Earned::new(card.sections().len());
        let all = self.questions.iter_mut().zip(given).zip(&pattern.weights).enumerate();
        for (index, ((asked, answer), weight)) in all {
            let (own, fails) = asked.look(*answer, (card, index, parts))?;
            earned.judge(asked, *answer, fails);
            if let Some(critical) = asked.critical.filter(|_| fails) {
                let rule = card.critical_rule(critical);
                if !matches!(rule, CriticalRule::Flag | CriticalRule::Record) {
                    return None;
                }
                earned.errors.push(CriticalError { question: index, kind: critical.kind, rule });
            }
            if let Some(weight) = weight.filter(|_| asked.is_scored) {
                earned.add(asked, weight.checked_mul(own)?, weight)?;
            }
        }
        let value = Fraction::new(earned.all, pattern.den.checked_mul(parts)?)?;
        if is_limited(card, value) {
            return None;
        }
        earned.score((card, pattern, parts), value)
    }

    /// Which questions apply and, where that matters, which are hidden.
    fn key(&self, given: &[Answer]) -> [u128; 2] {
        let bits = |holds: &dyn Fn(Answer) -> bool| {
            let all = given.iter().enumerate().filter(|(_, answer)| holds(**answer));
            all.fold(0u128, |bits, (at, _)| bits | 1 << at)
        };
        let counts = self.card.rules().na.counts();
        let hidden = if counts { bits(&|answer| answer == Answer::Hidden) } else { 0 };
        [bits(&Answer::applies), hidden]
    }
}

/// Whether a score goes beyond the cap of its scorecard or below the floor.
fn is_limited(card: &Scorecard, value: Fraction) -> bool {
    let part = |limit: i64| Fraction::new(i128::from(limit), 100_000);
    let rules = card.rules();
    rules.cap.and_then(part).is_some_and(|cap| value > cap)
        || rules.floor.and_then(part).is_some_and(|floor| value < floor)
}

impl Asked {
    /// What an answer earns of the question, in `parts`, and whether it fails it; `None` where the
    /// one is no whole number.
    fn look(&mut self, answer: Answer, of: (&Scorecard, usize, i128)) -> Option<(i128, bool)> {
        if let Some((_, own, fails)) = self.seen.iter().find(|(known, _, _)| *known == answer) {
            return Some((*own, *fails));
        }
        let (card, at, parts) = of;
        let question = card.question_at(at)?;
        let fails = question.fails(answer);
        let own = if self.is_scored {
            let share = share(question, answer, card.rules().na);
            if parts % share.den() != 0 {
                return None;
            }
            share.num().checked_mul(parts / share.den())?
        } else {
            0
        };
        if self.seen.len() < 32 {
            self.seen.push((answer, own, fails));
        }
        Some((own, fails))
    }
}

impl Pattern {
    /// The weights of an evaluation; `None` where there are none, or none that fit.
    fn of(card: &Scorecard, answers: &Answers) -> Option<Self> {
        let weights = weigh(card, answers)?;
        let den = weights.actual.iter().try_fold(1, |den, weight| lcm(den, weight.den()))?;
        let over = |weight: &Fraction| weight.num().checked_mul(den / weight.den());
        let whole_numbers: Vec<i128> = weights.actual.iter().map(over).collect::<Option<_>>()?;
        let bases = card.base().iter().flat_map(|section| &section.questions);
        let mut own = vec![0_i128; card.sections().len()];
        let scored = card.questions().zip(bases).enumerate();
        for (at, _) in scored.filter(|(_, (it, base))| it.kind().is_scored() && !base.is_bonus) {
            own[card.section_of(at)] += whole_numbers[at];
        }
        let sums = (0..own.len()).map(|section| {
            let sum = family(card, section).map(|at| own[at]).sum();
            Some((sum, Fraction::new(sum, den)?))
        });
        let left_out = weights.receivers.iter().map(Option::is_some);
        let kept = whole_numbers.iter().zip(left_out);
        Some(Self {
            weights: kept.map(|(weight, left_out)| (!left_out).then_some(*weight)).collect(),
            den,
            sections: sums.collect::<Option<_>>()?,
            whole: Tally::new(card).whole(answers.as_slice()),
        })
    }
}

/// A section and those within.
fn family(card: &Scorecard, section: usize) -> impl Iterator<Item = usize> {
    let all = card.sections().iter().enumerate();
    all.filter(move |(at, it)| *at == section || it.parent() == Some(section)).map(|(at, _)| at)
}

/// What an evaluation has earned, over the denominators of weights and answers together.
struct Earned {
    all: i128,
    sections: Vec<i128>,
    /// Earned and weight of critical questions.
    critical: [i128; 2],
    /// The same of the others.
    others: [i128; 2],
    errors: Vec<CriticalError>,
    attributes: [Attributes; 4],
    /// Scored questions that were answered, do not apply, and were not asked.
    counts: [u64; 3],
}

impl Earned {
    fn new(sections: usize) -> Self {
        Self {
            all: 0,
            sections: vec![0; sections],
            critical: [0; 2],
            others: [0; 2],
            errors: Vec::new(),
            attributes: [Attributes::default(); 4],
            counts: [0; 3],
        }
    }

    /// Counts an answer.
    fn judge(&mut self, asked: &Asked, answer: Answer, fails: bool) {
        if asked.is_scored {
            self.counts[match answer {
                Answer::NotApplicable => 1,
                Answer::Hidden => 2,
                _ => 0,
            }] += 1;
        }
        if asked.is_attribute && answer.applies() {
            let own = &mut self.attributes[asked.critical.map_or(3, |it| it.kind.index())];
            own.applicable += 1;
            own.failed += u64::from(fails);
        }
    }

    fn add(&mut self, asked: &Asked, own: i128, weight: i128) -> Option<()> {
        self.all = self.all.checked_add(own)?;
        self.sections[asked.section] += own;
        if !asked.is_bonus {
            let is_critical = asked.critical.is_some();
            let sums = if is_critical { &mut self.critical } else { &mut self.others };
            sums[0] += own;
            sums[1] += weight;
        }
        Some(())
    }

    /// The score of that value; `None` where a share of it does not fit.
    fn score(self, of: (&Scorecard, &Pattern, i128), value: Fraction) -> Option<Score> {
        let (card, pattern, parts) = of;
        let share = |[own, weight]: [i128; 2]| Some(Fraction::new(own, weight.checked_mul(parts)?));
        let fatal = self.errors.iter().any(|error| error.rule.fails_evaluation());
        let [answered, not_applicable, hidden] = self.counts;
        Some(Score {
            value: Some(value),
            before_critical: Some(value),
            critical: share(self.critical)?,
            non_critical: share(self.others)?,
            unscored: None,
            whole: pattern.whole,
            sections: sections(card, pattern, (&self.sections, parts))?,
            passed: if fatal { Some(false) } else { passes(card, Some(value)) },
            band: band(card, Some(value)),
            critical_errors: self.errors,
            attributes: self.attributes,
            answered,
            not_applicable,
            hidden,
            trace: Vec::new(),
        })
    }
}

fn sections(
    card: &Scorecard,
    pattern: &Pattern,
    (earned, parts): (&[i128], i128),
) -> Option<Vec<SectionScore>> {
    let one = |(section, (sum, weight)): (usize, &(i128, Fraction))| {
        let own: i128 = family(card, section).map(|at| earned[at]).sum();
        let value = Fraction::new(own, sum.checked_mul(parts)?);
        Some(SectionScore { value, before_critical: value, weight: *weight })
    };
    pattern.sections.iter().enumerate().map(one).collect()
}
