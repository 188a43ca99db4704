//! Columns that no check looks at.

use std::collections::BTreeSet;

use super::{BOTH, Check, Finding, Need, tables};
use crate::checks::outcome::Status;

pub static CHECK: Check = Check {
    name: "coverage",
    doc: "Says which columns no other check judges, and why",
    rule: "unchecked: a column whose values no other row is about; counting rows and nulls is not judging a column",
    languages: BOTH,
    needs: &[Need::Config],
    judge: |judged| {
        let judged_columns = judged.said.iter().filter(|outcome| outcome.status != Status::Unchecked);
        let seen: BTreeSet<(&str, &str)> = judged_columns
            .filter_map(|outcome| Some((outcome.table.as_deref()?, &outcome.columns)))
            .flat_map(|(table, columns)| columns.iter().map(move |column| (table, column.as_str())))
            .collect();
        let mut all = Vec::new();
        for (plan, _) in tables(judged) {
            let unseen = plan.columns.iter().filter(|column| !seen.contains(&(&*plan.name, &*column.name)));
            all.extend(unseen.map(|column| Finding {
                table: Some(plan.name.clone()),
                columns: vec![column.name.clone()],
                status: Status::Unchecked,
                expected: format!("anything in {}", column.name),
                observed: "not judged".to_owned(),
                detail: column.unchecked.to_owned(),
            }));
        }
        all
    },
};
