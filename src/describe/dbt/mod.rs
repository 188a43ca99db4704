//! A config as dbt's property files: sources and models with descriptions and tests.

mod identifiers;
mod yaml;

use self::identifiers::{identifier, inert, needs_quotes, opens_template};
use self::yaml::{Arguments, Column, File, Relation, Source, SourceConfig, SourceMeta, Test};
use super::domains::{Domain, Literal, domains};
use super::tables::{ColumnNote, ForeignKey, TableNote, about, describe};
use crate::project::Project;

/// What the files are to say beyond the config.
pub struct Options<'a> {
    /// The name of the source.
    pub source: &'a str,
    /// The schema of the source's tables; without one dbt takes the source's name.
    pub schema: Option<&'a str>,
    /// Where dbt-duckdb reads the tables; without it from the schema.
    pub location: Option<String>,
    /// What the names of models start with.
    pub prefix: &'a str,
    /// The generic test with `min_value` and `max_value` that ranges are tested with.
    pub range_test: Option<&'a str>,
}

/// How a table is referred to: as one of a source, or as a model.
#[derive(Clone, Copy)]
enum Role {
    Source,
    Model,
}

/// The files as name and content, without the last line's end.
///
/// # Errors
/// A sentence on a name that dbt could not read.
pub fn files(project: &Project, options: &Options<'_>) -> Result<Vec<(&'static str, String)>, String> {
    let notes = describe(project);
    let names = notes.iter().flat_map(|table| {
        std::iter::once(&table.name).chain(table.columns.iter().map(|column| &column.name))
    });
    if let Some(name) = names.into_iter().find(|name| opens_template(name)) {
        return Err(format!("dbt would take the name '{name}' for a template; rename the table or column"));
    }
    let all = domains(project);
    let relations = |role: Role| -> Vec<Relation> {
        notes.iter().zip(&all).map(|(table, domains)| relation(table, domains, options, role)).collect()
    };
    let location = options.location.clone();
    let source = Source {
        name: options.source.to_owned(),
        description: about(project).map(inert).unwrap_or_default(),
        schema: options.schema.map(str::to_owned),
        config: location.map(|external_location| SourceConfig { meta: SourceMeta { external_location } }),
        tables: relations(Role::Source),
    };
    let sources = File { version: 2, sources: vec![source], models: Vec::new() };
    let models = File { version: 2, sources: Vec::new(), models: relations(Role::Model) };
    Ok(vec![("sources.yml", write(&sources)?), ("schema.yml", write(&models)?)])
}

fn write(file: &File) -> Result<String, String> {
    let options = serde_saphyr::ser_options! { compact_list_indent: false, prefer_block_scalars: false };
    let mut text = String::new();
    serde_saphyr::to_fmt_writer_with_options(&mut text, file, options).map_err(|error| error.to_string())?;
    text.truncate(text.trim_end().len());
    Ok(text)
}

fn relation(table: &TableNote, domains: &[Domain], options: &Options<'_>, role: Role) -> Relation {
    let columns = table.columns.iter().zip(domains);
    Relation {
        name: match role {
            Role::Source => table.name.clone(),
            Role::Model => format!("{}{}", options.prefix, table.name),
        },
        description: inert(match table.description.as_str() {
            "" => &table.grain,
            description => description,
        }),
        data_tests: shared_key(table).into_iter().collect(),
        columns: columns.map(|(column, domain)| column_of(table, column, domain, options, role)).collect(),
    }
}

/// The test of a primary key of several columns: their texts, joined, are unique.
fn shared_key(table: &TableNote) -> Option<Test> {
    if table.primary_key.len() < 2 {
        return None;
    }
    let parts: Vec<String> = table.primary_key.iter().map(|name| identifier(name)).collect();
    let column_name = format!("({})", parts.join(" || '|' || "));
    Some(Test::with("unique", Arguments::Expression { column_name }))
}

fn column_of(
    table: &TableNote,
    column: &ColumnNote,
    domain: &Domain,
    options: &Options<'_>,
    role: Role,
) -> Column {
    let mut data_tests = Vec::new();
    if !column.nullable {
        data_tests.push(Test::Bare("not_null"));
    }
    if table.primary_key == [column.name.as_str()] {
        data_tests.push(Test::Bare("unique"));
    }
    let references = table.foreign_keys.iter().filter(|key| key.column == column.name);
    data_tests.extend(references.filter_map(|key| relationship(key, options, role)));
    data_tests.extend(domain_test(domain, options));
    Column {
        name: column.name.clone(),
        description: inert(&described(column)),
        data_type: column.kind.sql(),
        quote: needs_quotes(&column.name),
        data_tests,
    }
}

fn described(column: &ColumnNote) -> String {
    match &column.pii_note {
        Some(note) => format!("{} ({note})", column.description),
        None => column.description.clone(),
    }
}

/// No test where a row's number is referred to, which no column shows.
fn relationship(key: &ForeignKey, options: &Options<'_>, role: Role) -> Option<Test> {
    let to = match role {
        Role::Source => format!("source('{}', '{}')", quoted(options.source), quoted(&key.table)),
        Role::Model => format!("ref('{}{}')", quoted(options.prefix), quoted(&key.table)),
    };
    let field = identifier(key.target.as_ref()?);
    Some(Test::with("relationships", Arguments::Relationship { to, field }))
}

/// A text within single quotes of Jinja.
fn quoted(text: &str) -> String {
    text.replace('\\', "\\\\").replace('\'', "\\'")
}

fn domain_test(domain: &Domain, options: &Options<'_>) -> Option<Test> {
    match domain {
        Domain::Open => None,
        Domain::Values(values) => {
            let texts = || {
                values.iter().filter_map(|value| match value {
                    Literal::Text(text) => Some(text),
                    Literal::Int(_) => None,
                })
            };
            if texts().any(|text| opens_template(text)) {
                return None;
            }
            // dbt puts the texts between single quotes as they are.
            let doubled = |value: &Literal| match value {
                Literal::Text(text) => Literal::Text(text.replace('\'', "''")),
                Literal::Int(value) => Literal::Int(*value),
            };
            let quote = texts().next().is_none().then_some(false);
            let values = values.iter().map(doubled).collect();
            Some(Test::with("accepted_values", Arguments::Values { values, quote }))
        }
        Domain::Between(least, greatest) => {
            let arguments =
                Arguments::Range { min_value: least.map(Into::into), max_value: greatest.map(Into::into) };
            options.range_test.map(|name| Test::with(name, arguments))
        }
    }
}
