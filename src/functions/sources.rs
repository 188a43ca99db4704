//! `plotsim_sources(config)`: which entity each row of each system is.

use std::sync::Arc;

use super::arguments::{CONFIG, SCALE, SCALE_FACTOR, SEED, UNTIL};
use super::{Failure, Function, config};
use crate::tables::Table;

pub static FUNCTION: Function = Function {
    name: "plotsim_sources",
    doc: "The answer key of sources, for the first dimension of entities: each system, its keys, the entity that each is, and the columns in which the system differs",
    example: "FROM plotsim_sources('about: Shops
unit: shop
window: [2023-01, 2023-12]
metrics: [{ name: visits, type: count, polarity: positive }]
segments: [{ name: all, count: 20, archetype: growth }]
sources: [{ name: crm }, { name: billing, key_scheme: numeric }]') LIMIT 5;",
    positional: &[CONFIG],
    named: &[SEED, SCALE, SCALE_FACTOR, UNTIL],
    bind: |call| {
        let project = config::project(call)?;
        let crossed = match project.plotsim() {
            Some(engine) => engine.config().tables.iter().position(|table| table.kind.about().kind == "xref"),
            None => None,
        };
        match crossed {
            Some(index) => Ok(project.table(index, None) as Arc<dyn Table>),
            None => Err(Failure::Argument(
                "the config has no sources: several systems that know the same entities".to_owned(),
            )),
        }
    },
};
