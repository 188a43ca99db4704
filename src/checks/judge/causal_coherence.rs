//! Metrics that follow others as late as they are meant to.

use super::{Check, Finding, Need, PLOTSIM};
use crate::checks::outcome::Status;

/// Standard errors by which another lag must do better.
const SURE: f64 = 5.0;
/// Share of the variance by which it must do better.
const BETTER: f64 = 0.0005;

pub static CHECK: Check = Check {
    name: "causal_coherence",
    doc: "A metric follows its driver by the configured lag rather than by any other",
    rule: "for each lag k tried (0, 1, half, twice and within 3 of the configured L): S(k) = Σ (value − mean along the driver's path k periods before)²; fail if some S(k) < S(L) by over 5 standard errors (entities as clusters) and 0.05 % of the variance. Paths that do not tell lags apart pass",
    languages: PLOTSIM,
    needs: &[Need::Cells],
    judge: |judged| {
        let Some(cells) = &judged.evidence.cells else { return Vec::new() };
        let Some(engine) = judged.evidence.engine() else { return Vec::new() };
        let config = engine.config();
        let mut all = Vec::new();
        for ((plan, tally), curve) in
            cells.plan.lags.iter().zip(&cells.tally.lags).zip(&judged.measurements.lags)
        {
            let Some(own) = plan.lags.iter().position(|lag| *lag == plan.configured) else { continue };
            let left = tally.squares[own];
            let better = |place: &usize| {
                let gain = left - tally.squares[*place];
                gain > SURE * tally.spread[*place].sqrt() && gain > BETTER * left
            };
            let rival = (0..plan.lags.len())
                .filter(better)
                .min_by(|a, b| tally.squares[*a].total_cmp(&tally.squares[*b]));
            let told = (0..plan.lags.len()).any(|place| {
                place != own && tally.squares[place] - left > SURE * tally.spread[place].sqrt() / 2.0
            });
            let share = |place: usize| format!("{:.4}", tally.unexplained(place));
            let mut detail = format!(
                "{} follows {}; share of variance left at lag {}: {}",
                curve.metric,
                curve.driver,
                plan.configured,
                share(own)
            );
            if let Some(rival) = rival {
                detail += &format!(", at lag {}: {}", plan.lags[rival], share(rival));
            } else if !told {
                detail += "; the paths hardly tell lags apart";
            }
            all.push(Finding {
                table: config.tables.get(cells.plan.shown[plan.place].table).map(|table| table.name.clone()),
                columns: Vec::new(),
                status: if rival.is_some() { Status::Fail } else { Status::Pass },
                expected: format!("{} {} periods after {}", curve.metric, plan.configured, curve.driver),
                observed: match rival {
                    Some(rival) => format!("{} periods", plan.lags[rival]),
                    None => format!("{} periods", plan.configured),
                },
                detail,
            });
        }
        all
    },
};
