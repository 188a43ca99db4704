//! Tables of events that nothing causes.

use super::{Check, Finding, Need, PLOTSIM};
use crate::checks::outcome::Status;

pub static CHECK: Check = Check {
    name: "empty_event_table",
    doc: "A table of events has a cause; one without can have no rows",
    rule: "warn: no rows, and the config gives no driver or threshold",
    languages: PLOTSIM,
    needs: &[Need::Rows, Need::Events],
    judge: |judged| {
        let Some(engine) = judged.evidence.engine() else { return Vec::new() };
        let tables = engine.config().tables.iter().zip(&judged.evidence.tallies);
        let event = |(spec, tally): (&crate::plotsim::model::Table, &crate::checks::columns::TableTally)| {
            if !spec.kind.about().event {
                return None;
            }
            let caused = spec.kind.cause().is_some();
            Some(Finding {
                table: Some(spec.name.clone()),
                columns: Vec::new(),
                status: if caused || tally.rows > 0 { Status::Pass } else { Status::Warn },
                expected: "a driver".to_owned(),
                observed: format!("{} rows, {}", tally.rows, if caused { "a driver" } else { "no driver" }),
                detail: String::new(),
            })
        };
        tables.filter_map(event).collect()
    },
};
