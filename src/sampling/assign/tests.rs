use super::super::draw::tests::{calls, draw, plan};
use super::*;
use proptest::prelude::*;

fn people(names: &[&str]) -> Vec<Evaluator> {
    names.iter().map(|name| Evaluator::named(name)).collect()
}

fn share(deal: &Deal, name: &str) -> usize {
    deal.tasks.iter().filter(|task| task.evaluator.as_deref() == Some(name)).count()
}

fn agents(count: usize, each: usize) -> Vec<(String, String)> {
    (1..=count).flat_map(|agent| calls(&format!("A{agent}"), each)).collect()
}

#[test]
fn without_evaluators_nobody_is_named() {
    let deal = deal(&draw(plan("s", 5), &calls("A1", 7)), &[], &Rules::default());
    assert_eq!((deal.tasks.len(), deal.parts), (5, None));
    assert!(deal.tasks.iter().all(|task| task.evaluator.is_none()));
    assert!(deal.nobody.is_empty());
}

#[test]
fn shares_differ_by_one_at_most_in_whatever_order_names_are_given() {
    let draw = draw(plan("s", 5), &agents(2, 30));
    let (given, turned) = (["budi", "ana", "carla"], ["carla", "budi", "ana"]);
    let dealt = deal(&draw, &people(&given), &Rules::default());
    // 10 interactions for three: 4, 3 and 3.
    assert_eq!(["ana", "budi", "carla"].map(|name| share(&dealt, name)), [4, 3, 3]);
    assert_eq!(dealt, deal(&draw, &people(&turned), &Rules::default()));
}

#[test]
fn nobody_evaluates_their_own_calls() {
    let mut rows = calls("ana", 9);
    rows.extend(calls("budi", 9));
    let draw = draw(plan("s", 4), &rows);
    let dealt = deal(&draw, &people(&["ana", "budi"]), &Rules::default());
    // Strata in order: the calls of ana, then those of budi.
    let names: Vec<_> = dealt.tasks.iter().map(|task| task.evaluator.as_deref()).collect();
    assert_eq!(names, [[Some("budi"); 4], [Some("ana"); 4]].concat());
    assert_eq!(dealt.parts, Some(2));
    let alone = deal(&draw, &people(&["ana"]), &Rules::default());
    assert_eq!(alone.nobody, BTreeMap::from([("own calls".to_owned(), 4)]));
}

#[test]
fn every_rule_bars_and_says_so() {
    let draw = draw(plan("s", 3), &calls("A1", 9));
    let who = |change: fn(&mut Evaluator)| {
        let mut ana = Evaluator::named("ana");
        change(&mut ana);
        vec![ana]
    };
    let teams = BTreeMap::from([("A1".to_owned(), "north".to_owned())]);
    let rules = Rules { teams, ..Rules::default() };
    let north = who(|ana| ana.team = Some("north".to_owned()));
    let barred = who(|ana| ana.barred = BTreeSet::from(["A1".to_owned()]));
    let tired = who(|ana| ana.most = Some(1));
    for (people, rules, bar, count) in [
        (&north, &rules, "own team", 3),
        (&barred, &rules, "barred agent", 3),
        (&tired, &rules, "most work", 2),
        (&people(&["ana"]), &Rules { pairs: Some(2), ..Rules::default() }, "pair limit", 1),
    ] {
        let dealt = deal(&draw, people, rules);
        assert_eq!(dealt.nobody, BTreeMap::from([(bar.to_owned(), count)]));
    }
    let had = BTreeMap::from([(("A1".to_owned(), "ana".to_owned()), 2)]);
    let rules = Rules { pairs: Some(2), had, ..Rules::default() };
    assert_eq!(deal(&draw, &people(&["ana"]), &rules).nobody.values().sum::<u64>(), 3);
}

#[test]
fn a_tenth_is_scored_by_two_and_no_pair_is_the_same_person() {
    let draw = draw(plan("s", 5), &agents(8, 30));
    let rules = Rules { overlap: 100, ..Rules::default() };
    let dealt = deal(&draw, &people(&["ana", "budi", "carla"]), &rules);
    let seconds: Vec<&Task> =
        dealt.tasks.iter().filter(|task| task.purpose == Purpose::Overlap).collect();
    assert_eq!((dealt.tasks.len(), seconds.len()), (44, 8));
    for pair in seconds.chunks(2) {
        assert_eq!(pair[0].origin, pair[1].origin);
        assert_ne!(pair[0].evaluator, pair[1].evaluator);
    }
}

#[test]
fn a_second_score_joins_groups_before_it_does_anything_else() {
    // Each evaluator may only take two agents; one second score is enough to join both groups.
    let draw = draw(plan("s", 2), &agents(4, 9));
    let only = |id: &str, not: [&str; 2]| Evaluator {
        barred: not.map(str::to_owned).into_iter().collect(),
        ..Evaluator::named(id)
    };
    let people = [
        only("ana", ["A3", "A4"]),
        only("budi", ["A1", "A2"]),
        Evaluator { most: Some(1), ..Evaluator::named("zoe") },
    ];
    let apart = deal(&draw, &people[..2], &Rules::default());
    assert_eq!(apart.parts, Some(2));
    let rules = Rules { overlap: 500, ..Rules::default() };
    let free = [people[0].clone(), people[1].clone(), Evaluator::named("zoe")];
    assert_eq!(deal(&draw, &free, &rules).parts, Some(1));
}

#[test]
fn some_is_scored_again_by_whoever_scored_it() {
    let draw = draw(plan("s", 5), &agents(2, 30));
    let earlier = |at: usize, who: &str| Earlier {
        interaction: format!("old-{at}"),
        agent: Some("A1".to_owned()),
        evaluator: who.to_owned(),
    };
    let scored = vec![earlier(1, "ana"), earlier(2, "budi"), earlier(3, "gone")];
    let rules = Rules { retest: 300, scored, ..Rules::default() };
    let dealt = deal(&draw, &people(&["ana", "budi"]), &rules);
    let again: Vec<&Task> =
        dealt.tasks.iter().filter(|task| task.purpose == Purpose::Retest).collect();
    assert_eq!((dealt.seconds.retest_wanted, again.len()), (3, 2));
    for task in again {
        let Origin::Again(one) = &task.origin else { panic!("scored before") };
        assert_eq!(Some(&one.evaluator), task.evaluator.as_ref());
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(32))]

    #[test]
    fn minutes_are_balanced_within_one_interaction(
        talks in prop::collection::vec(1..60_i64, 1..40), evaluators in 1..6_usize,
    ) {
        let mut drawn = draw(plan("s", talks.len()), &calls("A1", talks.len()));
        for (pick, talk) in drawn.strata[0].drawn.iter_mut().zip(&talks) {
            pick.candidate.talk_ms = Some(talk * 60_000);
        }
        let names: Vec<String> = (0..evaluators).map(|i| format!("e{i}")).collect();
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        let dealt = deal(&drawn, &people(&names), &Rules::default());
        let loads: Vec<i64> = dealt.loads.values().map(|(_, ms)| *ms).collect();
        let longest = drawn.plan.work.milliseconds(talks.iter().max().map(|talk| talk * 60_000));
        prop_assert!(loads.iter().max().unwrap() - loads.iter().min().unwrap() <= longest);
    }
}
