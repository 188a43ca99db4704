//! Hours and weekdays against what a rhythm says.

use super::{APART, BOTH, Check, Finding, Need, UNLIKELY, tables};
use crate::checks::laws::{Fit, chi_square};
use crate::checks::outcome::Status;

/// Values that a test needs.
const ENOUGH: u64 = 100;

pub static CHECK: Check = Check {
    name: "rhythm",
    doc: "Dates and timestamps lie on the weekdays and in the hours that their rhythm says",
    rule: "χ² of the counts of hours and of weekdays against their shares. Fail if p < 10⁻⁷ and half the sum of differences of shares exceeds 0.02. With noise s on days of the greatest share w, the variance of a count of n is multiplied by 1 + n·s²·w",
    languages: BOTH,
    needs: &[Need::Columns],
    judge: |judged| {
        let mut all = Vec::new();
        for (plan, tally) in tables(judged) {
            for (column, own) in plan.columns.iter().zip(&tally.columns) {
                let Some(shares) = &column.rhythm else { continue };
                let count = own.weekdays.iter().sum::<u64>();
                let inflation =
                    column.shared.inflation(count as f64) * (1.0 + shares.clumping * count as f64);
                let told = count >= ENOUGH && !column.shared.is_small();
                let fit = |observed: &[u64], expected: Option<&[f64]>| {
                    let expected = expected.filter(|_| told);
                    expected.map_or(Fit::NONE, |expected| chi_square(observed, expected, inflation))
                };
                let hours = fit(&own.hours, shares.hours.as_ref().map(<[f64; 24]>::as_slice));
                let weekdays = fit(&own.weekdays, shares.weekdays.as_ref().map(<[f64; 7]>::as_slice));
                let off = |fit: &Fit| fit.p < UNLIKELY && fit.distance > APART;
                let words = |name: &str, fit: &Fit| {
                    format!("{name}: χ² p = {:.2e}, distance {:.4}", fit.p, fit.distance)
                };
                let parts =
                    [shares.hours.map(|_| ("hours", hours)), shares.weekdays.map(|_| ("weekdays", weekdays))];
                let parts: Vec<(&str, Fit)> = parts.into_iter().flatten().collect();
                let names: Vec<&str> = parts.iter().map(|(name, _)| *name).collect();
                let found: Vec<String> = parts.iter().map(|(name, fit)| words(name, fit)).collect();
                all.push(Finding {
                    table: Some(plan.name.clone()),
                    columns: vec![column.name.clone()],
                    status: if parts.iter().any(|(_, fit)| off(fit)) { Status::Fail } else { Status::Pass },
                    expected: format!("{} of {} as its rhythm says", names.join(" and "), column.name),
                    observed: found.join("; "),
                    detail: column.name.clone(),
                });
            }
        }
        all
    },
};
