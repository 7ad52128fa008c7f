//! Evaluations as Amazon Connect exports them: one JSON file each, sometimes twice.
//!
//! Source of the shape: the export of contact evaluations to S3, schema version 3.1. A changed
//! evaluation is exported again under its id, and one export may stand under two paths.

use super::Collected;
use super::lineage::same_number;
use crate::ingest::blocks::{BLOCK, Blocks};
use crate::ingest::decode::Account;
use crate::ingest::engine::Intake;
use crate::ingest::forms::names;
use crate::ingest::json_text::{JsonText, MAX_BYTES, Node};
use crate::ingest::source::{Asked, Source};
use crate::ingest::times::{Moment, TimeFormat};
use crate::model::zone::Instant;
use crate::model::{Evaluation, RawAnswer, Zone};
use crate::problem::{Blame, Place, Problems, Refused};
use anyhow::Result;
use std::collections::BTreeMap;
use std::path::Path;

/// Whether a file of that name is read as JSON.
pub(super) fn is_json(file: &str) -> bool {
    let path = Path::new(file.strip_suffix(".gz").unwrap_or(file));
    path.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("json"))
}

/// Reads the evaluation of a file.
///
/// # Errors
///
/// If it cannot be read, or is refused as no evaluation.
pub(super) fn read(file: &str, zone: &Zone, found: &mut Collected) -> Result<Intake> {
    let mut blocks = Blocks::new(Source::open_as(file, &Asked::text())?, BLOCK);
    let bytes = blocks.head(MAX_BYTES + 1)?.0.to_vec();
    let refused = |problems| Refused { blame: Blame::Data, problems };
    let text = String::from_utf8_lossy(&bytes);
    let json =
        JsonText::parse(file, &text).map_err(|problem| refused(Problems::from_iter([*problem])))?;
    let mut reader = Reader { zone, wrong: Problems::new() };
    let evaluation = reader.evaluation(&json.root());
    if !reader.wrong.is_empty() {
        return Err(refused(reader.wrong).into());
    }
    found.exported.push(evaluation);
    Ok(Intake {
        path: file.to_owned(),
        part: blocks.source.part.clone(),
        sha256: blocks.source.sha256(),
        encoding: blocks.source.encoding(),
        delimiter: String::new(),
        header_line: 0,
        columns: Vec::new(),
        absent: Vec::new(),
        unused: Vec::new(),
        account: Account { read: 1, accepted: 1, ..Account::default() },
    })
}

struct Reader<'z> {
    zone: &'z Zone,
    wrong: Problems,
}

impl Reader<'_> {
    fn evaluation(&mut self, root: &Node<'_>) -> Evaluation {
        let metadata = root.get("metadata").unwrap_or_else(|| root.clone());
        let text = |key: &str| metadata.text(key).map(str::to_owned);
        let automatic = metadata.flag("autoEvaluated");
        let score = metadata.get("score").and_then(|score| score.thousandths("percentage"));
        let version = metadata.integer("evaluationDefinitionVersion");
        Evaluation {
            id: self.needed(root, "evaluationId"),
            revision: 1,
            supersedes: None,
            status: "final".to_owned(),
            purpose: if automatic { "ai" } else { "monitor" }.to_owned(),
            selection: None,
            interaction: self.needed(&metadata, "contactId"),
            agent: text("agentId"),
            evaluator: self.needed(&metadata, "evaluator"),
            scorecard: text("evaluationDefinitionTitle").map(|title| names::slug(&title)),
            scorecard_version: version.map(|version| version.to_string()),
            scorecard_hash: None,
            session: None,
            evaluated_at: self.submitted(&metadata),
            delivered_score: score,
            answers: root.list("questions").iter().filter_map(|it| self.answer(it)).collect(),
            extra: BTreeMap::new(),
            place: root.place(),
        }
    }

    fn needed(&mut self, node: &Node<'_>, key: &str) -> String {
        if let Some(text) = node.text(key).filter(|text| !text.trim().is_empty()) {
            return text.to_owned();
        }
        let problem = node.problem("missing-value", format!("`{key}` is missing"));
        let help = "is this the export of an evaluation? forms are read by `qa scorecard import`";
        self.wrong.push(problem.help(help));
        String::new()
    }

    fn submitted(&mut self, metadata: &Node<'_>) -> Option<i64> {
        let at = metadata.get("evaluationSubmitTimestamp")?;
        let text = at.as_text().unwrap_or_default();
        let read = moment(text, self.zone);
        if read.is_none() {
            let message = format!(
                "`evaluationSubmitTimestamp`: expected a time such as 2026-10-26T09:12:44Z, found `{text}`"
            );
            self.wrong.push(at.problem("bad-value", message).help("export the evaluation again"));
        }
        read
    }

    /// `None` for a question that was not answered, because it was hidden or is not required.
    fn answer(&mut self, question: &Node<'_>) -> Option<RawAnswer> {
        let id = self.needed(question, "questionRefId");
        let answer = question.get("answer")?;
        let given = if answer.get("metadata").is_some_and(|it| it.flag("notApplicable")) {
            "na".to_owned()
        } else if let Some(value) = answer.text("value") {
            value.to_owned()
        } else {
            let values = answer.list("values");
            let chosen = values.iter().filter(|value| value.flag("selected"));
            let ids: Vec<String> =
                chosen.filter_map(|value| value.text("valueRefId")).map(names::id).collect();
            ids.join(SEVERAL)
        };
        (!given.is_empty()).then(|| RawAnswer {
            question: names::id(&id).into(),
            answer: given.into(),
            comment: answer.text("notes").map(str::to_owned),
            cause: None,
            at: None,
            place: answer.place(),
        })
    }
}

/// An instant; a time without an offset is one of the zone.
fn moment(text: &str, zone: &Zone) -> Option<i64> {
    match TimeFormat::Iso8601.read(text, None)? {
        Moment::Instant(ms) => Some(ms),
        Moment::Local(local) => match zone.instant(local) {
            Instant::Unique(ms) | Instant::Fold { first: ms, .. } => Some(ms),
            Instant::Gap => None,
        },
    }
}

/// What stands between several options of one answer.
const SEVERAL: &str = "|";

/// Gives revisions to evaluations that were exported more than once, in order of submission; copies
/// are dropped and counted.
pub(super) fn revisions(
    mut all: Vec<Evaluation>,
    problems: &mut Problems,
) -> (BTreeMap<(String, u32), Evaluation>, u64) {
    all.sort_by(|one, other| {
        (&one.id, one.evaluated_at, &one.place).cmp(&(&other.id, other.evaluated_at, &other.place))
    });
    let mut kept: BTreeMap<(String, u32), Evaluation> = BTreeMap::new();
    let mut copies = 0;
    for evaluation in all {
        let same = |(id, _): &&(String, u32)| *id == evaluation.id;
        let last = kept.keys().rfind(same).cloned();
        let Some(last) = last else {
            kept.insert((evaluation.id.clone(), 1), evaluation);
            continue;
        };
        let before = &kept[&last];
        if says(before) == says(&evaluation) {
            copies += 1;
        } else if before.evaluated_at == evaluation.evaluated_at {
            problems.push(same_number(&evaluation.place, before));
        } else {
            let revision = last.1 + 1;
            kept.insert((last.0, revision), Evaluation { revision, ..evaluation });
        }
    }
    (kept, copies)
}

/// Everything but where it stands.
fn says(evaluation: &Evaluation) -> Evaluation {
    let nowhere = Place::default();
    let mut said = Evaluation { place: nowhere.clone(), revision: 1, ..evaluation.clone() };
    said.answers.iter_mut().for_each(|answer| answer.place = nowhere.clone());
    said
}

#[cfg(test)]
mod tests {
    use super::super::{Apart, Found, Options, read};
    use super::*;

    /// One evaluation of three questions, as the export writes it.
    const EXPORT: &str = r#"{"schemaVersion":"3.1","evaluationId":"ev-1",
"metadata":{"contactId":"c-9","accountId":"1","instanceId":"i","agentId":"arn:agent/7",
 "evaluationDefinitionTitle":"Soporte N1","evaluator":"arn:user/3","evaluationDefinitionId":"f",
 "evaluationDefinitionVersion":2,"evaluationStartTimestamp":"2026-10-26T09:00:00.000Z",
 "evaluationSubmitTimestamp":"2026-10-26T09:12:44.120Z","score":{"percentage":45.0}},
"sections":[{"sectionRefId":"s1","sectionTitle":"Atencion","score":{"percentage":75}}],
"questions":[
 {"questionRefId":"q1","sectionRefId":"s1","questionType":"SINGLESELECT","questionText":"Saludo?",
  "answer":{"values":[{"valueText":"Si","valueRefId":"o_yes","selected":true},
                      {"valueText":"No","valueRefId":"o_no","selected":false}],"notes":"claro",
            "metadata":{"notApplicable":false}},"score":{"percentage":100}},
 {"questionRefId":"q2","sectionRefId":"s1","questionType":"NUMERIC","questionText":"Interrupciones",
  "answer":{"value":"3","metadata":{"notApplicable":false}},"score":{"percentage":50}},
 {"questionRefId":"q3","sectionRefId":"s1","questionType":"SINGLESELECT","questionText":"Motivo?",
  "answer":{"values":[],"metadata":{"notApplicable":true}},"score":{"notApplicable":true}}]}"#;

    fn of(files: &[(&str, &str)]) -> Result<Found> {
        let folder = tempfile::tempdir().unwrap();
        let mut paths = Vec::new();
        for (name, text) in files {
            let path = folder.path().join(name);
            std::fs::write(&path, text).unwrap();
            paths.push(path.display().to_string());
        }
        read(&paths, &Options::of(&Zone::utc()))
    }

    fn codes(error: &anyhow::Error) -> Vec<&'static str> {
        let refused = error.downcast_ref::<Refused>().unwrap();
        refused.problems.shown().iter().map(|it| it.code).collect()
    }

    #[test]
    fn an_empty_file_and_another_json_are_refused_with_their_places() {
        assert_eq!(codes(&of(&[("a.json", "")]).unwrap_err()), ["bad-json"]);
        let missing = codes(&of(&[("a.json", "{}")]).unwrap_err());
        assert_eq!(missing, ["missing-value"; 3]);
    }

    #[test]
    fn an_export_is_an_evaluation_with_its_delivered_score() {
        let found = of(&[("a.json", EXPORT)]).unwrap();
        let [one] = &found.evaluations[..] else { panic!("one evaluation") };
        assert_eq!((one.id.as_str(), one.interaction.as_str()), ("ev-1", "c-9"));
        assert_eq!(one.scorecard.as_deref(), Some("soporte-n1"));
        assert_eq!(one.scorecard_version.as_deref(), Some("2"));
        assert_eq!(one.delivered_score, Some(45_000));
        let answers: Vec<_> = one.answers.iter().map(|it| (&*it.question, &*it.answer)).collect();
        assert_eq!(answers, [("q1", "o_yes"), ("q2", "3"), ("q3", "na")]);
        assert_eq!(one.answers[0].comment.as_deref(), Some("claro"));
        assert_eq!(one.answers[1].place.line, Some(13));
    }

    #[test]
    fn a_file_that_is_there_twice_counts_once_and_a_later_one_is_a_revision() {
        let later = EXPORT.replace("09:12:44.120Z", "11:00:00.000Z").replace(":\"3\"", ":\"0\"");
        let found = of(&[("a.json", EXPORT), ("old.json", EXPORT), ("b.json", &later)]).unwrap();
        let [one] = &found.evaluations[..] else { panic!("one evaluation") };
        assert_eq!((one.revision, &*one.answers[1].answer), (2, "0"));
        assert_eq!(found.apart, Apart { copies: 1, revised: 1, ..Apart::default() });
        let other = EXPORT.replace(":\"3\"", ":\"0\"");
        let error = of(&[("a.json", EXPORT), ("b.json", &other)]).unwrap_err();
        assert_eq!(codes(&error), ["revision-repeated"]);
    }
}
