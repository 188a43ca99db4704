//! One chart as a picture of its own: an SVG file with a title, axes, a legend and a ground.

mod column;
mod curve;
mod over_time;
mod sheet;

pub use sheet::Theme;

use crate::config::suggest;
use crate::project::Project;
use crate::tables::Table;
use crate::workers::Workers;

/// What a picture shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Subject {
    /// Every metric over time, a panel for each segment.
    Metrics,
    /// A metric over time, a line for each segment.
    Metric(usize),
    /// The curve of an archetype, and the entities that follow it.
    Archetype(usize),
    /// The distribution of a column: table, column.
    Column(usize, usize),
}

/// What stands before the colon of a subject.
const KINDS: [&str; 3] = ["metric", "archetype", "column"];

impl Subject {
    /// The subject that `of` names: `metric:<name>`, `archetype:<name>` or `column:<table>.<column>`; all metrics without it.
    ///
    /// # Errors
    /// What is wrong with it, with a hint.
    pub fn read(project: &Project, of: Option<&str>) -> Result<Subject, String> {
        let Some(of) = of else {
            return match project.plotsim() {
                Some(_) => Ok(Subject::Metrics),
                None => {
                    Err("a datagen config has no metrics: name a column, as in of := 'column:orders.status'"
                        .into())
                }
            };
        };
        let (kind, name) = of.split_once(':').unwrap_or((of, ""));
        if !KINDS.contains(&kind) {
            let hint = match suggest::closest(kind, KINDS) {
                Some(meant) if of.contains(':') => format!(" (did you mean '{meant}:{name}'?)"),
                Some(meant) => format!(" (did you mean '{meant}:…'?)"),
                None => {
                    meant(project, of).map_or(String::new(), |meant| format!(" (did you mean '{meant}'?)"))
                }
            };
            return Err(format!("of is '{of}', but must start with metric:, archetype: or column:{hint}"));
        }
        if kind == "column" {
            return column_named(project, name);
        }
        let Some(engine) = project.plotsim() else {
            return Err(format!(
                "of is '{of}', but a datagen config has no {kind}s: name a column, as in 'column:orders.status'"
            ));
        };
        let config = engine.config();
        let names: Vec<&str> = match kind {
            "metric" => config.metrics.iter().map(|metric| metric.name.as_str()).collect(),
            _ => config.archetypes.iter().map(|archetype| archetype.name.as_str()).collect(),
        };
        let place = names.iter().position(|known| *known == name);
        let place = place.ok_or_else(|| unknown(kind, name, "", &names))?;
        Ok(if kind == "metric" { Subject::Metric(place) } else { Subject::Archetype(place) })
    }
}

/// `<table>.<column>`. Names may hold dots, so every table is tried that the text begins with.
fn column_named(project: &Project, name: &str) -> Result<Subject, String> {
    let tables = project.names();
    let mut nearest = None;
    for (place, table) in tables.iter().enumerate() {
        let own = name.get(..table.len()).filter(|start| start.eq_ignore_ascii_case(table));
        let Some(column) = own.and_then(|_| name[table.len()..].strip_prefix('.')) else { continue };
        let columns = project.table(place, None);
        match columns.columns().iter().position(|known| known.name.eq_ignore_ascii_case(column)) {
            Some(column) => return drawable(&*columns, place, column, name),
            None => nearest = Some((table, column, columns)),
        }
    }
    if let Some((table, column, columns)) = nearest {
        let names: Vec<&str> = columns.columns().iter().map(|column| column.name.as_str()).collect();
        return Err(unknown("column", column, &format!("{table}."), &names));
    }
    match name.split_once('.') {
        Some((table, _)) => {
            let hint = suggest::hint(table, tables.iter().copied())
                .map_or(String::new(), |hint| format!(" ({hint})"));
            Err(format!("unknown table '{table}' in of := 'column:{name}'{hint}"))
        }
        None => Err(format!(
            "of is 'column:{name}', but must name a table and its column, as in 'column:orders.status'"
        )),
    }
}

fn drawable(table: &dyn Table, place: usize, column: usize, name: &str) -> Result<Subject, String> {
    let kind = table.columns().get(column).map(|column| column.kind);
    match kind {
        Some(kind) if !column::can_draw(kind) => {
            Err(format!("column '{name}' is of type {}, which has no distribution to draw", kind.sql()))
        }
        _ => Ok(Subject::Column(place, column)),
    }
}

fn unknown(kind: &str, name: &str, within: &str, known: &[&str]) -> String {
    let hint = match suggest::closest(name, known.iter().copied()) {
        Some(meant) => Some(format!("did you mean '{kind}:{within}{meant}'?")),
        None => suggest::hint(name, known.iter().copied()),
    };
    let of = if within.is_empty() {
        String::new()
    } else {
        format!(" of table '{}'", within.trim_end_matches('.'))
    };
    format!("unknown {kind} '{name}'{of}{}", hint.map_or(String::new(), |hint| format!(" ({hint})")))
}

/// What a bare name means, if it is one of the config's.
fn meant(project: &Project, name: &str) -> Option<String> {
    let config = project.plotsim()?.config();
    if config.metrics.iter().any(|metric| metric.name == name) {
        return Some(format!("metric:{name}"));
    }
    config.archetypes.iter().any(|archetype| archetype.name == name).then(|| format!("archetype:{name}"))
}

/// The picture as an SVG file. Equal arguments give equal bytes, whatever the number of workers.
///
/// # Errors
/// Rows could not be made, or the work was told to stop.
pub fn plot(project: &Project, subject: Subject, theme: Theme, workers: &Workers) -> Result<String, String> {
    let sheet = match (subject, project.plotsim()) {
        (Subject::Metrics, Some(engine)) => over_time::grid(engine, workers)?,
        (Subject::Metric(metric), Some(engine)) => over_time::lines(engine, metric, workers)?,
        (Subject::Archetype(archetype), Some(engine)) => curve::sheet(engine, archetype),
        (Subject::Column(table, column), _) => column::sheet(project, table, column, workers)?,
        (Subject::Metrics | Subject::Metric(_) | Subject::Archetype(_), None) => {
            return Err("a datagen config has no metrics and no archetypes".to_owned());
        }
    };
    Ok(sheet.svg(theme))
}

#[cfg(test)]
mod tests;
