//! Targets that have a name: 80/20, and what a law asks.

use crate::problem::{Place, Problem};

/// A threshold of the service level and the target that goes with it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Preset {
    /// Longest wait in time, in milliseconds.
    pub threshold: i64,
    /// The target of `service_level`, as it is written.
    pub target: String,
    /// What a reader must know of it.
    pub note: Option<&'static str>,
}

/// The Spanish act on customer service.
const ES_LEY10_2025: &str = "es-ley10-2025";
const OF_THE_ACT: &str = "es-ley10-2025: Ley 10/2025 asks that 95 % be answered within three minutes as a yearly mean; a wait of exactly 180 s counts as in time, --threshold 179.999 leaves it out";

impl Preset {
    /// The preset of that name: `80/20` and its like, percent and seconds, or `es-ley10-2025`.
    ///
    /// # Errors
    ///
    /// `bad-target` for any other name.
    pub fn parse(name: &str, place: &Place) -> Result<Self, Problem> {
        if name == ES_LEY10_2025 {
            let target = ">= 95%, over year".to_owned();
            return Ok(Self { threshold: 180_000, target, note: Some(OF_THE_ACT) });
        }
        let whole = |text: &str| {
            let is_plain =
                (1..=5).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit());
            is_plain.then(|| text.parse::<i64>().ok()).flatten()
        };
        let parts = name.split_once('/');
        let parts = parts.and_then(|(share, wait)| Some((whole(share)?, whole(wait)?)));
        if let Some((share, wait)) = parts.filter(|(share, _)| *share <= 100) {
            let target = format!(">= {share}%");
            return Ok(Self { threshold: wait * 1_000, target, note: None });
        }
        let message = format!("there is no preset `{name}`");
        let problem = Problem::new("bad-target", place.clone(), message);
        Err(problem.help("write percent and seconds as 80/20, or es-ley10-2025"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_preset_is_percent_and_seconds_or_a_law() {
        let parse = |name| Preset::parse(name, &Place::file("--preset"));
        let usual = parse("80/20").unwrap();
        assert_eq!((usual.threshold, usual.target.as_str()), (20_000, ">= 80%"));
        let law = parse("es-ley10-2025").unwrap();
        assert_eq!((law.threshold, law.target.as_str()), (180_000, ">= 95%, over year"));
        for name in ["", "80", "80/", "/20", "101/20", "80/20/3", "-80/20", "80/2e1", "es-ley"] {
            assert_eq!(parse(name).unwrap_err().code, "bad-target", "{name}");
        }
    }
}
