//! What files of evaluations read as.

#[cfg(test)]
use super::*;

fn questions(ids: &[&str]) -> Vec<String> {
    ids.iter().map(|id| (*id).to_owned()).collect()
}

fn read_text(text: &str, ids: &[&str]) -> Result<Vec<Evaluation>> {
    read_with(text, ids, None)
}

fn read_with(text: &str, ids: &[&str], profile: Option<&Profile>) -> Result<Vec<Evaluation>> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("evaluations.csv");
    std::fs::write(&path, text).unwrap();
    let ids = questions(ids);
    let zone = profile.and_then(|profile| profile.file.zone.clone()).unwrap_or_else(Zone::utc);
    let options = Options { profile, questions: &ids, ..Options::of(&zone) };
    Ok(read(&[path.display().to_string()], &options)?.evaluations)
}

#[test]
fn an_incomplete_export_is_refused_and_no_record_is_passed_over() {
    let profile = "[profile]\nname = \"x\"\nkind = \"evaluations\"\n\
                   [where]\nrequire = { whole = \"yes\" }\n";
    let profile = crate::ingest::profile::parse("p.toml", profile).unwrap();
    let text = "interaction_id,evaluator_id,whole,greeting\nC1,ana,yes,5\nC2,ana,no,4\n";
    let error = read_with(text, &["greeting"], Some(&profile)).unwrap_err();
    assert_eq!(codes(&error), ["incomplete-export"]);
}

fn codes(error: &anyhow::Error) -> Vec<&'static str> {
    let refused = error.downcast_ref::<Refused>().unwrap();
    refused.problems.shown().iter().map(|problem| problem.code).collect()
}

#[test]
fn an_empty_file_is_refused() {
    assert_eq!(codes(&read_text("", &[]).unwrap_err()), ["empty-file"]);
}

#[test]
fn long_rows_become_one_evaluation_and_the_latest_revision_counts() {
    let text = "evaluation_id,revision,interaction_id,evaluator_id,question_id,answer,comment\n\
                e1,1,C1,ana,greeting,yes,\ne1,2,C1,ana,greeting,no,late\ne1,2,C1,ana,closing,na,\n";
    let found = read_text(text, &[]).unwrap();
    assert_eq!(found.len(), 1);
    assert_eq!((found[0].revision, found[0].answers.len()), (2, 2));
    assert_eq!(found[0].answers[0].comment.as_deref(), Some("late"));
    assert_eq!(found[0].answers[1].place.line, Some(4));
}

#[test]
fn wide_columns_are_questions_and_the_rest_is_kept() {
    let text = "interaction_id;evaluator;evaluated_at;greeting;greeting__comment;region\n\
                C1;ana;2026-10-26 09:12;yes;fine;north\n";
    let found = read_text(text, &["greeting"]).unwrap();
    assert_eq!(found[0].id, "C1/ana");
    assert_eq!(found[0].answers.len(), 1);
    assert_eq!(found[0].answers[0].comment.as_deref(), Some("fine"));
    assert_eq!(found[0].extra["region"], "north");
    assert_eq!(found[0].evaluated_at, Some(1_793_005_920_000));
}

#[test]
fn a_question_called_answer_is_a_question_where_no_column_tells_questions() {
    let text = "interaction_id,evaluator_id,greeting,answer\nC1,ana,yes,complete\n";
    let found = read_text(text, &["greeting", "answer"]).unwrap();
    let answers: Vec<_> = found[0].answers.iter().map(|it| (&*it.question, &*it.answer)).collect();
    assert_eq!(answers, [("greeting", "yes"), ("answer", "complete")]);
    let long = "interaction_id,evaluator_id,question,answer\nC1,ana,answer,complete\n";
    let found = read_text(long, &["greeting", "answer"]).unwrap();
    assert_eq!(&*found[0].answers[0].question, "answer");
}

#[test]
fn a_second_evaluation_of_the_same_thing_is_named_with_the_first() {
    let wide = "interaction_id,evaluator_id,greeting\nC1,ana,yes\nC1,ana,no\n";
    let error = read_text(wide, &[]).unwrap_err();
    assert_eq!(codes(&error), ["duplicate-evaluation"]);
    assert!(error.to_string().contains(":2"), "{error}");
    let long = "evaluation_id,interaction_id,evaluator_id,question_id,answer\n\
                e1,C1,ana,greeting,yes\ne2,C1,ana,greeting,yes\n";
    assert_eq!(codes(&read_text(long, &[]).unwrap_err()), ["duplicate-evaluation"]);
}

#[test]
fn one_id_never_joins_the_answers_of_two_evaluations() {
    let text = "evaluation_id,interaction_id,evaluator_id,question_id,answer\n\
                e1,C1,ana,greeting,yes\ne1,C2,ana,closing,yes\n";
    assert_eq!(codes(&read_text(text, &[]).unwrap_err()), ["evaluation-id-reused"]);
    let made = "interaction_id,evaluator_id,question_id,answer\n\
                a/b,c,greeting,yes\na,b/c,closing,yes\n";
    assert_eq!(codes(&read_text(made, &[]).unwrap_err()), ["evaluation-id-reused"]);
}

#[test]
fn an_evaluation_is_of_one_agent_and_has_one_purpose() {
    let header = "evaluation_id,interaction_id,evaluator_id,agent_id,purpose,question_id,answer\n";
    let of = |rows: &str| read_text(&format!("{header}{rows}"), &[]);
    let two = "e1,C1,eva,ana,monitor,q,yes\ne1,C1,eva,ben,monitor,p,yes\n";
    let error = of(two).unwrap_err();
    assert_eq!(codes(&error), ["evaluation-differs"]);
    assert!(error.to_string().contains("has agent_id `ana` at"), "{error}");
    let two = "e1,C1,eva,ana,monitor,q,yes\ne1,C1,eva,ana,calibration,p,yes\n";
    assert_eq!(codes(&of(two).unwrap_err()), ["evaluation-differs"]);
    let late = of("e1,C1,eva,,monitor,q,yes\ne1,C1,eva,ana,monitor,p,yes\n").unwrap();
    assert_eq!((late[0].agent.as_deref(), late[0].answers.len()), (Some("ana"), 2));
}

#[test]
fn a_column_of_questions_by_another_name_is_told() {
    let header = "evaluation_id,interaction_id,evaluator_id,question_nr,answer\n";
    let text = format!("{header}e1,C1,ana,greeting,yes\ne1,C1,ana,closing,yes\n");
    for known in [&["greeting", "closing"][..], &["greeting", "answer"]] {
        let error = read_text(&text, known).unwrap_err();
        assert_eq!(codes(&error), ["missing-column"]);
    }
    let only = "interaction_id,evaluator_id,questionnaire,answer\nC1,ana,short,4\n";
    assert_eq!(&*read_text(only, &[]).unwrap()[0].answers[0].question, ONLY_QUESTION);
}

#[test]
fn everything_wrong_is_collected_before_refusing() {
    let text =
        "interaction_id,evaluator_id,evaluated_at,greeting\n,ana,yesterday,yes\nC2,,,yes\nC3,ana\n";
    let codes = codes(&read_text(text, &[]).unwrap_err());
    for code in ["missing-value", "bad-time", "too-few-fields"] {
        assert!(codes.contains(&code), "{code} is not in {codes:?}");
    }
}

fn profile(rest: &str) -> Profile {
    let text = format!("[profile]\nname = \"x\"\nkind = \"evaluations\"\n{rest}");
    crate::ingest::profile::parse("p.toml", &text).unwrap()
}

fn answers(evaluation: &Evaluation) -> Vec<(&str, &str)> {
    let each = evaluation.answers.iter();
    each.map(|answer| (&*answer.question, &*answer.answer)).collect()
}

const SHEET: &str = "Monitoring of October;;;;;;;\n\n\
                     Ref;Llamada;Monitor;Fecha;1. Saludo;1. Saludo (nota);2. Cierre;Nota final\n\
                     1;C1;ana;26/10/2026 09:12;Cumple;bien;No aplica;87,5\n\
                     2;C2;ana;27/10/2026 10:00;No cumple;;Cumple;40\n\
                     Total;;;;;;;127,5\n";

const SHEET_PROFILE: &str = r#"
[file]
header = { match = ["Llamada", "Monitor"] }
decimal = ","
timezone = "America/Bogota"
[map]
evaluation_id = { columns = ["Monitor", "Ref"], join = "-" }
interaction_id = { column = "Llamada" }
evaluator_id = { column = "Monitor", lower = true }
evaluated_at = { column = "Fecha", format = "%d/%m/%Y %H:%M" }
score = { column = "Nota final" }
[unpivot]
columns = { "1. Saludo" = "greeting", "2. Cierre" = "closing" }
comment = "{} (nota)"
answer = { map = { Cumple = "yes", "No cumple" = "no", "No aplica" = "na" } }
"#;

#[test]
fn a_wide_sheet_of_other_people_is_unpivoted_as_its_profile_says() {
    let profile = profile(SHEET_PROFILE);
    let found = read_with(SHEET, &["greeting", "closing"], Some(&profile)).unwrap();
    assert_eq!(found.len(), 2);
    assert_eq!((found[0].id.as_str(), found[0].evaluator.as_str()), ("ana-1", "ana"));
    assert_eq!(answers(&found[0]), [("greeting", "yes"), ("closing", "na")]);
    assert_eq!(answers(&found[1]), [("greeting", "no"), ("closing", "yes")]);
    assert_eq!(found[0].answers[0].comment.as_deref(), Some("bien"));
    assert_eq!((found[0].delivered_score, found[1].delivered_score), (Some(87_500), Some(40_000)));
    // 09:12 in Bogota is 14:12 in UTC.
    assert_eq!(found[0].evaluated_at, Some(1_793_023_920_000));
    assert_eq!(found[1].answers[1].place.line, Some(5));
}

#[test]
fn a_question_that_the_sheet_lacks_or_has_twice_is_told() {
    let lacking = profile(&SHEET_PROFILE.replace("2. Cierre", "3. Cierre"));
    assert_eq!(codes(&read_with(SHEET, &[], Some(&lacking)).unwrap_err()), ["missing-column"]);
    let twice = profile(&SHEET_PROFILE.replace("= \"closing\"", "= \"greeting\""));
    assert_eq!(codes(&read_with(SHEET, &[], Some(&twice)).unwrap_err()), ["duplicate-column"]);
    let unknown = profile(&SHEET_PROFILE.replace("\"No aplica\" = \"na\"", "NA = \"na\""));
    let error = read_with(SHEET, &[], Some(&unknown)).unwrap_err();
    let refused = error.downcast_ref::<Refused>().unwrap();
    let shown: Vec<_> = refused.problems.shown().into_iter().collect();
    assert_eq!(
        (shown[0].code, shown[0].place.line, shown[0].place.column),
        ("unknown-value", Some(4), Some(39))
    );
}

#[test]
fn records_that_are_left_out_are_counted_and_warnings_are_kept() {
    let profile = profile(
        "[file]\ndedupe = { key = [\"id\"], keep = \"max:version\" }\nrepeat_header = \"skip\"\n\
         [where]\ndrop = { state = \"draft\" }\n\
         [map]\nevaluation_id = { column = \"id\" }\ninteraction_id = { column = \"call\" }\n\
         evaluator_id = { column = \"who\" }\nagent_id = { column = \"agentt\", optional = true }\n\
         evaluated_at = { column = \"when\", bad = \"blank\" }\n[unpivot]\ncolumns = [\"q*\"]\n",
    );
    let text = "id,call,who,version,state,when,q1,agent\n\
                1,C1,ana,1,final,2026-10-26,yes,a\n\
                1,C1,ana,2,final,yesterday,no,a\n\
                id,call,who,version,state,when,q1,agent\n\
                2,C2,ana,1,draft,,yes,a\n";
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("evaluations.csv");
    std::fs::write(&path, text).unwrap();
    let zone = Zone::utc();
    let options = Options { profile: Some(&profile), ..Options::of(&zone) };
    let Found { evaluations: found, intakes, .. } =
        read(&[path.display().to_string()], &options).unwrap();
    assert_eq!((found.len(), answers(&found[0])), (1, vec![("q1", "no")]));
    let account = &intakes[0].account;
    let dropped: Vec<_> = account.dropped.iter().map(|(why, n)| (why.as_str(), *n)).collect();
    assert_eq!(dropped, [("[where] state", 1), ("sent again", 1)]);
    assert_eq!((account.read, account.accepted, account.headers), (3, 1, 1));
    let warned: Vec<_> = account.problems.shown().iter().map(|problem| problem.code).collect();
    assert_eq!(warned, ["missing-column", "bad-time"]);
}

#[test]
fn scores_alone_are_delivered_scores_and_no_column_is_a_question() {
    let profile = profile(
        "[map]\nevaluation_id = { column = \"id\" }\ninteraction_id = { column = \"call\" }\n\
         evaluator_id = { const = \"qa\" }\nscore = { column = \"mark\", scale = [1, 5], null = [\"-\"] }\n",
    );
    let text = "id,call,mark,remark\n1,C1,4.2,fine\n2,C2,-,\n";
    let found = read_with(text, &[], Some(&profile)).unwrap();
    let scores: Vec<_> = found.iter().map(|one| one.delivered_score).collect();
    assert_eq!(scores, [Some(4_200), None]);
    assert!(found.iter().all(|one| one.answers.is_empty()));
    assert_eq!(found[0].extra["remark"], "fine");
    assert_eq!(
        codes(&read_with("id,call,mark,remark\n1,C1,9.9,\n", &[], Some(&profile)).unwrap_err()),
        ["out-of-range"]
    );
}

#[test]
fn a_file_without_a_header_and_with_short_records_is_read_as_its_profile_says() {
    let profile = profile(
        "layout = \"long\"\n[file]\nheader = false\nragged = \"pad\"\nquote = \"none\"\ndelimiter = \"|\"\n\
         columns = [\"interaction_id\", \"evaluator_id\", \"question_id\", \"answer\", \"comment\"]\n",
    );
    let text = "C1|ana|greeting|yes|said \"hello\nC1|ana|closing|no\n";
    let found = read_with(text, &[], Some(&profile)).unwrap();
    assert_eq!(answers(&found[0]), [("greeting", "yes"), ("closing", "no")]);
    assert_eq!(found[0].answers[0].comment.as_deref(), Some("said \"hello"));
}
