//! The columns of a date dimension: those declared, then all the others.

use crate::config::suggest;
use crate::plotsim::draft::{ColumnDraft, SourceDraft, TableDraft};
use crate::plotsim::sources::CalendarField;
use crate::trajectory::time_axis::Granularity;

/// Gives declared columns their meaning and adds those that are not declared. A column is known by its name; under
/// another name it may be the key or a constant, and anything else is left out with a warning.
pub fn complete(table: &mut TableDraft<'_>, granularity: Option<Granularity>) {
    table.columns.retain_mut(|column| {
        let by_name = CalendarField::ALL.into_iter().find(|field| field.name() == column.name);
        match (by_name, &column.source) {
            (Some(field), source) => {
                if !says_the_same(source, field) {
                    let message = format!(
                        "'{}' of a date dimension comes from the calendar, so what is declared for it has no effect",
                        column.name
                    );
                    let hint = "leave the column out, or call it something else".to_owned();
                    column.source_at.warn("no-effect", message, Some(hint));
                }
                column.source = SourceDraft::Calendar(field);
            }
            (None, SourceDraft::Key) => column.source = SourceDraft::Calendar(CalendarField::DateKey),
            (None, SourceDraft::ByName | SourceDraft::Calendar(_) | SourceDraft::Moment) => {
                let hint = suggest::hint(&column.name, CalendarField::ALL.map(CalendarField::name));
                let message = format!("a date dimension has no column '{}', so it is left out", column.name);
                column.at.warn("unknown-column", message, hint);
                return false;
            }
            (None, _) => {}
        }
        true
    });
    for field in CalendarField::ALL {
        let there = table.columns.iter().any(|column| column.name == field.name());
        if there || (field.is_daily() && granularity != Some(Granularity::Daily)) {
            continue;
        }
        table.columns.push(ColumnDraft {
            name: field.name().to_owned(),
            at: table.at.clone(),
            source_at: table.at.clone(),
            source: SourceDraft::Calendar(field),
            dtype: None,
            weights: Vec::new(),
            description: None,
            pii_note: None,
            allow_outside_window: false,
            added: true,
        });
    }
}

/// Whether a declared source means what the calendar gives.
fn says_the_same(source: &SourceDraft, field: CalendarField) -> bool {
    match source {
        SourceDraft::ByName => true,
        SourceDraft::Key => field == CalendarField::DateKey,
        SourceDraft::Moment => field == CalendarField::Date,
        SourceDraft::Calendar(declared) => *declared == field,
        _ => false,
    }
}
