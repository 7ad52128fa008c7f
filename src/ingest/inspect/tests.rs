use super::*;
use crate::ingest::profile;
use proptest::prelude::*;

fn inspected(text: &str) -> Inspection {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("calls.csv");
    std::fs::write(&path, text).unwrap();
    Inspection {
        file: "calls.csv".to_owned(),
        ..inspect(path.to_str().unwrap(), &Asked::default()).unwrap()
    }
}

#[test]
fn a_bare_header_has_empty_columns() {
    let found = inspected("call_id;agent\n");
    assert_eq!((found.records, found.delimiter, found.header_line), (0, b';', 1));
    assert!(found.columns.iter().all(|column| column.kind() == "empty" && column.ends().is_none()));
}

#[test]
fn an_iso_date_reads_in_one_way() {
    let found = inspected("call_id,start\n1,2026-10-05\n");
    assert_eq!(found.columns[1].form(), Some(Form::Time("iso8601")));
    assert_eq!(found.columns[1].unclear(), None);
}

#[test]
fn cells_tell_the_form_of_their_column() {
    let text = "id|a|b|c|d|e|f|g\n\
                1|1.5|0:01:30|2026-10-05 09:00|yes|x|2|1h 2m\nN/A|10|0:00:09||no|y|11|3s\n";
    let found = inspected(text);
    let kinds: Vec<_> = found.columns.iter().map(Evidence::kind).collect();
    let expected =
        ["integer", "decimal", "duration", "timestamp", "flag", "text", "integer", "duration"];
    assert_eq!(kinds, expected);
    assert_eq!(found.columns[0].nulls["N/A"], 1);
    assert_eq!(found.columns[2].form(), Some(Form::Duration("h:m:s")));
    assert_eq!(
        (found.columns[2].ends(), found.columns[6].ends()),
        (Some(("0:00:09", "0:01:30")), Some(("2", "11")))
    );
}

#[test]
fn day_and_month_are_decided_by_any_cell_or_not_at_all() {
    let late = inspected("call_id,start\n1,03/04/2026 10:00\n2,23/04/2026 10:00\n");
    assert_eq!(late.columns[1].form(), Some(Form::Time("%d/%m/%Y %H:%M")));
    assert_eq!(late.columns[1].unclear(), None);
    let never = inspected("call_id,start\n1,03/04/2026 10:00\n");
    assert!(never.columns[1].unclear().is_some());
    assert!(snippet(&never).contains("# start_time: day and month could change places"));
}

#[test]
fn numbers_of_sheets_and_systems_have_their_unit_proposed() {
    let text = "call_id;start;end;talk_time;acw\n1;45943,375;1790848800;0,00165;0,5\n2;45944;1790848900;0,002;1,5\n";
    let toml = snippet(&inspected(text));
    for line in [
        "# start_time: numbers of the size of excel_serial",
        "start_time = { column = \"start\", format = \"excel_serial\" }",
        "end_time = { column = \"end\", format = \"epoch_s\" }",
        "talk_s = { column = \"talk_time\", unit = \"day_fraction\" }",
        "acw_s = { column = \"acw\", unit = \"s\" }",
    ] {
        assert!(toml.contains(line), "{line}: {toml}");
    }
    assert!(profile::parse("p.toml", &toml).is_ok());
}

#[test]
fn a_snippet_maps_what_it_knows_and_is_a_profile() {
    let text = "Report\n\nCall ID;Start;Talk Time;ACW;Abandoned;Region\n\
                7;23/10/2026 09:00;1:30;12,5;N;north\n8;05/10/2026 09:01;2:05;3,0;Y;NULL\n";
    let found = inspected(text);
    let toml = snippet(&found);
    let profile = profile::parse("p.toml", &toml).unwrap();
    let mapped: Vec<_> = profile.map.keys().map(String::as_str).collect();
    assert_eq!(mapped, ["acw_s", "interaction_id", "start_time", "talk_s"]);
    assert_eq!(profile.outcomes.len(), 2);
    assert!(toml.contains("talk_s = { column = \"Talk Time\", unit = \"m:s\" }"), "{toml}");
    assert!(toml.contains("# not mapped: \"Region\" (text)"), "{toml}");
    assert!(toml.contains("null = [\"\", \"NULL\"]") && toml.contains("decimal = \",\""), "{toml}");
}

#[test]
fn what_the_commands_read_is_what_is_told() {
    let text =
        "Index;Incoming Calls;Answered Calls;Answer Rate\n1;217;204;94.01%\n2;200;182;91.00%\n";
    let found = inspected(text);
    assert_eq!((found.profile.kind.name(), found.bundled()), ("intervals", None));
    let targets: Vec<_> = (0..4).map(|at| found.target(at).map(|it| it.columns)).collect();
    let named = |name: &str| Some(vec![name.to_owned()]);
    assert_eq!(targets, [None, named("offered"), named("answered"), None]);
    assert_eq!(found.columns[3].kind(), "percent");
    let toml = snippet(&found);
    assert_eq!(profile::parse("p.toml", &toml).unwrap().kind, found.profile.kind, "{toml}");
}

#[test]
fn a_record_is_no_header() {
    let found = inspected("1/9/2017 16:33,105,Wait,27,27\n1/9/2017 16:34,105,Play,37,37\n");
    assert_eq!((found.header, found.header_line, found.records), (Header::Absent, 0, 2));
    assert_eq!(found.columns[2].name, "column_3");
    assert!((0..5).all(|at| found.target(at).is_none()));
    let toml = snippet(&found);
    assert!(toml.contains("header = false\ncolumns = [\"column_1\","), "{toml}");
    assert!(toml.contains("# nothing is mapped yet: write lines such as"), "{toml}");
    assert!(profile::parse("p.toml", &toml).is_ok());
    // Names that are numbers stand beside names that are none.
    assert_eq!(inspected("call_id,agent,1\n1,a,x\n").header, Header::Known);
}

#[test]
fn columns_of_two_forms_say_how_many_cells_have_which() {
    let text =
        "call_id,start,wait\n1,2026-10-05,5\n2,2026-10-06,7\n3,10-07-2026,9\n4,2026-10-08,?\n";
    let found = inspected(text);
    let start = found.columns[1].mixed().unwrap();
    assert_eq!((start.form, start.cells), (Form::Time("iso8601"), 3));
    assert_eq!(start.first_odd, "10-07-2026");
    assert!(matches!(start.other, Some((Form::Time(_), 1))), "{start:?}");
    let wait = found.columns[2].mixed().unwrap();
    assert_eq!((wait.form, wait.cells, wait.other), (Form::Integer, 3, None));
    assert_eq!(found.columns[0].mixed(), None);
    assert!(snippet(&found).contains("format = [\"iso8601\", "), "{}", snippet(&found));
}

#[test]
fn answers_that_do_not_apply_stay_answers() {
    let text = "call_id,evaluator,session_id,1. Greeting,1. Tone\n1,eva,-,n/a,5\n2,eva,s,yes,N/A\n";
    let toml = snippet(&inspected(text));
    assert!(toml.contains("null = [\"\", \"-\"]"), "{toml}");
    assert!(toml.contains("# columns = { \"1. Greeting\" = \"id_of_the_question\" }"), "{toml}");
    assert!(profile::parse("p.toml", &toml).is_ok());
    let long = "call_id,evaluator,question,answer\n1,eva,tone,N/A\n";
    let toml = snippet(&inspected(long));
    assert!(!toml.contains("null = ") && !toml.contains("[unpivot]"), "{toml}");
}

#[test]
fn marks_of_thousands_and_decimals_are_proposed() {
    let text = "Fecha;Recibidas;Atendidas;Nivel de servicio\n13/10/2026;1.200;900;85,5%\n";
    let toml = snippet(&inspected(text));
    assert!(toml.contains("decimal = \",\"\nthousands = \".\""), "{toml}");
    assert!(profile::parse("p.toml", &toml).is_ok());
}

#[test]
fn a_time_of_day_beside_a_date_joins_it() {
    let text =
        "Call ID,Call Date,Call Time,Agent\n1,2023-11-01,13:56:45,9\n2,2023-11-02,09:00:01,9\n";
    let toml = snippet(&inspected(text));
    let line = "start_time = { columns = [\"Call Date\", \"Call Time\"], join = \" \", format = \"%Y-%m-%d %H:%M:%S\" }";
    assert!(toml.contains(line), "{toml}");
    assert!(profile::parse("p.toml", &toml).is_ok());
    let plain = "Call Id,Date,Time,Agent\n1,13/01/2021,9:12:58,9\n2,14/01/2021,10:00:01,9\n";
    let toml = snippet(&inspected(plain));
    let line = "columns = [\"Date\", \"Time\"], join = \" \", format = \"%d/%m/%Y %H:%M:%S\" }";
    assert!(toml.contains(line), "{toml}");
    let days =
        "Call Id;Date;Time\n1;01.01.2021;0.38400462962963\n2;13.01.2021;0.5\n3;13.01.2021;0.375\n";
    let toml = snippet(&inspected(days));
    let line = "start_time = { date = { column = \"Date\", format = \"%d.%m.%Y\" }, time = { column = \"Time\", unit = \"day_fraction\" } }";
    assert!(toml.contains(line), "{toml}");
    assert!(profile::parse("p.toml", &toml).is_ok());
    let epoch = "Call Id,Date,Time\n1,2021-01-01,1900-01-01 09:12:58\n";
    assert!(snippet(&inspected(epoch)).contains("unit = \"excel_epoch\" } }"));
    let apart = snippet(&inspected("Call ID,Call Date,Agent\n1,2023-11-01,9\n"));
    assert!(apart.contains("start_time = { column = \"Call Date\" }"), "{apart}");
}

#[test]
fn outcomes_in_words_of_the_export_become_rules() {
    let text = "call_id,outcome\n1,Call unanswered\n2,Booking \"\"made\"\"\n3,answered\n";
    let toml = snippet(&inspected(text));
    let profile = profile::parse("p.toml", &toml).unwrap();
    let rules: Vec<_> = profile.outcomes.iter().map(|rule| rule.is.name()).collect();
    assert_eq!(rules, ["other", "abandoned", "answered"], "{toml}");
    assert!(toml.contains("# outcome: what the words of \"outcome\" mean"), "{toml}");
    let known = snippet(&inspected("call_id,outcome\n1,Answered\n2,abandonada\n"));
    assert!(known.contains("outcome = { column = \"outcome\" }"), "{known}");
}

#[test]
fn a_column_that_speaks_of_ends_becomes_rules_where_no_other_tells_them() {
    let text = "call_id,type,status\n1,Call,Completed\n2,Call,Dropped\n3,Call,Transferred\n";
    let toml = snippet(&inspected(text));
    let profile = profile::parse("p.toml", &toml).unwrap();
    let rules: Vec<_> = profile.outcomes.iter().map(|rule| rule.is.name()).collect();
    assert_eq!(rules, ["answered", "abandoned", "answered"], "{toml}");
    assert!(toml.contains("guessed from their looks") && !toml.contains("not mapped: \"status\""));
    for other in [
        "call_id,outcome,status\n1,answered,Completed\n2,abandoned,Dropped\n",
        "call_id,status\n1,Completed\n2,Open\n3,Closed\n",
    ] {
        assert!(snippet(&inspected(other)).contains("not mapped: \"status\""), "{other}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(32))]
    #[test]
    fn every_snippet_is_a_profile(
        names in prop::collection::vec("[a-zA-Zé\"\\\\# =\u{7}\\[]{1,8}", 1..5),
        cells in prop::collection::vec("[0-9/:., a-z]{0,9}", 1..5),
    ) {
        let quote = |text: &String| format!("\"{}\"", text.replace('"', "\"\""));
        let line = |texts: &[String]| texts.iter().map(quote).collect::<Vec<_>>().join(",");
        let text = format!("call_id,{}\n1,{}\n", line(&names), line(&cells));
        let toml = snippet(&inspected(&text));
        prop_assert!(profile::parse("p.toml", &toml).is_ok(), "{}", toml);
    }
}
