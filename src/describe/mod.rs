//! What a config holds, told as plain rows: tables, columns and their relations.

mod datagen;
pub mod dbt;
pub(crate) mod ddl;
pub(crate) mod diagram;
mod dialect;
mod domains;
mod plotsim;
mod tables;

pub use tables::{ColumnNote, ForeignKey, TableNote, View, about, describe, describe_clean};
