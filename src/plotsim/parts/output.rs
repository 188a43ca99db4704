//! Where files would go.

use crate::config::node::Value;
use crate::config::reader::{Field, Fields};
use crate::plotsim::model::{Output, OutputFormat};
use crate::plotsim::vocabulary;

const DIRECTORY: &str = "output";

/// The `output`, `output_format` and `manifest` of a document.
pub fn read(document: &Fields<'_>) -> Option<Output> {
    let manifest = match document.get("manifest") {
        Some(field) => manifest(field),
        None => Some(true),
    };
    let (format, directory) = match (document.get("output"), document.get("output_format")) {
        (Some(field), _) if matches!(field.node.value, Value::Text(_)) => (format(field), Some(DIRECTORY)),
        (Some(field), _) => {
            let fields = field.fields(&vocabulary::OUTPUT)?;
            fields.int("cell_budget");
            fields.word_or("sql_dialect", 0);
            let format = fields.get("format").map_or(Some(OutputFormat::Csv), format);
            (format, fields.get("directory").map_or(Some(DIRECTORY), Field::text))
        }
        (None, Some(field)) => (format(field), Some(DIRECTORY)),
        (None, None) => (Some(OutputFormat::Csv), Some(DIRECTORY)),
    };
    Some(Output { format: format?, directory: directory?.to_owned(), manifest: manifest? })
}

fn format(field: &Field<'_>) -> Option<OutputFormat> {
    match field.word(vocabulary::FORMATS)? {
        0 => Some(OutputFormat::Csv),
        1 => Some(OutputFormat::Parquet),
        other => {
            let hint = Some("write csv or parquet".to_owned());
            field.error(
                "not-supported-yet",
                format!("the format {} is not supported yet", vocabulary::FORMATS[other]),
                hint,
            );
            None
        }
    }
}

fn manifest(field: &Field<'_>) -> Option<bool> {
    let fields = field.fields(&vocabulary::MANIFEST)?;
    let rate = fields.float_or("trajectory_sample_rate", 1.0)?;
    if rate < 1.0
        && let Some(field) = fields.get("trajectory_sample_rate")
    {
        field.warn(
            "no-effect",
            "has no effect: trajectories are listed on request, by plotsim_trajectories",
            None,
        );
    }
    fields.bool_or("include", true)
}
