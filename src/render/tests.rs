//! One report in every form, and hostile text through each of them.

use super::*;
use crate::report::{
    Audience, Cell, Column, Definition, Input, PeriodRecord, Provenance, Table, Unit,
};
use snapbox::{assert_data_eq, str};

fn form(format: Format) -> Form {
    Form { format, look: Look::Plain, table: None, guard: Guard::Excel }
}

fn written(report: &Report, form: &Form) -> String {
    String::from_utf8(render(report, form).unwrap()).unwrap()
}

fn by_queue() -> Table {
    let mut columns = vec![
        Column::new("queue", "queue", Unit::Text),
        Column::new("offered", "offered", Unit::Count),
        Column::new("service_level", "SL 80/20", Unit::Share),
    ];
    columns.extend(Column::limits("service_level", Unit::Share));
    columns.push(Column::new("aht_s", "AHT", Unit::Seconds));
    columns.push(Column::new("score", "score", Unit::Score));
    let row = |queue: &str, offered, level: [i128; 3], aht, score| {
        let mut cells = vec![Cell::text(queue), Cell::Count(offered)];
        cells.extend(level.map(|share| Cell::ratio(share, 10_000)));
        cells.extend([aht, score]);
        cells
    };
    let undefined = Cell::Undefined("no evaluations");
    Table {
        key: "kpi",
        title: "By queue".to_owned(),
        audience: Audience::Everyone,
        columns,
        rows: vec![
            row("billing", 4_917, [5_506, 5_367, 5_644], Cell::ratio(680, 2), undefined),
            row("retención", 83, [5_384, 5_245, 5_515], Cell::Missing, Cell::ratio(84_950, 1_000)),
        ],
        total: Some(row(
            "all",
            5_000,
            [5_474, 5_404, 5_543],
            Cell::Number(340.4),
            Cell::ratio(2, 3),
        )),
    }
}

fn report() -> Report {
    let targets = Table {
        key: "targets",
        audience: Audience::Machines,
        columns: vec![
            Column::new("target", "target", Unit::Text),
            Column::new("met", "met", Unit::Flag),
        ],
        rows: vec![vec![Cell::text("service_level"), Cell::Flag(false)]],
        ..Table::default()
    };
    let input = Input {
        path: "calls.csv".to_owned(),
        sha256: "0123456789abcdef".repeat(4),
        read: 5_003,
        accepted: 5_000,
        rejected: 2,
        dropped: 1,
        joined: 0,
    };
    let period = PeriodRecord {
        from: "2026-10-01T00:00:00-05:00".to_owned(),
        to: "2026-11-01T00:00:00-05:00".to_owned(),
        zone: "America/Bogota".to_owned(),
    };
    let text = "answered within 20 s, of offered without abandons under 5 s";
    let definition = Definition::new("service_level", text);
    Report {
        schema: "qa.kpi/1",
        title: "Indicators 2026-10".to_owned(),
        tables: vec![by_queue(), targets],
        notes: vec!["2 records were set aside".to_owned()],
        definitions: vec![definition],
        provenance: Provenance {
            inputs: vec![input],
            period: Some(period),
            settings: vec![("where".to_owned(), "channel = 'voice'".to_owned())],
        },
    }
}

#[test]
fn an_empty_report_has_a_form_for_people_and_programs() {
    assert_eq!(written(&Report::default(), &form(Format::Table)), "\n");
    assert!(render(&Report::default(), &form(Format::Json)).is_ok());
}

#[test]
fn a_terminal_gets_boxes() {
    let look = Look::Terminal { width: 80 };
    let shown = written(&report(), &Form { look, ..form(Format::Table) });
    assert_data_eq!(
        shown,
        str![[r#"
Indicators 2026-10

By queue
┌───────────┬─────────┬────────────────────┬──────┬───────┐
│ queue     │ offered │           SL 80/20 │  AHT │ score │
╞═══════════╪═════════╪════════════════════╪══════╪═══════╡
│ billing   │   4,917 │ 55.1 % [53.7–56.4] │ 5:40 │     – │
│ retención │      83 │ 53.8 % [52.5–55.2] │    – │  85.0 │
├───────────┼─────────┼────────────────────┼──────┼───────┤
│ all       │   5,000 │ 54.7 % [54.0–55.4] │ 5:40 │   0.7 │
└───────────┴─────────┴────────────────────┴──────┴───────┘

– in score: no evaluations
2 records were set aside

SL 80/20 (service_level): answered within 20 s, of offered without abandons
  under 5 s

calls.csv: 5,003 records read, 5,000 accepted, 2 rejected, 1 left out, SHA-256
  0123456789ab
period: 2026-10-01T00:00:00-05:00 until 2026-11-01T00:00:00-05:00,
  America/Bogota
where: channel = 'voice'

"#]]
    );
}

#[test]
fn a_pipe_gets_plain_columns() {
    assert_data_eq!(
        written(&report(), &form(Format::Table)),
        str![[r#"
Indicators 2026-10

By queue
queue      offered            SL 80/20   AHT  score
---------  -------  ------------------  ----  -----
billing      4,917  55.1 % [53.7–56.4]  5:40      –
retención       83  53.8 % [52.5–55.2]     –   85.0
---------  -------  ------------------  ----  -----
all          5,000  54.7 % [54.0–55.4]  5:40    0.7

– in score: no evaluations
2 records were set aside

SL 80/20 (service_level): answered within 20 s, of offered without abandons under 5 s

calls.csv: 5,003 records read, 5,000 accepted, 2 rejected, 1 left out, SHA-256 0123456789ab
period: 2026-10-01T00:00:00-05:00 until 2026-11-01T00:00:00-05:00, America/Bogota
where: channel = 'voice'

"#]]
    );
}

#[test]
fn a_spreadsheet_gets_one_table() {
    assert_data_eq!(
        written(&report(), &form(Format::Csv)),
        str![[r#"
queue,offered,service_level,service_level_lower,service_level_upper,aht_s,score
billing,4917,0.5506,0.5367,0.5644,340,
retención,83,0.5384,0.5245,0.5515,,84.95

"#]]
    );
    let table = Some("targets".to_owned());
    assert_data_eq!(
        written(&report(), &Form { table, ..form(Format::Csv) }),
        str![[r#"
target,met
service_level,false

"#]]
    );
}

#[test]
fn a_program_gets_everything() {
    assert_data_eq!(
        written(&report(), &form(Format::Json)),
        str![[r#"
{
  "schema": "qa.kpi/1",
  "qa": "0.1.0",
  "title": "Indicators 2026-10",
  "inputs": [
    {"path": "calls.csv", "sha256": "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef", "read": 5003, "accepted": 5000, "rejected": 2, "dropped": 1, "joined": 0}
  ],
  "period": {"from": "2026-10-01T00:00:00-05:00", "to": "2026-11-01T00:00:00-05:00", "zone": "America/Bogota"},
  "settings": {"where": "channel = 'voice'"},
  "table": "kpi",
  "rows": [
    {"queue": "billing", "offered": 4917, "service_level": 0.5506, "service_level_lower": 0.5367, "service_level_upper": 0.5644, "aht_s": 340, "score": null},
    {"queue": "retención", "offered": 83, "service_level": 0.5384, "service_level_lower": 0.5245, "service_level_upper": 0.5515, "aht_s": null, "score": 84.95}
  ],
  "totals": {
    "kpi": {"queue": "all", "offered": 5000, "service_level": 0.5474, "service_level_lower": 0.5404, "service_level_upper": 0.5543, "aht_s": 340.4, "score": 0.666667}
  },
  "tables": {
    "targets": [
      {"target": "service_level", "met": false}
    ]
  },
  "definitions": [
    {"term": "service_level", "text": "answered within 20 s, of offered without abandons under 5 s"}
  ],
  "notes": [
    "2 records were set aside"
  ]
}

"#]]
    );
}

/// Texts that try to leave their cell.
const HOSTILE: [&str; 12] = [
    "=cmd|' /C calc'!A0",
    "+34600123456",
    "'=1",
    "\u{feff}\u{a0}@SUM(1)",
    "a\r=1+1",
    "a\nb\"c\",d;e\tf",
    "\0x",
    "\u{1b}]52;c;cm0=\u{7}",
    "\u{1b}[2K\u{9b}31m\u{7f}",
    "\u{202e}001\u{2028}\u{e0041}",
    "Z\u{301}\u{302}\u{303}\u{304}\u{305}",
    "</script>{{x}}\\u{1b}│",
];

fn with_queue(text: &str) -> Report {
    let mut report = report();
    report.tables[0].rows[1][0] = Cell::text(text);
    report.notes[0] = text.to_owned();
    report.title = text.to_owned();
    report.provenance.inputs[0].path = text.to_owned();
    report.provenance.settings[0].1 = text.to_owned();
    report
}

#[test]
fn hostile_text_stays_in_its_field_of_csv() {
    for text in HOSTILE {
        let bytes = render(&with_queue(text), &form(Format::Csv)).unwrap();
        let records: Vec<_> = ::csv::Reader::from_reader(bytes.as_slice())
            .into_records()
            .map(Result::unwrap)
            .collect();
        assert_eq!(records.len(), 2, "{text:?}");
        assert_eq!(records[1].len(), 7, "{text:?}");
        assert_eq!(records[1][0], guard::guard(text), "{text:?}");
        assert_eq!(guard::unguard(&records[1][0]), text);
        assert_eq!(&records[1][1], "83");
    }
}

#[test]
fn hostile_text_reads_back_from_json() {
    for text in HOSTILE {
        let json = written(&with_queue(text), &form(Format::Json));
        assert!(!json.replace('\n', "").contains(show::is_unsafe), "{json}");
        let json: serde_json::Value = serde_json::from_str(&json).unwrap();
        assert_eq!(json["rows"][1]["queue"], text);
        assert_eq!(json["title"], text);
        assert_eq!(json["notes"][0], text);
        assert_eq!(json["inputs"][0]["path"], text);
        assert_eq!(json["settings"]["where"], text);
    }
}

#[test]
fn hostile_text_adds_no_line_to_a_table() {
    for look in [Look::Plain, Look::Terminal { width: 200 }] {
        let form = Form { look, ..form(Format::Table) };
        let lines = written(&with_queue("norte"), &form).lines().count();
        for text in HOSTILE {
            let shown = written(&with_queue(text), &form);
            assert_eq!(shown.lines().count(), lines, "{shown}");
            assert!(!shown.replace('\n', "").contains(show::is_unsafe), "{shown}");
        }
    }
}

#[test]
fn the_same_report_gives_the_same_bytes() {
    for format in [Format::Table, Format::Csv, Format::Json, Format::Markdown] {
        assert_eq!(written(&report(), &form(format)), written(&report(), &form(format)));
    }
}
