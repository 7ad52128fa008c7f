//! What holds for every scorecard and every evaluation.

mod rich;

use super::{Score, score};
use crate::scorecard::sample::{choice, draft, scale, section, yes_no};
use crate::scorecard::{
    Answer, Answers, CriticalKind, CriticalRule, Draft, Method, NaRule, Points, QuestionDraft,
    QuestionKind, Scorecard, SectionDraft, Weight,
};
use crate::stats::fraction::Fraction;
use proptest::prelude::*;

/// One question: its form, its weight, which answer is given, whether it applies.
type Cell = (usize, i64, usize, bool);
/// Sections: their weights and questions.
type Form = Vec<(i64, Vec<Cell>)>;

fn forms() -> impl Strategy<Value = Form> {
    let cell = (0usize..4, 1i64..9, 0usize..60, prop::bool::weighted(0.7));
    prop::collection::vec((1i64..9, prop::collection::vec(cell, 1..4)), 1..4)
}

fn methods() -> impl Strategy<Value = Method> {
    let shared_out = Method::NAMES.into_iter().map(|(_, method)| method);
    prop::sample::select(shared_out.filter(|it| *it != Method::Deduction).collect::<Vec<_>>())
}

fn na_rules() -> impl Strategy<Value = NaRule> {
    prop::sample::select(NaRule::NAMES.map(|(_, rule)| rule).to_vec())
}

fn question(id: &str, kind: usize) -> QuestionDraft {
    match kind {
        0 => yes_no(id),
        1 => choice(id, &[0, 5, 10]),
        2 => choice(id, &[7, 3, 0]),
        _ => scale(id, 1, 5),
    }
}

fn sections(form: &Form) -> Vec<SectionDraft> {
    let cells = |s: usize, cells: &[Cell]| -> Vec<QuestionDraft> {
        let one =
            |(q, cell): (usize, &Cell)| question(&format!("q{s}_{q}"), cell.0).weighing(cell.1);
        cells.iter().enumerate().map(one).collect()
    };
    let one = |(s, (weight, all)): (usize, &(i64, Vec<Cell>))| {
        section(&format!("s{s}"), *weight, cells(s, all))
    };
    form.iter().enumerate().map(one).collect()
}

/// The answers a form gives to its own card.
fn answers(card: &Scorecard, form: &Form) -> Answers {
    let cells = form.iter().flat_map(|(_, cells)| cells);
    let all = card.questions().zip(cells).map(|(question, cell)| {
        let values = question.kind().categories().values;
        if cell.3 { values[cell.2 % values.len()].answer } else { Answer::NotApplicable }
    });
    Answers::new(card, all.collect()).unwrap()
}

fn scored(draft: Draft, form: &Form) -> Score {
    let card = draft.built();
    score(&card, &answers(&card, form))
}

/// The answers of a form with the answer of one question replaced.
fn with(answers: &Answers, card: &Scorecard, at: usize, answer: Answer) -> Answers {
    let mut all = answers.as_slice().to_vec();
    all[at] = answer;
    Answers::new(card, all).unwrap()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn contributions_add_up_to_the_score_and_weights_to_the_whole(
        form in forms(), method in methods(), na in na_rules(), rule in 0usize..3,
    ) {
        let mut sections = sections(&form);
        let rule = CriticalRule::NAMES[rule].1;
        let first = sections[0].questions[0].clone();
        sections[0].questions[0] =
            first.critical(CriticalKind::Customer, Some(rule)).failing_below(50);
        let card = draft(method, sections).na(na).built();
        let score = score(&card, &answers(&card, &form));
        let sum: Fraction = score.trace.iter().map(|step| step.contribution()).sum();
        let weights: Fraction = score.sections.iter().map(|section| section.weight).sum();
        match score.value {
            None => prop_assert!(form.iter().flat_map(|it| &it.1).all(|cell| !cell.3)),
            Some(value) => {
                prop_assert_eq!(sum, value);
                prop_assert_eq!(weights, Fraction::ONE);
                prop_assert!(value >= Fraction::ZERO && value <= Fraction::ONE);
                prop_assert!(Some(value) <= score.before_critical);
            }
        }
    }

    #[test]
    fn the_best_answers_make_one_and_the_worst_nothing(
        form in forms(), method in methods(), na in na_rules(),
    ) {
        let card = draft(method, sections(&form)).na(na).built();
        let all = |best: bool| {
            let pick = |question: &crate::scorecard::Question| {
                let values = question.kind().categories().values;
                let most = values.iter().max_by_key(|it| it.points).unwrap().answer;
                let least = values.iter().min_by_key(|it| it.points).unwrap().answer;
                if best { most } else { least }
            };
            Answers::new(&card, card.questions().map(pick).collect()).unwrap()
        };
        prop_assert_eq!(score(&card, &all(true)).value, Some(Fraction::ONE));
        prop_assert_eq!(score(&card, &all(false)).value, Some(Fraction::ZERO));
    }

    #[test]
    fn the_order_of_questions_and_sections_changes_nothing(
        form in forms(), method in methods(), na in na_rules(),
    ) {
        let mut turned = form.clone();
        turned.reverse();
        for (_, cells) in &mut turned {
            cells.reverse();
        }
        let before = scored(draft(method, sections(&form)).na(na), &form);
        let after = scored(draft(method, sections(&turned)).na(na), &turned);
        prop_assert_eq!(before.value, after.value);
    }

    #[test]
    fn scaling_all_weights_changes_nothing(
        form in forms(), method in methods(), na in na_rules(), times in 2i64..50,
    ) {
        let mut scaled = sections(&form);
        for section in &mut scaled {
            section.weight = section.weight.map(|weight| Weight(weight.0 * times));
            for question in &mut section.questions {
                question.weight = question.weight.map(|weight| Weight(weight.0 * times));
            }
        }
        let mut before = scored(draft(method, sections(&form)).na(na), &form);
        let after = scored(draft(method, scaled).na(na), &form);
        // Of what it is a share does grow with the weights.
        before.whole = after.whole;
        prop_assert_eq!(after, before);
    }

    #[test]
    fn a_better_answer_never_lowers_the_score(
        form in forms(), method in methods(), na in na_rules(), at in 0usize..9,
    ) {
        let mut sections = sections(&form);
        for section in &mut sections {
            let first = section.questions[0].clone();
            section.questions[0] = first.critical(CriticalKind::Business, None).failing_below(60);
        }
        let card = draft(method, sections).na(na).built();
        let given = answers(&card, &form);
        let at = at % card.questions().count();
        let kind = card.questions().nth(at).unwrap().kind();
        let mut values = kind.categories().values;
        values.sort_by_key(|value| value.points);
        let scores: Vec<_> = values
            .iter()
            .map(|value| score(&card, &with(&given, &card, at, value.answer)).value)
            .collect();
        prop_assert!(scores.is_sorted(), "{scores:?}");
    }

    /// Where weight stays in the section, and where a question leaves both sums.
    #[test]
    fn what_does_not_apply_might_as_well_not_be_asked(form in forms()) {
        let asked: Form = form
            .iter()
            .map(|(weight, cells)| {
                (*weight, cells.iter().copied().filter(|cell| cell.3).collect::<Vec<Cell>>())
            })
            .filter(|(_, cells)| !cells.is_empty())
            .collect();
        prop_assume!(!asked.is_empty());
        for (method, na) in [
            (Method::SectionWeighted, NaRule::DropSection),
            (Method::QuestionWeighted, NaRule::DropForm),
            (Method::WeightedPoints, NaRule::DropForm),
            (Method::Points, NaRule::DropForm),
        ] {
            let whole = scored(draft(method, sections(&form)).na(na), &form);
            let part = scored(draft(method, sections(&asked)).na(na), &asked);
            prop_assert_eq!(whole.value, part.value, "{:?}", method);
        }
    }

    /// Weights and points of many digits: what the check lets through never leaves `i128`.
    #[test]
    fn an_accepted_card_scores_without_overflow(
        form in forms(), method in methods(), na in na_rules(),
        digits in prop::collection::vec((1i64..1_000_000, 1i64..100_000), 9..10),
    ) {
        let mut sections = sections(&form);
        let mut digits = digits.into_iter().cycle();
        for section in &mut sections {
            section.weight = digits.next().map(|(weight, _)| Weight(weight));
            for question in &mut section.questions {
                let (weight, points) = digits.next().unwrap();
                question.weight = Some(Weight(weight));
                question.kind = question.kind.take().map(|kind| match kind {
                    QuestionKind::YesNo { .. } => QuestionKind::YesNo { points: Points(points) },
                    other => other,
                });
            }
        }
        let (card, flaws) = draft(method, sections).na(na).check();
        match card {
            None => prop_assert!(flaws.iter().any(|flaw| flaw.code == "card-too-fine")),
            Some(card) => {
                let score = score(&card, &answers(&card, &form));
                let sum: Fraction = score.trace.iter().map(|step| step.contribution()).sum();
                prop_assert_eq!(sum, score.value.unwrap_or(Fraction::ZERO));
            }
        }
    }
}
