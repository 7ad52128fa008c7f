//! Texts in several languages.

use std::collections::BTreeMap;

/// The language of a text that serves every language; ISO 639 calls it undetermined.
const ANY: &str = "und";

/// One text, in one or more languages.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Texts {
    by_language: BTreeMap<String, String>,
}

impl Texts {
    /// A text that serves every language.
    pub fn plain(text: impl Into<String>) -> Self {
        Self { by_language: BTreeMap::from([(ANY.to_owned(), text.into())]) }
    }

    /// The text in that language, else in English, else in the first language there is.
    ///
    /// `None` only when there is no text at all.
    pub fn get(&self, language: &str) -> Option<&str> {
        let wanted = [language, ANY, "en"].into_iter().find_map(|it| self.by_language.get(it));
        wanted.or_else(|| self.by_language.values().next()).map(String::as_str)
    }

    /// Whether there is no text.
    pub fn is_empty(&self) -> bool {
        self.by_language.values().all(|text| text.trim().is_empty())
    }

    /// Every text, whatever its language.
    pub fn all(&self) -> impl Iterator<Item = &str> {
        self.by_language.values().map(String::as_str)
    }

    /// The languages named; a text that serves every language names none.
    pub fn languages(&self) -> impl Iterator<Item = &str> {
        self.by_language.keys().map(String::as_str).filter(|language| *language != ANY)
    }

    /// Whether a reader of that language is served.
    pub fn serves(&self, language: &str) -> bool {
        self.by_language.is_empty()
            || self.by_language.contains_key(ANY)
            || self.by_language.contains_key(language)
    }
}

impl<L: Into<String>, T: Into<String>> FromIterator<(L, T)> for Texts {
    fn from_iter<I: IntoIterator<Item = (L, T)>>(texts: I) -> Self {
        let texts = texts.into_iter().map(|(language, text)| (language.into(), text.into()));
        Self { by_language: texts.collect() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_text_is_none() {
        assert_eq!(Texts::default().get("en"), None);
        assert!(Texts::default().is_empty() && Texts::plain(" ").is_empty());
    }

    #[test]
    fn a_missing_language_falls_back_to_english_and_then_to_any() {
        let texts = Texts::from_iter([("es", "Saludo"), ("en", "Greeting")]);
        assert_eq!(texts.get("es"), Some("Saludo"));
        assert_eq!(texts.get("id"), Some("Greeting"));
        assert_eq!(Texts::from_iter([("es", "Saludo")]).get("id"), Some("Saludo"));
        assert_eq!(Texts::plain("Hi").get("id"), Some("Hi"));
    }

    #[test]
    fn a_plain_text_serves_every_language() {
        assert!(Texts::plain("Hi").serves("id"));
        assert!(!Texts::from_iter([("es", "Saludo")]).serves("en"));
    }
}
