//! Who takes part in calibration, and how often, against what was promised.

use super::drift::{self, Session};
use super::evaluator_tables::share;
use super::question_tables::count;
use crate::report::{Audience, Cell, Column, Table, Unit};
use std::collections::{BTreeMap, BTreeSet};

/// What was promised, and of whom.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Promise {
    /// Everybody is to take part once in so many days; `None` when nothing was promised.
    pub every_days: Option<i64>,
    /// People who are to take part though they may never have done so.
    pub expected: BTreeSet<String>,
}

/// Table `compliance`: one row an evaluator, and one for the sessions themselves.
///
/// A stretch of so many days begins with the first session and ends with the last day on which anybody
/// took part; it is kept by who took part in a session of it. Sessions whose day is unknown count as held
/// and keep nothing.
pub fn compliance_table(sessions: &[Session], promise: &Promise) -> Table {
    let mut people = drift::people(sessions, None);
    people.extend(promise.expected.iter().map(String::as_str));
    let mut rows = vec![row(Who::All, sessions, &|_| true, promise)];
    rows.extend(people.into_iter().map(|who| {
        let took_part = |session: &Session| session.ratings.knows(who);
        row(Who::One(who), sessions, &took_part, promise)
    }));
    let mut columns = vec![
        Column::new("evaluator", "evaluator", Unit::Text),
        Column::new("sessions", "sessions", Unit::Count),
        Column::new("attended_share", "took part", Unit::Share),
    ];
    columns.extend(Column::limits("attended_share", Unit::Share));
    columns.extend([
        Column::new("attended", "times", Unit::Count),
        Column::new("interactions", "interactions", Unit::Count),
        Column::new("last_session", "last", Unit::Text),
        Column::new("longest_gap_days", "longest gap in days", Unit::Count),
        Column::new("stretches", "stretches", Unit::Count),
        Column::new("stretches_kept", "kept", Unit::Count),
        Column::new("compliance", "promise", Unit::Text),
    ]);
    Table {
        key: "compliance",
        title: "Who takes part in calibration".to_owned(),
        audience: Audience::Everyone,
        columns,
        rows,
        total: None,
    }
}

/// Of whom a row tells.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Who<'a> {
    /// Of the sessions themselves.
    All,
    /// Of one evaluator, whatever the name.
    One(&'a str),
}

fn row(
    who: Who<'_>,
    sessions: &[Session],
    took_part: &dyn Fn(&Session) -> bool,
    promise: &Promise,
) -> Vec<Cell> {
    let attended: Vec<&Session> = sessions.iter().filter(|one| took_part(one)).collect();
    let n = |length: usize| u64::try_from(length).unwrap_or(u64::MAX);
    let [all, part, lower, upper] = share(n(attended.len()), n(sessions.len()));
    // Of the sessions themselves there is nothing to attend.
    let of_person = |cell: Cell| if who == Who::All { Cell::Missing } else { cell };
    let kept = kept(sessions, &attended, promise.every_days);
    vec![
        Cell::text(if let Who::One(name) = who { name } else { "all" }),
        all,
        of_person(part),
        of_person(lower),
        of_person(upper),
        of_person(count(attended.len())),
        count(attended.iter().map(|session| judged(session, who)).sum()),
        attended.last().map_or(Cell::Missing, |last| Cell::text(&last.name)),
        longest_gap(&attended, sessions).map_or(Cell::Missing, Cell::Count),
        kept.map_or(Cell::Missing, |(all, _)| Cell::Count(all)),
        kept.map_or(Cell::Missing, |(_, kept)| Cell::Count(kept)),
        Cell::text(words(attended.len(), kept)),
    ]
}

fn words(attended: usize, kept: Option<(u64, u64)>) -> String {
    match kept {
        _ if attended == 0 => "never took part".to_owned(),
        None => String::new(),
        Some((all, kept)) if kept >= all => "kept".to_owned(),
        Some((all, kept)) => format!("missed {} of {all}", all - kept),
    }
}

/// Interactions of a session that somebody judged.
fn judged(session: &Session, who: Who<'_>) -> usize {
    let interactions = session.ratings.interactions().into_iter();
    let Who::One(who) = who else { return interactions.count() };
    let by_them = |interaction: &&str| {
        let about = session.ratings.about(interaction);
        about.values().flatten().any(|(other, _)| *other == who)
    };
    interactions.filter(by_them).count()
}

/// The longest stretch without a session, from one to the next and to the last of all.
fn longest_gap(attended: &[&Session], sessions: &[Session]) -> Option<u64> {
    let end = sessions.iter().filter_map(|session| session.day).max()?;
    let mut days: Vec<i64> = attended.iter().filter_map(|session| session.day).collect();
    days.push(end);
    days.sort_unstable();
    let gap = days.windows(2).map(|pair| pair[1].abs_diff(pair[0])).max();
    gap.filter(|_| !attended.is_empty())
}

/// How many stretches of so many days there were and in how many somebody took part.
fn kept(sessions: &[Session], attended: &[&Session], every: Option<i64>) -> Option<(u64, u64)> {
    let every = every?;
    let days = || sessions.iter().filter_map(|session| session.day);
    let (first, last) = (days().min()?, days().max()?);
    let stretch = |day: i64| day.saturating_sub(first).div_euclid(every);
    let all = u64::try_from(stretch(last)).ok()? + 1;
    let kept: BTreeSet<i64> =
        attended.iter().filter_map(|session| session.day).map(stretch).collect();
    Some((all, u64::try_from(kept.len()).ok()?))
}

/// Sessions by name, in order of the day they began and then of name.
pub fn in_order(sessions: BTreeMap<String, Session>) -> Vec<Session> {
    let mut sessions: Vec<Session> = sessions.into_values().collect();
    // Unknown days come first, so that what is known stays together at the end.
    sessions.sort_by(|one, other| (one.day, &one.name).cmp(&(other.day, &other.name)));
    sessions
}

#[cfg(test)]
mod tests {
    use super::super::ratings::{Rating, RatingValue, Ratings};
    use super::*;
    use crate::problem::Place;

    fn session(name: &str, day: Option<i64>, who: &[&str]) -> Session {
        let mut ratings = Ratings::default();
        for who in who {
            let (interaction, question) = ("I1".to_owned(), "q".to_owned());
            let answer = RatingValue::Category("yes".to_owned());
            let (evaluator, place) = ((*who).to_owned(), Place::file("e.csv"));
            ratings.insert(Rating { interaction, evaluator, question, answer, place }).unwrap();
        }
        Session { name: name.to_owned(), day, ratings, ..Session::default() }
    }

    fn texts(table: &Table, column: &str) -> Vec<Cell> {
        let at = table.columns.iter().position(|one| one.key == column).unwrap();
        table.rows.iter().map(|row| row[at].clone()).collect()
    }

    #[test]
    fn without_a_session_nobody_kept_anything() {
        let expected = BTreeSet::from(["eve".to_owned()]);
        let promise = Promise { every_days: Some(7), expected };
        let table = compliance_table(&[], &promise);
        assert_eq!(texts(&table, "stretches"), [Cell::Missing, Cell::Missing]);
        assert_eq!(texts(&table, "compliance")[1], Cell::text("never took part"));
    }

    /// By hand: sessions on days 0, 7, 21 span four weeks, the third of which has none. ann took part in
    /// the first two, so two weeks are kept and her longest gap is 7 to 21.
    #[test]
    fn a_week_without_a_session_is_missed_by_all() {
        let sessions = [
            session("s1", Some(0), &["ann", "bob"]),
            session("s2", Some(7), &["ann"]),
            session("s3", Some(21), &["bob"]),
        ];
        let promise = Promise { every_days: Some(7), ..Promise::default() };
        let table = compliance_table(&sessions, &promise);
        let told: Vec<Cell> =
            ["missed 1 of 4", "missed 2 of 4", "missed 2 of 4"].map(Cell::text).into();
        assert_eq!(texts(&table, "compliance"), told);
        assert_eq!(texts(&table, "longest_gap_days")[1], Cell::Count(14));
        assert_eq!(texts(&table, "attended")[1], Cell::Count(2));
    }

    #[test]
    fn sessions_stand_in_order_of_time() {
        let sessions =
            [session("b", Some(3), &[]), session("a", Some(9), &[]), session("c", None, &[])];
        let sessions = sessions.into_iter().map(|one| (one.name.clone(), one)).collect();
        let names: Vec<String> = in_order(sessions).into_iter().map(|one| one.name).collect();
        assert_eq!(names, ["c", "b", "a"]);
    }
}
