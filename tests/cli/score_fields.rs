//! `qa score` with more than one file: fields of interactions, samples, rows in any order, languages.

use crate::room::Room;
use crate::{CARD, EVALUATIONS};
use snapbox::str;

/// The scorecard with its last question asked of voice only.
fn of_voice() -> String {
    format!(
        "{}when = {{ field = \"channel\", is = \"voice\" }}\n",
        CARD.trim_end().to_owned() + "\n"
    )
}

const CHANNELS: &str = "\
interaction_id,start_time,queue,channel,agent_id,outcome
C1,2026-10-05T09:00:00Z,sales,voice,ana,answered
C2,2026-10-05T09:05:00Z,sales,chat,ben,answered
";

#[test]
fn conditions_look_into_the_call_records_where_evaluations_do_not_tell() {
    let room = Room::with("e.csv", EVALUATIONS).file("card.toml", of_voice());
    let room = room.file("calls.csv", CHANNELS);
    let line = "score e.csv --scorecard card.toml --calls calls.csv -f csv";
    let shown = room.qa(line).code(0).stderr_eq(str![[r#"
calls.csv: 2 records read, 2 accepted, 0 rejected

"#]]);
    let told = String::from_utf8(shown.get_output().stdout.clone()).unwrap();
    // Of C2, a chat, the privacy notice is not asked: hidden, not N/A.
    let hidden: Vec<&str> =
        told.lines().skip(1).map(|row| row.split(',').nth(17).unwrap()).collect();
    assert_eq!(hidden, ["0", "0", "1", "1"], "{told}");
    let config = "evaluations = [\"e.csv\"]\nscorecards = [\"card.toml\"]\n\
                  [sources.calls]\nfiles = [\"calls.csv\"]\n";
    let room = room.file("qa.toml", config);
    room.qa("score -f csv").code(0).stdout_eq(told);
    room.qa("explain score C2/eva -f csv").code(0);
}

#[test]
fn a_check_looks_into_the_call_records_for_conditions_too() {
    // The answer about privacy of the chat stands where nothing is asked.
    let text = EVALUATIONS.lines().map(|row| match row.strip_suffix(",na") {
        Some(rest) if row.starts_with("C2,ben,eva") => format!("{rest},yes\n"),
        _ => format!("{row}\n"),
    });
    let room = Room::with("e.csv", text.collect::<String>()).file("card.toml", of_voice());
    let room = room.file("calls.csv", CHANNELS);
    let alone = room.qa("check e.csv card.toml --only evaluations").code(3);
    let told = String::from_utf8(alone.get_output().stderr.clone()).unwrap();
    assert!(told.contains("no column `channel`, which a condition looks at"), "{told}");
    let both = room.qa("check e.csv card.toml calls.csv").code(3);
    let told = String::from_utf8(both.get_output().stderr.clone()).unwrap();
    assert!(told.contains("[hidden-answer]") && !told.contains("[unknown-field]"), "{told}");
}

#[test]
fn an_interaction_that_is_not_in_the_call_records_is_told_with_its_place() {
    let room = Room::with("e.csv", EVALUATIONS).file("card.toml", of_voice());
    let room = room.file("calls.csv", CHANNELS.replace("C2", "C7"));
    let line = "score e.csv --scorecard card.toml --calls calls.csv";
    room.qa(line).code(3).stdout_eq("").stderr_eq(str![[r#"
calls.csv: 2 records read, 2 accepted, 0 rejected
e.csv:3: interaction `C2` is not in the call records, and a condition looks at its `channel` [unknown-interaction]
  help: add the export it is in, or correct its id
e.csv:5: interaction `C2` is not in the call records, and a condition looks at its `channel` [unknown-interaction]
  help: add the export it is in, or correct its id

"#]]);
    let room = room.file("calls.csv", CHANNELS.replace("channel", "medium"));
    room.qa(line).code(3).stdout_eq("");
}

#[test]
fn a_column_called_almost_like_a_question_is_no_extra_column() {
    let text = EVALUATIONS.replace("privacy", "privasy").replace("greeting", "Greeting");
    let room = Room::with("e.csv", text).file("card.toml", CARD);
    room.qa("score e.csv --scorecard card.toml").code(3).stdout_eq("").stderr_eq(str![[r#"
e.csv:1:1: column 4 is called `Greeting`, almost like question `greeting`, and is none [unknown-question]
  help: call it `greeting`; what is no question needs another name
e.csv:1:1: column 7 is called `privasy`, almost like question `privacy`, and is none [unknown-question]
  help: call it `privacy`; what is no question needs another name

"#]]);
    let text = "interaction_id,evaluator_id,greeting,clarity,identity,privacy,greting__comment\n\
                C1,eva,yes,5,yes,yes,late\n";
    let room = Room::with("e.csv", text).file("card.toml", CARD);
    room.qa("score e.csv --scorecard card.toml").code(3).stdout_eq("").stderr_eq(str![[r#"
e.csv:1:1: column 7 is called `greting__comment`, almost like question `greeting`, and is none [unknown-question]
  help: call it `greeting__comment`; what is no question needs another name

"#]]);
}

/// Evaluations of 400 interactions, one row an answer, as they come and turned around.
fn long() -> [String; 2] {
    let header = "interaction_id,agent_id,evaluator_id,question_id,answer,cause,comment\n";
    let mut rows = Vec::new();
    for n in 0..400 {
        let answers = [
            ("greeting", ["yes", "no"][usize::from(n % 7 == 0)]),
            ("clarity", ["5", "4", "1"][n % 3]),
            ("identity", ["yes", "no"][usize::from(n % 11 == 3)]),
            ("privacy", ["yes", "na"][n % 5 % 2]),
        ];
        for (question, answer) in answers {
            let comment = if n % 13 == 0 { format!("\"said, {n}\"") } else { String::new() };
            rows.push(format!("C{n:03},a{},eva,{question},{answer},,{comment}\n", n % 9));
        }
    }
    let sorted = format!("{header}{}", rows.concat());
    // A stride that shares no divisor with the number of rows meets each once.
    let mixed: String = (0..rows.len()).map(|at| rows[at * 7 % rows.len()].as_str()).collect();
    [sorted, format!("{header}{mixed}")]
}

#[test]
fn rows_in_no_order_and_any_number_of_threads_make_the_same_tables() {
    let [sorted, mixed] = long();
    let room = Room::with("sorted.csv", sorted).file("mixed.csv", mixed).file("card.toml", CARD);
    for table in ["evaluations", "agents", "questions", "accuracy", "together", "answers"] {
        let line = |file: &str, threads: &str| {
            let line = format!("score {file} --scorecard card.toml --table {table} -f csv");
            let command = room.command(&line).env("QA_THREADS", threads);
            let shown = command.assert().code(0);
            String::from_utf8(shown.get_output().stdout.clone()).unwrap()
        };
        let told = line("sorted.csv", "1");
        assert!(told.lines().count() > 1, "{table}");
        assert_eq!(line("sorted.csv", "2"), told, "{table}");
        assert_eq!(line("mixed.csv", "2"), told, "{table}");
    }
}

#[test]
fn a_bad_answer_far_down_is_told_whatever_thread_reads_it() {
    let [sorted, _] = long();
    let text = sorted.replace("C390,a3,eva,clarity,5", "C390,a3,eva,clarity,9");
    assert!(text.contains("clarity,9"));
    let room = Room::with("e.csv", text).file("card.toml", CARD);
    let line = "score e.csv --scorecard card.toml -f csv";
    room.command(line).env("QA_THREADS", "2").assert().code(3).stdout_eq("").stderr_eq(str![[r#"
e.csv:1563:21: question `clarity`: expected a whole number from 1 to 5, found `9` [answer-outside-scale]
  help: write a whole number from 1 to 5

"#]]);
}

#[test]
fn people_read_their_language_and_programs_the_same_in_every_one() {
    let room = Room::with("e.csv", EVALUATIONS).file("card.toml", CARD);
    let line = "score e.csv --scorecard card.toml --table agents --lang es";
    let shown = room.qa(line).code(0);
    let told = String::from_utf8(shown.get_output().stdout.clone()).unwrap();
    assert!(told.contains("agente") && told.contains("nota media"), "{told}");
    let definition = "evaluaciones que aprueban entre las que podían aprobar o no";
    assert!(told.contains(definition) && !told.contains("the score"), "{told}");
    for command in ["score e.csv", "explain score C1/eva e.csv"] {
        let of = |language: &str| {
            let line = format!("{command} --scorecard card.toml -f json --lang {language}");
            String::from_utf8(room.qa(&line).code(0).get_output().stdout.clone()).unwrap()
        };
        assert_eq!(of("es"), of("en"), "{command}");
    }
    let line_of_steps = "explain score C1/eva e.csv --scorecard card.toml --lang pt";
    let steps = room.qa(line_of_steps).code(0);
    let told = String::from_utf8(steps.get_output().stdout.clone()).unwrap();
    assert!(told.contains("resposta") && told.contains("a nota até aqui"), "{told}");
    let mistyped = "score e.csv --scorecard card.toml --purpose monitor,calibraton";
    room.qa(mistyped).code(2).stderr_eq(str![[r#"
--purpose: no evaluation here was made for `calibraton` [nothing-selected]
  help: purposes are monitor

"#]]);
    room.qa("score e.csv --scorecard card.toml --lang xx").code(2).stderr_eq(str![[r#"
--lang: nothing here is written in `xx` [bad-language]
  help: languages are en, es, pt, id, and those that headings of the scorecards are in

"#]]);
    room.qa(&format!("{line} -f csv")).code(0).stdout_eq(str![[r#"
agent_id,scorecard,scorecard_version,selection,n,unscored,score_mean,score_mean_lower,score_mean_upper,pass_share,critical_customer,critical_business,critical_compliance
ana,voice,1,,2,0,85,0,100,0.5,0,0,0
ben,voice,1,,2,0,85,,,1,0,0,0

"#]]);
}

#[test]
fn the_chances_of_a_sample_weigh_scores_beside_the_means_without_them() {
    let calls = |n: usize| {
        let queue = if n < 6 { "sales" } else { "care" };
        format!("C{n:02},2026-10-{:02}T09:00:00Z,{queue},ana,answered,60\n", 5 + n % 5)
    };
    let header = "interaction_id,start_time,queue,agent_id,outcome,talk_s\n";
    let text: String = std::iter::once(header.to_owned()).chain((0..8).map(calls)).collect();
    let room = Room::with("calls.csv", text).file("card.toml", CARD);
    let line = "sample calls.csv --per queue -n 2 --seed week-41 -o list.csv";
    room.qa(line).code(0);
    let list = room.read("list.csv");
    let mut rows = list.lines();
    let id = rows.next().unwrap().split(',').position(|key| key == "interaction_id").unwrap();
    let drawn: Vec<&str> = rows.map(|row| row.split(',').nth(id).unwrap()).collect();
    assert_eq!(drawn.len(), 4, "{list}");
    // Who sells gets everything, who cares loses half of the 60 of the first section; one more was
    // picked on purpose.
    let header = "interaction_id,evaluator_id,selection,greeting,clarity,identity,privacy\n";
    let row = |id: &&str| {
        let greeting = if id[1..].parse::<usize>().unwrap() < 6 { "yes" } else { "no" };
        format!("{id},eva,,{greeting},5,yes,yes\n")
    };
    let rows: String = drawn.iter().map(row).collect();
    let made = format!("{header}{rows}C99,eva,targeted,no,1,yes,yes\n");
    let room = room.file("e.csv", made);
    let manifest = room.names().into_iter().find(|name| name.contains("manifest")).unwrap();
    let line =
        format!("score e.csv --scorecard card.toml --weights {manifest} --table together -f csv");
    // 2 of 6 and 2 of 2 were drawn: (6 · 100 + 2 · 70) / 8 = 92.5 where the mean is 85.
    room.qa(&line).code(0).stdout_eq(str![[r#"
scorecard,scorecard_version,selection,n,mean_of_evaluations,ratio_of_sums,mean_of_category_means,design_weighted
voice,1,random,4,85,85,87.5,92.5
voice,1,targeted,1,40,40,50,

"#]]);
}
