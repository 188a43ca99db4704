//! The plotsim language: entities that follow trajectories, from which every metric of every table is derived.
//!
//! It has two forms, the short [`builder`] form and the complete [`engine`] form. Each is read
//! into a [`draft`], with everything located; [`resolve`] turns that into the [`model`], on which nothing can fail.
//! Sections list their keys beside their readers; what fills text columns is in [`crate::faker`].

pub mod builder;
mod draft;
pub(crate) mod engine;
mod kinds;
pub(crate) mod lexicons;
pub(crate) mod model;
mod parts;
pub(crate) mod pool;
mod resolve;
pub mod sources;
pub mod tables;
#[cfg(test)]
mod tests;

use std::sync::Arc;

use crate::config::Overrides;
use crate::generators::outer::Outer;

use crate::config::node::Node;
use crate::config::reader::Report;
use model::{Form, Plotsim};

/// Reads a config of a form, whose text was parsed. Every problem goes to the report; `None` if there is an error among them.
pub fn read(form: Form, tree: &Node, overrides: Overrides, report: &Report) -> Option<Plotsim> {
    read_beside(form, tree, overrides, report, &[])
}

/// As [`read`], beside tables of another language whose rows may be named.
pub fn read_beside(
    form: Form,
    tree: &Node,
    overrides: Overrides,
    report: &Report,
    outer: &[Arc<Outer>],
) -> Option<Plotsim> {
    let draft = match form {
        Form::Engine => engine::read(tree, overrides, report, outer),
        Form::Builder => builder::read(tree, overrides, report, outer),
    }?;
    parts::reach::warn(&draft);
    resolve::resolve(draft, report, outer)
}
