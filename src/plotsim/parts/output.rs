//! What files there are to be, and where.

use crate::config::node::Value;
use crate::config::reader::{Field, Fields};
use crate::config::types::Dialect;
use crate::plotsim::model::{Manifest, Output, OutputFormat};
use crate::plotsim::vocabulary;

const DIRECTORY: &str = "output";

/// The `output`, `output_format` and `manifest` of a document.
pub fn read(document: &Fields<'_>) -> Option<Output> {
    let manifest = match document.get("manifest") {
        Some(field) => manifest(field),
        None => Some(Manifest { include: true, sample_rate: None, trajectories: true }),
    };
    let (format, directory) = match (document.get("output"), document.get("output_format")) {
        (Some(field), _) if matches!(field.node.value, Value::Text(_)) => (word(field), Some(DIRECTORY)),
        (Some(field), _) => block(&field.fields(&vocabulary::OUTPUT)?),
        (None, Some(field)) => (word(field), Some(DIRECTORY)),
        (None, None) => (Some(OutputFormat::Csv), Some(DIRECTORY)),
    };
    Some(Output { format: format?, directory: directory?.to_owned(), manifest: manifest? })
}

fn word(field: &Field<'_>) -> Option<OutputFormat> {
    format(field, Dialect::Postgresql)
}

fn format(field: &Field<'_>, dialect: Dialect) -> Option<OutputFormat> {
    match field.word(vocabulary::FORMATS)? {
        0 => Some(OutputFormat::Csv),
        1 => Some(OutputFormat::Parquet),
        2 => Some(OutputFormat::Jsonl),
        _ => Some(OutputFormat::Sql(dialect)),
    }
}

/// The format and the directory of an `output` mapping.
fn block<'a>(fields: &Fields<'a>) -> (Option<OutputFormat>, Option<&'a str>) {
    if fields.int("cell_budget").is_some()
        && let Some(field) = fields.get("cell_budget")
    {
        field.warn("no-effect", "has no effect: the number of cells is not limited", None);
    }
    let dialect = fields.word_or("sql_dialect", 0).map(|index| Dialect::ALL[index]);
    let format = match fields.get("format") {
        Some(field) => dialect.and_then(|dialect| format(field, dialect)),
        None => Some(OutputFormat::Csv),
    };
    // The default, written out, is no mistake.
    if dialect.is_some_and(|dialect| dialect != Dialect::Postgresql)
        && let Some(field) = fields.get("sql_dialect")
        && format.is_some_and(|format| !matches!(format, OutputFormat::Sql(_)))
    {
        field.warn("no-effect", "has no effect without format: sql", None);
    }
    (format, fields.get("directory").map_or(Some(DIRECTORY), Field::text))
}

fn manifest(field: &Field<'_>) -> Option<Manifest> {
    let fields = field.fields(&vocabulary::MANIFEST)?;
    let include = fields.bool_or("include", true)?;
    let sample_rate = match fields.get("trajectory_sample_rate") {
        Some(_) => Some(fields.float_or("trajectory_sample_rate", 1.0)?),
        None => None,
    };
    if !include && let Some(field) = fields.get("trajectory_sample_rate") {
        field.warn("no-effect", "has no effect without a manifest", None);
    }
    Some(Manifest { include, sample_rate, trajectories: fields.bool_or("trajectories", true)? })
}
