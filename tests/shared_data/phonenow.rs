//! One set of calls in three re-exports, and in further encodings of one of them.

use super::export::Export;
use super::figures::{NEAREST_RANK, RULES, Tally, value};
use super::program::{groups, own, qa, shared};
use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};

fn exports() -> Option<[Export; 3]> {
    let data = shared("data")?;
    let export = |file: &str, profile: PathBuf| {
        let file = data.join("phonenow").join(file);
        Export { file, profile, code: 0 }
    };
    Some([
        export("Call-Center-Dataset.utf8bom.csv", own("phonenow_utf8")),
        export("Call-Center-Dataset.semicolon.csv", data.join("profiles/phonenow_semicolon.toml")),
        export("call.pandas1900.csv", own("phonenow_pandas")),
    ])
}

/// The rows of a CSV report, which hold nothing of the file they come from.
fn rows(file: &Path, profile: &Path) -> String {
    let mut told = String::new();
    for by in ["", "agent_id", "queue,day", "hour"] {
        let (file, profile) = (file.to_str().unwrap(), profile.to_str().unwrap());
        let mut arguments = vec!["kpi", file, "--profile", profile, "-f", "csv", "--all-variants"];
        arguments.extend(["--csat-top", "4"]);
        if !by.is_empty() {
            arguments.extend(["--by", by]);
        }
        let output = qa(&arguments);
        assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
        told.push_str(&String::from_utf8(output.stdout).unwrap());
    }
    told
}

#[test]
fn three_exports_of_the_same_calls_give_the_same_bytes() {
    let Some(exports) = exports() else { return };
    let [utf8, semicolon, pandas] = exports.map(|export| rows(&export.file, &export.profile));
    assert!(utf8.lines().count() > 10_000);
    assert_eq!(utf8, semicolon);
    assert_eq!(utf8, pandas);
}

#[test]
fn every_figure_of_the_calls() {
    let Some(exports) = exports() else { return };
    for export in exports {
        let whole = export.expected();
        let mut tally = Tally::default();
        export.whole(&mut tally, &whole["kpis"]);
        for (by, key) in [("agent_id", "by_agent"), ("queue", "by_topic"), ("day", "by_day")] {
            export.by(&mut tally, by, &whole[key]);
            export.distributions(&mut tally, by, &whole[key]);
        }
        export.counts(&mut tally, "csat", &whole["kpis"]["csat"]["distribution"]);
        let top = groups(&export.report(&["--csat-top", "4"]));
        tally.same("top", &whole["csat_top2_box_4_5"], value(&top[""], "csat_top_rate"));
        let config = "[kpi.bottom]\ntype = \"ratio\"\nnumerator = \"csat <= 2\"\ndenominator = \"csat is not null\"\n";
        let bottom = export.defined(("bottom", config), &[]);
        tally.same("bottom", &whole["csat_bottom2_box_1_2"], value(&bottom[""], "bottom"));
        let read = export.report(&[])["inputs"][0]["read"].as_f64();
        tally.same("rows", &whole["rows"], read);
        tally.finish("calls", 2_113);
        tally.close(
            "calls",
            &whole,
            &[
                ("rules", RULES),
                ("kpis/*/p50_nearest_rank", NEAREST_RANK),
                ("kpis/*/p90_nearest_rank", NEAREST_RANK),
                ("kpis/*/p95_nearest_rank", NEAREST_RANK),
            ],
        );
    }
}

#[test]
fn packed_and_in_other_encodings_the_calls_are_the_same() {
    let Some([utf8, ..]) = exports() else { return };
    let expected = rows(&utf8.file, &utf8.profile);
    let text = fs::read_to_string(&utf8.file).unwrap();
    let mut packer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    packer.write_all(text.as_bytes()).unwrap();
    let utf16 = |bytes: fn(u16) -> [u8; 2]| text.encode_utf16().flat_map(bytes).collect();
    let plain = text.trim_start_matches('\u{feff}');
    let accented = plain.replace("Becky", "Bécky");
    let western = encoding_rs::WINDOWS_1252.encode(&accented).0.into_owned();
    let folder = tempfile::tempdir().unwrap();
    let told = |name: &str, bytes: &[u8]| {
        let path = folder.path().join(name);
        fs::write(&path, bytes).unwrap();
        rows(&path, &utf8.profile)
    };
    let little: Vec<u8> = utf16(u16::to_le_bytes);
    let big: Vec<u8> = utf16(u16::to_be_bytes);
    for (name, bytes) in [
        ("calls.csv.gz", packer.finish().unwrap()),
        ("little.csv", little),
        ("big.csv", big),
        ("crlf.csv", plain.replace('\n', "\r\n").into_bytes()),
        ("cr.csv", plain.replace('\n', "\r").into_bytes()),
        ("tabs.csv", plain.replace(',', "\t").into_bytes()),
    ] {
        assert!(told(name, &bytes) == expected, "{name} gives other figures");
    }
    assert!(told("western.csv", &western) == expected.replace("Becky", "Bécky"));
}

#[test]
fn neither_order_nor_files_nor_threads_change_the_figures() {
    let Some([utf8, ..]) = exports() else { return };
    let text = fs::read_to_string(&utf8.file).unwrap();
    let (header, body) = text.split_once('\n').unwrap();
    let mut lines: Vec<&str> = body.lines().collect();
    lines.sort_by_key(|line| line.bytes().rev().collect::<Vec<u8>>());
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, lines: &[&str]| {
        fs::write(folder.path().join(name), format!("{header}\n{}\n", lines.join("\n"))).unwrap();
    };
    write("shuffled.csv", &lines);
    for (number, part) in lines.chunks(1_700).enumerate() {
        write(&format!("part-{number}.csv"), part);
    }
    let expected = rows(&utf8.file, &utf8.profile);
    assert!(rows(&folder.path().join("shuffled.csv"), &utf8.profile) == expected);
    assert!(rows(&folder.path().join("part-*.csv"), &utf8.profile) == expected);
    let json = |threads: &str| utf8.report(&["--by", "agent_id", "--threads", threads]);
    assert_eq!(json("1"), json("4"));
}
