//! The form of one file of evaluations: which columns tell what, and which are questions.

use super::columns::Meta;
use super::{Options, is_known};
use crate::ingest::blocks::Blocks;
use crate::ingest::engine;
use crate::ingest::open::{Opened, open_known};
use crate::ingest::plan::{Plan, Planned};
use crate::ingest::profile::{Layout, Profile, RecordKind, Unpivot};
use crate::ingest::records::Reading;
use crate::ingest::synonyms;
use crate::model::Name;
use crate::problem::{Place, Problem, Problems, nearest};
use anyhow::Result;
use std::collections::BTreeSet;
use std::sync::Arc;

/// The form of a file of evaluations.
pub(super) struct Form {
    /// How they are written.
    pub(super) reading: Reading,
    /// The delimiter as one writes it.
    pub(super) delimiter: String,
    /// How cells are read.
    pub(super) plan: Plan,
    /// How answers stand in it.
    pub(super) layout: Layout,
    /// The planned columns about the evaluation, each with its word; others are kept as text.
    pub(super) metas: Vec<Option<Meta>>,
    /// Question columns of a wide file.
    pub(super) questions: Vec<Question>,
    /// Columns that are neither, by index.
    pub(super) extras: Vec<usize>,
    /// The file as the user named it, shared by every place in it.
    pub(super) file: Arc<str>,
}

/// A question column.
pub(super) struct Question {
    /// The question.
    pub(super) id: Arc<str>,
    /// How its cells are read.
    pub(super) answer: Planned,
    /// Its column.
    pub(super) index: usize,
    /// Columns of the comment, the cause and the moment.
    pub(super) beside: [Option<usize>; 3],
}

impl Form {
    /// Opens a file, whose next record is then its first, and finds out its form.
    ///
    /// # Errors
    ///
    /// If it cannot be read, or is refused as no table of evaluations.
    pub(super) fn open(file: &str, options: &Options<'_>) -> Result<(Self, Blocks)> {
        let implied = Profile::implied(RecordKind::Evaluations);
        let profile = options.profile.unwrap_or(&implied);
        let how = engine::Options::plain(Some(profile.clone()), options.zone.clone());
        let mut wants: Vec<Name> = Meta::ALL.map(Meta::column).into();
        let own = profile.map.keys().filter(|name| !wants.iter().any(|w| w.as_str() == **name));
        let own: Vec<Name> = own.map(|name| Name::Extra(name.clone())).collect();
        wants.extend(own);
        let needs = [Meta::Interaction, Meta::Evaluator].map(Meta::column);
        let known = known(profile, options.questions);
        let Opened { blocks, plan, reading, delimiter } =
            open_known(file, &how, (&wants, &needs), &known)?;
        let metas = plan
            .columns
            .iter()
            .map(|planned| Meta::ALL.into_iter().find(|meta| meta.name() == planned.name.as_str()));
        let metas: Vec<_> = metas.collect();
        let layout = layout(profile, &plan, options.questions);
        let mut form = Self {
            reading,
            delimiter,
            layout,
            metas,
            questions: Vec::new(),
            extras: Vec::new(),
            file: Arc::from(file),
            plan,
        };
        super::refuse(form.missing_question(options.questions).into_iter().collect())?;
        if layout == Layout::Wide {
            form.find_questions(profile, options)?;
        }
        let taken = form.taken();
        let names = form.plan.header.names.iter().enumerate();
        let left = names.filter(|(index, name)| !name.is_empty() && !taken.contains(index));
        form.extras = left.map(|(index, _)| index).collect();
        Ok((form, blocks))
    }

    /// The planned column of a word; `None` when the file does not have it.
    pub(super) fn planned(&self, meta: Meta) -> Option<&Planned> {
        let at = self.metas.iter().position(|other| *other == Some(meta))?;
        Some(&self.plan.columns[at])
    }

    /// Columns about the evaluation and columns of questions.
    fn taken(&self) -> BTreeSet<usize> {
        let mut taken: BTreeSet<usize> = self.used().into_iter().collect();
        taken.extend(self.questions.iter().map(|question| question.index));
        taken
    }

    fn used(&self) -> Vec<usize> {
        self.plan.columns.iter().flat_map(Plan::cells_of).copied().collect()
    }

    /// Finds the columns of a wide file that are questions.
    fn find_questions(&mut self, profile: &Profile, options: &Options<'_>) -> Result<()> {
        let usual = Unpivot::default();
        let unpivot = profile.unpivot.as_ref().unwrap_or(&usual);
        let names = self.plan.header.names.clone();
        let used = self.used();
        let named = profile.columns();
        let free = |index: usize| {
            let name = names[index].as_str();
            !used.contains(&index) && !named.contains(&name) && !is_beside(unpivot, name, &names)
        };
        let mut problems = self.missing(unpivot);
        for (index, name) in names.iter().enumerate() {
            let id = match (&profile.unpivot, options.questions) {
                (Some(unpivot), _) => unpivot.question(name).filter(|_| free(index)),
                // A profile that maps delivered scores and names no questions has none.
                (None, []) if profile.map.contains_key(Meta::Score.name()) => None,
                (None, []) => usual.question(name).filter(|_| free(index)),
                (None, known) => known.contains(name).then(|| name.clone()),
            };
            let Some(id) = id else { continue };
            if let Some(first) = self.questions.iter().find(|question| *question.id == *id) {
                problems.push(self.twice(&id, [first.index, index]));
                continue;
            }
            let answer = self.plan.text_at(index, &unpivot.answer, (&profile.file, options.zone));
            let beside =
                [("comment", &unpivot.comment), ("cause", &unpivot.cause), ("at", &unpivot.at)]
                    .map(|(key, form)| position(&names, &beside(form.as_deref(), key, name)));
            self.questions.push(Question { id: id.into(), answer, index, beside });
        }
        if profile.unpivot.is_none() {
            let known = |name: &str| is_known(name) || synonyms::is_known(name);
            for (index, name) in names.iter().enumerate() {
                if !used.contains(&index) && !named.contains(&name.as_str()) && !known(name) {
                    problems.extend(self.near_miss(index, name, options.questions));
                }
            }
        }
        super::refuse(problems)
    }

    /// A column that is called almost like a question which has none, or like what stands beside one.
    fn near_miss(&self, index: usize, name: &str, known: &[String]) -> Option<Problem> {
        let (own, beside) = match name.split_once("__") {
            Some((own, beside)) => (own, format!("__{beside}")),
            None => (name, String::new()),
        };
        let names = &self.plan.header.names;
        if known.iter().any(|id| id == own)
            || !beside.is_empty() && names.iter().any(|it| it == own)
        {
            return None;
        }
        let is_free = |id: &&String| !beside.is_empty() || !names.contains(id);
        let near = known.iter().filter(is_free).find(|id| is_almost(own, id))?;
        let header = &self.plan.header;
        let place = Place::at(&header.file, header.line.max(1), 1);
        let message = format!(
            "column {} is called `{name}`, almost like question `{near}`, and is none",
            index + 1
        );
        let problem = Problem::new("unknown-question", place, message);
        Some(
            problem
                .help(format!("call it `{near}{beside}`; what is no question needs another name")),
        )
    }

    /// A column of answers whose questions no column tells, though one seems to be meant for that.
    fn missing_question(&self, known: &[String]) -> Option<Problem> {
        let header = &self.plan.header;
        let is_told =
            self.planned(Meta::Question).is_some() || self.planned(Meta::Answer).is_none();
        let asks = |name: &&String| {
            let plain = synonyms::plain(name);
            let begins = plain.starts_with("question") && !plain.starts_with("questionnaire");
            begins && !is_known(name) && !synonyms::is_known(name) && !known.contains(name)
        };
        let near = header.names.iter().find(asks).filter(|_| !is_told)?;
        let place = Place::at(&header.file, header.line.max(1), 1);
        let message = "there is no column `question_id`, which tells what was answered";
        let help = format!("did you mean `{near}`? call it `question_id`, or map it in a profile");
        Some(Problem::new("missing-column", place, message).help(help))
    }

    fn twice(&self, id: &str, [first, second]: [usize; 2]) -> Problem {
        let message =
            format!("question `{id}` stands twice, in columns {} and {}", first + 1, second + 1);
        let header = &self.plan.header;
        let place = Place::at(&header.file, header.line.max(1), 1);
        Problem::new("duplicate-column", place, message).help("rename one of them")
    }

    /// Columns that `[unpivot]` names and the file does not have.
    fn missing(&self, unpivot: &Unpivot) -> Problems {
        let header = &self.plan.header;
        let absent =
            unpivot.named().into_iter().filter(|name| position(&header.names, name).is_none());
        let problem = |name: &str| {
            let place = Place::at(&header.file, header.line.max(1), 1);
            let message = format!("there is no column `{name}`, which [unpivot] names");
            let problem = Problem::new("missing-column", place, message);
            match nearest(name, header.names.iter().map(String::as_str)) {
                Some(near) => problem.help(format!("did you mean `{near}`?")),
                None => problem,
            }
        };
        absent.map(problem).collect()
    }
}

/// Whether a cell is a name that the header of such a file may have.
fn known<'a>(profile: &'a Profile, questions: &'a [String]) -> impl Fn(&str) -> bool + 'a {
    let mut mapped: Vec<&str> = profile.columns();
    mapped.extend(profile.unpivot.iter().flat_map(Unpivot::named));
    move |cell: &str| {
        let header = [cell.to_owned()];
        is_known(cell)
            || questions.iter().any(|question| question == cell)
            || mapped.iter().any(|column| synonyms::position(&header, column).is_some())
    }
}

/// One row an answer when there is a column of answers; where no column tells their questions, a
/// column that is itself called like a question of the scorecard is no such column.
fn layout(profile: &Profile, plan: &Plan, known: &[String]) -> Layout {
    if let Some(layout) = profile.layout {
        return layout;
    }
    let cells = |meta: Meta| {
        let planned = plan.columns.iter().find(|planned| planned.name.as_str() == meta.name());
        planned.map(Plan::cells_of)
    };
    let Some(answer) = cells(Meta::Answer) else { return Layout::Wide };
    let is_question = |index: &usize| known.contains(&plan.header.names[*index]);
    let question = answer.iter().any(is_question);
    if profile.unpivot.is_some() || question && cells(Meta::Question).is_none() {
        Layout::Wide
    } else {
        Layout::Long
    }
}

/// Whether a header may be a question's id mistyped: but for case and what stands between words the
/// same, or a letter or two off where it is long.
pub(super) fn is_almost(header: &str, id: &str) -> bool {
    let [header, id] = [header, id].map(synonyms::plain);
    let most = match id.chars().count() {
        0..5 => 0,
        5..9 => 1,
        _ => 2,
    };
    header == id || most > 0 && strsim::damerau_levenshtein(&header, &id) <= most
}

/// The header of what stands beside a question.
fn beside(form: Option<&str>, key: &str, question: &str) -> String {
    match form {
        Some(form) => form.replace("{}", question),
        None => format!("{question}__{key}"),
    }
}

/// Whether a header belongs to that of a question.
fn is_beside(unpivot: &Unpivot, name: &str, names: &[String]) -> bool {
    let forms = [("comment", &unpivot.comment), ("cause", &unpivot.cause), ("at", &unpivot.at)];
    name.contains("__")
        || names.iter().filter(|question| !question.is_empty()).any(|question| {
            let of = |(key, form): &(&str, &Option<String>)| {
                question != name && beside(form.as_deref(), key, question) == name
            };
            forms.iter().any(of)
        })
}

fn position(names: &[String], name: &str) -> Option<usize> {
    synonyms::position(names, name)
}
