//! The parts of dbt's property files that are written, in the form dbt has them.

use std::collections::BTreeMap;

use serde::Serialize;

use super::super::domains::Literal;

/// A property file.
#[derive(Serialize)]
pub struct File {
    pub version: u32,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub sources: Vec<Source>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub models: Vec<Relation>,
}

#[derive(Serialize)]
pub struct Source {
    pub name: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub description: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub schema: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub config: Option<SourceConfig>,
    pub tables: Vec<Relation>,
}

#[derive(Serialize)]
pub struct SourceConfig {
    pub meta: SourceMeta,
}

#[derive(Serialize)]
pub struct SourceMeta {
    /// Read by dbt-duckdb; other adapters read the tables of the schema.
    pub external_location: String,
}

/// A table of a source, or a model.
#[derive(Serialize)]
pub struct Relation {
    pub name: String,
    pub description: String,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub data_tests: Vec<Test>,
    pub columns: Vec<Column>,
}

#[derive(Serialize)]
pub struct Column {
    pub name: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub description: String,
    pub data_type: std::borrow::Cow<'static, str>,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub quote: bool,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub data_tests: Vec<Test>,
}

/// A generic test: its name alone, or with arguments.
#[derive(Serialize)]
#[serde(untagged)]
pub enum Test {
    Bare(&'static str),
    With(BTreeMap<String, Given>),
}

impl Test {
    pub fn with(name: &str, arguments: Arguments) -> Test {
        Test::With(BTreeMap::from([(name.to_owned(), Given { arguments })]))
    }
}

#[derive(Serialize)]
pub struct Given {
    arguments: Arguments,
}

#[derive(Serialize)]
#[serde(untagged)]
pub enum Arguments {
    Relationship {
        to: String,
        field: String,
    },
    Values {
        values: Vec<Literal>,
        #[serde(skip_serializing_if = "Option::is_none")]
        quote: Option<bool>,
    },
    Range {
        #[serde(skip_serializing_if = "Option::is_none")]
        min_value: Option<Number>,
        #[serde(skip_serializing_if = "Option::is_none")]
        max_value: Option<Number>,
    },
    Expression {
        column_name: String,
    },
}

/// A number, whole ones without a point.
#[derive(Serialize)]
#[serde(untagged)]
pub enum Number {
    Int(i64),
    Float(f64),
}

impl From<f64> for Number {
    fn from(value: f64) -> Number {
        // 2^53: from here on a double no longer holds every whole number.
        let whole = value.fract() == 0.0 && value.abs() < 9_007_199_254_740_992.0;
        if whole { Number::Int(value as i64) } else { Number::Float(value) }
    }
}
