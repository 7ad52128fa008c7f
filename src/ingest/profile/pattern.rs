//! A pattern that cuts one part out of a text.

use regex_lite::Regex;

/// A regular expression with one group; two are equal when they are written alike.
#[derive(Debug, Clone)]
pub struct Pattern {
    regex: Regex,
}

impl Pattern {
    /// The pattern of that spelling.
    ///
    /// # Errors
    ///
    /// Says what is wrong with it, or how many groups it has when that is not one.
    pub fn parse(text: &str) -> Result<Self, String> {
        let regex = Regex::new(text).map_err(|error| format!("`{text}` is no pattern: {error}"))?;
        match regex.captures_len() - 1 {
            1 => Ok(Self { regex }),
            groups => Err(format!("`{text}` has {groups} groups, expected one")),
        }
    }

    /// The part of a text that the group stands for; `None` when the pattern does not fit.
    pub fn find<'t>(&self, text: &'t str) -> Option<&'t str> {
        Some(self.regex.captures(text)?.get(1)?.as_str())
    }
}

impl PartialEq for Pattern {
    fn eq(&self, other: &Self) -> bool {
        self.regex.as_str() == other.regex.as_str()
    }
}

impl Eq for Pattern {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pattern_has_one_group_and_finds_it() {
        assert!(Pattern::parse("").is_err() && Pattern::parse("(a)(b)").is_err());
        assert!(Pattern::parse("(a").unwrap_err().contains("is no pattern"));
        let extension = Pattern::parse(r"\((\d+)\)\s*$").unwrap();
        assert_eq!(extension.find("Ann Lee (1234)"), Some("1234"));
        assert_eq!(extension.find("Ann Lee"), None);
    }
}
