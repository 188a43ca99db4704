//! What was checked and how it came out.

use maud::html;

use super::page::Section;
use super::parts::wide;
use crate::checks::{Outcome, Status};

/// A row for each outcome, failures first.
pub fn section(outcomes: &[Outcome]) -> Option<Section> {
    let mut sorted: Vec<&Outcome> = outcomes.iter().collect();
    sorted.sort_by_key(|outcome| std::cmp::Reverse(outcome.status));
    let count = |status: Status| outcomes.iter().filter(|outcome| outcome.status == status).count();
    let table = html! {
        table.checks {
            thead {
                tr {
                    th scope="col" { "Status" } th scope="col" { "Check" } th scope="col" { "Table" }
                    th scope="col" { "Expected" } th scope="col" { "Observed" } th scope="col" { "Detail" }
                }
            }
            tbody {
                @for outcome in &sorted {
                    tr {
                        td { span.status.(outcome.status.name()) { (outcome.status.name()) } }
                        th scope="row" { (outcome.check) }
                        td { (outcome.table.as_deref().unwrap_or("–")) }
                        td { (outcome.expected) }
                        td { (outcome.observed) }
                        td { (outcome.detail) }
                    }
                }
            }
        }
    };
    (!outcomes.is_empty()).then(|| Section {
        id: "checks",
        title: "Checks",
        body: html! {
            p {
                "The rows were read back and judged: " (count(Status::Pass)) " passed, " (count(Status::Warn))
                " warned, " (count(Status::Fail)) " failed; " (count(Status::Unchecked)) " columns were not judged."
            }
            (wide("Checks", &table))
        },
    })
}
