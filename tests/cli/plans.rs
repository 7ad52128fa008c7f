//! `qa sample --plan`: the sizes that books print, asked as one types them.

use crate::room::Room;
use snapbox::str;
use std::fmt::Write as _;

/// The table of answers, as text.
fn answers(options: &str) -> String {
    table(options, "answer")
}

fn table(options: &str, table: &str) -> String {
    let line = format!("-q sample --plan {options} --table {table} -f csv");
    let output = Room::new().qa(&line).success().get_output().stdout.clone();
    String::from_utf8(output).unwrap()
}

/// The number behind the first answer that begins so.
fn answer(options: &str, begins: &str) -> u64 {
    let text = answers(options);
    let mut lines = text.lines().map(|line| line.trim_start_matches('"'));
    let line = lines.find(|line| line.starts_with(begins)).unwrap().to_owned();
    line.rsplit(',').next().unwrap().parse().unwrap()
}

#[test]
fn sizes_for_a_margin_are_those_of_the_books() {
    // Cochran 1977, 4.4, t = 2; Krejcie & Morgan 1970, rounded up; sd 12, ± 5, of 180, by t.
    assert_eq!(answer("--rate 50% --population 3200 --confidence 95.45", "±"), 356);
    for (population, n) in [(10_000, 370), (1_000, 278), (500, 218), (100, 80)] {
        assert_eq!(answer(&format!("--rate 50% --population {population}"), "±"), n);
    }
    assert_eq!(answer("--rate 50%", "±"), 385);
    assert_eq!(answer("--sd 12 --population 180", "±"), 22);
}

#[test]
fn what_is_rare_takes_as_many_as_the_formula_says() {
    for (rate, sure, almost) in
        [("1%", 299, 230), ("2%", 149, 114), ("5%", 59, 45), ("10%", 29, 22), ("20%", 14, 11)]
    {
        assert_eq!(answer(&format!("--detect {rate}"), "at least one"), sure);
        assert_eq!(answer(&format!("--detect {rate} --confidence 90"), "at least one"), almost);
    }
    assert_eq!(answer("--population 200", "at least one"), 51);
}

#[test]
fn power_is_that_of_r() {
    // power.t.test(delta = 1, sd = 1, power = .9), and its power with 20; power.prop.test(.5, .75, .9).
    let means = "--sd 1 --change 1 --power 90";
    assert_eq!(answer(means, "a change"), 23);
    let rows = table(&format!("{means} -n 20"), "plan");
    let row = rows.lines().find(|line| line.starts_with("20,")).unwrap();
    assert_eq!(row.split(',').nth(2), Some("0.868953"));
    assert_eq!(answer("--rate 50% --change 25 --power 90", "a change"), 77);
}

#[test]
fn calibration_takes_what_walter_and_bonett_say() {
    let asked = |raters: u64| format!("--agreement 0.8 --raters {raters}");
    assert_eq!(answer(&asked(2), "scored by 2 each, to show an agreement of 0.8 to be above"), 39);
    for (raters, n) in [(2, 55), (3, 36), (5, 29)] {
        let begins = format!("scored by {raters} each, to show an agreement of 0.8 to ±");
        assert_eq!(answer(&asked(raters), &begins), n);
    }
    Room::new().qa("sample --plan --agreement 0.5").code(2).stderr_eq(str![[r#"
--agreement: expected more than 0.6 and less than 1, found 0.5 [out-of-range]
  help: say the agreement that is expected, such as 0.8, and the least that will do with --above

"#]]);
}

/// Calls of as many colleges as Cochran's strata have.
fn colleges() -> String {
    let mut text = "interaction_id,agent_id\n".to_owned();
    for (stratum, size) in [("a", 13), ("b", 18), ("c", 26), ("d", 42), ("e", 73), ("f", 24)] {
        for call in 0..size {
            writeln!(text, "{stratum}{call},{stratum}").unwrap();
        }
    }
    text
}

#[test]
fn cochrans_colleges_are_drawn_as_he_allocates_them() {
    let spread = "stratum,sd\nagent_id=a,325\nagent_id=b,190\nagent_id=c,189\nagent_id=d,82\nagent_id=e,86\nagent_id=f,190\n";
    let room = Room::with("calls.csv", colleges()).file("sd.csv", spread);
    let line = "-q sample calls.csv --seed s --total 58 --allocation neyman --spread sd.csv -f csv";
    let output = room.qa(line).success().get_output().stdout.clone();
    let text = String::from_utf8(output).unwrap();
    let count = |stratum: &str| text.matches(&format!(",agent_id={stratum},")).count();
    assert_eq!(["a", "b", "c", "d", "e", "f"].map(count), [9, 7, 11, 7, 14, 10]);
}

#[test]
fn last_periods_calls_tell_how_many_there_are() {
    let room = Room::with("calls.csv", colleges());
    // Six strata; the upper middle one of 13, 18, 24, 26, 42 and 73 has 26.
    room.qa("-q sample calls.csv --plan -n 5 --table weeks -f csv").success().stdout_eq(str![[
        r#"
weeks,n,half_width,half_width_all
1,5,14.899968,4.521775
4,20,5.616173,2.170068
13,65,2.973454,1.194725
52,260,1.46547,0.595944

"#
    ]]);
    // t(.975, 13) · 12 / √14 · √(1 − 14/26) = 4.71, and 5.13 with 13.
    let told = room.qa("-q sample calls.csv --plan -n 5 --alike 0.1").success();
    let told = String::from_utf8(told.get_output().stdout.clone()).unwrap();
    assert!(told.contains("to know a mean score to ± 5 points, score 14 of 26"), "{told}");
    assert!(told.contains("all 6 agents with 5 each are told together to ±"), "{told}");
    assert!(told.contains("scores of one agent are alike (0.10)"), "{told}");
}
