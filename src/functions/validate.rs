//! `plotsim_validate(config)`: every finding of a config as a row.

use super::arguments::{CONFIG, SCALE, SCALE_FACTOR, SEED, UNTIL};
use super::rows::Listing;
use super::{Failure, Function, config};

pub static FUNCTION: Function = Function {
    name: "plotsim_validate",
    doc: "Every problem of a config, with its place; no rows mean that it is valid",
    example: "FROM plotsim_validate('template:saas');",
    positional: &[CONFIG],
    named: &[SEED, SCALE, SCALE_FACTOR, UNTIL],
    bind: |call| {
        let source = config::source(call, call.text(0, "config")?);
        let findings = match source.and_then(|source| config::read(&source, call)) {
            Ok((_, warnings)) => warnings,
            Err(Failure::Config(findings)) => findings,
            Err(other) => return Err(other),
        };
        let all = || findings.items.iter();
        let place = |number: u64| (number > 0).then_some(number as i64);
        Ok(Listing::default()
            .text("severity", all().map(|finding| Some(finding.severity.name())))
            .text("code", all().map(|finding| Some(finding.code)))
            .text("path", all().map(|finding| Some(&finding.path)))
            .number("line", all().map(|finding| place(finding.at.line)))
            .number("column", all().map(|finding| place(finding.at.column)))
            .text("message", all().map(|finding| Some(&finding.message)))
            .text("hint", all().map(|finding| finding.hint.as_ref()))
            .text("docs", all().map(|finding| Some(finding.page).filter(|page| !page.is_empty())))
            .table())
    },
};
