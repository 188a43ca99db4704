//! What the attributes of entities multiply the centres of their metrics by.

use std::ops::Range;

use super::{Engine, Finish};
use crate::random::{Items, Key, Stream, below};

impl Engine {
    /// For each entity, what the centre of each metric is multiplied by; empty lists where no attribute moves any.
    pub fn factors(&self, entities: Range<u64>) -> Vec<Vec<f64>> {
        let end = entities.end.min(self.entities());
        let many = end.saturating_sub(entities.start) as usize;
        let mut factors = vec![Vec::new(); many];
        for effect in &self.config.effects {
            let stream = Stream::new(self.column_key(effect.table, effect.column), 1);
            let mut words = Vec::new();
            let mut at = 0;
            for part in self.parts(entities.clone()) {
                // The draw is that of the column which shows the attribute.
                stream.words(Items::Range { first: part.identity, len: part.len }, &mut words);
                let texts = part.run.pools.get(effect.pool).map_or(&[][..], Vec::as_slice);
                for word in &words {
                    let Some(own) = factors.get_mut(at) else { break };
                    own.resize(self.config.metrics.len(), 1.0);
                    at += 1;
                    if texts.is_empty() {
                        continue;
                    }
                    let Some(text) = texts.get(below(*word, texts.len() as u64) as usize) else { continue };
                    for (metric, factor) in own.iter_mut().enumerate() {
                        *factor *= effect.factor(text, metric);
                    }
                }
            }
        }
        factors
    }

    /// What a metric is around at positions of entities, and its values at standard-normal scores: without what periods add. Rows of
    /// an entity stand together.
    pub fn at_positions(
        &self,
        metric: usize,
        entities: &[u64],
        positions: &[f64],
        scores: &[f64],
    ) -> (Vec<f64>, Vec<f64>) {
        let Some(own) = self.config.metrics.get(metric) else { return (Vec::new(), Vec::new()) };
        let (mut centres, mut values) =
            (Vec::with_capacity(entities.len()), Vec::with_capacity(entities.len()));
        let mut rows = positions.iter().zip(scores);
        for same in entities.chunk_by(|a, b| a == b) {
            let Some(entity) = same.first().copied() else { continue };
            let all = &self.config.entities;
            let Some(run) = all.runs.get(all.run_of(entity)) else { continue };
            let law = own.law_of(run.archetype);
            let factor = self.factors(entity..entity + 1).pop().and_then(|own| own.get(metric).copied());
            let sampler = self.samplers.of(&self.config, metric, run.archetype);
            let finish = Finish::of(law).to(own.decimals);
            for (position, score) in rows.by_ref().take(same.len()) {
                let centre = law.moved(own.polarity.apply(*position), factor.unwrap_or(1.0));
                let mut value = [sampler.value(centre, *score)];
                finish.apply(&mut value);
                centres.push(centre);
                values.push(value[0]);
            }
        }
        (centres, values)
    }

    /// The key of a column's draws.
    fn column_key(&self, table: usize, column: usize) -> Key {
        let table = self.config.tables.get(table);
        let column =
            table.and_then(|table| table.columns.get(column)).map_or("", |column| column.name.as_str());
        self.key.child("table").child(table.map_or("", |table| table.name.as_str())).child(column)
    }
}
