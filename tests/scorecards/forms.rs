//! Two forms written by hand from the suites' API models: imported, scored, exported, compared.

use super::made;
use qa::ingest::forms::{Imported, Suite, export, import};
use qa::ingest::scorecards;
use qa::model::Evaluation;
use qa::problem::Problems;
use qa::scorecard::{CriticalKind, Scorecard};
use qa::scoring::score;
use qa::stats::fraction::Fraction;
use serde_json::Value;

/// Section weights, N/A, a question that fails its section, a conditional question.
const CONNECT: &str = r#"{"Title":"Soporte N1","ScoringStrategy":{"Mode":"SECTION_ONLY","Status":"ENABLED"},
 "Items":[
  {"Section":{"Title":"Atencion","RefId":"s1","Weight":60.0,"Items":[
    {"Question":{"Title":"Saludo?","RefId":"q1","QuestionType":"SINGLESELECT","NotApplicableEnabled":true,
      "QuestionTypeProperties":{"SingleSelect":{"DisplayAs":"RADIO","Options":[
        {"RefId":"o_yes","Text":"Si","Score":10},{"RefId":"o_no","Text":"No","Score":0}]}}}},
    {"Question":{"Title":"Interrupciones","RefId":"q2","QuestionType":"NUMERIC",
      "QuestionTypeProperties":{"Numeric":{"MinValue":0,"MaxValue":10,"Options":[
        {"MinValue":0,"MaxValue":0,"Score":10},{"MinValue":1,"MaxValue":4,"Score":5},{"MinValue":5,"MaxValue":10,"Score":1}]}}}},
    {"Question":{"Title":"Motivo del escalado claro?","RefId":"q3","QuestionType":"SINGLESELECT","NotApplicableEnabled":true,
      "Enablement":{"Condition":{"Operator":"AND","Operands":[{"Expression":{"Source":{"Type":"QUESTION_REF_ID","RefId":"q1"},
        "Values":[{"Type":"OPTION_REF_ID","RefId":"o_no"}],"Comparator":"IN"}}]},"Action":"ENABLE","DefaultAction":"DISABLE"},
      "QuestionTypeProperties":{"SingleSelect":{"Options":[{"RefId":"o_yes","Text":"Si","Score":10},{"RefId":"o_no","Text":"No","Score":0}]}}}}]}},
  {"Section":{"Title":"Cumplimiento","RefId":"s2","Weight":40.0,"Items":[
    {"Question":{"Title":"Verifico identidad?","RefId":"q4","QuestionType":"SINGLESELECT",
      "QuestionTypeProperties":{"SingleSelect":{"Options":[{"RefId":"o_yes","Text":"Si","Score":10},
        {"RefId":"o_no","Text":"No","Score":0,"AutomaticFail":true,"AutomaticFailConfiguration":{"TargetSection":"s2"}}]}}}},
    {"Question":{"Title":"Aviso de grabacion?","RefId":"q5","QuestionType":"SINGLESELECT",
      "QuestionTypeProperties":{"SingleSelect":{"Options":[{"RefId":"o_yes","Text":"Si","Score":10},{"RefId":"o_no","Text":"No","Score":0}]}}}}]}}]}"#;

/// Group weights, critical questions, a visibility condition.
const GENESYS: &str = r#"{"name":"G1","contextId":"ctx-form","published":true,"weightMode":"SCALED","questionGroups":[
 {"id":"g1","contextId":"cg1","name":"Atencion","type":"questionGroup","weight":40.0,"manualWeight":true,"naEnabled":false,"questions":[
  {"id":"q11","contextId":"cq11","text":"Saludo?","type":"multipleChoiceQuestion","naEnabled":true,"commentsRequired":false,"isKill":false,"isCritical":true,
   "answerOptions":[{"id":"a1","text":"Yes","value":1},{"id":"a2","text":"No","value":0}]},
  {"id":"q12","contextId":"cq12","text":"Verifica?","type":"multipleChoiceQuestion","naEnabled":true,"commentsRequired":true,"isKill":false,"isCritical":false,
   "answerOptions":[{"id":"a3","text":"Yes","value":1},{"id":"a4","text":"No","value":0}]}]},
 {"id":"g2","contextId":"cg2","name":"Cierre","type":"questionGroup","weight":20.0,"manualWeight":true,"naEnabled":true,"questions":[
  {"id":"q21","contextId":"cq21","text":"Despedida?","type":"multipleChoiceQuestion","naEnabled":true,"commentsRequired":false,"isKill":false,"isCritical":true,
   "visibilityCondition":{"combiningOperation":"OR","predicates":["/form/questionGroup/0/question/0/answer/0"]},
   "answerOptions":[{"id":"a5","text":"Yes","value":1},{"id":"a6","text":"No","value":0}]}]}]}"#;

fn imported(text: &str) -> Imported {
    import("form.json", text).unwrap_or_else(|wrong| panic!("{:#?}", wrong.shown()))
}

fn evaluation(answers: &[(&str, &str)]) -> Evaluation {
    made(answers.iter().map(|(question, answer)| ((*question).to_owned(), (*answer).to_owned())))
}

/// Score and score before critical errors.
fn scored(card: &Scorecard, answers: &[(&str, &str)]) -> [Option<Fraction>; 2] {
    let made = evaluation(answers);
    let read = card.read(&made).unwrap_or_else(|wrong| panic!("{:#?}", wrong.shown()));
    let score = score(card, &read);
    [score.value, score.before_critical]
}

/// The card of a form that was made of the card of a form.
fn again(first: &Imported) -> Imported {
    let (text, _) = export("card.toml", &first.card, first.suite);
    imported(&text)
}

fn codes(problems: &Problems) -> Vec<&'static str> {
    problems.shown().iter().map(|it| it.code).collect()
}

#[test]
fn what_is_no_form_is_refused_with_its_place() {
    assert_eq!(codes(&import("f.json", "").unwrap_err()), ["bad-json"]);
    assert_eq!(codes(&import("f.json", "{}").unwrap_err()), ["unknown-form"]);
    let wrong = import("f.json", "{\"Title\":\"T\",\n \"Items\":[{\"Question\":{}}]}").unwrap_err();
    assert_eq!(codes(&wrong), ["bad-form"]);
    assert_eq!(wrong.shown()[0].place.to_string(), "f.json:2:11");
    let unknown = GENESYS.replace("answer/0\"]", "answer/7\"]");
    let told = codes(&import("f.json", &unknown).unwrap_err());
    assert!(told.contains(&"bad-form"), "{told:?}");
}

/// Section 1 has 100 % and 50 %, so 75; section 2 is failed: 0.6 · 75 + 0.4 · 0.
#[test]
fn the_form_of_amazon_connect_scores_45_and_65_without_its_fail() {
    let answers = [("q1", "o_yes"), ("q2", "3"), ("q4", "o_no"), ("q5", "o_yes")];
    let first = imported(CONNECT);
    assert_eq!((first.suite, first.card.id()), (Suite::Connect, "soporte-n1"));
    for card in [&first.card, &again(&first).card] {
        let expected = [Fraction::new(45, 100), Fraction::new(65, 100)];
        assert_eq!(scored(card, &answers), expected);
    }
}

/// (1·40 + 0·40 + 1·20) / (2·40 + 1·20); with a fatal question, nothing.
#[test]
fn the_form_of_genesys_cloud_scores_60_and_0_with_a_fatal_question() {
    let answers = [("cq11", "a1"), ("cq12", "a4"), ("cq21", "a5")];
    let first = imported(GENESYS);
    assert_eq!((first.suite, first.card.id()), (Suite::Genesys, "g1"));
    for card in [&first.card, &again(&first).card] {
        assert_eq!(scored(card, &answers), [Fraction::new(60, 100); 2]);
    }
    let fatal = GENESYS.replacen(
        "\"isKill\":false,\"isCritical\":false",
        "\"isKill\":true,\"isCritical\":false",
        1,
    );
    let expected = [Some(Fraction::ZERO), Fraction::new(60, 100)];
    assert_eq!(scored(&imported(&fatal).card, &answers), expected);
}

/// Everything but the hash, which is one of bytes.
#[test]
fn a_form_that_comes_back_makes_the_same_scorecard() {
    for text in [CONNECT, GENESYS] {
        let first = imported(text);
        let second = again(&first);
        assert_eq!(second.toml, first.toml);
        assert_eq!(again(&second).card, second.card);
    }
}

/// The form itself, as far as it is said there at all: order of keys and defaults apart.
#[test]
fn the_exported_form_of_amazon_connect_is_the_one_that_was_imported() {
    let (text, lost) = export("card.toml", &imported(CONNECT).card, Suite::Connect);
    let [mut ours, mut theirs] =
        [text.as_str(), CONNECT].map(|text| serde_json::from_str::<Value>(text).unwrap());
    for form in [&mut ours, &mut theirs] {
        plain(form);
    }
    assert_eq!(ours, theirs);
    let told: Vec<&str> = lost.shown().iter().map(|it| it.message.as_str()).collect();
    assert_eq!(told, ["q4: whom a critical error harms: compliance"]);
}

/// Numbers as reals, and what has a default without it.
fn plain(value: &mut Value) {
    match value {
        Value::Object(map) => {
            map.remove("DisplayAs");
            map.values_mut().for_each(plain);
        }
        Value::Array(list) => list.iter_mut().for_each(plain),
        Value::Number(number) => *value = Value::from(number.as_f64()),
        _ => {}
    }
}

#[test]
fn what_one_side_cannot_hold_is_said_at_its_place() {
    let more = CONNECT
        .replace("\"RefId\":\"q1\",", "\"RefId\":\"q1\",\"Instructions\":\"Listen\",")
        .replace(
            "\"Items\":[\n",
            "\"ReviewConfiguration\":{\"EligibilityDays\":3},\n \"Items\":[\n",
        );
    let warnings = imported(&more).warnings;
    let told: Vec<String> =
        warnings.shown().iter().map(|it| format!("{} {}", it.place, it.message)).collect();
    assert!(told.iter().any(|it| it.ends_with("`ReviewConfiguration` is left out")), "{told:#?}");
    let instructions = "form.json:6:";
    let found = told.iter().find(|it| it.ends_with("`Instructions` is left out"));
    assert!(found.is_some_and(|it| it.starts_with(instructions)), "{told:#?}");
}

#[test]
fn a_ready_card_is_exported_to_both_with_warnings_and_comes_back_sound() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("scorecards");
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_none_or(|ending| ending != "toml") {
            continue;
        }
        let (card, _) = scorecards::open(&path).unwrap();
        for suite in [Suite::Connect, Suite::Genesys] {
            let (text, lost) = export("card.toml", &card, suite);
            assert!(!lost.is_empty(), "{path:?}: anchors cannot be held");
            let back = imported(&text).card;
            assert_eq!(back.questions().count(), card.questions().count(), "{path:?}");
        }
    }
}

#[test]
fn critical_questions_of_genesys_are_recorded_and_take_nothing_away() {
    let card = imported(GENESYS).card;
    let answers = [("cq11", "a2"), ("cq12", "a3")];
    let made = evaluation(&answers);
    let read = card.read(&made).unwrap();
    let score = score(&card, &read);
    // Not greeted, so there is no farewell to judge: 40 of 80.
    assert_eq!(score.value, Fraction::new(1, 2));
    assert_eq!(score.errors_of(CriticalKind::Customer), 1);
}
