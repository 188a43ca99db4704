//! What a column's values are called, about the data: by the names that the config gives to entities, tables and columns.

use super::Place;
use crate::facts::words;
use crate::plotsim::model::{Plotsim, Table, TableKind};
use crate::trajectory::time_axis::Granularity;

/// What an entity is called.
pub fn entity(config: &Plotsim) -> String {
    match config.domain.entity_type.as_str() {
        "" => "entity".to_owned(),
        named => words::plain(named),
    }
}

/// What a period is called.
pub fn period(config: &Plotsim) -> &'static str {
    match config.time.granularity() {
        Granularity::Monthly => "month",
        Granularity::Weekly => "week",
        Granularity::Daily => "day",
    }
}

/// What a row of the table is.
pub fn row(config: &Plotsim, table: &Table) -> String {
    match table.kind {
        TableKind::DateDim => period(config).to_owned(),
        TableKind::EntityDim => entity(config),
        TableKind::SubEntityDim { .. } | TableKind::ReferenceDim { .. } | TableKind::Event(_) => {
            words::thing(&table.name)
        }
        TableKind::EntityPeriodFact { .. } => format!("{} in the {}", entity(config), period(config)),
        TableKind::PeriodFact => period(config).to_owned(),
        TableKind::Bridge(_) => "pair".to_owned(),
    }
}

impl Place<'_> {
    pub(super) fn entity_word(&self) -> String {
        entity(self.config)
    }

    pub(super) fn period_word(&self) -> &'static str {
        period(self.config)
    }

    /// What a row of the column's table is.
    pub(super) fn row_word(&self) -> String {
        row(self.config, self.table())
    }

    /// The column's own name in words, and what it belongs to.
    pub(super) fn named(&self) -> String {
        let name = words::sentence(&words::named(&self.column().name));
        format!("{name} of the {}", self.row_word())
    }

    /// A number of periods.
    pub(super) fn periods(&self, number: usize) -> String {
        format!("{number} {}{}", self.period_word(), if number == 1 { "" } else { "s" })
    }
}
