//! The columns of a date dimension: those declared, then all the others.

use std::sync::Arc;

use crate::config::suggest;
use crate::plotsim::draft::source::{OfPeriod, Role};
use crate::plotsim::draft::{ColumnDraft, TableDraft};
use crate::plotsim::model::CalendarField;
use crate::plotsim::sources::calendar;
use crate::trajectory::time_axis::Granularity;

/// Gives declared columns their meaning and adds those that are not declared. A column is known by its name; under
/// another name it may be the key or a constant, and anything else is left out with a warning.
pub fn complete(table: &mut TableDraft<'_>, granularity: Option<Granularity>) {
    table.columns.retain_mut(|column| {
        let by_name = CalendarField::ALL.into_iter().find(|field| field.name() == column.name);
        let declared = column.source.of_period();
        if let Some(field) = by_name {
            if declared != OfPeriod::ByName && declared != OfPeriod::Field(field) {
                let message = format!(
                    "'{}' of a date dimension comes from the calendar, so what is declared for it has no effect",
                    column.name
                );
                let hint = "leave the column out, or call it something else".to_owned();
                column.source_at.warn("no-effect", message, Some(hint));
            }
            (column.source, column.entry) = (Arc::new(field), &calendar::ENTRY);
        } else if column.entry.role == Role::Key {
            (column.source, column.entry) = (Arc::new(CalendarField::DateKey), &calendar::ENTRY);
        } else if declared != OfPeriod::Nothing {
            let hint = suggest::hint(&column.name, CalendarField::ALL.map(CalendarField::name));
            let message = format!("a date dimension has no column '{}', so it is left out", column.name);
            column.at.warn("unknown-column", message, hint);
            return false;
        }
        true
    });
    for field in CalendarField::ALL {
        let there = table.columns.iter().any(|column| column.name == field.name());
        if there || (field.is_daily() && granularity != Some(Granularity::Daily)) {
            continue;
        }
        let column = ColumnDraft::unwritten(field.name(), &calendar::ENTRY, field, &table.at);
        table.columns.push(ColumnDraft { added: true, ..column });
    }
}
