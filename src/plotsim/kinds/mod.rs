//! The kinds of tables: one file each says what rows are about, how many there are, what they are called, and opens the table.
//!
//! A kind is a [`Shape`] while the config is read and a [`TableKind`] after that.
//! Which rows make a block is said by a [`grain`](super::tables::grains).

pub mod bridge;
pub mod child_fact;
pub mod counted;
pub mod date_dim;
pub mod entity_dim;
pub mod entity_period_fact;
pub mod event;
mod event_size;
pub mod features;
pub mod period_fact;
pub mod reference_dim;
pub mod split;
pub mod sub_entity_dim;
pub mod system;
pub mod versioned_dim;
pub mod wide;

use std::sync::Arc;

use super::draft::{Catalog, Known, Shape, TableDraft};
use super::model::{Plotsim, Rest, Table, TableKind};
use super::sources::wording;
use super::tables::GrainTable;
use super::tables::engine::Engine;
use super::tables::grains::dims;
use super::tables::rows::RowSet;
use crate::facts::rows::{About, KeyStyle, List, Metrics, OfEntity, Referred};
use crate::tables;

/// Least digits in the keys of dimensions.
const DIM_DIGITS: usize = 3;

/// A dimension: rows are things that nothing happens to, and keys number them.
const fn dimension(
    what: &'static str,
    grain: &'static str,
    entity: OfEntity,
    constants: List,
    referred: Referred,
) -> About {
    let about = derived(what, "dim", grain, entity, referred);
    About { constants, key: KeyStyle::Numbered(DIM_DIGITS), ..about }
}

/// A table that is made of others, without a key of its own.
const fn derived(
    what: &'static str,
    kind: &'static str,
    grain: &'static str,
    entity: OfEntity,
    referred: Referred,
) -> About {
    About {
        what,
        kind,
        grain,
        entity,
        period: false,
        event: false,
        moment: false,
        child: false,
        pair: false,
        calendar: false,
        metrics: Metrics::Nothing,
        constants: List::Drawn,
        key: KeyStyle::Absent,
        referred,
    }
}

/// What a row of the table at a place is called.
fn thing(config: &Plotsim, table: usize) -> String {
    config.tables.get(table).map_or(String::new(), |table| table.kind.row_word(config, table))
}
