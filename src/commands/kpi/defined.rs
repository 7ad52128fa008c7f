//! Indicators in the words of the filter language: bundled ones, and those of qa.toml.

use crate::ingest::config::{Config, KpiText};
use crate::kpi::indicator::Shown;
use crate::kpi::measure::Draft;
use crate::kpi::{Indicator, Measure, beyond, catalogue};
use crate::model::Zone;
use crate::problem::{Place, Problem, nearest};
use crate::query::Names;
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

/// What the configuration and the bundled definitions define.
#[derive(Debug, Clone, Default)]
pub struct Defined {
    names: Names,
    measures: Vec<Arc<Measure>>,
    /// What is wrong with indicators that have no measure for it, by key.
    broken: BTreeMap<String, Problem>,
}

/// A key of a bundled definition, what the command line says for it, and the flag that says it.
pub type Said<'a> = (&'static str, &'a str, &'static str);

impl Defined {
    /// Everything that `config` defines, with the bundled definitions; what is wrong with it comes
    /// beside it. `fcr` is what the command line says about first-contact resolution.
    pub fn of(config: &Config, zone: &Zone, fcr: &[Said<'_>]) -> (Self, Vec<Problem>) {
        let mut wrong = Vec::new();
        let names = names(config, zone, &mut wrong);
        let mut defined = Self { names, ..Self::default() };
        let reader = Reader { zone, names: &defined.names, said: &[], shown: Shown::Always };
        let mut measures = Vec::new();
        for text in &config.kpis {
            if text.keys.contains_key("type") {
                let said = if text.name == "fcr" { fcr } else { &[] };
                let reader = Reader { said, ..reader };
                measures.push((&text.name, reader.measure(text)));
            } else if let Some(problem) = without_type(text) {
                wrong.push(problem);
            }
        }
        // A bundled definition means the words of the language, whatever the user calls so.
        let plain = Names::default();
        let bundled = Config::read(Path::new("indicators.toml"), catalogue::BUNDLED);
        for text in &bundled.kpis {
            let is_own = config.kpis.iter().any(|own| own.name == text.name);
            if !is_own && !catalogue::is_known(&text.name) {
                let said = if text.name == "fcr" { fcr } else { &[] };
                let reader = Reader { zone, names: &plain, said, shown: Shown::WhenAsked };
                measures.push((&text.name, reader.measure(text)));
            }
        }
        let mut broken = BTreeMap::new();
        for (name, measure) in measures {
            match measure {
                Ok(measure) => defined.measures.push(Arc::new(measure)),
                Err(problem) => {
                    broken.insert(name.clone(), problem.clone());
                    wrong.push(problem);
                }
            }
        }
        defined.broken = broken;
        (defined, wrong)
    }

    /// The conditions that have a name.
    pub fn names(&self) -> &Names {
        &self.names
    }

    /// The indicator of that key: one of the configuration, of the catalogue, or a bundled one; of one that
    /// is wrong, what is.
    pub fn find(&self, key: &str, place: &Place) -> Result<Indicator, Problem> {
        if let Some(measure) = self.measures.iter().find(|measure| measure.key == key) {
            return Ok(Indicator::Defined(measure.clone()));
        }
        if let Some(problem) = self.broken.get(key) {
            return Err(problem.clone());
        }
        if let Some(entry) = beyond::find(key) {
            let message = format!("`{key}` is no figure of call records");
            let problem = Problem::new("unknown-kpi", place.clone(), message);
            return Err(problem.help(format!("`{}` tells it", entry.told_by)));
        }
        catalogue::find(key, place).map(Indicator::Known).map_err(|problem| {
            let near = nearest(key, self.measures.iter().map(|measure| measure.key.as_str()));
            let is_nearer = problem.help.as_ref().is_none_or(|help| !help.starts_with("did you"));
            match near {
                Some(near) if is_nearer => problem.help(format!("did you mean `{near}`?")),
                _ => problem,
            }
        })
    }

    /// The indicators of evaluations, in the order of their definitions, to be shown.
    pub fn of_quality(&self) -> Vec<Arc<Measure>> {
        let is_told =
            |measure: &&Arc<Measure>| crate::commands::quality::is_told(&measure.method.columns());
        let measures = self.measures.iter().filter(is_told);
        measures
            .map(|measure| Arc::new(Measure { shown: Shown::Always, ..(**measure).clone() }))
            .collect()
    }

    /// Every measure, those of qa.toml first.
    pub fn every(&self) -> Vec<Indicator> {
        self.measures.iter().cloned().map(Indicator::Defined).collect()
    }

    /// The measures that a pass has to count: those of qa.toml, and the bundled ones asked for.
    pub fn wanted(&self, asked: &[&Indicator]) -> Vec<Arc<Measure>> {
        let is_wanted = |measure: &&Arc<Measure>| {
            measure.shown == Shown::Always || asked.iter().any(|kpi| kpi.key() == measure.key)
        };
        self.measures.iter().filter(is_wanted).cloned().collect()
    }
}

/// Reads definitions of one source.
#[derive(Clone, Copy)]
struct Reader<'a> {
    zone: &'a Zone,
    names: &'a Names,
    said: &'a [Said<'a>],
    shown: Shown,
}

impl Reader<'_> {
    fn measure(&self, text: &KpiText) -> Result<Measure, Problem> {
        let mut keys: BTreeMap<&str, &str> =
            text.keys.iter().map(|(key, written)| (*key, written.text.as_str())).collect();
        keys.extend(self.said.iter().map(|(key, text, _)| (*key, *text)));
        let draft = Draft { name: &text.name, keys };
        let measure = Measure::define(&draft, self.zone, self.names);
        let measure = measure.map_err(|wrong| placed(text, wrong, self.said))?;
        Ok(Measure { shown: self.shown, ..measure })
    }
}

fn names(config: &Config, zone: &Zone, wrong: &mut Vec<Problem>) -> Names {
    let texts: Vec<_> =
        config.filters.iter().map(|one| (one.name.as_str(), one.text.as_str())).collect();
    let (names, found) = Names::read(&texts, zone);
    wrong.extend(found.into_iter().map(|(at, problem)| {
        let place = config.filters[at].place.clone();
        Problem { place, ..problem }
    }));
    names
}

/// An indicator that says how it is computed but not of which type it is.
fn without_type(text: &KpiText) -> Option<Problem> {
    let (key, written) = text.keys.iter().next()?;
    let message = format!("the KPI `{}` has `{key}` but no `type`", text.name);
    let problem = Problem::new("bad-kpi", written.place.clone(), message);
    Some(problem.help("add `type = \"ratio\"` or another type").excerpt(written.excerpt.clone()))
}

/// The problem where the text stands: in the file, or behind a flag.
fn placed(text: &KpiText, wrong: (Option<&'static str>, Problem), said: &[Said<'_>]) -> Problem {
    let (key, problem) = wrong;
    if let Some((_, _, flag)) = said.iter().find(|(said, ..)| Some(*said) == key) {
        return Problem { place: Place::file(*flag), ..problem };
    }
    let written = key.and_then(|key| text.keys.get(key)).or_else(|| text.keys.get("type"));
    let Some(written) = written else { return problem };
    let excerpt = problem.excerpt.clone().or_else(|| Some(written.excerpt.clone()));
    Problem { place: written.place.clone(), excerpt, ..problem }
}
