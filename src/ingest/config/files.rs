//! Patterns of files, and the files that fit them.

use super::super::toml_text::Keys;
use crate::problem::{Blame, Place, Problem, Refused};
use anyhow::{Context as _, Result};
use std::path::Path;

/// The patterns of a key; relative ones begin in `folder`.
pub(super) fn patterns(keys: &mut Keys<'_>, key: &'static str, folder: &Path) -> Vec<String> {
    let texts = keys.texts(key).unwrap_or_default();
    // What is a pattern in the folder's own name stands for itself.
    let literal = glob::Pattern::escape(&folder.display().to_string());
    let path = |text: &str| {
        let folder = if is_pattern(text) { Path::new(&literal) } else { folder };
        folder.join(text).display().to_string()
    };
    texts.into_iter().map(|text| path(text.value)).collect()
}

/// Whether a text stands for the files that fit it.
fn is_pattern(text: &str) -> bool {
    text.contains(['*', '?', '['])
}

/// The files that patterns name, each pattern's in order of name; `-`, plain paths and names of
/// files that are there stay.
///
/// # Errors
///
/// `no-files` when a pattern fits nothing.
pub fn expand(patterns: &[String]) -> Result<Vec<String>> {
    let mut files: Vec<String> = Vec::new();
    for pattern in patterns {
        // A look that fails says nothing about a pattern; reading the file will tell.
        if !is_pattern(pattern) || Path::new(pattern).try_exists().unwrap_or(false) {
            files.push(pattern.clone());
            continue;
        }
        let paths = glob::glob(pattern).with_context(|| format!("`{pattern}` is no pattern"))?;
        let mut found = Vec::new();
        for path in paths {
            let path = path.with_context(|| format!("cannot look for `{pattern}`"))?;
            found.push(path.display().to_string());
        }
        if found.is_empty() {
            let problem =
                Problem::new("no-files", Place::file(pattern), "no file fits this pattern").help(
                    "are the folder and the ending right? Patterns in a file begin in its folder",
                );
            return Err(Refused::because(Blame::Request, problem).into());
        }
        found.sort();
        files.extend(found);
    }
    Ok(files)
}

#[cfg(test)]
mod tests {
    use super::super::Config;
    use super::*;

    #[test]
    fn a_pattern_without_files_is_refused_and_a_path_is_kept() {
        assert_eq!(expand(&["-".into(), "a.csv".into()]).unwrap(), ["-", "a.csv"]);
        let error = expand(&["no-such-folder/*.csv".into()]).unwrap_err();
        assert!(error.downcast_ref::<Refused>().is_some());
    }

    #[test]
    fn a_bracket_in_a_name_that_is_there_is_a_letter() {
        let room = tempfile::tempdir().unwrap();
        let folder = room.path().join("centre [1]");
        std::fs::create_dir(&folder).unwrap();
        let file = folder.join("calls [2026].csv");
        std::fs::write(&file, "").unwrap();
        let file = file.display().to_string();
        assert_eq!(expand(std::slice::from_ref(&file)).unwrap(), [file.as_str()]);
        let text = "[sources.calls]\nfiles = [\"*.csv\"]\n";
        let config = Config::read(&folder.join("qa.toml"), text);
        assert_eq!(expand(&config.calls).unwrap(), [file]);
    }
}
