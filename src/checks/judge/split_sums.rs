//! Parts that add up to the whole.

use super::{Check, Need, PLOTSIM, by_rules};

pub static CHECK: Check = Check {
    name: "split_sums",
    doc: "The parts of a metric's value that the rows of an entity in a period have add up to what the fact shows, to the last digit",
    rule: "entities and periods whose parts have another sum than the value in the first fact that shows the metric = 0; judged where both tables name the entity and the period",
    languages: PLOTSIM,
    needs: &[Need::Keys],
    judge: by_rules,
};
