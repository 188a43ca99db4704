//! The date dimension: a row for each period of the window.

use super::*;

static ABOUT: About = About {
    what: "a date dimension",
    kind: "dim",
    grain: "per_period",
    entity: OfEntity::Nobody,
    period: true,
    event: false,
    moment: false,
    child: false,
    pair: false,
    calendar: true,
    metrics: Metrics::Nothing,
    constants: List::Drawn,
    key: KeyStyle::Absent,
    referred: Referred::Period,
};

#[derive(Debug)]
pub struct DateDim;

impl Shape for DateDim {
    fn about(&self) -> &'static About {
        &ABOUT
    }

    fn rows(&self, _: &TableDraft<'_>, known: &Known<'_>) -> Option<u64> {
        known.time.map(|time| time.len() as u64)
    }

    fn resolve(&self, _: &Catalog<'_, '_>, _: usize) -> Option<Arc<dyn TableKind>> {
        Some(Arc::new(DateDim))
    }
}

impl TableKind for DateDim {
    fn about(&self) -> &'static About {
        &ABOUT
    }

    fn rows(&self, config: &Plotsim) -> Option<u64> {
        Some(config.time.len() as u64)
    }

    fn row_word(&self, config: &Plotsim, _: &Table) -> String {
        wording::period(config).to_owned()
    }

    fn sentence(&self, config: &Plotsim, _: &Table) -> String {
        format!("One row per {}", wording::period(config))
    }

    fn row_set(&self, _: &Engine, numbers: Vec<u64>) -> RowSet {
        RowSet::of_periods(numbers.into_iter().map(|number| number as u32).collect())
    }

    fn open(&self, engine: &Arc<Engine>, index: usize, shard: Option<(u64, u64)>) -> Arc<dyn tables::Table> {
        GrainTable::open(engine, index, shard, |shards| Arc::new(dims::Periods::new(engine, shards)))
    }

    fn rest(&self) -> Rest<'_> {
        Rest::Nothing
    }
}
