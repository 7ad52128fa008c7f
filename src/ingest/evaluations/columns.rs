//! What the columns of a file of evaluations are.

use crate::ingest::profile::RecordKind;
use crate::ingest::schema;
use crate::model::Name;

/// A column about an evaluation or one of its answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Meta {
    Evaluation,
    Revision,
    Supersedes,
    Status,
    Purpose,
    Selection,
    Interaction,
    Agent,
    Evaluator,
    Scorecard,
    Version,
    Hash,
    Session,
    EvaluatedAt,
    Score,
    Question,
    Answer,
    Cause,
    At,
    Comment,
    Minutes,
}

impl Meta {
    /// Every column.
    pub(super) const ALL: [Self; 21] = [
        Self::Evaluation,
        Self::Revision,
        Self::Supersedes,
        Self::Status,
        Self::Purpose,
        Self::Selection,
        Self::Interaction,
        Self::Agent,
        Self::Evaluator,
        Self::Scorecard,
        Self::Version,
        Self::Hash,
        Self::Session,
        Self::EvaluatedAt,
        Self::Score,
        Self::Question,
        Self::Answer,
        Self::Cause,
        Self::At,
        Self::Comment,
        Self::Minutes,
    ];

    /// Its canonical name.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Evaluation => "evaluation_id",
            Self::Revision => "revision",
            Self::Supersedes => "supersedes",
            Self::Status => "status",
            Self::Purpose => "purpose",
            Self::Selection => "selection",
            Self::Interaction => "interaction_id",
            Self::Agent => "agent_id",
            Self::Evaluator => "evaluator_id",
            Self::Scorecard => "scorecard",
            Self::Version => "scorecard_version",
            Self::Hash => "scorecard_hash",
            Self::Session => "session",
            Self::EvaluatedAt => "evaluated_at",
            Self::Score => "score",
            Self::Question => "question_id",
            Self::Answer => "answer",
            Self::Cause => "cause",
            Self::At => "at",
            Self::Comment => "comment",
            Self::Minutes => "minutes",
        }
    }

    /// The name under which it is asked for.
    pub(super) fn column(self) -> Name {
        Name::Extra(self.name().to_owned())
    }

    /// Index of the header that stands for it.
    pub(super) fn find(self, header: &[String]) -> Option<usize> {
        schema::find(RecordKind::Evaluations, header, &self.column())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_column_of_the_table_has_its_word() {
        let names: Vec<&str> = Meta::ALL.iter().map(|meta| meta.name()).collect();
        for known in schema::columns(RecordKind::Evaluations) {
            assert!(names.contains(&known.name), "{}", known.name);
        }
        assert_eq!(names.len(), schema::columns(RecordKind::Evaluations).len());
    }
}
