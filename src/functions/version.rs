//! `plotsim_version()`: the version of this library.

use super::Function;
use super::rows::Listing;

pub static FUNCTION: Function = Function {
    name: "plotsim_version",
    doc: "The version of plotsim; equal versions give equal values",
    example: "FROM plotsim_version();",
    positional: &[],
    named: &[],
    bind: |_| {
        let version = Some(env!("CARGO_PKG_VERSION"));
        Ok(Listing::default().text("version", std::iter::once(version)).table())
    },
};
