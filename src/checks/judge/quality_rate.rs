//! Faults that the config puts in: as many as their rates say.

use super::{Check, Finding, Need, PLOTSIM};
use crate::checks::outcome::Status;
use crate::plotsim::tables::faults::Hits;

/// Standard deviations of a binomial count that are let pass: one check in 16,000 is further off by chance.
const FAR: f64 = 4.0;

pub static CHECK: Check = Check {
    name: "quality_rate",
    doc: "A fault of quality hits as many rows as its rate says; all other checks read the tables without these faults",
    rule: "rows hit within 4 standard deviations of rate · rows, each row by a coin of its own; with exact: true within one row of it",
    languages: PLOTSIM,
    needs: &[Need::Rows],
    judge: |judged| {
        let evidence = judged.evidence;
        let Some(engine) = evidence.engine() else { return Vec::new() };
        let config = engine.config();
        let find = |hits: &Hits| {
            let issue = config.quality.issues.get(hits.issue)?;
            let table = config.tables.get(issue.table)?;
            let (rows, hit) = (hits.rows as f64, hits.hit as f64);
            let wanted = rows * issue.rate;
            let spread = libm::sqrt(rows * issue.rate * (1.0 - issue.rate));
            // What a copy of a row is hit by is a coin even where the rest is exact.
            let alone = issue.exact && !config.repeats_rows(issue.table);
            let far = if alone { 1.0 } else { FAR * spread + 0.5 };
            let column = hits.column.and_then(|column| table.columns.get(column));
            let about = column.map_or(String::new(), |column| format!(" in {}", column.name));
            Some(Finding {
                table: Some(table.name.clone()),
                columns: Vec::new(),
                status: if (hit - wanted).abs() <= far { Status::Pass } else { Status::Fail },
                expected: format!("{}{about} in {} of the rows", issue.word_name(), issue.rate),
                observed: format!("{} of {} rows", hits.hit, hits.rows),
                detail: format!("issue {}; all other checks read the table without faults", hits.issue),
            })
        };
        evidence.hits.iter().flatten().filter_map(find).collect()
    },
};
