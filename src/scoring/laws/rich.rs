//! The same for scorecards of every kind of question: costs, bonus, ranges, defects, sections within
//! sections, critical errors of every effect.

use super::{Answer, Answers, Draft, Fraction, Scorecard, draft, methods, na_rules, score};
use crate::scorecard::sample::{choice, defects, ranges, scale, section, several, yes_no};
use crate::scorecard::{
    CriticalKind, CriticalRule, Limit, MAX_SEVERITIES, Method, NaRule, OptionSet, Points, Question,
    QuestionDraft, QuestionKind, SectionDraft, Weight,
};
use crate::scoring::{Detail, Score, Scorer, Step};
use proptest::prelude::*;

/// One question: its form, its weight, which answer is given, whether it applies, its effect.
type Cell = (usize, i64, usize, bool, usize);
/// Sections: their weight, whether they lie within the one before, their questions.
type Form = Vec<(i64, bool, Vec<Cell>)>;

const KINDS: usize = 10;

fn forms() -> impl Strategy<Value = Form> {
    let cell = (0..KINDS, 1i64..9, 0usize..60, prop::bool::weighted(0.7), 0usize..12);
    let section = (1i64..9, prop::bool::weighted(0.4), prop::collection::vec(cell, 1..4));
    prop::collection::vec(section, 1..5)
}

fn limits() -> impl Strategy<Value = (Limit, Limit)> {
    let cap = prop::sample::select(vec![Limit::At(100_000), Limit::At(105_500), Limit::None]);
    let floor = prop::sample::select(vec![Limit::At(0), Limit::At(-20_000), Limit::None]);
    (floor, cap)
}

fn question(id: &str, kind: usize) -> QuestionDraft {
    match kind {
        0 => yes_no(id),
        1 => choice(id, &[0, 5, 10]),
        2 => choice(id, &[7, 3, -2]),
        3 => scale(id, 1, 5),
        4 => several(id, &[5, 3, -2]),
        5 => ranges(id, &[(0, 0, 10), (1, 4, 5), (5, 10, 1)]),
        6 => {
            let counted = defects(id, &[1, 5]);
            let severities = match counted.kind {
                Some(QuestionKind::Defects { severities, .. }) => severities,
                _ => Vec::new(),
            };
            let points = Some(Points(10_000));
            QuestionDraft { kind: Some(QuestionKind::Defects { severities, points }), ..counted }
        }
        7 => choice(id, &[0, -5, -20]),
        8 => yes_no(id).bonus(),
        _ => choice(id, &[0, 3]).bonus(),
    }
}

/// Effects by number; most questions are not critical.
fn effect(number: usize) -> Option<CriticalRule> {
    let rules = [
        CriticalRule::Zero,
        CriticalRule::SectionZero,
        CriticalRule::Cap(40_000),
        CriticalRule::Flag,
        CriticalRule::Record,
    ];
    rules.get(number).copied()
}

fn sections(form: &Form) -> Vec<SectionDraft> {
    let mut sections: Vec<SectionDraft> = Vec::new();
    let mut outer = None;
    for (s, (weight, within, cells)) in form.iter().enumerate() {
        let one = |(q, cell): (usize, &Cell)| {
            let question = question(&format!("q{s}_{q}"), cell.0).weighing(cell.1);
            match effect(cell.4) {
                None => question,
                rule => question.critical(CriticalKind::Business, rule).failing_below(60),
            }
        };
        let questions = cells.iter().enumerate().map(one).collect();
        let mut section = section(&format!("s{s}"), *weight, questions);
        section.parent = outer.filter(|_| *within);
        if section.parent.is_none() {
            outer = Some(s);
        }
        sections.push(section);
    }
    sections
}

/// Some answers to a question, from those that earn least to those that earn most.
fn candidates(question: &Question) -> Vec<Answer> {
    let kind = question.kind();
    let mut all: Vec<Answer> = match kind {
        QuestionKind::MultiChoice(choices) => (0..1usize << choices.len())
            .map(|mask| {
                let chosen = (0..choices.len()).filter(|index| mask >> index & 1 == 1);
                Answer::Options(chosen.collect::<OptionSet>())
            })
            .collect(),
        QuestionKind::Number { min, max, .. } => (*min..=*max).map(Answer::Value).collect(),
        QuestionKind::Defects { .. } => (0..4)
            .map(|count| {
                let mut counts = [0; MAX_SEVERITIES];
                counts[0] = count;
                counts[1] = count / 2;
                Answer::Defects(counts)
            })
            .collect(),
        _ => kind.categories().values.into_iter().map(|it| it.answer).collect(),
    };
    all.sort_by_key(|answer| kind.points(*answer));
    all
}

fn answers(card: &Scorecard, form: &Form) -> Answers {
    let cells = form.iter().flat_map(|(_, _, cells)| cells);
    let all = card.questions().zip(cells).map(|(question, cell)| {
        let all = candidates(question);
        if cell.3 { all[cell.2 % all.len()] } else { Answer::NotApplicable }
    });
    Answers::new(card, all.collect()).unwrap()
}

/// The card of a form, where its weights are even enough and anything can score.
fn built(form: &Form, method: Method, na: NaRule, (floor, cap): (Limit, Limit)) -> Option<Draft> {
    let mut draft = draft(method, sections(form)).na(na);
    (draft.floor, draft.cap) = (Some(floor), Some(cap));
    let (card, flaws) = draft.clone().check();
    let known = |code: &str| ["card-too-fine", "section-all-na"].contains(&code);
    assert!(card.is_some() || flaws.iter().all(|flaw| known(flaw.code)), "{flaws:#?}");
    card.map(|_| draft)
}

fn at(limit: Limit) -> Option<Fraction> {
    match limit {
        Limit::At(limit) => Fraction::new(i128::from(limit), 100_000),
        Limit::None => None,
    }
}

/// What the parts of the whole add up to, bonus apart.
fn weights(score: &Score) -> Fraction {
    let weight = |step: &Step| match step {
        Step::Question { weight, .. } => *weight,
        _ => Fraction::ZERO,
    };
    score.trace.iter().map(weight).sum()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn steps_add_up_to_the_score_weights_to_the_whole_and_limits_are_kept(
        form in forms(), method in methods(), na in na_rules(), limits in limits(),
    ) {
        let Some(draft) = built(&form, method, na, limits) else { return Ok(()) };
        let card = draft.built();
        let score = score(&card, &answers(&card, &form));
        let sum: Fraction = score.trace.iter().map(|step| step.contribution()).sum();
        let Some(value) = score.value else {
            prop_assert_eq!(sum, Fraction::ZERO);
            prop_assert!(score.unscored.is_some() && score.before_critical.is_none());
            return Ok(());
        };
        prop_assert_eq!(sum, value);
        prop_assert_eq!(weights(&score), Fraction::ONE);
        let whole: Fraction = card
            .sections()
            .iter()
            .zip(&score.sections)
            .filter(|(section, _)| section.parent().is_none())
            .map(|(_, section)| section.weight)
            .sum();
        prop_assert_eq!(whole, Fraction::ONE);
        prop_assert!(at(limits.0).is_none_or(|floor| value >= floor));
        prop_assert!(at(limits.1).is_none_or(|cap| value <= cap));
        prop_assert!(Some(value) <= score.before_critical);
    }

    #[test]
    fn figures_of_many_are_those_of_each(
        form in forms(), method in methods(), na in na_rules(), limits in limits(),
    ) {
        let Some(draft) = built(&form, method, na, limits) else { return Ok(()) };
        let card = draft.built();
        let mut scorer = Scorer::new(&card);
        let first = answers(&card, &form);
        let (mut turned, mut hidden) = (first.as_slice().to_vec(), first.as_slice().to_vec());
        for (at, question) in card.questions().enumerate() {
            let all = candidates(question);
            turned[at] = all[(at + form.len()) % all.len()];
            if at % 3 == 1 {
                hidden[at] = Answer::Hidden;
            }
        }
        let all = [Answers::new(&card, turned), Answers::new(&card, hidden), Some(first)];
        // Twice, so that everything is known.
        for given in all.iter().flatten().chain(all.iter().flatten()) {
            let whole = score(&card, given);
            prop_assert_eq!(&scorer.score(given, Detail::Steps), &whole);
            let figures = Score { trace: Vec::new(), ..whole };
            let found = Score { trace: Vec::new(), ..scorer.score(given, Detail::Figures) };
            prop_assert_eq!(found, figures);
        }
    }

    #[test]
    fn a_better_answer_never_lowers_the_score(
        form in forms(), method in methods(), na in na_rules(), limits in limits(), at in 0usize..12,
    ) {
        let Some(draft) = built(&form, method, na, limits) else { return Ok(()) };
        let card = draft.built();
        let given = answers(&card, &form);
        let at = at % card.questions().count();
        let scores: Vec<_> = candidates(card.question_at(at).unwrap())
            .into_iter()
            .map(|answer| score(&card, &super::with(&given, &card, at, answer)).value)
            .collect();
        prop_assert!(scores.is_sorted(), "{scores:?}");
    }

    #[test]
    fn scaling_all_weights_of_one_level_changes_no_score(
        form in forms(), method in methods(), na in na_rules(), limits in limits(), times in 2i64..20,
    ) {
        // Within a section, questions and sections share one scale; so only flat forms are scaled.
        let form: Form = form.into_iter().map(|(weight, _, cells)| (weight, false, cells)).collect();
        let Some(draft) = built(&form, method, na, limits) else { return Ok(()) };
        let mut scaled = draft.clone();
        for section in &mut scaled.sections {
            section.weight = section.weight.map(|weight| Weight(weight.0 * times));
            for question in &mut section.questions {
                question.weight = question.weight.map(|weight| Weight(weight.0 * times));
            }
        }
        let (card, scaled) = (draft.built(), scaled.built());
        let before = score(&card, &answers(&card, &form));
        let after = score(&scaled, &answers(&scaled, &form));
        prop_assert_eq!((before.value, before.trace), (after.value, after.trace));
    }

    #[test]
    fn the_order_of_questions_and_sections_changes_no_score(
        form in forms(), method in methods(), na in na_rules(), limits in limits(),
    ) {
        let form: Form = form.into_iter().map(|(weight, _, cells)| (weight, false, cells)).collect();
        let mut turned = form.clone();
        turned.reverse();
        for (_, _, cells) in &mut turned {
            cells.reverse();
        }
        let (Some(draft), Some(other)) =
            (built(&form, method, na, limits), built(&turned, method, na, limits))
        else {
            return Ok(());
        };
        let (card, other) = (draft.built(), other.built());
        let before = score(&card, &answers(&card, &form));
        let after = score(&other, &answers(&other, &turned));
        prop_assert_eq!(before.value, after.value);
        prop_assert_eq!(before.before_critical, after.before_critical);
        prop_assert_eq!((before.critical, before.passed), (after.critical, after.passed));
    }

    /// Penalties: the same laws, where nothing is shared out.
    #[test]
    fn deductions_add_up_and_more_defects_never_help(
        form in forms(), counts in prop::collection::vec(0u16..5, 2), at in 0usize..12,
    ) {
        let mut sections = sections(&form);
        for section in &mut sections {
            for question in &mut section.questions {
                question.bonus = false;
                question.critical = None;
                question.fails_below = None;
            }
        }
        let own = defects("own", &[1, 5]).weighing(3);
        sections[0].questions.push(own);
        let card = draft(Method::Deduction, sections).na(NaRule::Full).built();
        let own = card.question_index("own").unwrap();
        let of = |more: u16| {
            let mut all: Vec<Answer> = card.questions().map(|question| {
                let all = candidates(question);
                all[at % all.len()]
            }).collect();
            let mut found = [0; MAX_SEVERITIES];
            (found[0], found[1]) = (counts[0] + more, counts[1]);
            all[own] = Answer::Defects(found);
            score(&card, &Answers::new(&card, all).unwrap())
        };
        let (few, many) = (of(0), of(1));
        let sum: Fraction = few.trace.iter().map(|step| step.contribution()).sum();
        prop_assert_eq!(Some(sum), few.value);
        prop_assert!(many.value <= few.value);
    }
}
