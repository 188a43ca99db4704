//! A fact with a row for each period: means over the entities there are.

use super::*;
use crate::plotsim::tables::facts;

static ABOUT: About = About {
    what: "a fact per period",
    kind: "fact",
    grain: "per_period",
    entity: OfEntity::Nobody,
    period: true,
    event: false,
    moment: false,
    child: false,
    pair: false,
    calendar: false,
    metrics: Metrics::Mean,
    constants: List::Drawn,
    key: KeyStyle::Period,
    referred: Referred::Fact,
};

#[derive(Debug)]
pub struct PeriodFact;

impl Shape for PeriodFact {
    fn about(&self) -> &'static About {
        &ABOUT
    }

    fn rows(&self, _: &TableDraft<'_>, _: &Known<'_>) -> Option<u64> {
        None
    }

    fn resolve(&self, _: &Catalog<'_, '_>, _: usize) -> Option<Arc<dyn TableKind>> {
        Some(Arc::new(PeriodFact))
    }
}

impl TableKind for PeriodFact {
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
        format!("One row per {}: means over every {}", wording::period(config), wording::entity(config))
    }

    fn open(&self, engine: &Arc<Engine>, index: usize, shard: Option<(u64, u64)>) -> Arc<dyn tables::Table> {
        Arc::new(facts::PeriodFact::new(Arc::clone(engine), index, shard))
    }

    fn rest(&self) -> Rest<'_> {
        Rest::Nothing
    }
}
