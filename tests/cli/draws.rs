//! Designs, assignment, queues, audits and weights, as one types them.

use crate::room::Room;
use snapbox::str;

/// Ten calls of each of three agents over five days, with language and csat.
fn calls() -> String {
    let header =
        "interaction_id,start_time,agent_id,team,queue,channel,outcome,talk_s,csat,recording,risk";
    let row = |i: usize| {
        let (agent, team) = [("ana", "east"), ("ben", "east"), ("zoe", "west")][i % 3];
        let (queue, csat) = (["sales", "care"][i % 2], 1 + i % 5);
        let recording = if i % 10 == 9 { "" } else { "r.wav" };
        let (talk, day, risk) = (30 + 20 * i, 5 + i % 5, 1 + i % 4);
        let when = format!("2026-10-{day:02}T09:00:00");
        format!(
            "C{i:02},{when},{agent},{team},{queue},voice,answered,{talk},{csat},{recording},{risk}"
        )
    };
    let rows = std::iter::once(header.to_owned()).chain((0..30).map(row));
    rows.collect::<Vec<_>>().join("\n") + "\n"
}

fn room() -> Room {
    Room::new().file("calls.csv", calls())
}

/// The same calls as another system writes them.
fn foreign() -> String {
    let rows = calls();
    let rows = rows.lines().skip(1).map(|line| {
        let cells: Vec<&str> = line.split(',').collect();
        let (date, time) = cells[1].split_once('T').unwrap();
        let mut day = date.split('-').collect::<Vec<_>>();
        day.reverse();
        let talk: u32 = cells[7].parse().unwrap();
        let [agent, team, queue, csat, recording, risk] =
            [2, 3, 4, 8, 9, 10].map(|at: usize| cells[at]);
        format!(
            "{queue};{};{}:{:02}:{:02};{};{time};Atendida;{agent};{team};{csat};{recording};{risk}",
            cells[0],
            talk / 3600,
            talk / 60 % 60,
            talk % 60,
            day.join("/")
        )
    });
    let header = "Cola;Llamada;Duración;Fecha;Hora;Resultado;Agente;Equipo;Nota;Audio;Riesgo";
    std::iter::once(header.to_owned()).chain(rows).collect::<Vec<_>>().join("\r\n")
}

/// What its columns are.
const FOREIGN: &str = r#"[profile]
name = "foreign"
kind = "interactions"
[file]
delimiter = ";"
timezone = "UTC"
[map]
interaction_id = { column = "Llamada" }
start_time = { columns = ["Fecha", "Hora"], join = " ", format = "%d/%m/%Y %H:%M:%S" }
queue = { column = "Cola" }
agent_id = { column = "Agente" }
team = { column = "Equipo" }
talk_s = { column = "Duración", unit = "h:m:s" }
csat = { column = "Nota" }
recording = { column = "Audio" }
risk = { column = "Riesgo" }
channel = { const = "voice" }
[[outcome]]
when = { Resultado = "Atendida" }
is = "answered"
"#;

fn packed(text: &str) -> Vec<u8> {
    let mut pack = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    std::io::Write::write_all(&mut pack, text.as_bytes()).unwrap();
    pack.finish().unwrap()
}

/// Every design, as one types it.
const DESIGNS: [&str; 10] = [
    "-n 2",
    "--total 9 --per agent_id,talk_s:200:400 --allocation proportional",
    "--total 12 --allocation neyman",
    "--total 6 --per queue --shares sales=70,care=30",
    "--systematic -n 3",
    "--by-size risk --total 7",
    "--by-size risk -n 2",
    "--half-width 15",
    "--quota 2/week --period 2026-W41 --targeted low_csat=2",
    "-n 3 --budget 60 --evaluators eva,flo --overlap 20%",
];

#[test]
fn rows_in_any_order_files_cut_or_packed_other_profiles_and_threads_draw_the_same() {
    let all = calls();
    let mut lines: Vec<&str> = all.lines().collect();
    let header = lines.remove(0);
    let (one, two) = lines.split_at(11);
    let part = |lines: &[&str]| {
        let turned: Vec<&str> = lines.iter().rev().copied().collect();
        format!("{header}\n{}\n", turned.join("\n"))
    };
    let thirds = |at: usize| lines.iter().skip(at).step_by(3).copied();
    let shuffled: Vec<&str> = (0..3).flat_map(thirds).collect();
    let room = room()
        .file("b.csv", part(two))
        .file("a.csv", part(one))
        .file("shuffled.csv", part(&shuffled))
        .file("calls.csv.gz", packed(&all))
        .file("b.csv.gz", packed(&part(two)))
        .file("foreign.csv", foreign())
        .file("foreign.toml", FOREIGN);
    for design in DESIGNS {
        let line = format!("-q sample --seed s {design} -f csv");
        let drawn = |files: &str| {
            let output = room.qa(&format!("{line} {files}")).success().get_output().stdout.clone();
            String::from_utf8(output).unwrap()
        };
        let whole = drawn("calls.csv");
        assert!(whole.lines().count() > 2, "{design}: {whole}");
        for files in [
            "shuffled.csv --threads 1",
            "b.csv a.csv --threads 1",
            "a.csv b.csv --threads 2",
            "calls.csv.gz --threads 2",
            "a.csv b.csv.gz",
            "foreign.csv --profile foreign.toml",
        ] {
            assert_eq!(drawn(files), whole, "{design}: {files}");
        }
    }
}

#[test]
fn every_design_is_repeated_and_verified_from_its_manifest() {
    let room = room()
        .file("agents.csv", "agent_id,team,supervisor,hired,active,leave_from,leave_to\nana,east,eva,2026-09-01,,,\nben,east,,2020-01-01,,2026-10-09,2026-10-30\nzoe,west,,2026-09-20,,,\n")
        .file("people.csv", "evaluator_id,team,languages,channels,not_agents,daily_max\neva,,,,,4\nflo,west,,voice,,\n")
        .file("done.csv", "interaction_id,agent_id,evaluator_id,evaluated_at\nC00,ana,flo,2026-10-06\n")
        .file("sd.csv", "stratum,sd\nagent_id=ana,20\nagent_id=zoe,8\n");
    for design in [
        "--total 6 --allocation neyman --spread sd.csv",
        "--by-size risk --total 5",
        "--quota 3/week --period 2026-W41 --roster agents.csv --done done.csv --targeted new_hire=2 \
         --evaluator-file people.csv --work-days 2026-W42 --pair-limit 2 --overlap 10% --retest 10%",
        "--per roster.team,tenure_days:90 -n 2 --period 2026-W41 --roster agents.csv --recorded \
         --exclude 'long=talk_s > 500'",
    ] {
        room.qa(&format!("-q sample calls.csv --seed s {design} -o w.csv --overlapping")).success();
        room.qa("-q verify w.manifest.json").success();
        room.qa("-q sample --repeat w.manifest.json -o again.csv").success();
        assert_eq!(room.read("again.csv"), room.read("w.csv"), "{design}");
        assert_eq!(room.read("again.manifest.json"), room.read("w.manifest.json"), "{design}");
    }
    // A file that an option names is part of the draw.
    std::fs::write(room.path("agents.csv"), "agent_id,team\nana,east\n").unwrap();
    room.qa("-q verify w.manifest.json").code(3);
}

#[test]
fn what_is_left_out_is_counted_by_reason() {
    let room = room()
        .file("agents.csv", "agent_id,leave_from,leave_to\nben,2026-10-09,2026-10-30\n")
        .file("done.csv", "interaction_id\nC00\nC03\n");
    let output = room.qa("-q sample calls.csv --seed s --period 2026-W41 --min-talk 100 --recorded --done done.csv --roster agents.csv -o w.csv");
    output.success();
    let manifest = room.read("w.manifest.json");
    // Of 30: C00 to C03 are shorter than 100 s; C09, C19, C29 have no recording; C00 and C03 went before;
    // ben has C01 and nine others, of which C04, C07 … remain.
    for expected in ["\"too_short\": 4", "\"no_recording\": 3", "\"on_leave\": 8"] {
        assert!(manifest.contains(expected), "{expected} in {manifest}");
    }
}

#[test]
fn a_top_up_keeps_what_was_drawn_and_lists_only_what_is_new() {
    let all = calls();
    let first = all.lines().take(20).collect::<Vec<_>>().join("\n");
    let room = room().file("early.csv", first);
    room.qa("-q sample early.csv --seed s -n 2 -o w.csv").success();
    room.qa("-q sample --top-up w.manifest.json calls.csv -n 3 -o more.csv").success();
    let ids = |name: &str| -> Vec<String> {
        let text = room.read(name);
        text.lines().skip(1).map(|line| line.split(',').nth(1).unwrap().to_owned()).collect()
    };
    let (before, new) = (ids("w.csv"), ids("more.csv"));
    assert!(new.iter().all(|id| !before.contains(id)));
    let manifest = room.read("more.manifest.json");
    assert!(before.iter().chain(&new).all(|id| manifest.contains(id)));
    // Late rows that were drawn whole again give what a draw of all of them gives, and what was before.
    room.qa("-q sample calls.csv --seed s -n 3 -o whole.csv").success();
    let whole = ids("whole.csv");
    assert!(whole.iter().all(|id| before.contains(id) || new.contains(id)));
    room.qa("-q verify more.manifest.json").success();
}

#[test]
fn a_seed_is_made_known_before_it_is_used() {
    let room = room().file("seed.txt", "the seed of October\n");
    let told = room.qa("sample --seed-commitment --seed-file seed.txt").success();
    // printf 'the seed of October' | sha256sum
    let hash = String::from_utf8(told.get_output().stdout.clone()).unwrap();
    let line =
        format!("-q sample calls.csv --seed-file seed.txt --commitment {} -o w.csv", hash.trim());
    room.qa(&line).success();
    assert!(room.read("w.manifest.json").contains(hash.trim()));
    room.qa(&format!("-q sample calls.csv --seed x --commitment {}", hash.trim())).code(2);
}

#[test]
fn rules_that_cannot_all_hold_are_named() {
    let room = room().file("people.csv", "evaluator_id,team,channels\neva,east,chat\n");
    room.qa("-q sample calls.csv --seed s -n 1 --evaluator-file people.csv --require-full --table evaluators -f csv")
        .code(5)
        .stdout_eq(str![[r#"
evaluator_id,evaluations,overlap,retest,targeted,talk_s,work_s
eva,0,0,0,0,,0
nobody,3,0,0,0,1170,

"#]]);
    room.qa("sample calls.csv --evaluators evq --evaluator-file people.csv").code(2).stderr_eq(
        str![[r#"
--evaluators: `evq` is not in the file of evaluators [unknown-evaluator]
  help: did you mean `eva`?

"#]],
    );
}

#[test]
fn a_skipped_call_is_replaced_and_the_log_only_grows() {
    let room = room();
    room.qa("-q sample calls.csv --seed s -n 2 --evaluators eva,flo --due 2026-10-16 -o w.csv")
        .success();
    let first = room.read("w.csv").lines().nth(1).unwrap().split(',').nth(1).unwrap().to_owned();
    room.qa(&format!("queue w.csv --skip {first} --reason 'no, sound'")).success();
    room.qa(&format!("queue w.csv --skip {first} --reason again")).code(6);
    let log = room.read("w.queue.csv");
    assert!(
        log.starts_with("sample_id,interaction_id,evaluator_id,action,detail,reason,decided_on\n")
    );
    assert_eq!(log.lines().count(), 2);
    let day = log.trim_end().rsplit(',').next().unwrap();
    assert!(day.len() == 10 && day.starts_with("20") && day.matches('-').count() == 2, "{log}");
    let second = room.read("w.csv").lines().nth(2).unwrap().split(',').nth(1).unwrap().to_owned();
    room.qa(&format!("queue w.csv --reassign {second} --to gil")).code(2);
    room.qa(&format!("-q queue w.csv --reassign {second} --to gil --new")).success();
    room.qa("-q queue w.csv --today 2026-10-20 --table agents -f csv").success().stdout_eq(str![[
        r#"
agent_id,promised,open,overdue,done,skipped,attained_share
ana,2,0,2,0,1,0
ben,2,0,2,0,0,0
zoe,2,0,2,0,0,0

"#
    ]]);
}

#[test]
fn an_interaction_that_was_not_drawn_says_why() {
    let room = room();
    room.qa("-q sample calls.csv --seed s -n 2 --min-talk 100 -o w.csv").success();
    let drawn = room.read("w.csv");
    let all: Vec<String> = (0..30).map(|i| format!("C{i:02}")).collect();
    let free = |id: &&String| !drawn.contains(id.as_str()) && id.as_str() > "C03";
    let behind = all.iter().filter(free).find(|id| {
        let told = room.qa(&format!("-q explain draw {id} --manifest w.manifest.json")).success();
        let told = String::from_utf8(told.get_output().stdout.clone()).unwrap();
        told.contains(&format!("{id}: not drawn in sample\n")) && told.contains(", drawn up to 2\n")
    });
    assert!(behind.is_some());
    room.qa("-q explain draw C00 --manifest w.manifest.json").success().stdout_eq(str![[r#"
C00: not drawn in sample
what    text
------  ----------------------------------------------------------------
why     left out: too short
ticket  [..]
check   printf '%s' 's|C00' | sha256sum

calls.csv: 30 records read, 30 accepted, 0 rejected, SHA-256 [..]

"#]]);
    room.qa("-q explain draw C99 --manifest w.manifest.json").code(2).stderr_eq(str![[r#"
w.manifest.json: `C99` is in none of the files that were drawn from [unknown-interaction]
  help: check how it is written; its ticket would be [..]

"#]]);
}

#[test]
fn two_samples_of_the_same_days_are_refused_unless_it_is_meant() {
    let room = room();
    let days = "--period 2026-10-05..2026-10-07";
    room.qa(&format!("-q sample calls.csv --seed s {days} -n 2 -o one.csv")).success();
    // Other days, no days in particular, the same file again and the same draw elsewhere are no second
    // sample.
    let others = "--period 2026-10-08..2026-10-09 -n 2";
    room.qa(&format!("-q sample calls.csv --seed s {others} -o two.csv")).success();
    room.qa("-q sample calls.csv --seed s -n 2 -o free.csv").success();
    room.qa(&format!("-q sample calls.csv --seed s {days} -n 3 -o one.csv")).success();
    room.qa(&format!("-q sample calls.csv --seed s {days} -n 3 --evaluators eva -o dealt.csv"))
        .success();
    // Fewer, or others, in place of what was drawn: who could do so would draw until the lot pleases.
    for other in ["--seed s -n 1", "--seed t -n 3"] {
        let told = room.qa(&format!("-q sample calls.csv {other} {days} -o one.csv")).code(6);
        let told = String::from_utf8(told.get_output().stderr.clone()).unwrap();
        assert!(told.contains("[draw-replaced]"), "{told}");
    }
    let line = "-q sample calls.csv --seed t --period 2026-W41 -n 1 -o three.csv";
    let told = room.qa(line).code(6).get_output().stderr.clone();
    let told = String::from_utf8(told).unwrap();
    assert!(told.starts_with("dealt.manifest.json: sample `2026-10-05..2026-10-07` has"), "{told}");
    assert!(told.contains("two.manifest.json"), "every one is named: {told}");
    assert!(!room.names().contains(&"three.csv".to_owned()));
    room.qa(&format!("{line} --done one.csv --done two.csv")).success();
    room.qa("-q sample calls.csv --period 2026-W41 -n 1 -o four.csv --overlapping").success();
    room.qa("-q sample --top-up one.manifest.json -n 4 -o more.csv").success();
    room.qa("-q sample --repeat two.manifest.json -o again.csv").success();
}

#[test]
fn a_changed_file_is_named_whichever_it_is() {
    let room = room()
        .file("agents.csv", "agent_id,hired\nana,2026-09-01\n")
        .file("acd.toml", "[profile]\nname = \"acd\"\nkind = \"interactions\"\n");
    room.qa("-q sample calls.csv --profile acd.toml --roster agents.csv --seed s -o w.csv")
        .success();
    for file in ["calls.csv", "agents.csv", "acd.toml"] {
        let before = room.read(file);
        if file == "acd.toml" {
            std::fs::write(room.path(file), format!("# changed\n{before}")).unwrap();
        } else {
            std::fs::write(room.path(file), before.replacen("ana", "ann", 1)).unwrap();
        }
        let told = room.qa("-q verify w.manifest.json").code(3).get_output().stderr.clone();
        let told = String::from_utf8(told).unwrap();
        assert!(told.starts_with(&format!("{file}: expected the file with SHA-256")), "{told}");
        std::fs::write(room.path(file), before).unwrap();
        room.qa("-q verify w.manifest.json").success();
    }
    let list = room.read("w.csv");
    let drawn = list.lines().nth(1).unwrap().split(',').nth(1).unwrap();
    std::fs::write(room.path("w.csv"), list.replacen(drawn, "C99", 1)).unwrap();
    let told = room.qa("-q verify w.manifest.json").code(3).get_output().stderr.clone();
    let told = String::from_utf8(told).unwrap();
    assert!(told.contains("w.csv:2: `C99` was not drawn"), "{told}");
    assert!(told.contains(&format!("`{drawn}` was drawn, and is not on the work list")), "{told}");
}

#[test]
fn nothing_eligible_and_strata_that_are_too_small_are_told() {
    let room = room();
    let told = room.qa("sample calls.csv --seed s --channel chat -o w.csv").success();
    let told = String::from_utf8(told.get_output().stderr.clone()).unwrap();
    assert!(told.contains("nothing is eligible, so nothing was drawn"), "{told}");
    room.qa("-q sample calls.csv --seed s --channel chat --require-full -o w.csv").code(5);
    let line = "sample calls.csv --seed s --per agent_id,queue -n 6";
    room.qa(&format!("-q {line} --require-full --table short -f csv")).code(5).stdout_eq(str![[
        r#"
stratum,eligible,wanted,drawn
agent_id=ana|queue=care,5,6,5
agent_id=ana|queue=sales,5,6,5
agent_id=ben|queue=care,5,6,5
agent_id=ben|queue=sales,5,6,5
agent_id=zoe|queue=care,5,6,5
agent_id=zoe|queue=sales,5,6,5

"#
    ]]);
    let told = room.qa(&format!("{line} -o w.csv")).success();
    let told = String::from_utf8(told.get_output().stderr.clone()).unwrap();
    assert!(told.contains("have less than was asked for: 6 of 6 strata"), "{told}");
}

#[test]
fn a_plan_answers_in_a_sentence() {
    let room = Room::new();
    let said = room.qa("sample --plan --population 180 --sd 12 -f json").success();
    let said = String::from_utf8(said.get_output().stdout.clone()).unwrap();
    assert!(said.contains("to know a mean score to ± 5 points, score 22 of 180"), "{said}");
    room.qa("sample --plan --rate 50% --population 1000 --table answer -f csv")
        .success()
        .stdout_eq(str![[r#"
what,n
± 5 percentage points at 95 %,278
"a change of 5 percentage points, found with a chance of 80 %: before, and again after",1565
"at least one error of 5 %, at 95 %",57

"#]]);
}

#[test]
fn options_that_could_only_be_disregarded_are_refused() {
    let room = room();
    for (options, told) in [
        ("--min 5 --max 3 --total 9", "--min: at least 5 and at most 3 of each cannot both be"),
        ("--overlap 5%", "--overlap: two are to score the same interaction; evaluators named: 0"),
        ("--overlap 5% --evaluators eva", "evaluators named: 1"),
        ("--retest 5% --evaluators eva", "--retest: nothing is known that was scored before"),
        ("--evaluators eva --pair-limit 0", "--pair-limit: nobody could have a call of anybody"),
        ("--period 2026-W41 --due 2020-01-01", "--due: the work is due before the first"),
    ] {
        let line = format!("-q sample calls.csv --seed s {options}");
        let output = room.qa(&line).code(2).get_output().stderr.clone();
        let output = String::from_utf8(output).unwrap();
        assert!(output.contains(told), "{options}: {output}");
    }
}
