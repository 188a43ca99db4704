//! Dates that lie within the window.

use super::{Check, Finding, Need, PLOTSIM, by_examples};
use crate::checks::outcome::Status;
use crate::config::types::ColumnType;
use crate::facts::rows::Panel;
use crate::trajectory::time_axis::day_number;

pub static CHECK: Check = Check {
    name: "temporal_coherence",
    doc: "Events happen in their period, and dates of dimensions lie in the window",
    rule: "fail: an event outside its period, or with temporal jitter outside the window; warn: a date of a dimension outside the window, unless the column allows it, is a birthday, or the config is in the builder form, which cannot say so. Periods of the date dimension may begin before the window",
    languages: PLOTSIM,
    needs: &[Need::Columns, Need::Events],
    judge: |judged| {
        let evidence = judged.evidence;
        let Some(Panel { time, temporal_jitter, .. }) = evidence.project.panel() else { return Vec::new() };
        let (first, last) = (day_number(time.first_day()), day_number(time.last_day()));
        let mut all = Vec::new();
        for (table, (plan, tally)) in evidence.plans.iter().zip(&evidence.tallies).enumerate() {
            if evidence.project.rows(table).is_some_and(|rows| rows.about.calendar) {
                continue;
            }
            if plan.columns.iter().any(|column| column.instant) && plan.kind == "event" {
                let wrong = &evidence.instants[table];
                let within = if temporal_jitter > 0.0 { "the window" } else { "its period" };
                let instants = (0..plan.columns.len()).filter(|column| plan.columns[*column].instant);
                let expected = |columns: &str| format!("every event in {within}, by {columns}");
                all.push(by_examples(plan, instants, wrong, expected, "elsewhere"));
            }
            for (column, own) in plan.columns.iter().zip(&tally.columns) {
                if column.instant || column.outside_window.is_none() {
                    continue;
                }
                let Some(numbers) = own.numbers() else { continue };
                let day = |number: f64| match column.kind {
                    Some(ColumnType::Timestamp) => (number / 86_400.0).floor(),
                    _ => number,
                };
                let (from, to) = (day(numbers.least()), day(numbers.greatest()));
                let inside = from >= f64::from(first) && to <= f64::from(last);
                let allowed = column.outside_window == Some(true);
                let format = |day: f64| crate::config::calendar::format_date(day as i32);
                all.push(Finding {
                    table: Some(plan.name.clone()),
                    columns: vec![column.name.clone()],
                    status: if inside || allowed { Status::Pass } else { Status::Warn },
                    expected: match allowed {
                        true => "any date".to_owned(),
                        false => format!("{} to {}", format(first.into()), format(last.into())),
                    },
                    observed: format!("{} to {}", format(from), format(to)),
                    detail: match inside || allowed {
                        true => column.name.clone(),
                        false => format!("{}; allow_outside_window: true says that it is meant", column.name),
                    },
                });
            }
        }
        all
    },
};
