//! How the figures of agents are computed.

use crate::report::{Definition, Table};

const ALL: [(&str, &str); 22] = [
    (
        "score_mean",
        "mean of the agent's interactions that were chosen by chance, one scored twice counting once; \
         limits are the 95 % interval of how the agent works, by Student's t with the spread of all \
         agents together, for five scores do not tell their own",
    ),
    (
        "score_mean_of_all",
        "the same mean with the 95 % interval of the mean of all interactions the agent had, which \
         is narrower the more of them were scored (finite population correction)",
    ),
    (
        "adjusted_score",
        "the mean with the severity of the agent's evaluators taken out, by least squares: as if the \
         average evaluator had scored; its 95 % limits are wide where evaluators met few agents",
    ),
    (
        "shrunken_score",
        "where the agent is likely to be: the mean drawn towards those of all agents as far as few \
         scores deserve it, and its 95 % interval; normal hierarchical model averaged over what may \
         lie between agents (Gelman et al. 2013, 5.4), from five agents on",
    ),
    ("above_target_probability", "how likely the agent works above the target, by the same model"),
    (
        "p",
        "how often chance gives an agent at the target such scores, by Student's t with the spread of \
         all agents together; where scores are skewed, with the skewness of all agents together if that \
         makes it more",
    ),
    ("p_adjusted", "the same for so many agents at once (Benjamini and Hochberg 1995)"),
    (
        "verdict",
        "above or below the target where both the agent's own scores say so (adjusted p of at most \
         .05, so that of all such words one in twenty is wrong) and the probability is .95 or more, \
         from three evaluations on; else not enough evidence",
    ),
    (
        "more_needed",
        "further evaluations that would decide, about, if the agent is where the likely score says",
    ),
    (
        "wrong_side_probability",
        "how likely the agent works on the other side of the target than the mean lies: the risk of a \
         wrong decision where the mean alone decides",
    ),
    (
        "pass_share",
        "interactions that passed of those that could pass or fail; Wilson's 95 % limits",
    ),
    (
        "shrunken_pass_share",
        "the share that is likely given those of all agents, and its 95 % interval; hierarchical \
         beta-binomial model (Gelman et al. 2013, 5.3), from five agents on",
    ),
    ("within_sd", "standard deviation of the scores of one agent, of all agents together"),
    ("between_sd", "likely standard deviation between agents"),
    ("differ_p", "how often agents who are all alike differ as much (analysis of variance)"),
    ("usual_n", "evaluations of the agent in the middle"),
    ("resolution", "half the 95 % interval of an agent with the usual number of evaluations"),
    (
        "reliability",
        "share of the variance of a mean of the usual number of evaluations that is between agents",
    ),
    (
        "chart",
        "● is the agent, : the target, and between | lie 95 % of agents at the target with so many \
         evaluations; ✗ is an agent beyond where 99.8 % of them lie (Spiegelhalter 2005)",
    ),
    (
        "wrong_share",
        "agents expected on the wrong side of the target where the mean of so many evaluations alone \
         decides, of all agents; the sum of both kinds",
    ),
    (
        "why",
        "below: the verdict; watch: a probability of .80 or more to work below the target, which is a \
         reason to listen and no verdict",
    ),
    (
        "group",
        "against the mean of the others, adjusted for so many agents (false-discovery rate .05); \
         within a group the scores give no order, so names do. Ranks are those that the comparison \
         of all pairs leaves open, all right together with 95 % (Holm 1979)",
    ),
];

/// Every definition of what is shown.
pub(super) fn definitions(tables: &[Table]) -> Vec<Definition> {
    let has = |term: &str| {
        let keys = tables.iter().flat_map(|table| &table.columns).map(|column| &column.key);
        keys.into_iter().any(|key| key.starts_with(term))
    };
    ALL.iter()
        .filter(|(term, _)| has(term))
        .map(|(term, text)| Definition::new(*term, *text))
        .collect()
}
