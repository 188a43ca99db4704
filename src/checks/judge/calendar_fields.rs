//! What the calendar says.

use super::{Check, Need, PLOTSIM, by_rules};

pub static CHECK: Check = Check {
    name: "calendar_fields",
    doc: "Columns that describe a period say what the calendar says of it",
    rule: "rows in which a field is not that of the proleptic Gregorian calendar, or the ISO week, for the period's key = 0",
    languages: PLOTSIM,
    needs: &[Need::Columns],
    judge: by_rules,
};
