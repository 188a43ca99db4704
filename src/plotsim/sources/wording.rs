//! What a column's values are called, about the data: by the names that the config gives to entities, tables and columns.

use super::Place;
use crate::facts::words;
use crate::plotsim::model::Plotsim;
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

impl Place<'_> {
    pub(super) fn entity_word(&self) -> String {
        entity(self.config)
    }

    pub(super) fn period_word(&self) -> &'static str {
        period(self.config)
    }

    /// What a row of the column's table is.
    pub(super) fn row_word(&self) -> String {
        let table = self.table();
        table.kind.row_word(self.config, table)
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
