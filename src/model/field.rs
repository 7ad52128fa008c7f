//! The canonical columns of an interaction, and names for any column of an export.

use std::fmt;

/// What the cells of a column are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// Text, compared byte by byte; ids are text.
    Text,
    /// A duration in milliseconds, 0 or more.
    Duration,
    /// An instant in milliseconds since 1970 in UTC.
    Time,
    /// A number in thousandths.
    Number,
    /// True or false.
    Flag,
    /// An [`Outcome`](super::Outcome).
    Outcome,
}

/// A canonical column of an interaction.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[expect(
    missing_docs,
    reason = "each is its name in canonical files; `name` and `kind` say the rest"
)]
pub enum Field {
    InteractionId,
    SegmentGroup,
    Channel,
    Direction,
    Queue,
    AgentId,
    AgentName,
    Team,
    Site,
    CustomerId,
    StartTime,
    OfferedTime,
    AnsweredTime,
    EndTime,
    Wait,
    Ring,
    Talk,
    Hold,
    Acw,
    Handle,
    Outcome,
    Disposition,
    EndedBy,
    Transferred,
    Holds,
    Resolved,
    Csat,
    Recording,
}

/// Field, name in canonical files, kind: one row a column.
const TABLE: [(Field, &str, Kind); 28] = [
    (Field::InteractionId, "interaction_id", Kind::Text),
    (Field::SegmentGroup, "segment_group", Kind::Text),
    (Field::Channel, "channel", Kind::Text),
    (Field::Direction, "direction", Kind::Text),
    (Field::Queue, "queue", Kind::Text),
    (Field::AgentId, "agent_id", Kind::Text),
    (Field::AgentName, "agent_name", Kind::Text),
    (Field::Team, "team", Kind::Text),
    (Field::Site, "site", Kind::Text),
    (Field::CustomerId, "customer_id", Kind::Text),
    (Field::StartTime, "start_time", Kind::Time),
    (Field::OfferedTime, "offered_time", Kind::Time),
    (Field::AnsweredTime, "answered_time", Kind::Time),
    (Field::EndTime, "end_time", Kind::Time),
    (Field::Wait, "wait_s", Kind::Duration),
    (Field::Ring, "ring_s", Kind::Duration),
    (Field::Talk, "talk_s", Kind::Duration),
    (Field::Hold, "hold_s", Kind::Duration),
    (Field::Acw, "acw_s", Kind::Duration),
    (Field::Handle, "handle_s", Kind::Duration),
    (Field::Outcome, "outcome", Kind::Outcome),
    (Field::Disposition, "disposition", Kind::Text),
    (Field::EndedBy, "ended_by", Kind::Text),
    (Field::Transferred, "transferred", Kind::Flag),
    (Field::Holds, "holds", Kind::Number),
    (Field::Resolved, "resolved", Kind::Flag),
    (Field::Csat, "csat", Kind::Number),
    (Field::Recording, "recording", Kind::Text),
];

impl Field {
    /// Every canonical column, in the order of canonical files.
    pub fn all() -> impl Iterator<Item = Self> {
        TABLE.iter().map(|(field, _, _)| *field)
    }

    /// Its name in canonical files, in filters and in `--by`.
    pub fn name(self) -> &'static str {
        self.row().1
    }

    /// What its cells are.
    pub fn kind(self) -> Kind {
        self.row().2
    }

    /// The column of that name; `None` for any other text.
    pub fn from_name(name: &str) -> Option<Self> {
        TABLE.iter().find(|(_, other, _)| *other == name).map(|(field, _, _)| *field)
    }

    fn row(self) -> &'static (Self, &'static str, Kind) {
        let found = TABLE.iter().find(|(field, _, _)| *field == self);
        found.unwrap_or(&TABLE[0])
    }
}

/// Numbers and flags that surveys and evaluations tell of interactions, by name.
const TOLD: [(&str, Kind); 8] = [
    ("nps", Kind::Number),
    ("ces", Kind::Number),
    ("quality_score", Kind::Number),
    ("evaluations", Kind::Number),
    ("quality_passed", Kind::Flag),
    ("customer_critical_free", Kind::Flag),
    ("business_critical_free", Kind::Flag),
    ("compliance_critical_free", Kind::Flag),
];

/// A column by name: a canonical one, or one of the export's own that is kept as text.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Name {
    /// A canonical column.
    Field(Field),
    /// A column of the export that no canonical one stands for, by its header.
    Extra(String),
}

impl Name {
    /// The canonical column of that name, or else the export's own.
    pub fn of(name: &str) -> Self {
        Field::from_name(name).map_or_else(|| Self::Extra(name.to_owned()), Self::Field)
    }

    /// What its cells are; the export's own columns are text, those apart that surveys and
    /// evaluations tell.
    pub fn kind(&self) -> Kind {
        match self {
            Self::Field(field) => field.kind(),
            Self::Extra(name) => {
                let told = TOLD.iter().find(|(told, _)| told == name);
                told.map_or(Kind::Text, |(_, kind)| *kind)
            }
        }
    }

    /// The name as the user writes it.
    pub fn as_str(&self) -> &str {
        match self {
            Self::Field(field) => field.name(),
            Self::Extra(name) => name,
        }
    }
}

impl From<Field> for Name {
    fn from(field: Field) -> Self {
        Self::Field(field)
    }
}

impl fmt::Display for Name {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_field_has_one_row_and_one_name() {
        for field in Field::all() {
            assert_eq!(Field::from_name(field.name()), Some(field));
            assert_eq!(field.row().0, field);
        }
    }

    #[test]
    fn an_unknown_name_is_the_exports_own_text() {
        assert_eq!(Name::of("talk_s"), Name::Field(Field::Talk));
        assert_eq!(Name::of("region").kind(), Kind::Text);
        assert_eq!(Name::of("quality_score").kind(), Kind::Number);
    }
}
