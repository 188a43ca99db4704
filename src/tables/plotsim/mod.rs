//! The tables of a plotsim config.
//!
//! An [`engine::Engine`] knows what every entity does in every period; the tables are ways of showing it. A table says
//! which rows it has and, for a block of them, what each row is about (a [`rows::RowSet`]); [`columns`] turn that into
//! arrays, one kind of column per file.

pub mod columns;
pub mod engine;
pub mod rows;
