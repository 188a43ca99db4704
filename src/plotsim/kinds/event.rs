//! Events of an entity in a period, and facts whose rows are as many as a metric says: the same rows under another name.

use super::*;
use crate::config::types::ColumnType;
use crate::facts::words;
use crate::plotsim::draft::{ColumnDraft, EventDraft};
use crate::plotsim::model::{Driver, EventCause, EventRule, Metric};
use crate::plotsim::sources;
use crate::plotsim::tables::grains::CountedRows;

static ABOUT: About = About {
    what: "an event",
    kind: "event",
    grain: "variable",
    entity: OfEntity::Entity,
    period: true,
    event: true,
    moment: true,
    child: false,
    pair: false,
    calendar: false,
    metrics: Metrics::Nothing,
    constants: List::Drawn,
    key: KeyStyle::Numbered(DIGITS),
    referred: Referred::Fact,
};

static FACT: About = About {
    what: "a fact with a variable number of rows",
    kind: "fact",
    grain: "variable",
    entity: OfEntity::Entity,
    period: true,
    event: false,
    moment: true,
    child: false,
    pair: false,
    calendar: false,
    metrics: Metrics::Nothing,
    constants: List::Drawn,
    key: KeyStyle::Numbered(DIGITS),
    referred: Referred::Fact,
};

/// Digits in keys at least: their number is not known.
pub const DIGITS: usize = 5;

/// What makes the rows stands in the table's draft.
#[derive(Debug)]
pub struct Written {
    about: &'static About,
}

impl Written {
    /// A table of events.
    pub const EVENT: Written = Written { about: &ABOUT };
    /// A fact with a variable number of rows.
    pub const FACT: Written = Written { about: &FACT };
}

impl Shape for Written {
    fn about(&self) -> &'static About {
        self.about
    }

    fn rows(&self, _: &TableDraft<'_>, _: &Known<'_>) -> Option<u64> {
        None
    }

    fn resolve(&self, catalog: &Catalog<'_, '_>, index: usize) -> Option<Arc<dyn TableKind>> {
        let draft = catalog.table(index)?;
        if let Some((field, rhythm)) = &draft.rhythm {
            sources::check_rhythm(catalog, field, rhythm, self.about)?;
            let shows = |column: &ColumnDraft<'_>| std::ptr::eq(column.entry, &sources::INSTANT);
            if draft.complete && !draft.columns.iter().any(shows) {
                let hint =
                    "give the event a column of type timestamp (source: generated:timestamp)".to_owned();
                field.warn("no-effect", "has no effect: no column shows when the events happen", Some(hint));
            }
        }
        let (metric, rule) = match draft.event.as_ref()? {
            EventDraft::Proportional { metric, scale } => (*metric, EventRule::Proportional(*scale)),
            EventDraft::Threshold { metric, rule } => (*metric, EventRule::Threshold(*rule)),
            EventDraft::Nothing => return Some(Arc::new(Event { about: self.about, cause: None })),
        };
        // Its fact is linked once all tables are known.
        let cause = EventCause { driver: Driver { metric, fact: None, rounded: false }, rule };
        if !self.about.event {
            counted::check_entity(catalog, index)?;
        }
        event_size::check(&cause, &draft.at, catalog.known)?;
        Some(Arc::new(Event { about: self.about, cause: Some(cause) }))
    }
}

/// An event, or a row of a fact; without a cause there is none, which was warned of.
#[derive(Debug)]
pub struct Event {
    about: &'static About,
    pub cause: Option<EventCause>,
}

impl Event {
    /// Events with a cause.
    #[cfg(test)]
    pub fn of(cause: EventCause) -> Event {
        Event { about: &ABOUT, cause: Some(cause) }
    }
}

impl TableKind for Event {
    fn about(&self) -> &'static About {
        self.about
    }

    fn rows(&self, _: &Plotsim) -> Option<u64> {
        self.cause.is_none().then_some(0)
    }

    fn row_word(&self, _: &Plotsim, table: &Table) -> String {
        words::thing(&table.name)
    }

    fn sentence(&self, config: &Plotsim, table: &Table) -> String {
        let period = wording::period(config);
        let metric = |index: usize| config.metrics.get(index).map_or("", |metric| metric.label.as_str());
        let why = match self.cause.map(|cause| (metric(cause.driver.metric), cause.rule)) {
            None => "; there are none, since nothing causes them".to_owned(),
            Some((metric, EventRule::Proportional(scale))) => format!(": {scale} for each unit of {metric}"),
            Some((metric, EventRule::Threshold(rule))) => {
                let often = if rule.every { "whenever" } else { "the first time" };
                let (side, value, periods) = (rule.side.name(), rule.value, rule.periods);
                let plural = if periods == 1 { "" } else { "s" };
                format!(": {often} {metric} was {side} {value} for {periods} {period}{plural} in a row")
            }
        };
        format!("One row per {}{why}", self.row_word(config, table))
    }

    fn open(&self, engine: &Arc<Engine>, index: usize, shard: Option<(u64, u64)>) -> Arc<dyn tables::Table> {
        GrainTable::open(engine, index, shard, |shards| match CountedRows::new(engine, index, shards) {
            Some(rows) if self.cause.is_some() => Arc::new(rows),
            _ => Arc::new(dims::Things::new(0, shards)),
        })
    }

    fn rest(&self) -> Rest<'_> {
        Rest::Events(self.cause.as_ref())
    }
}

/// Ties events to the first fact that shows their metric.
pub fn link_drivers(tables: &mut [Table], metrics: &[Option<Metric>]) {
    for index in 0..tables.len() {
        let kind = &tables[index].kind;
        let Some(EventCause { driver: Driver { metric, .. }, rule }) = kind.cause().copied() else {
            continue;
        };
        let about = kind.about();
        let shows = |table: &Table| {
            let shown = table.kind.about().metrics == Metrics::Value;
            shown
                .then(|| table.columns.iter().position(|column| column.source.metric() == Some(metric)))
                .flatten()
        };
        let fact = tables.iter().enumerate().find_map(|(index, table)| Some((index, shows(table)?)));
        let count = metrics.get(metric).and_then(Option::as_ref).is_some_and(Metric::is_count);
        let whole = fact.is_some_and(|(table, column)| {
            matches!(tables[table].columns[column].kind, ColumnType::Int32 | ColumnType::Int64)
        });
        let driver = Driver { metric, fact, rounded: whole && !count };
        tables[index].kind = Arc::new(Event { about, cause: Some(EventCause { driver, rule }) });
    }
}
