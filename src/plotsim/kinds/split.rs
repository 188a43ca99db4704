//! One side of a split: the rows of another table that are for training, or those that are held out.

use super::*;
use crate::plotsim::model::{Split, SplitRule, SplitSide};
use crate::plotsim::tables::SplitTable;

static OF_ENTITIES: About = About {
    period: true,
    ..derived("a side of a split", "split", "split", OfEntity::Entity, Referred::Fact)
};

static OF_PERIODS: About = About { entity: OfEntity::Nobody, ..OF_ENTITIES };

/// One side of another table. It has the columns of that table, and of its rows those of its side.
#[derive(Debug)]
pub struct OneSide {
    pub split: Split,
    /// Whether the rows of the whole are about periods alone.
    pub of_periods: bool,
}

impl TableKind for OneSide {
    fn about(&self) -> &'static About {
        if self.of_periods { &OF_PERIODS } else { &OF_ENTITIES }
    }

    fn rows(&self, _: &Plotsim) -> Option<u64> {
        None
    }

    fn row_word(&self, config: &Plotsim, _: &Table) -> String {
        thing(config, self.split.of)
    }

    fn sentence(&self, config: &Plotsim, _: &Table) -> String {
        let whole = config.tables.get(self.split.of).map_or("", |table| table.name.as_str());
        let label = |period: usize| config.time.label(period).unwrap_or_default();
        match (self.split.rule, self.split.side) {
            (SplitRule::From(cutoff), SplitSide::Train) => {
                format!("The rows of {whole} before {}, to train on", label(cutoff))
            }
            (SplitRule::From(cutoff), SplitSide::Holdout) => {
                format!("The rows of {whole} from {} on, held out of training", label(cutoff))
            }
            (SplitRule::Entities(_), SplitSide::Train) => {
                format!("The rows of {whole} of each {} that is not held out", wording::entity(config))
            }
            (SplitRule::Entities(_), SplitSide::Holdout) => {
                format!(
                    "The rows of {whole} of each {} that is held out of training",
                    wording::entity(config)
                )
            }
        }
    }

    fn open(&self, engine: &Arc<Engine>, _: usize, shard: Option<(u64, u64)>) -> Arc<dyn tables::Table> {
        let whole = engine.config().tables[self.split.of].kind.open(engine, self.split.of, shard);
        Arc::new(SplitTable::new(engine, self.split, whole, shard))
    }

    fn rest(&self) -> Rest<'_> {
        Rest::Side(&self.split)
    }
}
