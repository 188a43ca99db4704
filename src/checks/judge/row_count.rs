//! As many rows as the table says it has.

use super::{BOTH, Check, Finding, Need, tables};
use crate::checks::outcome::Status;

pub static CHECK: Check = Check {
    name: "row_count",
    doc: "A table has as many rows as it says, in columns of equal length",
    rule: "rows read = rows announced, where their number is known before they are made",
    languages: BOTH,
    needs: &[Need::Rows],
    judge: |judged| {
        let find =
            |(plan, tally): (&crate::checks::columns::TablePlan, &crate::checks::columns::TableTally)| {
                let right = plan.rows.is_none_or(|rows| rows == tally.rows) && tally.uneven == 0;
                Finding {
                    table: Some(plan.name.clone()),
                    columns: Vec::new(),
                    status: if right { Status::Pass } else { Status::Fail },
                    expected: plan
                        .rows
                        .map_or("any number of rows".to_owned(), |rows| format!("{rows} rows")),
                    observed: format!("{} rows", tally.rows),
                    detail: match tally.uneven {
                        0 => String::new(),
                        uneven => format!("{uneven} blocks have columns of different lengths"),
                    },
                }
            };
        tables(judged).map(find).collect()
    },
};
