//! The texts of an `in`, found fast also where there are thousands.

/// Up to how many texts a look at each of them is as fast as a search.
const FEW: usize = 8;

/// Texts in the order they were written, each findable.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Choice {
    texts: Vec<String>,
    /// The same in order, each once; empty where there are few.
    sorted: Vec<String>,
}

impl Choice {
    /// Whether it is one of them, byte by byte.
    pub fn contains(&self, text: &str) -> bool {
        if self.sorted.is_empty() {
            return self.texts.iter().any(|other| other == text);
        }
        self.sorted.binary_search_by(|other| other.as_str().cmp(text)).is_ok()
    }

    /// All of them, as they were written.
    pub fn texts(&self) -> &[String] {
        &self.texts
    }
}

impl From<Vec<String>> for Choice {
    fn from(texts: Vec<String>) -> Self {
        let mut sorted = if texts.len() > FEW { texts.clone() } else { Vec::new() };
        sorted.sort_unstable();
        sorted.dedup();
        Self { texts, sorted }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn nothing_is_one_of_none() {
        assert!(!Choice::from(Vec::new()).contains(""));
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]

        #[test]
        fn a_search_finds_what_a_look_at_each_finds(
            texts in proptest::collection::vec("[a-c]{0,3}", 0..40),
            asked in "[a-c]{0,3}",
        ) {
            let is_there = texts.contains(&asked);
            let choice = Choice::from(texts.clone());
            prop_assert_eq!(choice.contains(&asked), is_there);
            prop_assert_eq!(choice.texts(), &texts[..]);
        }
    }
}
