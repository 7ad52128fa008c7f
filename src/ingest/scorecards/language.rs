//! The whole language in one file, and scores that come of it.

use super::parse;
use crate::scorecard::{
    Aggregate, Answer, Condition, CriticalKind, CriticalRule, DeductFrom, Method, NaRule,
    Normalise, Origin, Points, Preset, QuestionKind, Scorecard, Subject, Test, Trigger,
};

/// Every key there is.
const WHOLE: &str = r#"schema = 1
id = "partner_audit"
version = "2"
name = { en = "Audit", es = "Auditoría" }
subject = "partner"
channels = ["voice", "chat"]
valid_from = 2026-10-01
valid_to = 2026-12-31
pass_mark = 85
bands = [{ id = "good", from = 85 }, { id = "top", from = 95.5, name = { en = "Top", es = "Alto" } }]
targets = { customer = 97, compliance = 100 }

[scoring]
preset = "connect-section"
normalise = "minmax"
na = "equal_section"
critical = { cap = 60 }
cap = 110
floor = "none"
aggregate = "ratio_of_sums"
weights = 100

[[section]]
id = "opening"
name = { en = "Opening", es = "Apertura" }
weight = 40
na = true
when = { field = "channel", in = ["voice", "chat"] }

[[section.question]]
id = "topics"
text = { en = "Topics", es = "Temas" }
multiple = true
choices = [
  { id = "bill", points = 5 },
  { id = "refund", points = 3 },
  { id = "slang", points = -2 },
]

[[section.section]]
id = "identity"
name = { en = "Identity", es = "Identidad" }
weight = 2

[[section.section.question]]
id = "verified"
text = { en = "Verified", es = "Verificó" }
scale = "yes_no"
critical = { kind = "peccum", effect = { cap = 50 } }
default = "yes"
when = { any = [
  { question = "topics", all_in = ["bill", "refund"] },
  { not = { question = "topics", exact = ["slang"] } },
] }

[[section.section.question]]
id = "interruptions"
text = { en = "Interruptions", es = "Interrupciones" }
ranges = [{ from = 0, to = 0, points = 10 }, { from = 1, to = 4, points = 5 }, { from = 5, to = 9, points = 1 }]
critical = { kind = "customer", effect = "record" }
fails_on = ["5", "6"]
causes = ["hurry", { id = "headset", origin = "process" }]

[[section]]
id = "closing"
name = { en = "Closing", es = "Cierre" }
weight = 60

[[section.question]]
id = "errors"
text = { en = "Errors", es = "Errores" }
defects = [{ id = "minor", penalty = 1 }, { id = "major", penalty = 5 }]
points = 20
na = true

[[section.question]]
id = "extra"
text = { en = "Extra", es = "Extra" }
scale = "yes_no"
bonus = true

[[section.question]]
id = "words"
text = { en = "Words", es = "Palabras" }
number = { min = 0, max = 5000 }

[[section.question]]
id = "praise"
text = { en = "Praise", es = "Elogio" }
scale = "text"
required = true

[[section.question]]
id = "promised"
text = { en = "Promised for", es = "Prometido para" }
scale = "date"
"#;

fn whole() -> Scorecard {
    let (card, warnings) = parse("a.toml", WHOLE).unwrap();
    assert!(warnings.is_empty(), "{:#?}", warnings.shown());
    card
}

#[test]
fn the_card_and_its_rules_are_read() {
    let card = whole();
    assert_eq!((card.subject(), card.valid_to()), (Subject::Partner, Some("2026-12-31")));
    let bands: Vec<_> = card.bands().iter().map(|band| (band.id.as_str(), band.from)).collect();
    assert_eq!(bands, [("top", 95_500), ("good", 85_000)], "from the highest down");
    let targets = CriticalKind::ALL.map(|kind| card.target(kind));
    assert_eq!(targets, [97_000, 90_000, 100_000]);
    let rules = card.rules();
    assert_eq!(rules.preset, Some(Preset::ConnectSection));
    assert_eq!((rules.method, rules.normalise), (Method::SectionWeighted, Normalise::MinMax));
    assert_eq!((rules.na, rules.critical), (NaRule::EqualSection, CriticalRule::Cap(60_000)));
    assert_eq!((rules.cap, rules.floor), (Some(110_000), None));
    assert_eq!(rules.aggregate, Aggregate::RatioOfSums);
    assert_eq!(rules.deduct_from, DeductFrom::Points(Points(100_000)));
}

#[test]
fn sections_stand_in_reading_order_with_their_parents() {
    let card = whole();
    let sections: Vec<_> =
        card.sections().iter().map(|it| (it.id(), it.parent(), it.na_allowed())).collect();
    let expected =
        [("opening", None, true), ("identity", Some(0), false), ("closing", None, false)];
    assert_eq!(sections, expected);
    assert!(
        matches!(card.sections()[0].when(), Some(Condition::Field { name, .. }) if name == "channel")
    );
    let of: Vec<usize> = (0..card.questions().count()).map(|it| card.section_of(it)).collect();
    assert_eq!(of, [0, 1, 1, 2, 2, 2, 2, 2]);
}

#[test]
fn every_kind_of_question_is_read() {
    let card = whole();
    let question = |id: &str| card.question(id).unwrap();
    assert_eq!(question("topics").kind().best(), Points(8000));
    assert_eq!(question("topics").possible(), Points(10_000), "from the worst, -2, to the best");
    let verified = question("verified");
    assert_eq!(card.critical_rule(verified.critical().unwrap()), CriticalRule::Cap(50_000));
    assert_eq!(verified.default_answer(), Some(Answer::Yes));
    let words = verified.when().map(|when| when.words(&card));
    let expected = "topics has bill and refund or not (topics is exactly slang)";
    assert_eq!(words.as_deref(), Some(expected));
    let interruptions = question("interruptions");
    assert_eq!(interruptions.trigger(), &Trigger::On(vec![Answer::Value(5), Answer::Value(6)]));
    let origins: Vec<Origin> = interruptions.causes().iter().map(|it| it.origin).collect();
    assert_eq!(origins, [Origin::Agent, Origin::Process]);
    assert!(question("extra").is_bonus());
    assert!(matches!(question("words").kind(), QuestionKind::Number { max: 5000, .. }));
    assert!(question("praise").required() && !question("promised").required());
}

/// The key replaced, by what, and the complaint that follows.
const FAULTS: &[(&str, &str, &str)] = &[
    ("all_in = [\"bill\", \"refund\"]", "has = \"bill\"", "one of `is`, `in`, `all_in`, `exact`"),
    ("question = \"topics\", exact", "field = \"topics\", exact", "on a field has `is` or `in`"),
    (
        "{ field = \"channel\", in",
        "{ colour = \"channel\", in",
        "`question`, `field`, `all`, `any`",
    ),
    ("exact = [\"slang\"]", "exact = [\"slag\"]", "`slag` is no answer to `topics`"),
    ("exact = [\"slang\"]", "exact = []", "a condition without a value"),
    ("question = \"topics\", exact", "question = \"errors\", exact", "`errors` is asked later"),
    ("critical = { cap = 60 }", "critical = { cap = 160 }", "a cap is 0 to 100 percent"),
    (
        "preset = \"connect-section\"",
        "preset = \"conect-section\"",
        "`conect-section` is not known",
    ),
    ("multiple = true\n", "multiple = true\nnumber = { min = 0, max = 1 }\n", "both `choices` and"),
    ("points = 20\n", "", "has no `points`"),
    ("id = \"top\", from = 95.5", "id = \"top\", from = 85", "two bands begin at the same score"),
    ("required = true", "multiple = true", "`multiple` belongs to questions with `choices`"),
    ("weight = 2\n", "weight = 2\nsection = []\n", "`section` in [[section.section]]"),
];

#[test]
fn what_is_wrong_is_told_at_its_place() {
    for (from, to, expected) in FAULTS {
        assert!(WHOLE.contains(from), "{from}");
        let problems = parse("a.toml", &WHOLE.replacen(from, to, 1)).unwrap_err();
        let shown = problems.shown();
        let named = shown.iter().any(|it| it.message.contains(expected) && it.place.line.is_some());
        assert!(named, "{to}: expected {expected}\nfound {shown:#?}");
    }
}

#[test]
fn conditions_look_back_however_they_are_nested() {
    let card = whole();
    let asked = card.question("verified").unwrap().when().unwrap();
    let Condition::Any(parts) = asked else { panic!("{asked:?}") };
    let Condition::Answer { question, test, answers } = &parts[0] else { panic!("{parts:?}") };
    assert_eq!((*question, *test, answers.len()), (0, Test::AllIn, 2));
}
