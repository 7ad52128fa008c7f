//! Sentences of reports in other languages: each is known by its English form, whose holes `{}` stand
//! for names and numbers.

/// A line a sentence: English, then each of the [languages](super::LANGUAGES). Where several forms fit,
/// the first counts.
const TABLE: &str = include_str!("phrases.tsv");

/// A sentence in the language of that place among the [languages](super::LANGUAGES); as it is where
/// nothing is known of it.
pub(super) fn told(text: &str, at: usize) -> String {
    known(text, at).unwrap_or_else(|| text.to_owned())
}

/// The same; `None` where nothing is known of it.
fn known(text: &str, at: usize) -> Option<String> {
    // A list first: a hole would take in several of its parts.
    whole(text, at).map(str::to_owned).or_else(|| listed(text, at)).or_else(|| filled(text, at))
}

/// A sentence without holes.
pub(super) fn whole(text: &str, at: usize) -> Option<&'static str> {
    all().find(|row| row[0] == text).map(|row| row[at + 1])
}

fn all() -> impl Iterator<Item = [&'static str; 4]> {
    TABLE.lines().skip(1).filter_map(|line| line.split('\t').collect::<Vec<_>>().try_into().ok())
}

/// A sentence with holes; what stands in them is told in the language, too, where it is known.
fn filled(text: &str, at: usize) -> Option<String> {
    let (row, holes) = all().find_map(|row| Some((row, holes(row[0], text)?)))?;
    let mut told_holes = holes.into_iter().map(|hole| told(hole, at));
    let mut parts = row[at + 1].split("{}");
    let mut filled = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        filled.push_str(&told_holes.next().unwrap_or_default());
        filled.push_str(part);
    }
    Some(filled)
}

/// What stands in the holes of a form; `None` where a text does not have it, or it has none.
fn holes<'t>(form: &str, text: &'t str) -> Option<Vec<&'t str>> {
    let mut parts = form.split("{}");
    let mut rest = text.strip_prefix(parts.next()?)?;
    let mut holes = Vec::new();
    let mut parts = parts.peekable();
    while let Some(part) = parts.next() {
        let end = match parts.peek() {
            // The last hole goes up to what closes the sentence.
            None => rest.strip_suffix(part)?.len(),
            Some(_) => rest.find(part)?,
        };
        if end == 0 {
            return None;
        }
        holes.push(&rest[..end]);
        rest = &rest[end + part.len()..];
    }
    (!holes.is_empty()).then_some(holes)
}

/// Several sentences in one, if each is known.
fn listed(text: &str, at: usize) -> Option<String> {
    ["; ", ", "].into_iter().find_map(|between| {
        let parts: Vec<&str> = text.split(between).collect();
        let told = parts
            .iter()
            .map(|part| whole(part, at).map(str::to_owned).or_else(|| filled(part, at)));
        let told: Option<Vec<String>> = told.collect();
        told.filter(|_| parts.len() > 1).map(|told| told.join(between))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const SPANISH: usize = 0;

    #[test]
    fn what_nobody_knows_stays_as_it_is() {
        for text in ["", "no words for it", "{}"] {
            assert_eq!(told(text, SPANISH), text);
        }
    }

    #[test]
    fn every_phrase_stands_once_and_has_its_holes_in_every_language() {
        assert_eq!(TABLE.lines().next(), Some("en\tes\tpt\tid"));
        assert_eq!(all().count() + 1, TABLE.lines().count());
        let mut english: Vec<&str> = all().map(|row| row[0]).collect();
        english.sort_unstable();
        let count = english.len();
        english.dedup();
        assert_eq!(english.len(), count);
        for row in all() {
            let holes = |text: &str| text.matches("{}").count();
            assert!(
                row.iter().all(|text| holes(text) == holes(row[0]) && !text.is_empty()),
                "{row:?}"
            );
        }
    }

    #[test]
    fn names_and_numbers_go_where_they_belong() {
        for (english, spanish) in [
            ("1 of 3 evaluations have no score", "1 de 3 evaluaciones no tienen nota"),
            ("left out: 2 not finished, 1 retracted", "excluidas: 2 sin terminar, 1 retiradas"),
            (
                "left out, made for other purposes: 1,198 evaluations",
                "excluidas, hechas con otros fines: 1,198 evaluaciones",
            ),
            ("only in voice 1.0: a, b", "solo en voice 1.0: a, b"),
            (
                "scorecard voice 1.0: points earned over points possible; N/A counts as the best answer",
                "plantilla voice 1.0: puntos obtenidos entre puntos posibles; N/A cuenta como la mejor \
                 respuesta",
            ),
        ] {
            assert_eq!(told(english, SPANISH), spanish);
        }
    }
}
