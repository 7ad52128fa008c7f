use super::*;
use crate::ingest::source::Asked;
use std::fmt::Write as _;
use std::io::{Read, Write as _};
use zip::write::SimpleFileOptions;

const TYPES: &str =
    r#"<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>"#;

const ROOT: &str = r#"<Relationships><Relationship Id="r" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>"#;

/// A workbook in Office Open XML: each sheet with its name, its state and the rows of its XML.
fn xlsx(sheets: &[(&str, &str, &str)]) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    let (mut list, mut links) = (String::new(), String::new());
    for (index, (name, state, rows)) in sheets.iter().enumerate() {
        write!(list, r#"<sheet name="{name}" sheetId="{index}" r:id="r{index}"{state}/>"#).unwrap();
        write!(
            links,
            r#"<Relationship Id="r{index}" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/s{index}.xml"/>"#
        )
        .unwrap();
        let part = format!("<worksheet><sheetData>{rows}</sheetData></worksheet>");
        add(&mut zip, &format!("xl/worksheets/s{index}.xml"), &part);
    }
    let book = format!(
        r#"<workbook xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets>{list}</sheets></workbook>"#
    );
    add(&mut zip, "[Content_Types].xml", TYPES);
    add(&mut zip, "_rels/.rels", ROOT);
    add(&mut zip, "xl/workbook.xml", &book);
    add(&mut zip, "xl/_rels/workbook.xml.rels", &format!("<Relationships>{links}</Relationships>"));
    // Format 1 is a date with its time, format 2 a duration, 3 a percentage, 4 an id of five digits.
    let styles = r#"<styleSheet><numFmts><numFmt numFmtId="170" formatCode="[h]:mm:ss"/><numFmt numFmtId="171" formatCode="00000"/></numFmts><cellXfs><xf numFmtId="0"/><xf numFmtId="22"/><xf numFmtId="170"/><xf numFmtId="10"/><xf numFmtId="171"/></cellXfs></styleSheet>"#;
    add(&mut zip, "xl/styles.xml", styles);
    zip.finish().unwrap().into_inner()
}

/// A workbook in the Open Document Format with these tables.
fn ods(tables: &str) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    add(&mut zip, "mimetype", "application/vnd.oasis.opendocument.spreadsheet");
    add(
        &mut zip,
        "content.xml",
        &format!("<office:document-content>{tables}</office:document-content>"),
    );
    zip.finish().unwrap().into_inner()
}

fn add(zip: &mut zip::ZipWriter<Cursor<Vec<u8>>>, name: &str, text: &str) {
    zip.start_file(name, SimpleFileOptions::default()).unwrap();
    zip.write_all(text.as_bytes()).unwrap();
}

fn read(bytes: Vec<u8>, book: Book, sheet: Option<&str>) -> Result<(String, String), String> {
    let (notes, writing) = (Notes::default(), Writing { decimal: '.' });
    let sheet = Asked::default().sheet(sheet.map(SheetName::parse)).sheet;
    let told = |problem: Box<Problem>| format!("{}: {}", problem.code, problem.message);
    let (mut pipe, name) =
        open("calls.xlsx", (bytes, book), sheet.as_ref(), (writing, notes.clone()))
            .map_err(told)?;
    let mut text = String::new();
    pipe.read_to_string(&mut text).map_err(|error| error.to_string())?;
    let warned: Vec<String> =
        notes.problems().shown().iter().map(|p| p.place.to_string()).collect();
    Ok((name, text + &warned.join(" ")))
}

fn one(rows: &str) -> String {
    read(xlsx(&[("Calls", "", rows)]), Book::Xlsx, None).unwrap().1
}

const TABLE: &str = r#"<row r="1"><c r="A1" t="inlineStr"><is><t>id</t></is></c><c r="B1" t="inlineStr"><is><t>queue</t></is></c></row>"#;

#[test]
fn an_empty_sheet_is_no_text() {
    assert_eq!(one(""), "");
    assert_eq!(read(ods(r#"<table:table table:name="a"/>"#), Book::Ods, None).unwrap().1, "");
}

#[test]
fn every_row_keeps_its_number() {
    let rows = format!(
        r#"{TABLE}<row r="4"><c r="A4"><v>7</v></c><c r="B4" t="inlineStr"><is><t>a&#10;b</t></is></c></row><row r="5"><c r="B5"><v>0.1</v></c></row>"#
    );
    assert_eq!(one(&rows), "id,queue\n\n\n7,\"a\u{b}b\"\n,0.1\n");
}

#[test]
fn dates_durations_flags_and_faults_become_text() {
    let rows = r#"<row r="1"><c r="A1" s="1"><v>45943.375</v></c><c r="B1" s="2"><v>1.5</v></c><c r="C1" t="b"><v>1</v></c><c r="D1" t="e"><v>#N/A</v></c><c r="E1"><f>1+16</f><v>17</v></c></row>"#;
    assert_eq!(one(rows), "2025-10-13 09:00:00,36:00:00,TRUE,,17\ncalls.xlsx:1:4");
}

#[test]
fn shares_and_ids_are_read_as_they_are_shown_and_saved() {
    let rows = r#"<row r="1"><c r="A1" s="3"><v>0.9401</v></c><c r="B1" s="4"><v>7</v></c><c r="C1" s="3" t="inlineStr"><is><t>n/a</t></is></c></row>"#;
    assert_eq!(one(rows), "94.01%,00007,n/a\n");
    let rows = r#"<table:table table:name="a"><table:table-row>
        <table:table-cell office:value-type="float" office:value="7"><text:p>00007</text:p></table:table-cell>
        <table:table-cell office:value-type="float" office:value="7.25"><text:p>07</text:p></table:table-cell>
        </table:table-row></table:table>"#;
    assert_eq!(read(ods(rows), Book::Ods, None).unwrap().1, "00007,7.25\n");
}

#[test]
fn a_formula_without_its_result_is_told_and_one_that_comes_to_nothing_is_not() {
    let rows = r#"<row r="1"><c r="A1"><f>1+16</f><v></v></c><c r="B1" t="str"><f>IF(A1=1,"","x")</f><v></v></c><c r="C1"><f>1</f></c><c r="D1"><v>5</v></c></row>"#;
    assert_eq!(one(rows), ",,,5\ncalls.xlsx:1:1 calls.xlsx:1:3");
    let rows = r#"<table:table table:name="a"><table:table-row>
        <table:table-cell table:formula="of:=1+16" office:value-type="float"/>
        <table:table-cell table:formula="of:=IF(1;&quot;&quot;)"><text:p/></table:table-cell>
        <table:table-cell office:value-type="float" office:value="5"/>
        </table:table-row></table:table>"#;
    assert_eq!(read(ods(rows), Book::Ods, None).unwrap().1, ",,5\ncalls.xlsx:1:1");
}

#[test]
fn the_only_sheet_with_a_table_is_taken_and_several_are_named() {
    let hidden = r#" state="hidden""#;
    let title = r#"<row r="1"><c r="A1"><v>1</v></c></row>"#;
    let sheets = [("About", "", title), ("Calls", "", TABLE), ("Old", hidden, TABLE)];
    let taken = |sheet| read(xlsx(&sheets), Book::Xlsx, sheet).map(|(name, _)| name);
    assert_eq!(taken(None).unwrap(), "Calls");
    assert_eq!(taken(Some("Old")).unwrap(), "Old");
    assert_eq!(taken(Some("1")).unwrap(), "About");
    assert_eq!(taken(Some("4")).unwrap_err(), "unknown-sheet: the workbook has no sheet 4, only 3");
    let both = xlsx(&[("May", "", TABLE), ("June", "", TABLE)]);
    let told = read(both, Book::Xlsx, None).unwrap_err();
    assert_eq!(told, "sheet-unclear: 2 sheets hold tables: `May`, `June`");
}

#[test]
fn repeated_rows_and_cells_of_open_documents_stand_as_often_as_they_say() {
    let cell = |text: &str| {
        format!(
            r#"<table:table-cell office:value-type="string"><text:p>{text}</text:p></table:table-cell>"#
        )
    };
    let table = format!(
        r#"<table:table table:name="Calls"><table:table-row>{}<table:table-cell table:number-columns-repeated="2" office:value-type="float" office:value="0.5"/></table:table-row>
        <table:table-row table:number-rows-repeated="2"><table:table-cell table:number-columns-repeated="16384"/></table:table-row>
        <table:table-row table:number-rows-repeated="2">{}</table:table-row>
        <table:table-row table:number-rows-repeated="1048570"><table:table-cell/></table:table-row></table:table>"#,
        cell(
            "a &amp; b</text:p><office:annotation><text:p>why</text:p></office:annotation><text:p>c<text:s text:c=\"2\"/>d"
        ),
        cell("x"),
    );
    let (name, text) = read(ods(&table), Book::Ods, None).unwrap();
    assert_eq!(
        (name.as_str(), text.as_str()),
        ("Calls", "\"a & b\u{b}c  d\",0.5,0.5\n\n\nx,,\nx,,\n")
    );
}

#[test]
fn typed_cells_of_open_documents_are_read_by_their_value() {
    let row = r#"<table:table table:name="a"><table:table-row>
        <table:table-cell office:value-type="date" office:date-value="2026-10-05T09:00:01"><text:p>5 Oct</text:p></table:table-cell>
        <table:table-cell office:value-type="time" office:time-value="PT00H02M23S"/>
        <table:table-cell office:value-type="boolean" office:boolean-value="true"/>
        <table:table-cell office:value-type="percentage" office:value="0.94"/>
        <table:table-cell office:value-type="string" office:string-value="" calcext:value-type="error"><text:p>#N/A</text:p></table:table-cell>
        </table:table-row></table:table>"#;
    let text = read(ods(row), Book::Ods, None).unwrap().1;
    assert_eq!(text, "2026-10-05 09:00:01,0:02:23,TRUE,94%\ncalls.xlsx:1:5");
}

#[test]
fn a_hidden_sheet_of_an_open_document_is_passed_over() {
    let style = r#"<style:style style:name="h"><style:table-properties table:display="false"/></style:style>"#;
    let tables = format!(
        r#"{style}<table:table table:name="a" table:style-name="h"/><table:table table:name="b"/>"#
    );
    assert_eq!(read(ods(&tables), Book::Ods, None).unwrap().0, "b");
}

#[test]
fn damage_and_nonsense_are_told() {
    let whole = xlsx(&[("Calls", "", TABLE)]);
    let told = read(whole[..whole.len() - 40].to_vec(), Book::Xlsx, None).unwrap_err();
    assert!(told.starts_with("damaged-archive"), "{told}");
    // A row number beyond any sheet makes the reader of others stumble; it is told as damage.
    for rows in [
        r#"<row r="1"><c r="A99999999999"><v>1</v></c></row>"#,
        r#"<row r="2"><c r="A2"><v>1</v></c></row><row r="1"><c r="A1"><v>1</v></c></row>"#,
    ] {
        let told = read(xlsx(&[("Calls", "", rows)]), Book::Xlsx, None).unwrap_err();
        assert!(told.contains("[damaged-archive]"), "{told}");
    }
}
