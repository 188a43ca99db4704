//! Faults that are put into finished tables, with the answer key kept.

use std::collections::BTreeSet;

use super::{Plotsim, Table};
use crate::config::param::Word;
use crate::config::types::ColumnType;
use crate::words;

words! {
    /// What is wrong, in the words of the config.
    pub enum IssueWord {
        NullInjection = "null_injection",
        DuplicateRows = "duplicate_rows",
        TypeMismatch = "type_mismatch",
        LateArrival = "late_arrival",
        SchemaDrift = "schema_drift",
        VolumeAnomaly = "volume_anomaly",
    }
}

words! {
    /// Where copies of rows go.
    pub enum CopyPlace {
        /// Behind the row that they copy.
        Next = "next",
        /// Behind all rows.
        End = "end",
    }
}

/// What an issue does to the rows it hits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Effect {
    /// Values become null.
    Null,
    /// Columns become text, and values something that is no number.
    Text,
    /// Values go to a column of another version.
    Move,
    /// Rows say that they came in later.
    Late,
    /// Rows come twice.
    Copy(CopyPlace),
    /// Rows are missing.
    Drop,
}

impl Effect {
    /// Whether it changes which rows there are.
    pub fn changes_rows(self) -> bool {
        matches!(self, Effect::Copy(_) | Effect::Drop)
    }
}

/// One fault of a table.
#[derive(Clone, Debug, PartialEq)]
pub struct Issue {
    pub word: IssueWord,
    pub effect: Effect,
    pub table: usize,
    /// The columns whose values it changes, each with a coin of its own.
    pub columns: Vec<usize>,
    /// The probability that a row is hit.
    pub rate: f64,
    /// Whether as many rows are hit as the rate says, instead of each by a coin.
    pub exact: bool,
    /// Makes other draws.
    pub seed_offset: u64,
    /// The only periods whose rows it hits; all if there are none.
    pub periods: Vec<usize>,
}

impl Issue {
    /// The config's word for what is wrong.
    pub fn word_name(&self) -> &'static str {
        self.word.name()
    }
}

/// All faults, in the order in which they are put in.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Quality {
    pub issues: Vec<Issue>,
}

impl Quality {
    /// The issues of a table, by their places among all.
    pub fn of(&self, table: usize) -> impl Iterator<Item = (usize, &Issue)> {
        self.issues.iter().enumerate().filter(move |(_, issue)| issue.table == table)
    }

    /// The tables that have issues, in order.
    pub fn tables(&self) -> BTreeSet<usize> {
        self.issues.iter().map(|issue| issue.table).collect()
    }
}

/// The label of the period in which a late row came in.
pub const ARRIVAL_PERIOD: &str = "_arrival_period";
/// The day on which a late row came in.
pub const ARRIVAL_DATE: &str = "_arrival_date";

/// The name of the column that values of another move to.
pub fn moved_name(column: &str) -> String {
    format!("{column}_v2")
}

/// What a column of a table with faults shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shown {
    /// A column of the clean table.
    Own(usize),
    /// What moved away from a column of the clean table.
    Moved(usize),
    ArrivalPeriod,
    ArrivalDate,
}

/// A column of a table with faults.
#[derive(Clone, Debug)]
pub struct FaultyColumn {
    pub name: String,
    pub kind: ColumnType,
    /// Whether faults make nulls in it.
    pub nulls: bool,
    pub shows: Shown,
}

impl Plotsim {
    /// The columns of a table as faults leave them; `None` for tables without faults. The sides of a split have those of the
    /// whole.
    pub fn faulty_columns(&self, table: usize) -> Option<Vec<FaultyColumn>> {
        let (of, own) = (self.whole(table), self.tables.get(table)?);
        let issues: Vec<&Issue> = self.quality.of(of).map(|(_, issue)| issue).collect();
        let spec = self.tables.get(of).filter(|_| !issues.is_empty())?;
        let mut all = columns(spec, &issues);
        // A wide table has those of its dimensions behind them.
        let joined = own.columns.iter().enumerate().skip(spec.columns.len());
        all.extend(joined.map(|(place, column)| FaultyColumn {
            name: column.name.clone(),
            kind: column.kind,
            nulls: false,
            shows: Shown::Own(place),
        }));
        Some(all)
    }

    /// The table whose rows a table shows: that which it is a side of, or joins with others, or itself.
    fn whole(&self, table: usize) -> usize {
        let Some(spec) = self.tables.get(table) else { return table };
        let side = spec.kind.split().map(|split| split.of);
        side.or(spec.kind.wide().map(|wide| wide.of)).unwrap_or(table)
    }

    /// Whether faults change which rows a table has.
    pub fn changes_rows(&self, table: usize) -> bool {
        self.quality.of(self.whole(table)).any(|(_, issue)| issue.effect.changes_rows())
    }

    /// Whether rows of a table can come twice.
    pub fn repeats_rows(&self, table: usize) -> bool {
        self.quality.of(self.whole(table)).any(|(_, issue)| matches!(issue.effect, Effect::Copy(_)))
    }
}

fn columns(table: &Table, issues: &[&Issue]) -> Vec<FaultyColumn> {
    let on = |column: usize, effect: Effect| {
        issues.iter().rposition(|issue| issue.effect == effect && issue.columns.contains(&column))
    };
    let first_text = |column: usize| {
        issues.iter().position(|issue| issue.effect == Effect::Text && issue.columns.contains(&column))
    };
    let own = table.columns.iter().enumerate().map(|(place, column)| FaultyColumn {
        name: column.name.clone(),
        kind: if first_text(place).is_some() { ColumnType::Text } else { column.kind },
        nulls: on(place, Effect::Null).is_some() || on(place, Effect::Move).is_some(),
        shows: Shown::Own(place),
    });
    let mut all: Vec<FaultyColumn> = own.collect();
    for (place, column) in table.columns.iter().enumerate() {
        if let Some(last) = on(place, Effect::Move) {
            let text = first_text(place).is_some_and(|first| first < last);
            all.push(FaultyColumn {
                name: moved_name(&column.name),
                kind: if text { ColumnType::Text } else { column.kind },
                nulls: true,
                shows: Shown::Moved(place),
            });
        }
    }
    if issues.iter().any(|issue| issue.effect == Effect::Late) {
        for (name, kind, shows) in [
            (ARRIVAL_PERIOD, ColumnType::Text, Shown::ArrivalPeriod),
            (ARRIVAL_DATE, ColumnType::Date, Shown::ArrivalDate),
        ] {
            all.push(FaultyColumn { name: name.to_owned(), kind, nulls: true, shows });
        }
    }
    all
}
