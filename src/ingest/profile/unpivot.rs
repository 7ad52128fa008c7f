//! Which columns of a wide sheet are questions, and how their cells become answers.

use super::{FieldMap, Pattern};
use crate::ingest::synonyms;
use glob::Pattern as Wildcard;

/// What `[unpivot]` says.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Unpivot {
    /// The columns that are questions.
    pub questions: Questions,
    /// Headers that are none, with `*` for any letters.
    pub except: Vec<String>,
    /// How the cells of every question are read.
    pub answer: FieldMap,
    /// Header of the comment on a question, with `{}` for that of the question.
    pub comment: Option<String>,
    /// Header of the cause of a failure, alike.
    pub cause: Option<String>,
    /// Header of the moment in the recording, alike.
    pub at: Option<String>,
}

/// The columns that are questions.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Questions {
    /// All that nothing else of the profile names.
    #[default]
    Others,
    /// These, under their headers; `*` stands for any letters.
    Headers(Vec<String>),
    /// These, by header and question id.
    Named(Vec<(String, String)>),
    /// Those whose header the pattern fits; its group is the question id.
    Found(Pattern),
}

impl Unpivot {
    /// The question that a header stands for; `None` when it is none.
    pub fn question(&self, header: &str) -> Option<String> {
        if header.is_empty() || self.except.iter().any(|except| fits(except, header)) {
            return None;
        }
        match &self.questions {
            Questions::Others => Some(header.to_owned()),
            Questions::Headers(headers) => {
                headers.iter().any(|wanted| fits(wanted, header)).then(|| header.to_owned())
            }
            Questions::Named(named) => {
                let found = named.iter().find(|(wanted, _)| fits(wanted, header));
                found.map(|(_, question)| question.clone())
            }
            Questions::Found(pattern) => {
                pattern.find(header).filter(|id| !id.is_empty()).map(|id| id.trim().to_owned())
            }
        }
    }

    /// The headers that it names and that must therefore be there.
    pub fn named(&self) -> Vec<&str> {
        let plain = |header: &&str| !header.contains('*');
        match &self.questions {
            Questions::Headers(headers) => {
                headers.iter().map(String::as_str).filter(plain).collect()
            }
            Questions::Named(named) => {
                named.iter().map(|(header, _)| header.as_str()).filter(plain).collect()
            }
            Questions::Others | Questions::Found(_) => Vec::new(),
        }
    }
}

/// Whether a header is the one that is wanted, case and marks between words apart.
fn fits(wanted: &str, header: &str) -> bool {
    if wanted.contains('*') {
        // Only the star is special: brackets and question marks stand in many headers.
        let parts: Vec<String> = wanted.split('*').map(Wildcard::escape).collect();
        return Wildcard::new(&parts.join("*")).is_ok_and(|pattern| pattern.matches(header));
    }
    synonyms::position(&[header.to_owned()], wanted).is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(questions: Questions) -> Unpivot {
        Unpivot { questions, except: vec!["Total*".to_owned()], ..Unpivot::default() }
    }

    #[test]
    fn an_empty_header_is_no_question_and_neither_is_an_exception() {
        let all = of(Questions::Others);
        assert_eq!((all.question(""), all.question("Total %")), (None, None));
        assert_eq!(all.question("Greeting").as_deref(), Some("Greeting"));
    }

    #[test]
    fn questions_are_named_by_header_by_table_or_by_pattern() {
        let headers = of(Questions::Headers(vec!["Q*".to_owned(), "closing (1-5)".to_owned()]));
        assert!(headers.question("Q1").is_some() && headers.question("Closing (1-5)").is_some());
        assert_eq!(headers.question("Comment"), None);
        assert_eq!(headers.named(), ["closing (1-5)"]);
        let named = of(Questions::Named(vec![("1. Greeting".to_owned(), "greeting".to_owned())]));
        assert_eq!(named.question("1. Greeting").as_deref(), Some("greeting"));
        let found = of(Questions::Found(Pattern::parse(r"^\[(\w+)\]").unwrap()));
        assert_eq!(found.question("[hold] asked before").as_deref(), Some("hold"));
        assert_eq!(found.question("hold"), None);
    }
}
