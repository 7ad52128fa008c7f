//! Spreadsheets in four languages, read by the names of their columns, and a bundled profile of
//! evaluations on a small export written after its documented columns.

#[cfg(test)]
use super::*;
use crate::ingest::engine::{Options, rows};
use crate::ingest::evaluations;
use crate::ingest::roster;
use crate::ingest::surveys;
use crate::model::Zone;

/// A file in a folder that lives as long as the test.
fn file(text: &str) -> (tempfile::TempDir, Vec<String>) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("sheet.csv");
    std::fs::write(&path, text).unwrap();
    let files = vec![path.display().to_string()];
    (folder, files)
}

fn options(profile: Option<Profile>) -> Options {
    Options::plain(profile, Zone::utc())
}

#[test]
fn calls_of_a_spreadsheet_are_read_in_four_languages() {
    let wants =
        ["queue", "agent_id", "start_time", "wait_s", "talk_s", "acw_s", "outcome", "resolved"];
    let expected = "Help|ann|1790848800000|9000|50000|5000|answered|true";
    for text in [
        "Call ID,Queue,Agent,Start,Wait Time,Talk Time,Wrap Time,Call Outcome,Resolved\n1,Help,ann,2026-10-01 10:00:00,9,0:50,5,Answered,yes\n",
        "Id llamada;Cola;Agente;Fecha y hora;Tiempo de espera;Tiempo de conversación;Trabajo posterior;Resultado llamada;Resuelta\n1;Help;ann;2026-10-01 10:00:00;9;0:50;5;Atendida;sí\n",
        "ID da chamada;Fila;Atendente;Data e hora;Tempo de espera;Tempo de conversa;Pós-atendimento;Resultado da chamada;Resolvida\n1;Help;ann;2026-10-01 10:00:00;9;0:50;5;Atendida;sim\n",
        "ID Panggilan;Antrean;Agen;Waktu panggilan;Waktu tunggu;Waktu bicara;Pasca-panggilan;Hasil panggilan;Terselesaikan\n1;Help;ann;2026-10-01 10:00:00;9;0:50;5;Terjawab;ya\n",
    ] {
        let (_folder, files) = file(text);
        assert_eq!(profile_for(&files, &Asked::default()).unwrap(), None, "{text}");
        let (found, account) = rows::read(text, &options(None), &wants);
        assert_eq!(
            found.values().collect::<Vec<_>>(),
            [expected],
            "{:?}",
            account.problems.shown()
        );
    }
}

#[test]
fn evaluations_of_a_spreadsheet_are_read_in_four_languages() {
    for text in [
        "Call ID,Agent,Evaluator,Evaluation date,Form,Score,Greeting\nC1,ann,eva,2026-10-01,voice,87.5%,yes\n",
        "Id llamada;Agente;Evaluador;Fecha evaluación;Pauta;Puntaje;Greeting\nC1;ann;eva;2026-10-01;voice;87.5;yes\n",
        "ID da chamada;Operador;Avaliador;Data da avaliação;Formulário;Nota final;Greeting\nC1;ann;eva;2026-10-01;voice;87.5;yes\n",
        "ID Panggilan;Agen;Penilai;Tanggal penilaian;Form;Skor;Greeting\nC1;ann;eva;2026-10-01;voice;87.5;yes\n",
    ] {
        let text = text.replace("ID da chamada", "ID chamada");
        let (_folder, files) = file(&text);
        assert_eq!(FileKind::of(&files[0]), FileKind::Evaluations, "{text}");
        let zone = Zone::utc();
        let questions = ["Greeting".to_owned()];
        let how = evaluations::Options { questions: &questions, ..evaluations::Options::of(&zone) };
        let found = evaluations::read(&files, &how).unwrap().evaluations;
        let one = &found[0];
        assert_eq!((one.interaction.as_str(), one.agent.as_deref()), ("C1", Some("ann")));
        assert_eq!((one.evaluator.as_str(), one.scorecard.as_deref()), ("eva", Some("voice")));
        assert_eq!(
            (one.delivered_score, one.evaluated_at),
            (Some(87_500), Some(1_790_812_800_000))
        );
        assert_eq!(&*one.answers[0].answer, "yes", "{text}");
    }
}

#[test]
fn rosters_of_a_spreadsheet_are_read_in_four_languages() {
    for text in [
        "Agent,Name,Team,Supervisor,Site,Role,Hire date\n7,Ann,north,eva,BOG,agent,2026-01-02\n",
        "Agente;Nombre;Equipo;Líder;Sede;Rol;Fecha de ingreso\n7;Ann;north;eva;BOG;agent;2026-01-02\n",
        "Operador;Nome;Equipe;Gestor;Unidade;Função;Data de admissão\n7;Ann;north;eva;BOG;agent;2026-01-02\n",
        "Agen;Nama;Tim;Atasan;Lokasi;Peran;Tanggal masuk\n7;Ann;north;eva;BOG;agent;2026-01-02\n",
    ] {
        let (_folder, files) = file(text);
        let profile = profile_for(&files, &Asked::default()).unwrap();
        assert_eq!(profile, Some(Profile::implied(RecordKind::Roster)), "{text}");
        let (roster, _) = roster::read(&files, &options(profile)).unwrap();
        for (name, value) in [
            ("agent_name", "Ann"),
            ("team", "north"),
            ("supervisor", "eva"),
            ("site", "BOG"),
            ("role", "agent"),
        ] {
            assert_eq!(roster.attribute("7", None, name), Some(value), "{text}");
        }
        // 2 January 2026 is day 20455 since 1970.
        assert!(!roster.tells("7", Some(20_454)) && roster.tells("7", Some(20_455)), "{text}");
    }
}

#[test]
fn surveys_of_a_spreadsheet_are_read_in_four_languages() {
    for text in [
        "Call ID,Response date,Satisfaction,NPS,Effort,Resolved,Comment\nC1,2026-10-01,5,9,2,yes,fine\n",
        "Id llamada;Fecha de respuesta;Satisfacción;NPS;Esfuerzo;Resuelto;Comentario\nC1;2026-10-01;5;9;2;sí;fine\n",
        "ID chamada;Data da resposta;Satisfação;NPS;Esforço;Resolvido;Comentário\nC1;2026-10-01;5;9;2;sim;fine\n",
        "ID Panggilan;Tanggal jawaban;Kepuasan;NPS;Upaya;Selesai;Komentar\nC1;2026-10-01;5;9;2;ya;fine\n",
    ] {
        let (_folder, files) = file(text);
        let profile = profile_for(&files, &Asked::default()).unwrap();
        assert_eq!(profile, Some(Profile::implied(RecordKind::Surveys)), "{text}");
        let (surveys, _) = surveys::read(&files, &options(profile)).unwrap();
        let numbers = ["csat", "nps", "ces"].map(|name| surveys.number("C1", name));
        assert_eq!(numbers, [Some(5_000), Some(9_000), Some(2_000)], "{text}");
        assert_eq!(surveys.flag("C1", "resolved"), Some(true), "{text}");
    }
}

#[test]
fn evaluation_details_of_nice_are_delivered_scores_by_purpose() {
    let text = "Master Contact,ACD ID,Agent ID,Agent,Team,Workflow Evaluation Type,Workflow Status,Evaluation Flow Trigger,Evaluation Status,Evaluator,Form Name,Form Version,Average Score (%),Failed Critical Question,Display Status\n\
                101,7,4001,Ann Lee,north,Evaluation,Done,Quality Plan,Completed,eva,Voice,3,87.50,false,Completed\n\
                102,7,4001,Ann Lee,north,Evaluation,Done,Calibration,Completed,eva,Voice,3,0,true,Completed\n\
                103,7,4002,Bo Ray,north,Self-assessment,Done,Search,Completed,4002,Voice,3,95,false,Completed Reviewed\n\
                104,7,4002,Bo Ray,north,Evaluation,Open,Search,New,eva,Voice,3,-,false,Draft\n";
    let (_folder, files) = file(text);
    let profile = bundled_for(&files, &Asked::default()).unwrap().unwrap();
    assert_eq!(
        (profile.name.as_str(), profile.kind),
        ("nice_cxone_evaluations", RecordKind::Evaluations)
    );
    let zone = Zone::utc();
    let how = evaluations::Options { profile: Some(&profile), ..evaluations::Options::of(&zone) };
    let read = evaluations::read(&files, &how).unwrap();
    let (found, intakes) = (read.evaluations, read.intakes);
    let told = found.iter().map(|one| {
        (
            one.interaction.as_str(),
            one.purpose.as_str(),
            one.delivered_score,
            one.extra["failed_critical"].as_str(),
        )
    });
    assert_eq!(
        told.collect::<Vec<_>>(),
        [
            ("101", "monitor", Some(87_500), "false"),
            ("102", "calibration", Some(0), "true"),
            ("103", "self", Some(95_000), "false"),
        ]
    );
    let account = &intakes[0].account;
    assert_eq!((account.read, account.accepted, account.dropped()), (4, 3, 1));
    assert!(account.problems.is_empty(), "{:?}", account.problems.shown());
}

#[test]
fn performance_views_of_genesys_are_intervals_in_milliseconds_or_by_the_clock() {
    let text = "Interval Start,Interval End,Interval Complete,Filters,Media Type,Queue Id,Queue Name,Offer,Answer,Abandon,ASA,Service Level %,Avg Handle,Avg Talk,Avg Hold,Avg ACW\n\
                2026-10-01 10:00:00,2026-10-01 10:30:00,TRUE,,voice,q1,Help,100,90,10,12500,0.8,240500,200000,10500,30000\n\
                10/01/26 10:30 AM,10/01/26 11:00 AM,TRUE,,voice,q1,Help,50,50,0,00:00:05.000,100%,00:03:00.000,00:02:30.000,N/A,\n";
    let (_folder, files) = file(text);
    let profile = profile_for(&files, &Asked::default()).unwrap().unwrap();
    assert_eq!(
        (profile.name.as_str(), profile.kind),
        ("genesys_cloud_performance", RecordKind::Intervals)
    );
    let wants = ["start_time", "queue", "offered", "asa_s", "service_level", "mean_handle_s"];
    let (found, account) = rows::read(text, &options(Some(profile)), &wants);
    assert_eq!(
        found.values().collect::<Vec<_>>(),
        [
            "1790848800000|Help|100000|12500|80000|240500",
            "1790850600000|Help|50000|5000|100000|180000"
        ],
        "{:?}",
        account.problems.shown()
    );
}

#[test]
fn sheets_of_two_kinds_are_not_read_together() {
    let (_one, mut files) = file("Agent,Team\n7,north\n");
    let (_other, more) = file("call_id,nps\nC1,9\n");
    files.extend(more);
    let error = profile_for(&files, &Asked::default()).unwrap_err();
    assert!(error.to_string().contains("profile-unclear"), "{error}");
}
