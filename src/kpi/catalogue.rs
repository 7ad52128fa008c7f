//! Every indicator: one row each.

mod find;

use super::Abandonment;
use super::Figure;
use super::formulas::{
    abandoned_wait, abandonment_needs, answered_wait, held, level, offered_wait, over_answered,
    rate, top_definition, top_ratings, unknown_abandoned_waits, unknown_offered_waits,
    unknown_waits,
};
use super::indicator::{Kpi, Shown};
use crate::model::Field::{Acw, Csat, Handle, Hold, Outcome, Resolved, Talk, Wait};
use crate::report::Unit;

pub use find::{find, is_known};

/// The indicators, in the order in which reports show them; [`VARIANTS`](super::variants::VARIANTS) follow them.
pub static ALL: [Kpi; 35] = [
    Kpi {
        key: "contacts",
        label: "contacts",
        unit: Unit::Count,
        shown: Shown::Always,
        needs: |_| &[],
        definition: |_| "contacts of the export, excluded ones apart".to_owned(),
        figure: |t, _| Figure::count(t.contacts),
    },
    Kpi {
        key: "offered",
        label: "offered",
        unit: Unit::Count,
        shown: Shown::Always,
        needs: |_| &[Outcome],
        definition: |_| {
            "contacts that reached a queue: answered, abandoned, or ended in another way there"
                .to_owned()
        },
        figure: |t, _| Figure::count(t.offered()).without(t.unknown_outcome),
    },
    Kpi {
        key: "answered",
        label: "answered",
        unit: Unit::Count,
        shown: Shown::Always,
        needs: |_| &[Outcome],
        definition: |_| "offered contacts that an agent answered".to_owned(),
        figure: |t, _| Figure::count(t.answered).without(t.unknown_outcome),
    },
    Kpi {
        key: "abandoned",
        label: "abandoned",
        unit: Unit::Count,
        shown: Shown::Always,
        needs: |_| &[Outcome],
        definition: |_| "offered contacts that the customer left before an answer".to_owned(),
        figure: |t, _| Figure::count(t.abandoned).without(t.unknown_outcome),
    },
    Kpi {
        key: "other_outcomes",
        label: "other outcomes",
        unit: Unit::Count,
        shown: Shown::ForPrograms,
        needs: |_| &[Outcome],
        definition: |_| {
            "offered contacts that ended in voicemail, overflow, a callback or otherwise".to_owned()
        },
        figure: |t, _| Figure::count(t.other).without(t.unknown_outcome),
    },
    Kpi {
        key: "answer_rate",
        label: "answer rate",
        unit: Unit::Share,
        shown: Shown::ForPrograms,
        needs: |_| &[Outcome],
        definition: |_| "answered / offered".to_owned(),
        figure: |t, _| Figure::share((t.answered, t.offered())).without(t.unknown_outcome),
    },
    Kpi {
        key: "service_level",
        label: "service level",
        unit: Unit::Share,
        shown: Shown::Always,
        needs: |_| &[Outcome, Wait],
        definition: |rules| rules.formula.definition(rules),
        figure: |t, rules| level(rules.formula, t, rules),
    },
    Kpi {
        key: "abandonment_rate",
        label: "abandonment",
        unit: Unit::Share,
        shown: Shown::Always,
        needs: |rules| abandonment_needs(Abandonment::usual(rules)),
        definition: |rules| Abandonment::usual(rules).definition(rules),
        figure: |t, rules| rate(Abandonment::usual(rules), t, rules),
    },
    Kpi {
        key: "asa_s",
        label: "ASA",
        unit: Unit::Seconds,
        shown: Shown::Always,
        needs: |_| &[Outcome, Wait],
        definition: |_| "mean wait of answered contacts whose wait is known".to_owned(),
        figure: |t, _| Figure::mean_of(&t.waits.answered).without(unknown_waits(t)),
    },
    Kpi {
        key: "aht_s",
        label: "AHT",
        unit: Unit::Seconds,
        shown: Shown::Always,
        needs: |_| &[Outcome, Talk],
        definition: |_| {
            "mean of talk + hold + after-contact work of answered contacts whose talk is known; unknown hold and work count as none".to_owned()
        },
        figure: |t, _| Figure::mean_over(t.handle, t.handle.n).without(t.answered - t.handle.n),
    },
    Kpi {
        key: "talk_s",
        label: "talk",
        unit: Unit::Seconds,
        shown: Shown::Always,
        needs: |_| &[Outcome, Talk],
        definition: |_| "mean talk of answered contacts whose talk is known".to_owned(),
        figure: |t, _| Figure::mean_over(t.talk, t.talk.n).without(t.answered - t.talk.n),
    },
    Kpi {
        key: "hold_s",
        label: "hold",
        unit: Unit::Seconds,
        shown: Shown::Always,
        needs: |_| &[Outcome, Hold],
        definition: |_| {
            "mean hold over all answered contacts; unknown hold counts as none".to_owned()
        },
        figure: |t, _| over_answered(t.hold, t),
    },
    Kpi {
        key: "hold_per_held_s",
        label: "hold per held",
        unit: Unit::Seconds,
        shown: Shown::ForPrograms,
        needs: |_| &[Outcome, Hold],
        definition: |_| "mean hold over the answered contacts that were held".to_owned(),
        figure: |t, _| Figure::mean_over(t.hold, t.held),
    },
    Kpi {
        key: "hold_rate",
        label: "held",
        unit: Unit::Share,
        shown: Shown::ForPrograms,
        needs: |_| &[Outcome, Hold],
        definition: |_| "answered contacts that were held / answered".to_owned(),
        figure: |t, _| held(t),
    },
    Kpi {
        key: "acw_s",
        label: "wrap",
        unit: Unit::Seconds,
        shown: Shown::Always,
        needs: |_| &[Outcome, Acw],
        definition: |_| {
            "mean after-contact work over all answered contacts; unknown work counts as none"
                .to_owned()
        },
        figure: |t, _| over_answered(t.acw, t),
    },
    Kpi {
        key: "handle_s",
        label: "handle (source)",
        unit: Unit::Seconds,
        shown: Shown::ForPrograms,
        needs: |_| &[Outcome, Handle],
        definition: |_| {
            "mean of the handle time that the export itself delivers, of answered contacts that have one".to_owned()
        },
        figure: |t, _| {
            Figure::mean_over(t.delivered, t.delivered.n).without(t.answered - t.delivered.n)
        },
    },
    Kpi {
        key: "wait_p50_s",
        label: "P50 wait",
        unit: Unit::Seconds,
        shown: Shown::Always,
        needs: |_| &[Outcome, Wait],
        definition: |_| {
            "median wait of answered contacts (linear interpolation, type 7)".to_owned()
        },
        figure: |t, _| answered_wait(t, 50),
    },
    Kpi {
        key: "wait_p90_s",
        label: "P90 wait",
        unit: Unit::Seconds,
        shown: Shown::Always,
        needs: |_| &[Outcome, Wait],
        definition: |_| "90th percentile of the wait of answered contacts (type 7)".to_owned(),
        figure: |t, _| answered_wait(t, 90),
    },
    Kpi {
        key: "wait_p95_s",
        label: "P95 wait",
        unit: Unit::Seconds,
        shown: Shown::Always,
        needs: |_| &[Outcome, Wait],
        definition: |_| "95th percentile of the wait of answered contacts (type 7)".to_owned(),
        figure: |t, _| answered_wait(t, 95),
    },
    Kpi {
        key: "wait_max_s",
        label: "longest wait",
        unit: Unit::Seconds,
        shown: Shown::Always,
        needs: |_| &[Outcome, Wait],
        definition: |_| "longest wait of answered contacts".to_owned(),
        figure: |t, _| Figure::largest(&t.waits.answered).without(unknown_waits(t)),
    },
    Kpi {
        key: "wait_offered_p50_s",
        label: "P50 wait, offered",
        unit: Unit::Seconds,
        shown: Shown::ForPrograms,
        needs: |_| &[Outcome, Wait],
        definition: |_| "median wait of offered contacts (type 7)".to_owned(),
        figure: |t, _| offered_wait(t, 50),
    },
    Kpi {
        key: "wait_offered_p90_s",
        label: "P90 wait, offered",
        unit: Unit::Seconds,
        shown: Shown::ForPrograms,
        needs: |_| &[Outcome, Wait],
        definition: |_| "90th percentile of the wait of offered contacts (type 7)".to_owned(),
        figure: |t, _| offered_wait(t, 90),
    },
    Kpi {
        key: "wait_offered_p95_s",
        label: "P95 wait, offered",
        unit: Unit::Seconds,
        shown: Shown::ForPrograms,
        needs: |_| &[Outcome, Wait],
        definition: |_| "95th percentile of the wait of offered contacts (type 7)".to_owned(),
        figure: |t, _| offered_wait(t, 95),
    },
    Kpi {
        key: "wait_offered_max_s",
        label: "longest wait, offered",
        unit: Unit::Seconds,
        shown: Shown::ForPrograms,
        needs: |_| &[Outcome, Wait],
        definition: |_| "longest wait of offered contacts".to_owned(),
        figure: |t, _| Figure::largest(&t.offered_waits()).without(unknown_offered_waits(t)),
    },
    Kpi {
        key: "wait_abandoned_s",
        label: "time to abandon",
        unit: Unit::Seconds,
        shown: Shown::ForPrograms,
        needs: |_| &[Outcome, Wait],
        definition: |_| "mean wait of abandoned contacts whose wait is known".to_owned(),
        figure: |t, _| Figure::mean_of(&t.abandoned_waits()).without(unknown_abandoned_waits(t)),
    },
    Kpi {
        key: "wait_abandoned_p50_s",
        label: "P50 time to abandon",
        unit: Unit::Seconds,
        shown: Shown::ForPrograms,
        needs: |_| &[Outcome, Wait],
        definition: |_| "median wait of abandoned contacts (type 7)".to_owned(),
        figure: |t, _| abandoned_wait(t, 50),
    },
    Kpi {
        key: "wait_abandoned_p90_s",
        label: "P90 time to abandon",
        unit: Unit::Seconds,
        shown: Shown::ForPrograms,
        needs: |_| &[Outcome, Wait],
        definition: |_| "90th percentile of the wait of abandoned contacts (type 7)".to_owned(),
        figure: |t, _| abandoned_wait(t, 90),
    },
    Kpi {
        key: "wait_abandoned_p95_s",
        label: "P95 time to abandon",
        unit: Unit::Seconds,
        shown: Shown::ForPrograms,
        needs: |_| &[Outcome, Wait],
        definition: |_| "95th percentile of the wait of abandoned contacts (type 7)".to_owned(),
        figure: |t, _| abandoned_wait(t, 95),
    },
    Kpi {
        key: "wait_abandoned_max_s",
        label: "longest time to abandon",
        unit: Unit::Seconds,
        shown: Shown::ForPrograms,
        needs: |_| &[Outcome, Wait],
        definition: |_| "longest wait of abandoned contacts".to_owned(),
        figure: |t, _| Figure::largest(&t.abandoned_waits()).without(unknown_abandoned_waits(t)),
    },
    Kpi {
        key: "csat_mean",
        label: "CSAT",
        unit: Unit::Plain,
        shown: Shown::Always,
        needs: |_| &[Csat],
        definition: |_| "mean rating of contacts that have one".to_owned(),
        figure: |t, _| Figure::mean_of(&t.csat).without(t.contacts - t.csat.count()),
    },
    Kpi {
        key: "csat_n",
        label: "ratings",
        unit: Unit::Count,
        shown: Shown::ForPrograms,
        needs: |_| &[Csat],
        definition: |_| "contacts with a rating".to_owned(),
        figure: |t, _| Figure::count(t.csat.count()),
    },
    Kpi {
        key: "csat_response_rate",
        label: "rated",
        unit: Unit::Share,
        shown: Shown::ForPrograms,
        needs: |_| &[Csat],
        definition: |_| "contacts with a rating / contacts".to_owned(),
        figure: |t, _| Figure::share((t.csat.count(), t.contacts)),
    },
    Kpi {
        key: "csat_top_rate",
        label: "top ratings",
        unit: Unit::Share,
        shown: Shown::ForPrograms,
        needs: |_| &[Csat],
        definition: top_definition,
        figure: top_ratings,
    },
    Kpi {
        key: "resolved_rate",
        label: "resolved",
        unit: Unit::Share,
        shown: Shown::Always,
        needs: |_| &[Resolved],
        definition: |_| "resolved contacts / contacts of which it is known".to_owned(),
        figure: |t, _| {
            Figure::share((t.resolved, t.resolution_known)).without(t.contacts - t.resolution_known)
        },
    },
    Kpi {
        key: "resolved_of_answered_rate",
        label: "resolved of answered",
        unit: Unit::Share,
        shown: Shown::ForPrograms,
        needs: |_| &[Outcome, Resolved],
        definition: |_| "answered contacts that were resolved / answered".to_owned(),
        figure: |t, _| Figure::share((t.answered_resolved, t.answered)),
    },
];

/// Indicators in the words of the filter language, as a configuration would define them.
pub const BUNDLED: &str = include_str!("indicators.toml");
