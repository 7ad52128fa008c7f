//! States as systems call them, and what each means for the time of an agent.

use std::collections::BTreeMap;

/// What time in a state is. The busier comes first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Class {
    /// With a contact: ringing, talk, hold, after-contact work.
    Handling,
    /// Ready for the next contact.
    Available,
    /// Paid, but not to be had: breaks, coaching, meetings.
    Away,
    /// Neither paid nor to be had: lunch.
    Unpaid,
    /// Signed out: no time at all.
    Offline,
}

impl Class {
    /// Every class, the busier first.
    pub const ALL: [Self; 5] =
        [Self::Handling, Self::Available, Self::Away, Self::Unpaid, Self::Offline];

    /// Its name in `[states]` of qa.toml.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Handling => "handling",
            Self::Available => "available",
            Self::Away => "away",
            Self::Unpaid => "unpaid",
            Self::Offline => "offline",
        }
    }

    /// Whether the agent is there for customers.
    pub const fn is_on_queue(self) -> bool {
        matches!(self, Self::Handling | Self::Available)
    }

    /// Whether doing this is doing what was planned.
    pub fn keeps(self, planned: Self) -> bool {
        self == planned || (self.is_on_queue() && planned.is_on_queue())
    }
}

/// Names of states in small letters, words joined by `_`. `on_queue` is none of them: some systems
/// mean waiting by it, some both waiting and talking.
const WORDS: [(Class, &[&str]); 5] = [
    (
        Class::Handling,
        &[
            "handling",
            "talk",
            "talking",
            "on_call",
            "on_a_call",
            "oncall",
            "in_call",
            "busy",
            "interacting",
            "connected",
            "acd",
            "acd_call",
            "hold",
            "on_hold",
            "wrap",
            "wrap_up",
            "wrapup",
            "acw",
            "after_call_work",
            "after_contact_work",
            "ring",
            "ringing",
            "dialing",
            "dialling",
            "contacting",
            "en_llamada",
            "hablando",
            "ocupado",
            "timbrando",
            "tipificación",
            "tipificacion",
            "em_chamada",
            "falando",
            "pós_atendimento",
            "pos_atendimento",
            "berbicara",
            "menelepon",
        ],
    ),
    (
        Class::Available,
        &[
            "available",
            "avail",
            "ready",
            "idle",
            "waiting",
            "disponible",
            "listo",
            "disponível",
            "disponivel",
            "livre",
            "tersedia",
            "siap",
        ],
    ),
    (
        Class::Away,
        &[
            "away",
            "break",
            "coaching",
            "training",
            "meeting",
            "not_ready",
            "unavailable",
            "auxiliary",
            "aux",
            "admin",
            "project",
            "pausa",
            "descanso",
            "capacitación",
            "capacitacion",
            "reunión",
            "reunion",
            "treinamento",
            "reunião",
            "reuniao",
            "istirahat",
            "pelatihan",
            "rapat",
        ],
    ),
    (
        Class::Unpaid,
        &["unpaid", "lunch", "meal", "almuerzo", "comida", "almoço", "almoco", "makan_siang"],
    ),
    (
        Class::Offline,
        &[
            "offline",
            "logged_out",
            "logged_off",
            "logout",
            "signed_out",
            "off",
            "desconectado",
            "deslogado",
            "keluar",
        ],
    ),
];

/// What states mean: those of the user first, then the usual words.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Classes {
    own: BTreeMap<String, Class>,
}

impl Classes {
    /// With states of one's own.
    pub fn with(own: impl IntoIterator<Item = (Class, impl AsRef<str>)>) -> Self {
        Self { own: own.into_iter().map(|(class, state)| (plain(state.as_ref()), class)).collect() }
    }

    /// What a state means; `None` when nobody says it.
    pub fn of(&self, state: &str) -> Option<Class> {
        let plain = plain(state);
        let usual = || WORDS.iter().find(|(_, words)| words.contains(&plain.as_str()));
        self.own.get(&plain).copied().or_else(|| usual().map(|(class, _)| *class))
    }
}

/// In small letters, words joined by `_`.
fn plain(state: &str) -> String {
    let small = state.to_lowercase();
    let words = small.split(|letter: char| !letter.is_alphanumeric());
    words.filter(|word| !word.is_empty()).collect::<Vec<_>>().join("_")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_state_nobody_knows_means_nothing() {
        let usual = Classes::default();
        assert_eq!((usual.of(""), usual.of("On Queue"), usual.of("x")), (None, None, None));
        assert_eq!(usual.of("After-Call Work"), Some(Class::Handling));
        assert_eq!(usual.of("ALMUERZO"), Some(Class::Unpaid));
    }

    #[test]
    fn ones_own_words_come_first_and_no_word_has_two_meanings() {
        let own = Classes::with([(Class::Available, "On queue"), (Class::Unpaid, "Break")]);
        assert_eq!(own.of("on-queue"), Some(Class::Available));
        assert_eq!(own.of("break"), Some(Class::Unpaid));
        let words: Vec<_> = WORDS.iter().flat_map(|(_, words)| words.iter()).collect();
        for word in &words {
            assert_eq!(words.iter().filter(|other| other == &word).count(), 1, "{word}");
            assert_eq!(plain(word), **word);
        }
    }
}
