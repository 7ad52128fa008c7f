//! Names that a profile gives to columns: ours, those of its own, and slips of the finger.

use crate::ingest::profile::RecordKind;
use crate::ingest::schema;
use crate::ingest::toml_text::{Found, TomlText};
use crate::model::Field;
use crate::problem::slip;

/// The column that a name stands for; `None` for one of the profile's own.
pub(super) fn canonical(name: &str, kind: RecordKind) -> Option<&str> {
    match Field::from_name(name) {
        Some(field) if kind.makes_interactions() => Some(field.name()),
        _ => schema::known(kind, name).map(|known| known.name),
    }
}

/// Complains of a name that is nearly one of ours: as a column of its own, it would be in no figure.
///
/// Names that begin with `x_` are meant to be no others.
pub(super) fn refuse_slip(toml: &TomlText<'_>, name: &Found<&str>, kind: RecordKind) {
    let text = name.value;
    if text.starts_with("x_") || canonical(text, kind).is_some() {
        return;
    }
    let Some(near) = slip(text, columns_of(kind)) else { return };
    let problem = toml.problem("unknown-key", &name.span, format!("there is no column `{text}`"));
    toml.complain(problem.help(format!(
        "did you mean `{near}`? A column of its own needs a name less like it, such as `x_{text}`"
    )));
}

fn columns_of(kind: RecordKind) -> Vec<&'static str> {
    if kind.makes_interactions() {
        return Field::all().map(Field::name).collect();
    }
    schema::columns(kind).iter().map(|known| known.name).collect()
}

#[cfg(test)]
mod tests {
    use crate::ingest::profile::parse;

    #[test]
    fn a_slip_is_refused_where_it_stands_and_a_name_of_its_own_is_kept() {
        let events = "[events]\nkey = \"id\"\ntime = { column = \"t\" }\nevent = \"e\"\n[events.on.A]\nopen = true\n";
        for (kind, rules, meant) in [
            ("interactions", "[map]\nqeue = { column = \"q\" }", Some("`queue`")),
            ("interactions", "[map]\nStart_Time = { column = \"q\" }", Some("`start_time`")),
            ("surveys", "[map]\nrespondd_at = { column = \"q\" }", Some("`responded_at`")),
            ("evaluations", "[map]\nevaluater_id = { column = \"q\" }", Some("`evaluator_id`")),
            ("events", &format!("{events}set = {{ qeue = \"q\" }}"), Some("`queue`")),
            ("events", &format!("{events}count = \"chanel\""), Some("`channel`")),
            ("interactions", "[map]\nx_queues = { column = \"q\" }", None),
            ("interactions", "[map]\nregion = { column = \"q\" }", None),
            ("interactions", "[map]\nnps = { column = \"q\" }", None),
            ("evaluations", "[map]\nstore = { column = \"q\" }", None),
            ("events", &format!("{events}count = \"ring_no_answer\""), None),
        ] {
            let text = format!("[profile]\nname = \"x\"\nkind = \"{kind}\"\n{rules}\n");
            let problems = parse("p.toml", &text).err().unwrap_or_default();
            let told: Vec<_> = problems.shown().iter().map(|it| it.help.clone().unwrap()).collect();
            assert_eq!(told.len(), usize::from(meant.is_some()), "{rules}: {told:?}");
            assert!(meant.is_none_or(|meant| told[0].contains(meant)), "{rules}: {told:?}");
            assert!(problems.shown().iter().all(|it| it.excerpt.is_some()), "{rules}");
        }
    }
}
