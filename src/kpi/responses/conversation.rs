//! Messages of a conversation: whose turn it was, and for how long.

use crate::kpi::gather::Gathered;
use crate::model::Name;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// Who wrote a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Author {
    /// The customer.
    Customer,
    /// A person of the centre.
    Agent,
    /// A machine; what it writes answers nobody.
    Machine,
}

/// Authors as systems call them, in small letters.
const WORDS: [(Author, &[&str]); 3] = [
    (
        Author::Customer,
        &[
            "customer",
            "client",
            "visitor",
            "user",
            "end_user",
            "enduser",
            "contact",
            "requester",
            "inbound",
            "cliente",
            "usuario",
            "usuário",
            "pelanggan",
        ],
    ),
    (
        Author::Agent,
        &[
            "agent",
            "human",
            "advisor",
            "staff",
            "operator",
            "outbound",
            "agente",
            "asesor",
            "atendente",
            "operador",
            "agen",
            "petugas",
        ],
    ),
    (
        Author::Machine,
        &[
            "bot",
            "chatbot",
            "system",
            "auto",
            "automation",
            "machine",
            "sistema",
            "sistem",
            "robot",
        ],
    ),
];

impl Author {
    /// Who is meant; `None` when nobody knows it.
    pub fn of(text: &str) -> Option<Self> {
        let text = text.trim().to_lowercase().replace(['-', ' '], "_");
        let found = WORDS.iter().find(|(_, words)| words.contains(&text.as_str()));
        found.map(|(author, _)| *author)
    }
}

/// The turns of one conversation, in milliseconds since 1970 in UTC.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Conversation {
    /// The customer's first message; `None` when there is none.
    pub asked: Option<i64>,
    /// From each turn of the customer to the answer of a person; the first one is the first answer.
    pub answers: Vec<(i64, i64)>,
    /// From each turn of a person to the customer's next message.
    pub pending: Vec<(i64, i64)>,
    /// Since when the customer waits; `None` when it is not the centre's turn.
    pub waits_since: Option<i64>,
    /// Since when the customer is waited for; `None` when it is not the customer's turn.
    pub pends_since: Option<i64>,
    /// The last message of anybody.
    pub last: Option<i64>,
}

/// Conversations by interaction, and what was odd about the messages.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Conversations {
    /// By interaction.
    pub by_id: BTreeMap<Arc<str>, Conversation>,
    /// Messages without interaction, author or time.
    pub untold: u64,
    /// Authors that nobody knows.
    pub unknown: BTreeSet<Arc<str>>,
}

/// The columns of numbers of a message, in the order of a row.
pub fn numbers() -> [Option<Name>; 4] {
    [Some(Name::of("sent_at")), None, None, None]
}

/// The columns of text of a message, in the order of a row.
pub fn texts() -> [Option<Name>; 2] {
    // As a column of messages: an interaction has many of them.
    ["interaction_id", "author"].map(|name| Some(Name::Extra(name.to_owned())))
}

/// The conversations of messages, whose rows are in order of time.
pub fn conversations(gathered: &Gathered) -> Conversations {
    let mut found = Conversations::default();
    for row in &gathered.rows {
        let ([Some(id), Some(author)], Some(at)) = (&row.texts, row.numbers[0]) else {
            found.untold += 1;
            continue;
        };
        let Some(known) = Author::of(author) else {
            found.unknown.insert(author.clone());
            continue;
        };
        match found.by_id.get_mut(id) {
            Some(conversation) => conversation.say(known, at),
            None => found.by_id.entry(id.clone()).or_default().say(known, at),
        }
    }
    found
}

impl Conversation {
    /// Takes in the next message.
    fn say(&mut self, author: Author, at: i64) {
        self.last = Some(at);
        match author {
            Author::Customer => {
                self.asked.get_or_insert(at);
                if let Some(since) = self.pends_since.take() {
                    self.pending.push((since, at));
                }
                self.waits_since.get_or_insert(at);
            }
            Author::Agent => {
                if let Some(since) = self.waits_since.take() {
                    self.answers.push((since, at));
                }
                // Whoever writes twice is waited for from the second message on.
                self.pends_since = Some(at);
            }
            Author::Machine => {}
        }
    }

    /// Stretches up to an instant in which the customer was waited for.
    pub(super) fn pending_until(&self, end: i64) -> impl Iterator<Item = (i64, i64)> + '_ {
        let open = self.pends_since.map(|since| (since, end));
        let all = self.pending.iter().copied().chain(open);
        all.map(move |(from, to)| (from.min(end), to.min(end)))
    }
}
