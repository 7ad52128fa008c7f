//! What the columns of a file of evaluations are.

use crate::ingest::synonyms;

/// A column about an evaluation or one of its answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Meta {
    Evaluation,
    Revision,
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
    Minutes,
    Question,
    Answer,
    Cause,
    At,
    Comment,
}

/// Column, canonical name, other names.
pub(super) const TABLE: [(Meta, &str, &[&str]); 20] = [
    (Meta::Evaluation, "evaluation_id", &["evaluation", "eval_id"]),
    (Meta::Revision, "revision", &[]),
    (Meta::Status, "status", &["state", "evaluation_status"]),
    (Meta::Purpose, "purpose", &["evaluation_type", "monitoring_type"]),
    (Meta::Selection, "selection", &[]),
    (
        Meta::Interaction,
        "interaction_id",
        &["call_id", "contact_id", "conversation_id", "dialogue_id", "unit"],
    ),
    (Meta::Agent, "agent_id", &["agent", "agente", "agen"]),
    (
        Meta::Evaluator,
        "evaluator_id",
        &["evaluator", "rater", "monitor", "evaluador", "avaliador", "penilai"],
    ),
    (Meta::Scorecard, "scorecard", &["scorecard_id", "form_id", "form"]),
    (Meta::Version, "scorecard_version", &["form_version"]),
    (Meta::Hash, "scorecard_hash", &["scorecard_sha256"]),
    (Meta::Session, "session", &["session_id", "calibration_session"]),
    (Meta::EvaluatedAt, "evaluated_at", &["evaluation_date", "fecha_evaluacion"]),
    (Meta::Score, "score", &["delivered_score", "total_score", "score_pct"]),
    (Meta::Minutes, "minutes", &[]),
    (Meta::Question, "question_id", &["question", "criterion", "attribute", "item_id"]),
    (Meta::Answer, "answer", &["rating", "response", "value"]),
    (Meta::Cause, "cause", &[]),
    (Meta::At, "at", &["moment"]),
    (Meta::Comment, "comment", &["comments", "comentario"]),
];

impl Meta {
    /// Its canonical name.
    pub(super) fn name(self) -> &'static str {
        TABLE.iter().find(|(meta, _, _)| *meta == self).map_or("", |(_, name, _)| name)
    }

    /// Index of the header that stands for it.
    pub(super) fn find(self, header: &[String]) -> Option<usize> {
        let (_, name, others) = TABLE.iter().find(|(meta, _, _)| *meta == self)?;
        let mut names = std::iter::once(name).chain(others.iter());
        names.find_map(|name| synonyms::position(header, name))
    }
}

/// Whether a cell looks like the header of any of these columns.
pub(super) fn is_known(cell: &str) -> bool {
    let header = [cell.to_owned()];
    TABLE.iter().any(|(meta, _, _)| meta.find(&header).is_some())
}

/// How answers stand in a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Layout {
    /// One row an answer.
    Long,
    /// One row an evaluation, one column a question.
    Wide,
}
