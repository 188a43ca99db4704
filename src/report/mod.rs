//! The report: one HTML page that shows what a config gives.
//!
//! Everything is in the page: style, pictures, numbers; no script, no font and nothing from a network. User text is
//! escaped by
//! `maud` wherever it stands. One section per file; each takes what was measured and gives its part of the page, or
//! nothing where there is nothing to show. How much is shown has bounds, so the page does not grow with rows or
//! entities.

mod calendar;
mod chart;
mod checks;
mod correlations;
mod datasets;
mod diagram;
mod events;
mod lags;
mod metrics;
mod number;
mod page;
mod parts;
pub mod plot;
mod summary;
mod tables;
#[cfg(test)]
mod tests;
mod trajectories;

use crate::checks::Checked;
use crate::describe::describe;
use crate::project::Project;

/// The page as text that ends with a line feed.
///
/// `checked` is what [`crate::checks::run`] gave for the same project. Equal arguments give equal bytes. Apart from
/// what was measured, only the first block of every table and the paths of some entities are read.
pub fn render(project: &Project, checked: &Checked) -> String {
    let notes = describe(project);
    let measured = &checked.measurements;
    let mut sections = vec![diagram::section(&notes), tables::section(project, &notes, measured)];
    if let Some(engine) = project.plotsim() {
        sections.extend([
            trajectories::section(engine),
            metrics::section(engine.config(), &measured.metrics),
            correlations::section(measured.correlations.as_ref()),
            lags::section(&measured.lags),
            events::section(&engine.config().time, &measured.events),
        ]);
    }
    if let Some(config) = project.datagen() {
        sections.push(datasets::section(config, &notes, project, measured));
    }
    sections.push(checks::section(&checked.outcomes));
    let sections: Vec<page::Section> = sections.into_iter().flatten().collect();
    page::page(&summary::summary(project, &notes, checked), &sections)
}
