//! What the calendar says of a row's period.

use std::collections::BTreeMap;

use chrono::{Datelike, NaiveDate};

use super::{Rows, Rule, RuleTally, Site};
use crate::config::calendar::{DAY, date_from_days, format_date};
use crate::config::types::ColumnType;
use crate::facts::{OfPeriod, Pick, Relation};
use crate::trajectory::time_axis::Granularity;

struct Calendar {
    /// The column of the period's key, YYYYMMDD.
    key: usize,
    fields: Vec<(usize, OfPeriod)>,
    names: Vec<String>,
    granularity: Granularity,
    /// The number of each period, from 0, by its key.
    index: BTreeMap<i64, usize>,
}

pub fn rules(site: &Site<'_>) -> Vec<Box<dyn Rule>> {
    let Some(engine) = site.plotsim() else { return Vec::new() };
    let config = engine.config();
    let names_period = |table: usize, column: usize| {
        config.facts(table).get(column).is_some_and(|facts| facts.relation == Relation::Period(OfPeriod::Key))
    };
    let key = site.columns.iter().position(|column| {
        let whole = matches!(column.facts.kind, ColumnType::Int32 | ColumnType::Int64);
        let names = column.facts.reference.as_ref().is_some_and(|reference| {
            reference.pick == Pick::Period
                && reference.column.is_some_and(|column| names_period(reference.table, column))
        });
        whole && (names || column.facts.relation == Relation::Period(OfPeriod::Key))
    });
    // Errors of reports take the moments of events out of their periods: see the check of temporal coherence.
    let moments = !config.tables.get(site.table).is_some_and(|table| {
        let about = table.kind.about();
        about.event || (about.moment && config.temporal_jitter > 0.0)
    });
    let fields = site.columns.iter().enumerate().filter_map(|(place, column)| {
        let Relation::Period(of) = column.facts.relation else { return None };
        (describes_period(of) && (moments || of != OfPeriod::Moment)).then_some((place, of))
    });
    let fields: Vec<(usize, OfPeriod)> = fields.collect();
    let (Some(key), false) = (key, fields.is_empty()) else { return Vec::new() };
    let time = &config.time;
    let keys = (0..time.len()).filter_map(|index| Some((i64::from(time.period(index)?.date_key), index)));
    vec![Box::new(Calendar {
        key,
        names: fields.iter().map(|(place, _)| site.columns[*place].name.to_owned()).collect(),
        fields,
        granularity: time.granularity(),
        index: keys.collect(),
    })]
}

/// Whether the period's key tells the value.
fn describes_period(of: OfPeriod) -> bool {
    match of {
        OfPeriod::Key => false,
        OfPeriod::Day
        | OfPeriod::Year
        | OfPeriod::Quarter
        | OfPeriod::Month
        | OfPeriod::MonthName
        | OfPeriod::Week
        | OfPeriod::Label
        | OfPeriod::Index
        | OfPeriod::Weekday
        | OfPeriod::DayOfMonth
        | OfPeriod::IsWeekend
        | OfPeriod::Moment => true,
    }
}

impl Calendar {
    /// The label of the period of a day, since 1970-01-01.
    fn label(&self, day: i64) -> String {
        date_from_days(day).map_or_else(String::new, |date| self.words(OfPeriod::Label, 0, date))
    }

    /// What a field shows in a period.
    fn words(&self, of: OfPeriod, key: i64, date: NaiveDate) -> String {
        match of {
            OfPeriod::Key => key.to_string(),
            OfPeriod::Day => date.to_string(),
            OfPeriod::Year => date.year().to_string(),
            OfPeriod::Quarter => date.month().div_ceil(3).to_string(),
            OfPeriod::Month => date.month().to_string(),
            OfPeriod::MonthName => date.format("%B").to_string(),
            OfPeriod::Week => date.iso_week().week().to_string(),
            OfPeriod::Label | OfPeriod::Moment => {
                let format = match self.granularity {
                    Granularity::Monthly => "%Y-%m",
                    Granularity::Weekly => "%G-W%V",
                    Granularity::Daily => "%F",
                };
                date.format(format).to_string()
            }
            OfPeriod::Index => self.index.get(&key).map_or_else(String::new, usize::to_string),
            OfPeriod::Weekday => date.format("%A").to_string(),
            OfPeriod::DayOfMonth => date.day().to_string(),
            OfPeriod::IsWeekend => (date.weekday().number_from_monday() > 5).to_string(),
        }
    }
}

impl Rule for Calendar {
    fn check(&self) -> &'static str {
        "calendar_fields"
    }

    fn columns(&self) -> Vec<usize> {
        self.fields.iter().map(|(place, _)| *place).collect()
    }

    fn expected(&self) -> String {
        format!("what the calendar says of the period in {}", self.names.join(", "))
    }

    fn add(&self, rows: &Rows<'_>, tally: &mut RuleTally) {
        let keys = &rows.values[self.key];
        let mut known: (i64, Option<Vec<String>>) = (0, None);
        for row in 0..rows.block.rows {
            tally.rows += 1;
            let key = keys.int(row).filter(|_| keys.is_valid(row)).unwrap_or(0);
            if known.0 != key || row == 0 {
                let part = |of: i64, most: i64| (of.rem_euclid(most)) as u32;
                let date =
                    NaiveDate::from_ymd_opt((key / 10_000) as i32, part(key / 100, 100), part(key, 100));
                let fields = |date| self.fields.iter().map(|(_, of)| self.words(*of, key, date)).collect();
                known = (key, date.map(fields));
            }
            let own = |column: usize, of: OfPeriod| {
                let values = &rows.values[column];
                match (of, values.int(row)) {
                    (OfPeriod::Day, Some(day)) => format_date(day as i32),
                    (OfPeriod::Moment, Some(moment)) => self.label(moment.div_euclid(DAY * 1_000_000)),
                    _ => values.words(row),
                }
            };
            let right = known.1.as_ref().is_some_and(|known| {
                self.fields.iter().zip(known).all(|((column, of), known)| own(*column, *of) == *known)
            });
            if !right {
                tally.offenders.push(|| rows.words(row, &self.columns()));
            }
        }
    }
}
