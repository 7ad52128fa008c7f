//! What each suite publishes about its scores, by preset name.
//!
//! Numbers without a vendor's own result are worked by hand from the vendor's formula.

mod forms;
mod switches;

use super::{of, scored};
use crate::scorecard::sample::{choice, defects, scale, section, several, yes_no};
use crate::scorecard::{Preset, SectionDraft};
use crate::stats::fraction::Fraction;
pub(super) use forms::named;
use forms::{
    COMPLIANCE, bonus, connect, evaluagent, fatal, genesys, importance, in_section, interruptions,
    kore, kore_percent, one, oversai, playvox, qevalpro, scorebuddy, sprinklr, sprinklr_audit,
    weighted, zendesk,
};

type Vector = (&'static str, Vec<SectionDraft>, Vec<&'static str>, Option<Fraction>);

fn contact_centres() -> Vec<Vector> {
    vec![
        // Genesys Cloud's two worked examples, then N/A, a group of N/A, fatal.
        ("genesys", genesys(yes_no("q12")), vec!["yes", "no", "yes"], of(60, 100)),
        (
            "genesys",
            vec![
                section("g1", 1, vec![yes_no("a")]),
                section("g2", 1, vec![yes_no("b"), yes_no("c")]),
            ],
            vec!["no", "yes", "yes"],
            of(2, 3),
        ),
        ("genesys", genesys(yes_no("q12")), vec!["yes", "na", "no"], of(2, 3)),
        ("genesys", genesys(yes_no("q12")), vec!["yes", "no", "na"], of(1, 2)),
        ("genesys", genesys(fatal(yes_no("q12"))), vec!["yes", "no", "yes"], of(0, 1)),
        // Amazon Connect by question: 50 + 15 of 100, and of 80.
        ("connect-question", weighted(), vec!["o2", "o1", "o0"], of(65, 100)),
        ("connect-question", weighted(), vec!["o2", "o1", "na"], of(8125, 10_000)),
        // By section: .6·75 + .4·50; a section of N/A; automatic fail of the section and the form.
        (
            "connect-section",
            connect(yes_no("q22")),
            vec!["o1", "o1", "na", "yes", "no"],
            of(65, 100),
        ),
        (
            "connect-section",
            connect(yes_no("q22")),
            vec!["o1", "o1", "na", "na", "na"],
            of(75, 100),
        ),
        (
            "connect-section",
            connect(in_section(yes_no("q22"))),
            vec!["o1", "o1", "na", "yes", "no"],
            of(45, 100),
        ),
        (
            "connect-section",
            connect(fatal(yes_no("q22"))),
            vec!["o1", "o1", "na", "yes", "no"],
            of(0, 1),
        ),
        ("connect-section", interruptions(), vec!["3"], of(1, 2)),
        ("connect-points", bonus(), vec!["o1", "o1"], of(105, 100)),
    ]
}

fn quality_suites() -> Vec<Vector> {
    let calabrio = |last| {
        vec![
            section("a", 40, vec![choice("a", &[0, 6, 10])]),
            section("b", 60, vec![choice("b", &[0, 8, 10]), last]),
        ]
    };
    vec![
        // Zendesk QA: 11 of 111, printed 9.91 %; four points below and above half.
        ("zendesk", zendesk(100, 10, 1), vec!["no", "yes", "yes"], of(11, 111)),
        ("zendesk", one(scale("a", 1, 4).critical(COMPLIANCE, None)), vec!["2"], of(0, 1)),
        ("zendesk", one(scale("a", 1, 4).critical(COMPLIANCE, None)), vec!["3"], of(2, 3)),
        ("zendesk", one(scale("a", 1, 3)), vec!["2"], of(1, 2)),
        ("zendesk", one(scale("a", 1, 5)), vec!["2"], of(1, 4)),
        // Cisco and Calabrio: 60 % · .4 + 80 % · .6; a KPI question that earns nothing.
        ("calabrio", calabrio(yes_no("kpi")), vec!["o1", "o1", "na"], of(72, 100)),
        ("calabrio", calabrio(fatal(yes_no("kpi"))), vec!["o1", "o1", "no"], of(0, 1)),
        // Scorebuddy: 8/10, 15/20 failed, 10/10: (33 − 15)/40. Fail all comes before fail section.
        (
            "scorebuddy",
            scorebuddy(in_section(choice("c", &[0, 10]).failing_on(&["o1"]))),
            vec!["o1", "o1", "o1", "o1"],
            of(45, 100),
        ),
        (
            "scorebuddy",
            scorebuddy(fatal(choice("c", &[0, 10]).failing_on(&["o1"]))),
            vec!["o1", "o1", "o1", "o1"],
            of(0, 1),
        ),
        // MaestroQA and Playvox: bonus adds to the numerator only.
        ("maestroqa", bonus(), vec!["o1", "o1"], of(105, 100)),
        ("maestroqa", bonus(), vec!["o1", "na"], of(90, 100)),
        // Playvox: N/A leaves the points possible, and bonus adds to those earned: 45 and 50 of 50.
        ("maestroqa", playvox(), vec!["o1", "na", "o0"], of(90, 100)),
        ("maestroqa", playvox(), vec!["o1", "na", "o1"], of(1, 1)),
        ("maestroqa", playvox(), vec!["o1", "o1", "o1"], of(95, 100)),
        // Kore.ai in points: 8 − 3 + 1 of 11; fatal makes it 0. In percent: 30 % of 60, and 40.
        ("scorebuddy", kore(yes_no("c")), vec!["o1", "o1", "yes"], of(6, 11)),
        ("scorebuddy", kore(yes_no("c")), vec!["o1", "o0", "yes"], of(9, 11)),
        ("scorebuddy", kore(fatal(yes_no("c"))), vec!["o1", "o0", "no"], of(0, 1)),
        ("connect-question", kore_percent(), vec!["o1", "yes"], of(58, 100)),
        // QEvalPro: (Score / MaxScore) · 100; Failed makes it 0.
        ("scorebuddy", qevalpro(), vec!["o1", "o1", "yes"], of(16, 21)),
        ("scorebuddy", qevalpro(), vec!["o1", "na", "yes"], of(9, 11)),
        ("scorebuddy", qevalpro(), vec!["o2", "o2", "no"], of(0, 1)),
        // Sprinklr: options over the positive ones, and over the worst where none is positive.
        ("maestroqa", one(several("a", &[10, 5, 0])), vec!["o1|o2"], of(1, 3)),
        // Sprinklr's category (75·10 + 50·5 + 100·5)/20, and its audit of categories that weigh 10,
        // 15 and 5: the result of its page, which misprints the 15.
        ("connect-question", sprinklr([10, 5, 5], 75), vec!["o1"; 3], of(75, 100)),
        ("connect-section", sprinklr_audit([10, 15, 5]), vec!["o1"; 3], of(70, 100)),
        // Oversai: 5 of 10 in a section of 40 % are 20 points.
        ("connect-section", oversai(), vec!["o1", "no"], of(20, 100)),
        // call-replay: importance 0, ½, 1 and 2; none of 0, all of ½, none of 1, N/A of 2.
        ("connect-question", importance(), vec!["no", "yes", "no", "na"], of(1, 3)),
        ("connect-question", importance(), vec!["yes", "no", "no", "yes"], of(4, 7)),
        ("connect-question", importance(), vec!["yes", "na", "na", "na"], None),
        ("connect-question", importance(), vec!["na"; 4], None),
        // evaluagent: outcomes of 1 and ¾ that pass, ¼ and 0 that do not.
        ("copc", evaluagent(), vec!["o0"], of(1, 1)),
        ("copc", evaluagent(), vec!["o1"], of(3, 4)),
        ("copc", evaluagent(), vec!["o2"], of(1, 4)),
        ("copc", evaluagent(), vec!["o3"], of(0, 1)),
        // MQM: 100 less 2·1 and 1·5.
        ("mqm", one(defects("d", &[1, 5, 25])), vec!["s0:2 s1:1"], of(93, 100)),
        ("mqm", one(defects("d", &[1, 5, 25])), vec!["s2:5"], of(0, 1)),
        // COPC: the outcome fails, the score stays.
        ("copc", genesys(fatal(yes_no("q12"))), vec!["yes", "no", "yes"], of(2, 3)),
    ]
}

#[test]
fn every_preset_scores_as_its_vendor_says() {
    let vectors = [contact_centres(), quality_suites()].concat();
    let told: std::collections::BTreeSet<&str> = vectors.iter().map(|it| it.0).collect();
    assert_eq!(told.len(), Preset::NAMES.len(), "every preset has a vector");
    for (preset, sections, answers, expected) in vectors {
        let score = scored(&named(preset, sections).built(), &answers);
        assert_eq!(score.value, expected, "{preset} {answers:?}");
        let sum: Fraction = score.trace.iter().map(|step| step.contribution()).sum();
        assert_eq!(Some(sum), expected.or(of(0, 1)), "{preset}: steps add up");
    }
}
