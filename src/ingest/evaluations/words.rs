//! Texts that stand in many records, kept once.

use crate::model::QuickHash;
use std::sync::Arc;

/// How many different texts are shared at most; the others are kept each time they come.
const MOST: usize = 1 << 16;

#[expect(clippy::disallowed_types, reason = "looked up only; its order never shows")]
type Index = std::collections::HashMap<Arc<str>, u32, QuickHash>;

/// Texts by number; 0 is none.
#[derive(Debug, Clone)]
pub(super) struct Words {
    all: Vec<Arc<str>>,
    index: Index,
}

impl Default for Words {
    fn default() -> Self {
        Self { all: vec![Arc::from("")], index: Index::default() }
    }
}

impl Words {
    /// The number of a text.
    ///
    /// # Panics
    ///
    /// If there are more than a `u32` counts, which no memory holds.
    pub(super) fn number(&mut self, text: Option<&str>) -> u32 {
        let Some(text) = text else { return 0 };
        if let Some(number) = self.index.get(text) {
            return *number;
        }
        let number = u32::try_from(self.all.len());
        assert!(number.is_ok(), "texts are fewer than four billion");
        let (number, text) = (number.unwrap_or_default(), Arc::<str>::from(text));
        if self.index.len() < MOST {
            self.index.insert(text.clone(), number);
        }
        self.all.push(text);
        number
    }

    /// How many numbers there are, 0 included.
    pub(super) fn len(&self) -> usize {
        self.all.len()
    }

    /// The text of a number; `None` for 0.
    pub(super) fn text(&self, number: u32) -> Option<&Arc<str>> {
        let at = usize::try_from(number).ok().filter(|at| *at > 0)?;
        self.all.get(at)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_is_none_and_an_empty_text_is_one() {
        let mut words = Words::default();
        assert_eq!(words.number(None), 0);
        assert_eq!(words.text(0), None);
        let empty = words.number(Some(""));
        assert_eq!(words.text(empty).map(|text| &**text), Some(""));
        let (a, b) = (words.number(Some("a")), words.number(Some("b")));
        assert_eq!((words.number(Some("a")), words.number(Some("b"))), (a, b));
        assert_ne!(a, b);
    }
}
