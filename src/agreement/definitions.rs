//! The terms of a calibration report.

use super::coefficient::{COEFFICIENTS, Coefficient};
use crate::report::{Definition, Table};

/// Terms that are no coefficients.
const TERMS: [(&str, &str); 59] = [
    ("interactions", "rated by at least two evaluators; only these take part in coefficients"),
    ("rated_once", "interactions rated by one evaluator only, left out"),
    ("missing", "interactions somebody answered, times evaluators of the question, less answers"),
    (
        "limits",
        "95 % interval. Of shares, AC1 and AC2: Wilson's around the observed agreement with as many \
         effective trials as the standard error tells and Student's quantile, for small samples. \
         Of alpha: Fieller's for the quotient of two disagreements, with variances from leaving out one \
         interaction at a time, -1 to 1 where few failures leave everything open. Of kappa: Student's t, \
         for large samples (Gwet 2014). Of shares of steps: percentiles over interactions drawn again",
    ),
    (
        "ac1_ac2",
        "AC1 of Gwet, agreement corrected for chance so that rare answers do not spoil it; AC2, where \
         answers have an order and near ones agree in part",
    ),
    (
        "kappa_fleiss",
        "Fleiss' kappa; low where nearly all answers are the same, whatever the agreement",
    ),
    ("alpha", "Krippendorff's alpha, ordinal where answers have an order, else nominal"),
    ("applicability_agreement", "exact agreement on whether the question applies at all"),
    ("ac1_with_na", "AC1 with not applicable as an answer of its own instead of left out"),
    ("failures", "answers of evaluators that fail the question, by its scorecard"),
    ("bootstrap", "95 % percentiles over interactions drawn again with replacement"),
    (
        "verdict",
        "on the lower 95 % limit of AC1, or AC2 where answers have an order, but never better than if \
         everybody had agreed on everything: calibrated from .80, acceptable from .60, not calibrated \
         when the upper limit is below .60, else undecided; from 10 interactions on, with two \
         evaluators from 20; within 1: nearly all answers are equal or one step apart, fewer than 70 % \
         equal",
    ),
    ("more_needed", "interactions rated twice that a verdict still needs, about"),
    (
        "all",
        "the form: mean over questions of exact agreement and AC1; kappa pooled over questions from \
         mean observed and mean expected agreement (De Vries et al. 2008)",
    ),
    ("share_as_reference", "answers equal to the reference's of those both gave; Wilson limits"),
    (
        "bias",
        "mean of evaluator less reference, without a reference less the mean of the other \
         evaluators; above zero is more generous; 95 % limits by Student's t",
    ),
    ("absolute_difference", "mean of the differences of scores without their signs"),
    ("within_tolerance", "share of scores that differ by no more than the tolerance"),
    (
        "lower_limit_of_agreement",
        "with the upper limit, where 95 % of the differences of scores are expected: bias plus and minus 1.96 standard \
         deviations, from 10 scores on (Bland and Altman 1986)",
    ),
    (
        "icc_agreement",
        "share of the variance of a single evaluator's score that is the interaction's, severity of \
         evaluators counted as error; of interactions scored by all (McGraw and Wong 1996); generalized \
         limits, which hold for few evaluators too (Tian and Cappelleri 2004)",
    ),
    (
        "icc_agreement_all",
        "the same over all interactions, incomplete ones too, by restricted maximum likelihood (ten \
         Hove, Jorgensen and van der Ark 2022)",
    ),
    ("icc_consistency", "the same with severity of evaluators left aside"),
    ("mean_range", "mean over interactions of the highest less the lowest score of evaluators"),
    ("widest_range", "the largest such difference"),
    (
        "share_within_tolerance",
        "share of scores that differ from the reference's by no more than the tolerance; without a \
         reference, of pairs of scores",
    ),
    (
        "smallest_difference",
        "the least difference of two scores that is no error: 1.96 √2 standard errors",
    ),
    (
        "severity_p",
        "probability of such differences of evaluators if none were more severe (F test)",
    ),
    ("kendall_w", "Kendall's concordance of the rankings by score, corrected for ties"),
    (
        "concordance",
        "Lin's concordance correlation with the reference's scores: 1 only if all are equal (Lin 1989)",
    ),
    (
        "false_pass_share",
        "critical failures of the reference that the evaluator passed; Wilson limits",
    ),
    (
        "false_fail_share",
        "answers passed by the reference that the evaluator failed; Wilson limits",
    ),
    ("direction_p", "exact test of McNemar: do false passes and false fails differ in number?"),
    (
        "remark",
        "what an evaluator does more or less often than the others on the same questions, beyond chance \
         (Newcombe 1998)",
    ),
    ("score_range", "how far the total scores lie apart, the reference's included"),
    (
        "same_share",
        "interactions judged again with the same answer; exact limits (Clopper and Pearson)",
    ),
    (
        "always_right_share",
        "interactions on which every look gave the reference's answer; exact limits",
    ),
    ("all_same_share", "interactions on which all looks of all evaluators gave the same answer"),
    (
        "all_right_share",
        "interactions on which all looks of all evaluators gave the reference's answer",
    ),
    (
        "miss_share",
        "looks that pass what the reference fails; acceptable up to 2 %, marginal up to 5 % (AIAG 2010)",
    ),
    (
        "false_alarm_share",
        "looks that fail what the reference passes; acceptable up to 5 %, marginal up to 10 % (AIAG 2010)",
    ),
    (
        "study_share",
        "repeatability and reproducibility as a share of the study variation, by analysis of variance; \
         good up to 10 %, unacceptable from 30 % (AIAG 2010)",
    ),
    (
        "distinct_categories",
        "groups of interactions that scores tell apart: 1.41 times the quotient of the two deviations; 5 are wanted",
    ),
    (
        "adjusted_score",
        "mean score at the mean severity of all evaluators, by least squares; shrunken_score draws it \
         towards the mean of all by restricted maximum likelihood",
    ),
    (
        "dependability",
        "share of the variance of an agent's mean score that is the agent's, severity counted as error \
         (Brennan 2001)",
    ),
    (
        "component",
        "where scores or answers may come from; variances by restricted maximum likelihood, and what cannot \
         be told apart is in the rest",
    ),
    (
        "answer_variance",
        "of single answers, each worth 0 to 100: the least and the most its question can give",
    ),
    (
        "answer_dependability",
        "share of the variance of an agent's mean over so many evaluations, evaluators and questions that is \
         the agent's; severity counts as error, and the questions are the same for every agent, drawn from \
         possible ones (Brennan 2001)",
    ),
    (
        "difference",
        "mean of the one's value less the other's, the machine's less people's or the group's less the other \
         group's, over interactions that both judged; 95 % limits by Student's t",
    ),
    (
        "split",
        "interactions on which a side of several people is split evenly and so has no answer, left out",
    ),
    ("passed_by_machine_share", "failures of people that the machine passed; Wilson limits"),
    ("failed_by_machine_share", "answers passed by people that the machine failed; Wilson limits"),
    (
        "basis",
        "interactions scored by both groups; where they share fewer than 5, all that each scored, and then the \
         difference is of the interactions as well",
    ),
    (
        "equivalence",
        "p of the two one-sided tests that the groups differ by more than the margin (Schuirmann 1987), \
         equivalent below .05; different when the interval lies beyond the margin; p-values of several \
         pairs by Holm",
    ),
    (
        "drift",
        "by the control chart of an evaluator's bias, a point a session: beyond three standard deviations of \
         single values from 12 sessions on, before that the median alone; shifted by runs and crossings (Anhøj \
         and Olesen 2014); a trend by Mann and Kendall, p-values of all charts by Benjamini and Hochberg. Bias \
         of a question is in shares of failures, or where none is declared in steps of its scale",
    ),
    ("attended_share", "sessions in which the evaluator judged something, of all; Wilson limits"),
    (
        "stretches",
        "so many days as promised, from the first session on to the last; kept with a session in it",
    ),
    (
        "points_apart",
        "how far the answers lie apart in points of the score, were every question to apply",
    ),
    ("standard_error", "of a single evaluator's score in points, severity included"),
    (
        "pairs",
        "pairs of people who answered differently, over all questions; not applicable is an answer \
         of its own and the reference one of the people",
    ),
];

/// Terms of no column, which every report needs.
const COMMON: [&str; 2] = ["limits", "all"];

/// How each figure of these tables of a calibration is computed.
pub fn definitions(tables: &[Table]) -> Vec<Definition> {
    let is_of = |key: &str, term: &str| {
        key.strip_prefix(term).is_some_and(|rest| rest.is_empty() || rest.starts_with('_'))
    };
    let columns = || tables.iter().flat_map(|table| &table.columns);
    let told = |term: &&(&str, &str)| {
        COMMON.contains(&term.0) || columns().any(|column| is_of(&column.key, term.0))
    };
    let coefficients = COEFFICIENTS.iter().map(coefficient);
    let terms = TERMS.iter().filter(told).map(|(term, text)| {
        let definition = Definition::new(*term, *text);
        // Only the table for programs has a closing row.
        if *term == "all" { definition.for_machines() } else { definition }
    });
    coefficients.chain(terms).collect()
}

/// People see the two shares by themselves, and the others as one column of their kind.
fn coefficient(row: &Coefficient) -> Definition {
    let definition = Definition::new(row.key, format!("{} ({})", row.definition, row.source));
    match row.key {
        "exact_agreement" | "within_one" => definition,
        _ => definition.for_machines(),
    }
}
