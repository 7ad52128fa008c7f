//! Who evaluates what: equal shares, dealt in the order of tickets, nobody their own calls.

use super::draw::{Draw, Pick};

/// Deals the drawn interactions to the evaluators; one entry for each pick, in the order of strata
/// and ranks. `None` where nobody may evaluate it, or nobody is there.
///
/// Interactions come up in the order of their tickets and go to whoever has least so far; of
/// several, to the name that sorts first. So the shares differ by one at most, unless an evaluator
/// is also an agent, and neither the order of names nor that of rows matters.
pub fn deal<'a>(draw: &Draw, evaluators: &'a [String]) -> Vec<Option<&'a str>> {
    let mut hands: Vec<(usize, &str)> = evaluators.iter().map(|name| (0, name.as_str())).collect();
    hands.sort_unstable();
    hands.dedup();
    let picks: Vec<&Pick> = draw.strata.iter().flat_map(|stratum| &stratum.drawn).collect();
    let mut order: Vec<usize> = (0..picks.len()).collect();
    order.sort_by_key(|&at| (picks[at].ticket, &picks[at].candidate));
    let mut dealt = vec![None; picks.len()];
    for at in order {
        let agent = picks[at].candidate.agent_id.as_deref();
        let able = hands.iter_mut().filter(|(_, name)| agent != Some(*name));
        if let Some(least) = able.min() {
            least.0 += 1;
            dealt[at] = Some(least.1);
        }
    }
    dealt
}

#[cfg(test)]
mod tests {
    use super::super::draw::tests::{calls, draw, plan};
    use super::*;

    fn names(names: &[&str]) -> Vec<String> {
        names.iter().map(|name| (*name).to_owned()).collect()
    }

    fn share(dealt: &[Option<&str>], name: &str) -> usize {
        dealt.iter().filter(|one| **one == Some(name)).count()
    }

    #[test]
    fn without_evaluators_nobody_is_named() {
        let draw = draw(plan("s", 5), &calls("A1", 7));
        assert_eq!(deal(&draw, &[]), [None; 5]);
    }

    #[test]
    fn shares_differ_by_one_at_most_in_whatever_order_names_are_given() {
        let mut rows = calls("A1", 30);
        rows.extend(calls("A2", 30));
        let draw = draw(plan("s", 5), &rows);
        let (given, turned) = (names(&["budi", "ana", "carla"]), names(&["carla", "budi", "ana"]));
        let dealt = deal(&draw, &given);
        // 10 interactions for three: 4, 3 and 3.
        let shares = ["ana", "budi", "carla"].map(|name| share(&dealt, name));
        assert_eq!(shares, [4, 3, 3]);
        assert_eq!(dealt, deal(&draw, &turned));
    }

    #[test]
    fn nobody_evaluates_their_own_calls() {
        let mut rows = calls("ana", 9);
        rows.extend(calls("budi", 9));
        let draw = draw(plan("s", 4), &rows);
        let names = names(&["ana", "budi"]);
        // Strata in order: the calls of ana, then those of budi.
        let [theirs, hers] = [Some("budi"), Some("ana")];
        assert_eq!(deal(&draw, &names), [theirs, theirs, theirs, theirs, hers, hers, hers, hers]);
        assert_eq!(deal(&draw, &names[..1])[..4], [None; 4]);
    }
}
