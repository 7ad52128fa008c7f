//! Manifests as JSON: keys in a fixed order, so that the same draw gives the same bytes.

use crate::problem::{Place, Problem};
use crate::report::Input;
use crate::sampling::Manifest;
use crate::sampling::manifest::{FileRecord, Request, StratumRecord};
use serde_json::{Map, Value, json};

const SCHEMA: &str = "qa.manifest/1";

/// The manifest as JSON, indented, with a final newline.
pub(super) fn write(manifest: &Manifest) -> String {
    let request = &manifest.request;
    let targeted = manifest.targeted.iter();
    let targeted = targeted.map(|(rule, ids)| json!({ "rule": rule, "picked": ids }));
    let files = |records: &[FileRecord]| -> Vec<Value> {
        let record = |one: &FileRecord| json!({ "path": one.path, "sha256": one.sha256 });
        records.iter().map(record).collect()
    };
    let inputs = manifest.inputs.iter().map(|one| {
        json!({
            "path": one.path, "sha256": one.sha256, "read": one.read, "accepted": one.accepted,
            "rejected": one.rejected, "dropped": one.dropped + one.joined,
        })
    });
    let excluded = manifest.exclusions.iter().map(|(why, n)| (why.clone(), json!(n)));
    let profile = manifest.profile.as_ref();
    let whole = json!({
        "schema": SCHEMA,
        "algorithm": manifest.algorithm,
        "qa_version": manifest.version,
        "sample_id": request.sample_id,
        "seed": request.seed,
        "period": request.period,
        "zone": request.zone,
        "input_zone": request.input_zone,
        "where": request.filter,
        "outcome_if_told": request.outcome_if_told,
        "strata_by": request.strata,
        "n": request.n,
        "reserve": request.reserve,
        "options": request.options,
        "kept": request.kept,
        "seed_commitment": request.commitment,
        "evaluators": request.evaluators,
        "due": request.due,
        "inputs": inputs.collect::<Vec<_>>(),
        "profile": profile.map(|one| json!({ "path": one.path, "sha256": one.sha256 })),
        "references": files(&manifest.references),
        "eligible": manifest.eligible,
        "frame_sum": manifest.frame_sum,
        "excluded": excluded.collect::<Map<_, _>>(),
        "strata": Value::Null,
        "targeted": targeted.collect::<Vec<_>>(),
    });
    // No text that is a value holds this: its quotes would have a backslash in front.
    let strata = format!("\"strata\": {}", strata(&manifest.strata));
    format!("{whole:#}\n").replacen("\"strata\": null", &strata, 1)
}

/// The strata as the rest is written, straight into a text: there may be thousands.
fn strata(all: &[StratumRecord]) -> String {
    let mut out = String::new();
    for (at, one) in all.iter().enumerate() {
        out.push_str(if at == 0 { "[\n    {" } else { ",\n    {" });
        let name = Value::from(one.stratum.as_str());
        let (size, wanted) = (one.size, one.wanted);
        let head = format!(
            "\n      \"stratum\": {name},\n      \"size\": {size},\n      \"wanted\": {wanted}"
        );
        out.push_str(&head);
        list("drawn", one.drawn.iter().map(String::as_str), &mut out);
        list("reserve", one.reserve.iter().map(String::as_str), &mut out);
        if !one.probabilities.is_empty() {
            let texts = one.probabilities.iter().map(|(num, den)| format!("{num}/{den}"));
            list("probabilities", texts, &mut out);
        }
        out.push_str("\n    }");
    }
    out.push_str(if all.is_empty() { "[]" } else { "\n  ]" });
    out
}

/// A list of texts of a stratum.
fn list<T: Into<Value>>(key: &str, texts: impl Iterator<Item = T>, out: &mut String) {
    for part in [",\n      \"", key, "\": ["] {
        out.push_str(part);
    }
    let mut is_empty = true;
    for text in texts {
        out.push_str(if is_empty { "\n        " } else { ",\n        " });
        out.push_str(&text.into().to_string());
        is_empty = false;
    }
    out.push_str(if is_empty { "]" } else { "\n      ]" });
}

/// Reads a manifest; `file` names it in problems.
pub(super) fn read(file: &str, text: &str) -> Result<Manifest, Problem> {
    let whole: Value = serde_json::from_str(text).map_err(|error| {
        let (line, column) = (error.line(), error.column());
        let count = |n| u64::try_from(n).unwrap_or(u64::MAX);
        let place = Place::at(file, count(line), count(column));
        Problem::new("bad-manifest", place, "expected JSON, found something else")
            .help("name a manifest that `qa sample` wrote")
    })?;
    let from = Reader { file, object: &whole };
    let schema = from.text("schema")?;
    if schema != SCHEMA {
        return Err(from.problem(&format!("expected the schema `{SCHEMA}`, found `{schema}`")));
    }
    Ok(Manifest {
        algorithm: from.text("algorithm")?,
        version: from.text("qa_version")?,
        request: request(&from)?,
        eligible: from.count("eligible")?,
        exclusions: exclusions(&from)?,
        strata: from.list("strata", stratum)?,
        frame_sum: from.text_or_none("frame_sum")?.unwrap_or_default(),
        targeted: from.list_or_none("targeted", targeted)?,
        references: from.list_or_none("references", profile)?,
        inputs: from.list("inputs", input)?,
        profile: match &whole["profile"] {
            Value::Null => None,
            object => Some(profile(&Reader { file, object })?),
        },
    })
}

fn request(from: &Reader<'_>) -> Result<Request, Problem> {
    let size = |key: &str| -> Result<usize, Problem> {
        let wrong = || from.problem(&format!("`{key}` is beyond what this machine can count"));
        usize::try_from(from.count(key)?).map_err(|_| wrong())
    };
    Ok(Request {
        sample_id: from.text("sample_id")?,
        seed: from.text("seed")?,
        period: from.text_or_none("period")?,
        zone: from.text("zone")?,
        input_zone: from.text("input_zone")?,
        filter: from.text("where")?,
        outcome_if_told: from.text_or_none("outcome_if_told")?,
        strata: from.texts("strata_by")?,
        n: size("n")?,
        reserve: size("reserve")?,
        options: from.texts_or_none("options")?,
        kept: from.texts_or_none("kept")?,
        commitment: from.text_or_none("seed_commitment")?,
        evaluators: from.texts("evaluators")?,
        due: from.text_or_none("due")?,
    })
}

fn stratum(from: &Reader<'_>) -> Result<StratumRecord, Problem> {
    let drawn = from.texts("drawn")?;
    let wanted = from.object["wanted"].as_u64().and_then(|wanted| usize::try_from(wanted).ok());
    let chances = from.texts_or_none("probabilities")?;
    let chances: Option<Vec<(i128, i128)>> = chances
        .iter()
        .map(|text| {
            let (num, den) = text.split_once('/')?;
            Some((num.parse().ok()?, den.parse().ok().filter(|den| *den > 0)?))
        })
        .collect();
    let wrong = || from.problem("expected quotients such as `2/13` under `probabilities`");
    Ok(StratumRecord {
        stratum: from.text("stratum")?,
        size: from.count("size")?,
        wanted: wanted.unwrap_or(drawn.len()),
        probabilities: chances.ok_or_else(wrong)?,
        drawn,
        reserve: from.texts("reserve")?,
    })
}

fn targeted(from: &Reader<'_>) -> Result<(String, Vec<String>), Problem> {
    Ok((from.text("rule")?, from.texts("picked")?))
}

fn input(from: &Reader<'_>) -> Result<Input, Problem> {
    Ok(Input {
        path: from.text("path")?,
        sha256: from.text("sha256")?,
        read: from.count("read")?,
        accepted: from.count("accepted")?,
        rejected: from.count("rejected")?,
        dropped: from.count("dropped")?,
        joined: 0,
    })
}

fn profile(from: &Reader<'_>) -> Result<FileRecord, Problem> {
    Ok(FileRecord { path: from.text("path")?, sha256: from.text("sha256")? })
}

fn exclusions(from: &Reader<'_>) -> Result<Vec<(String, u64)>, Problem> {
    let wrong = || from.problem("expected counts under `excluded`");
    let object = from.object["excluded"].as_object().ok_or_else(wrong)?;
    let counts = object.iter().map(|(why, n)| Some((why.clone(), n.as_u64()?)));
    counts.collect::<Option<_>>().ok_or_else(wrong)
}

/// An object of a manifest.
struct Reader<'a> {
    file: &'a str,
    object: &'a Value,
}

impl Reader<'_> {
    fn problem(&self, message: &str) -> Problem {
        let found = Problem::new("bad-manifest", Place::file(self.file), message);
        found.help("name a manifest as `qa sample` wrote it")
    }

    fn text(&self, key: &str) -> Result<String, Problem> {
        let found = self.text_or_none(key)?;
        found.ok_or_else(|| self.problem(&format!("`{key}` is missing")))
    }

    fn text_or_none(&self, key: &str) -> Result<Option<String>, Problem> {
        match &self.object[key] {
            Value::Null => Ok(None),
            Value::String(text) => Ok(Some(text.clone())),
            other => Err(self.problem(&format!("expected text under `{key}`, found `{other}`"))),
        }
    }

    fn count(&self, key: &str) -> Result<u64, Problem> {
        let found = self.object[key].as_u64();
        found.ok_or_else(|| self.problem(&format!("expected a count under `{key}`")))
    }

    fn texts(&self, key: &str) -> Result<Vec<String>, Problem> {
        let wrong = || self.problem(&format!("expected a list of texts under `{key}`"));
        let list = self.object[key].as_array().ok_or_else(wrong)?;
        let texts = list.iter().map(|one| one.as_str().map(str::to_owned));
        texts.collect::<Option<_>>().ok_or_else(wrong)
    }

    /// Manifests of earlier versions do not have every list.
    fn texts_or_none(&self, key: &str) -> Result<Vec<String>, Problem> {
        if self.object[key].is_null() { Ok(Vec::new()) } else { self.texts(key) }
    }

    fn list_or_none<T>(
        &self,
        key: &str,
        read: fn(&Reader<'_>) -> Result<T, Problem>,
    ) -> Result<Vec<T>, Problem> {
        if self.object[key].is_null() { Ok(Vec::new()) } else { self.list(key, read) }
    }

    fn list<T>(
        &self,
        key: &str,
        read: fn(&Reader<'_>) -> Result<T, Problem>,
    ) -> Result<Vec<T>, Problem> {
        let wrong = || self.problem(&format!("expected a list under `{key}`"));
        let list = self.object[key].as_array().ok_or_else(wrong)?;
        list.iter().map(|object| read(&Reader { file: self.file, object })).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn manifest() -> Manifest {
        Manifest {
            algorithm: "sha256-ticket/1".to_owned(),
            version: "0.1.0".to_owned(),
            request: Request {
                sample_id: "w1".to_owned(),
                seed: "señal \"7\"".to_owned(),
                zone: "UTC".to_owned(),
                input_zone: "UTC".to_owned(),
                filter: "true".to_owned(),
                strata: vec!["agent_id".to_owned()],
                n: 5,
                options: vec!["--min=2".to_owned()],
                ..Request::default()
            },
            eligible: 3,
            exclusions: vec![("outside_period".to_owned(), 2), ("no_interaction_id".to_owned(), 0)],
            strata: vec![StratumRecord {
                stratum: "agent_id=A1".to_owned(),
                size: 3,
                drawn: vec!["c2".to_owned()],
                reserve: Vec::new(),
                wanted: 5,
                probabilities: vec![(2, 13)],
            }],
            frame_sum: "ab".to_owned(),
            targeted: vec![("low_csat".to_owned(), vec!["c3".to_owned()])],
            references: vec![FileRecord { path: "a.csv".to_owned(), sha256: "ef".to_owned() }],
            inputs: vec![Input {
                path: "calls.csv".to_owned(),
                sha256: "ab".to_owned(),
                read: 6,
                accepted: 5,
                rejected: 1,
                dropped: 0,
                joined: 0,
            }],
            profile: Some(FileRecord { path: "acd.toml".to_owned(), sha256: "cd".to_owned() }),
        }
    }

    #[test]
    fn what_is_no_manifest_is_refused_with_a_place() {
        let found = read("m.json", "{\n  \"schema\": oops }").unwrap_err();
        assert_eq!((found.code, found.place.line), ("bad-manifest", Some(2)));
        for (text, message) in [
            ("[]", "`schema` is missing"),
            ("{\"schema\": 7}", "expected text under `schema`, found `7`"),
            ("{\"schema\": \"qa.kpi/1\"}", "expected the schema `qa.manifest/1`, found `qa.kpi/1`"),
        ] {
            assert_eq!(read("m.json", text).unwrap_err().message, message);
        }
    }

    #[test]
    fn strata_are_written_as_the_rest_is() {
        let stratum = |name: &str, ids: &[&str], probabilities: &[(i128, i128)]| StratumRecord {
            stratum: name.to_owned(),
            size: 3,
            drawn: ids.iter().map(|id| (*id).to_owned()).collect(),
            reserve: ids.iter().rev().map(|id| (*id).to_owned()).collect(),
            wanted: 5,
            probabilities: probabilities.to_vec(),
        };
        let all = [
            stratum("a", &[], &[]),
            stratum("\"strata\": null\n", &["c\\1", "ñ\u{1}"], &[(2, 13), (1, 1)]),
            stratum("c", &["1"], &[]),
        ];
        for strata in [&all[..0], &all[..1], &all] {
            let text = write(&Manifest { strata: strata.to_vec(), ..manifest() });
            let value: Value = serde_json::from_str(&text).unwrap();
            assert_eq!(text, format!("{value:#}\n"));
            assert_eq!(read("m.json", &text).unwrap().strata, strata);
        }
    }

    #[test]
    fn what_is_written_reads_back_and_writes_the_same() {
        let text = write(&manifest());
        let back = read("m.json", &text).unwrap();
        assert_eq!(back, manifest());
        assert_eq!(write(&back), text);
        assert!(text.starts_with("{\n  \"schema\": \"qa.manifest/1\",\n  \"algorithm\""), "{text}");
        assert!(text.ends_with("}\n") && !text.contains('\r'));
    }
}
