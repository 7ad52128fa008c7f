//! An Amazon Connect form as a scorecard.
//!
//! Source of the shapes: the API model of `CreateEvaluationForm` and `DescribeEvaluationForm`.

use super::Notes;
use super::names;
use crate::ingest::json_text::Node;
use crate::scorecard::{
    Choice, ConditionDraft, Critical, CriticalKind, CriticalRule, Draft, NumberRange, Points,
    Preset, QuestionDraft, QuestionKind, SectionDraft, Test, Texts, Weight,
};

/// Keys of the whole form that say nothing about questions or scores.
const ADMINISTRATIVE: [&str; 17] = [
    "Title",
    "Items",
    "ScoringStrategy",
    "InstanceId",
    "ClientToken",
    "AsDraft",
    "Tags",
    "EvaluationFormId",
    "EvaluationFormVersion",
    "EvaluationFormArn",
    "Locked",
    "Status",
    "CreatedTime",
    "CreatedBy",
    "LastModifiedTime",
    "LastModifiedBy",
    "LanguageConfiguration",
];

/// Reads the whole form.
pub(super) fn read(form: &Node<'_>, notes: &mut Notes) -> Draft {
    let title = notes.text(form, "Title");
    let preset = preset(form, notes);
    let version = form.integer("EvaluationFormVersion").unwrap_or(1);
    let mut draft = Draft {
        id: Some(Some(names::slug(title)).filter(|id| !id.is_empty()).unwrap_or("form".to_owned())),
        version: Some(version.to_string()),
        name: Some(Texts::plain(title)),
        preset: Some(preset),
        ..Draft::default()
    };
    let mut reader = Reader { preset, notes, sections: Vec::new() };
    for item in form.list("Items") {
        match item.get("Section") {
            Some(section) => reader.section(&section, None),
            None => reader.notes.wrong(&item, "the outermost items are sections"),
        }
    }
    draft.sections = reader.sections;
    if draft.sections.iter().flat_map(|it| &it.questions).any(|it| it.critical.is_some()) {
        let how = "automatic fails count as critical for compliance";
        notes.changed(form, how);
    }
    notes.rest(form, &ADMINISTRATIVE);
    draft
}

fn preset(form: &Node<'_>, notes: &mut Notes) -> Preset {
    let Some(strategy) = form.get("ScoringStrategy") else { return Preset::ConnectQuestion };
    notes.rest(&strategy, &["Mode", "Status"]);
    if strategy.text("Status") == Some("DISABLED") {
        notes.changed(&strategy, "scoring is switched off there; every question is scored here");
    }
    match strategy.text("Mode") {
        Some("QUESTION_ONLY") => Preset::ConnectQuestion,
        Some("SECTION_ONLY") => Preset::ConnectSection,
        Some("POINTS_BASED") => Preset::ConnectPoints,
        other => {
            let found = other.unwrap_or_default();
            let message = format!(
                "`Mode`: expected QUESTION_ONLY, SECTION_ONLY or POINTS_BASED, found `{found}`"
            );
            notes.wrong(&strategy, message);
            Preset::ConnectQuestion
        }
    }
}

struct Reader<'n> {
    preset: Preset,
    notes: &'n mut Notes,
    sections: Vec<SectionDraft>,
}

impl Reader<'_> {
    fn section(&mut self, section: &Node<'_>, parent: Option<usize>) {
        self.notes.rest(section, &["Title", "RefId", "Items", "Weight"]);
        let title = self.notes.text(section, "Title");
        let index = self.sections.len();
        let weighs = self.preset == Preset::ConnectSection;
        let weight = section.thousandths("Weight").map(Weight).filter(|_| weighs);
        self.sections.push(SectionDraft {
            parent,
            id: Some(names::id(self.notes.text(section, "RefId"))),
            name: Some(Texts::plain(title)),
            weight: weight.or_else(|| weighs.then_some(Weight::ONE)),
            ..SectionDraft::default()
        });
        for item in section.list("Items") {
            if let Some(question) = item.get("Question") {
                let ref_id = section.text("RefId").unwrap_or_default();
                let question = self.question(&question, ref_id);
                self.sections[index].questions.push(question);
            } else if let Some(inner) = item.get("Section") {
                if parent.is_some() {
                    self.notes.wrong(&inner, "sections have two levels");
                }
                self.section(&inner, Some(parent.unwrap_or(index)));
            } else {
                self.notes.wrong(&item, "expected a `Section` or a `Question`");
            }
        }
    }

    fn question(&mut self, node: &Node<'_>, section: &str) -> QuestionDraft {
        let known = [
            "Title",
            "RefId",
            "QuestionType",
            "QuestionTypeProperties",
            "NotApplicableEnabled",
            "Enablement",
            "Weight",
            "ScoringConfiguration",
        ];
        self.notes.rest(node, &known);
        let weighs = self.preset == Preset::ConnectQuestion;
        let mut draft = QuestionDraft {
            id: Some(names::id(self.notes.text(node, "RefId"))),
            text: Some(Texts::plain(self.notes.text(node, "Title"))),
            na_allowed: node.flag("NotApplicableEnabled"),
            weight: node.thousandths("Weight").map(Weight).filter(|_| weighs),
            ..QuestionDraft::default()
        };
        if let Some(scoring) = node.get("ScoringConfiguration") {
            self.notes.rest(&scoring, &["PointsConfiguration"]);
            if let Some(points) = scoring.get("PointsConfiguration") {
                self.notes.rest(&points, &["IsBonus", "MinPointValue", "MaxPointValue"]);
                draft.bonus = points.flag("IsBonus");
            }
        }
        self.kind(node, section, &mut draft);
        if draft.weight == Some(Weight(0)) && draft.critical.is_none() {
            self.notes.changed(node, "it weighs nothing there; it is free text here");
            (draft.kind, draft.weight) = (Some(QuestionKind::Text), None);
        }
        draft.when = node.get("Enablement").and_then(|it| self.enablement(&it));
        draft
    }

    fn kind(&mut self, node: &Node<'_>, section: &str, draft: &mut QuestionDraft) {
        let properties = node.get("QuestionTypeProperties");
        let of = |key: &str| properties.as_ref().and_then(|it| it.get(key));
        match (node.text("QuestionType"), of("SingleSelect"), of("Numeric"), of("MultiSelect")) {
            (Some("SINGLESELECT"), Some(select), _, _) => self.select(&select, section, draft),
            (Some("NUMERIC"), _, Some(numeric), _) => self.numeric(&numeric, section, draft),
            (Some("MULTISELECT"), _, _, Some(select)) => {
                self.notes.changed(
                    &select,
                    "a choice of several options is not scored there; it is free text here",
                );
                draft.kind = Some(QuestionKind::Text);
            }
            (Some("TEXT"), ..) => draft.kind = Some(QuestionKind::Text),
            (Some("DATETIME"), ..) => draft.kind = Some(QuestionKind::Date),
            (kind, ..) => {
                let message = format!(
                    "question type `{}` without the properties of that type",
                    kind.unwrap_or_default()
                );
                self.notes.wrong(node, message);
            }
        }
    }

    fn select(&mut self, select: &Node<'_>, section: &str, draft: &mut QuestionDraft) {
        self.notes.rest(select, &["Options", "DisplayAs"]);
        let options = select.list("Options");
        let choices: Vec<Choice> = options.iter().map(|option| self.option(option)).collect();
        let equal = choices.windows(2).all(|pair| pair[0].points == pair[1].points);
        if equal {
            let how = "every option scores the same, so nothing is scored; it is free text here";
            self.notes.changed(select, how);
            draft.kind = Some(QuestionKind::Text);
            return;
        }
        let fails: Vec<&Node<'_>> = options.iter().filter(|it| it.flag("AutomaticFail")).collect();
        draft.fails_on = options
            .iter()
            .zip(&choices)
            .filter(|(option, _)| option.flag("AutomaticFail"))
            .map(|(_, choice)| choice.id.clone())
            .collect();
        draft.critical = self.critical(&fails, section);
        draft.kind = Some(QuestionKind::Choice(choices));
    }

    fn option(&mut self, option: &Node<'_>) -> Choice {
        let known = ["RefId", "Text", "Score", "AutomaticFail", "AutomaticFailConfiguration"];
        self.notes.rest(option, &known);
        Choice {
            id: names::id(self.notes.text(option, "RefId")),
            points: Points(option.integer("Score").unwrap_or(0).saturating_mul(1000)),
            text: Texts::plain(self.notes.text(option, "Text")),
        }
    }

    fn numeric(&mut self, numeric: &Node<'_>, section: &str, draft: &mut QuestionDraft) {
        self.notes.rest(numeric, &["MinValue", "MaxValue", "Options"]);
        let (Some(min), Some(max)) = (numeric.integer("MinValue"), numeric.integer("MaxValue"))
        else {
            self.notes.wrong(numeric, "`MinValue` or `MaxValue` is missing");
            return;
        };
        let options = numeric.list("Options");
        let mut ranges: Vec<NumberRange> = Vec::new();
        for option in &options {
            let known =
                ["MinValue", "MaxValue", "Score", "AutomaticFail", "AutomaticFailConfiguration"];
            self.notes.rest(option, &known);
            let score = option.integer("Score").unwrap_or(0).saturating_mul(1000);
            match (option.integer("MinValue"), option.integer("MaxValue")) {
                (Some(from), Some(to)) => {
                    ranges.push(NumberRange { from, to, points: Points(score) });
                }
                _ => self.notes.wrong(option, "`MinValue` or `MaxValue` is missing"),
            }
        }
        let fails: Vec<&Node<'_>> = options.iter().filter(|it| it.flag("AutomaticFail")).collect();
        draft.critical = self.critical(&fails, section);
        draft.fails_below = limit(&fails, &ranges);
        if !fails.is_empty() && draft.fails_below.is_none() {
            self.notes
                .changed(numeric, "numbers fail that score no less than others; none fails here");
            draft.critical = None;
        }
        ranges.sort_by_key(|range| range.from);
        draft.kind = Some(QuestionKind::Number { min, max, ranges });
    }

    /// What options that fail automatically make of a question.
    fn critical(&mut self, fails: &[&Node<'_>], section: &str) -> Option<Critical> {
        let mut rule = None;
        for option in fails {
            let target =
                option.get("AutomaticFailConfiguration").and_then(|it| it.text("TargetSection"));
            if target.is_some_and(|target| target != section) {
                self.notes.changed(option, "it fails another section there, its own here");
            }
            let own = if target.is_some() { CriticalRule::SectionZero } else { CriticalRule::Zero };
            if rule.is_some_and(|rule| rule != own) {
                self.notes
                    .changed(option, "options fail differently there; the gravest counts here");
            }
            rule = Some(rule.map_or(own, |rule: CriticalRule| rule.max(own)));
        }
        Some(Critical { kind: CriticalKind::Compliance, rule: Some(rule?) })
    }

    fn enablement(&mut self, node: &Node<'_>) -> Option<ConditionDraft> {
        self.notes.rest(node, &["Condition", "Action", "DefaultAction"]);
        let condition = self.condition(&node.get("Condition")?)?;
        Some(match node.text("Action") {
            Some("DISABLE") => ConditionDraft::Not(Box::new(condition)),
            _ => condition,
        })
    }

    fn condition(&mut self, node: &Node<'_>) -> Option<ConditionDraft> {
        let operands: Vec<ConditionDraft> = node
            .list("Operands")
            .iter()
            .filter_map(|operand| match (operand.get("Expression"), operand.get("Condition")) {
                (Some(expression), _) => self.expression(&expression),
                (None, Some(inner)) => self.condition(&inner),
                (None, None) => {
                    self.notes.wrong(operand, "expected an `Expression` or a `Condition`");
                    None
                }
            })
            .collect();
        match (operands.len(), node.text("Operator")) {
            (0, _) => None,
            (1, _) => operands.into_iter().next(),
            (_, Some("OR")) => Some(ConditionDraft::Any(operands)),
            _ => Some(ConditionDraft::All(operands)),
        }
    }

    fn expression(&mut self, node: &Node<'_>) -> Option<ConditionDraft> {
        let source = node.get("Source")?;
        let question = names::id(self.notes.text(&source, "RefId"));
        let values = node.list("Values");
        let values =
            values.iter().map(|value| names::id(self.notes.text(value, "RefId"))).collect();
        let of = |test| ConditionDraft::Answer { question, test, values };
        match node.text("Comparator") {
            Some("IN") => Some(of(Test::In)),
            Some("NOT_IN") => Some(ConditionDraft::Not(Box::new(of(Test::In)))),
            Some("ALL_IN") => Some(of(Test::AllIn)),
            Some("EXACT") => Some(of(Test::Exact)),
            other => {
                let message = format!("comparator `{}` is not known", other.unwrap_or_default());
                self.notes.wrong(node, message);
                None
            }
        }
    }
}

/// The limit below which exactly the failing ranges lie, in thousandths of a percent of the
/// best; `None` when there is none such.
fn limit(fails: &[&Node<'_>], ranges: &[NumberRange]) -> Option<i64> {
    let fail =
        |range: &NumberRange| fails.iter().any(|it| it.integer("MinValue") == Some(range.from));
    let points =
        |failing: bool| ranges.iter().filter(move |it| fail(it) == failing).map(|it| it.points.0);
    let (worst, best) = (points(false).min()?, points(false).max()?);
    let highest = points(true).max()?;
    (highest < worst && best > 0).then(|| worst.saturating_mul(100_000) / best)
}
