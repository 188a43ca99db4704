//! Faults of tables: names become indices.

use crate::config::suggest;
use crate::facts::rows::Referred;
use crate::plotsim::model::{
    ARRIVAL_DATE, ARRIVAL_PERIOD, Effect, Issue, IssueWord, Quality, Table, moved_name,
};
use crate::plotsim::parts::names::TABLE;
use crate::plotsim::parts::quality::{Draft, Mode};

/// Columns of time that no fault touches, beside keys.
const PROTECTED: &[&str] =
    &["date_key", "period", "period_index", "period_label", "_inserted_at", "_updated_at", "_op"];

/// All faults of a config of so many periods.
pub fn resolve(drafts: Vec<Draft<'_>>, tables: &[Table], periods: usize) -> Option<Quality> {
    let issues: Vec<Option<Issue>> = drafts.iter().map(|draft| issue(draft, tables, periods)).collect();
    Some(Quality { issues: issues.into_iter().collect::<Option<Vec<Issue>>>()? })
}

fn issue(draft: &Draft<'_>, tables: &[Table], periods: usize) -> Option<Issue> {
    let names: Vec<&str> = tables.iter().map(|table| table.name.as_str()).collect();
    let index = TABLE.find(&draft.table, &names)?;
    let table = &tables[index];
    let about = table.kind.about();
    if about.referred != Referred::Fact || table.kind.split().is_some() {
        let message = format!("'{}' is {}, but faults go into facts and events", table.name, about.what);
        draft.table.error("wrong-place", message, None);
        return None;
    }
    let effect = match (draft.word, draft.mode) {
        (IssueWord::NullInjection, _) => Effect::Null,
        (IssueWord::TypeMismatch, _) => Effect::Text,
        (IssueWord::SchemaDrift, _) => Effect::Move,
        (IssueWord::LateArrival, _) => Effect::Late,
        (IssueWord::VolumeAnomaly, Some(Mode::Drop)) => Effect::Drop,
        (IssueWord::VolumeAnomaly | IssueWord::DuplicateRows, _) => Effect::Copy(draft.place),
    };
    let columns = match effect {
        Effect::Null | Effect::Text | Effect::Move => columns(draft, table)?,
        Effect::Late | Effect::Copy(_) | Effect::Drop => {
            if let Some(field) = draft.columns.iter().flatten().next() {
                field.warn("no-effect", "has no effect: whole rows are hit", None);
            }
            Vec::new()
        }
    };
    if draft.rate == 0.0 {
        draft.rate_at.warn("no-effect", "has no effect: no row is hit at a rate of 0", None);
    }
    let mut hit = Vec::with_capacity(draft.periods.len());
    for (period, field) in &draft.periods {
        if *period >= periods {
            let message =
                format!("is {period}, but the window has periods 0 to {}", periods.saturating_sub(1));
            field.error("out-of-range", message, None);
            return None;
        }
        hit.push(*period);
    }
    if draft.word == IssueWord::VolumeAnomaly && hit.is_empty() {
        draft.at.error("empty-list", "a volume anomaly needs a period", None);
        return None;
    }
    let mut added: Vec<String> = match effect {
        Effect::Late => vec![ARRIVAL_PERIOD.to_owned(), ARRIVAL_DATE.to_owned()],
        _ => Vec::new(),
    };
    if effect == Effect::Move {
        added.extend(columns.iter().map(|column| moved_name(&table.columns[*column].name)));
    }
    for name in &added {
        if table.columns.iter().any(|column| column.name.eq_ignore_ascii_case(name)) {
            let message = format!("adds a column '{name}', but '{}' has one already", table.name);
            draft.at.error("duplicate-name", message, Some("rename that column".to_owned()));
            return None;
        }
    }
    Some(Issue {
        word: draft.word,
        effect,
        table: index,
        columns,
        rate: draft.rate,
        exact: draft.exact,
        seed_offset: draft.seed_offset,
        periods: hit,
    })
}

/// The columns that are hit.
fn columns(draft: &Draft<'_>, table: &Table) -> Option<Vec<usize>> {
    let is_free = |place: usize| {
        let column = &table.columns[place];
        !table.primary_key.contains(&place)
            && column.source.reference().is_none()
            && !PROTECTED.contains(&column.name.as_str())
    };
    let Some(named) = &draft.columns else {
        let all: Vec<usize> = (0..table.columns.len()).filter(|place| is_free(*place)).collect();
        if all.is_empty() {
            let message =
                format!("'{}' has no columns but keys and dates, which no fault touches", table.name);
            draft.table.error("wrong-place", message, None);
            return None;
        }
        return Some(all);
    };
    let mut places = Vec::with_capacity(named.len());
    for field in named {
        let name = field.text()?;
        let Some(place) = table.column(name) else {
            let free = (0..table.columns.len()).filter(|place| is_free(*place));
            let free: Vec<&str> = free.map(|place| table.columns[place].name.as_str()).collect();
            let message = format!("'{name}' is not a column of table '{}'", table.name);
            field.error("unknown-column", message, suggest::hint(name, free));
            return None;
        };
        if !is_free(place) {
            let message = format!("'{name}' is a key or tells the period, which no fault touches");
            field.error("wrong-place", message, Some("name another column".to_owned()));
            return None;
        }
        if places.contains(&place) {
            field.error("duplicate-item", format!("'{name}' is listed twice"), None);
            return None;
        }
        places.push(place);
    }
    Some(places)
}
