//! Ratings of other people's files through the program; the library's own tests go further.

use super::figures::Tally;
use super::program::{json, qa, shared};
use serde_json::Value;
use std::collections::BTreeMap;
use std::path::Path;

/// Value of each coefficient, by question and key, on a scale.
fn coefficients(file: &Path, scale: &str) -> BTreeMap<(String, String), Value> {
    let profile = shared("data/profiles/ratings_long.toml").unwrap();
    let (file, profile) = (file.to_str().unwrap(), profile.to_str().unwrap());
    let scale = format!("--scale={scale}");
    let output = qa(&[
        "calibrate",
        file,
        "--profile",
        profile,
        &scale,
        "-f",
        "json",
        "--table",
        "coefficients",
    ]);
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
    let report: Value = serde_json::from_slice(&output.stdout).unwrap();
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let rows = report["rows"].as_array().unwrap().iter();
    rows.map(|row| ((text(&row["question"]), text(&row["coefficient"])), row["value"].clone()))
        .collect()
}

#[test]
fn dialogue_quality_rated_by_nineteen() {
    let Some(folder) = shared("data/dch1-dialogue-quality") else { return };
    let found = coefficients(&folder.join("ratings.csv"), "-2..2");
    let expected = json(&folder.join("expected_irr.json"));
    let mut tally = Tally::default();
    for question in ["A", "S", "E"] {
        let expected = &expected[question];
        let (plain, squared) = (&expected["cac_identity"], &expected["cac_quadratic"]);
        for (key, value) in [
            ("exact_agreement", &expected["exact_pairwise"]["exact_agreement"]),
            ("within_one", &expected["within_one_pairwise"]),
            ("alpha_nominal", &expected["alpha_nominal"]),
            ("alpha_ordinal", &expected["alpha_ordinal"]),
            ("alpha_interval", &expected["alpha_interval"]),
            ("fleiss_kappa", &plain["fleiss"]),
            ("ac1", &plain["gwet"]),
            ("brennan_prediger", &plain["brennan_prediger"]),
            ("ac2", &squared["gwet"]),
        ] {
            let said = &found[&(question.to_owned(), key.to_owned())];
            tally.same(&format!("{question} {key}"), value, said.as_f64());
        }
    }
    tally.finish("dialogues", 27);
}

/// Interactions rated once are left out of all but the alphas, so that the others are compared where
/// there are none.
#[test]
fn textbook_tables_of_numbers() {
    let Some(folder) = shared("data/irr-golden") else { return };
    let expected = json(&folder.join("expected_irr.json"));
    let mut tally = Tally::default();
    for (name, scale) in
        [("raw_4raters", "1..5"), ("wikipedia_krippendorff", "1..4"), ("raw_5observers", "0..3")]
    {
        let found = coefficients(&folder.join(format!("{name}.csv")), scale);
        let expected = &expected["computed_here"][name];
        let (plain, squared) = (&expected["cac_identity"], &expected["cac_quadratic"]);
        let mut figures = vec![
            ("alpha_nominal", &expected["alpha_nominal"]),
            ("alpha_ordinal", &expected["alpha_ordinal_krippendorff_metric"]),
            ("alpha_interval", &expected["alpha_interval"]),
        ];
        if plain["n_units"] == plain["n_units_2plus"] {
            figures.extend([
                ("exact_agreement", &plain["pa"]),
                ("fleiss_kappa", &plain["fleiss"]),
                ("ac1", &plain["gwet"]),
                ("brennan_prediger", &plain["brennan_prediger"]),
                ("ac2", &squared["gwet"]),
            ]);
        }
        for (key, value) in figures {
            let said = &found[&("rating".to_owned(), key.to_owned())];
            tally.same(&format!("{name} {key}"), value, said.as_f64());
        }
    }
    tally.finish("textbook tables", 14);
}
