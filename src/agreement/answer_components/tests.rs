use super::super::ratings::Rating;
use super::super::scale::Level;
use super::*;
use crate::problem::Place;

/// Answers 0 to 9 of two interactions of each agent by each evaluator to each question.
fn answers(worth: impl Fn([usize; 4]) -> i64) -> Answers {
    let scale = Scale::numbers(Level::Ordinal, (0..10).map(|k| (k.to_string(), k * 1000)));
    let asked = ["ask", "bid", "call"];
    let scales = asked.map(|id| (id.to_owned(), scale.clone()));
    let mut ratings = Ratings::new(scales.into());
    let mut agents = BTreeMap::new();
    for (agent, call) in (0..4).flat_map(|agent| (0..2).map(move |call| (agent, call))) {
        let interaction = format!("I{agent}{call}");
        agents.insert(interaction.clone(), format!("A{agent}"));
        for (evaluator, question) in (0..3).flat_map(|e| (0..3).map(move |q| (e, q))) {
            let answer = worth([agent, evaluator, question, call]).to_string();
            let rating = Rating {
                interaction: interaction.clone(),
                evaluator: format!("e{evaluator}"),
                question: asked[question].to_owned(),
                answer: RatingValue::Category(answer),
                place: Place::file("r.csv"),
            };
            ratings.insert(rating).unwrap();
        }
    }
    Answers::of(&ratings, (&agents, &["e0", "e1", "e2"]), &BTreeMap::new())
}

#[test]
fn answers_that_are_all_the_same_or_of_nobody_have_no_variances() {
    assert_eq!(answers(|_| 4).variances(), None);
    let nobody = Answers::of(&Ratings::default(), (&BTreeMap::new(), &["e0"]), &BTreeMap::new());
    assert_eq!(nobody.variances(), None);
}

/// By hand: a worth of points goes before values, the least of them is 0 and the most 100.
#[test]
fn answers_are_worth_what_their_question_gives() {
    let scale = Scale::labels(Level::Nominal, ["yes", "no"]);
    assert_eq!(worth("yes", &scale, None), None);
    let stake = Stake {
        worth: [("yes", 10_000), ("partly", 4_000), ("no", 0)]
            .map(|(k, v)| (k.to_owned(), v))
            .into(),
        ..Stake::default()
    };
    assert_eq!(worth("partly", &scale, Some(&stake)), Some(40.0));
    let numbers = Scale::numbers(Level::Ordinal, [("1", 1000), ("3", 3000), ("5", 5000)]);
    assert_eq!(worth("3", &numbers, Some(&Stake::default())), Some(50.0));
    assert_eq!(worth("2", &numbers, None), None);
}

/// A little of everything beside a large part of one: it is found where it was put.
#[test]
fn each_source_is_found_where_it_was_put() {
    let noise = |of: [usize; 4]| {
        i64::from((of[0] * 7 + of[1] * 5 + of[2] * 3 + of[3] * 11).is_multiple_of(3))
    };
    for (at, source) in [(0, Source::Agent), (1, Source::Evaluator), (2, Source::Question)] {
        let steps = |of: [usize; 4]| 2 * i64::try_from(of[at]).unwrap() + noise(of);
        let found = answers(steps).variances().unwrap();
        let most = found.told.iter().max_by(|one, other| one.1.total_cmp(other.1)).unwrap();
        assert_eq!(*most.0, source, "{:?}", found.told);
        assert_eq!((found.questions, found.answers), (3, 72));
    }
}

/// By hand: 20 of agents, 4 of evaluators, 6 of agents by questions and 60 left: ten evaluations by two
/// evaluators on three questions have an error of 4/2 + 6/3 + 60/30 = 6. On any number of questions 80 %
/// asks for an error of 5: 4/2 + 6/3 + 60/3n is that from 20 on.
#[test]
fn more_of_anything_makes_a_mean_more_dependable() {
    let told = [(Source::Agent, 20.0), (Source::Evaluator, 4.0), (Source::AgentQuestion, 6.0)];
    let found = AnswerVariances { told: told.into(), residual: 60.0, questions: 3, answers: 72 };
    assert!((found.dependability(10, 2, 3).unwrap() - 20.0 / 26.0).abs() < 1e-12);
    assert_eq!((found.dependability(0, 2, 3), found.dependability(9, 2, 0)), (None, None));
    assert_eq!(found.evaluations_needed(0.8, (2, 3)), Some(20));
    assert_eq!(found.evaluations_needed(0.99, (2, 3)), None);
}
