//! The entities of a resolved config, as runs of alike ones, so that a billion of them take no memory.

use crate::trajectory::lag::Treatment;

/// All entities, numbered from 0 run by run.
#[derive(Debug)]
pub struct Entities {
    /// Not empty; first entities ascend without gaps.
    pub runs: Vec<Run>,
    /// Number of entities, at least 1.
    pub count: u64,
}

impl Entities {
    /// Whether no two entities have the same name: no run's name is another's or looks like one of its numbered names.
    pub fn names_differ(&self) -> bool {
        let mut names: Vec<&str> = self.runs.iter().map(|run| run.name.as_str()).collect();
        names.sort_unstable();
        let numbered = |name: &&str| name.rsplit_once('_').is_some_and(|(_, end)| end.parse::<u64>().is_ok());
        names.windows(2).all(|pair| pair[0] != pair[1]) && !names.iter().any(numbered)
    }

    /// A number that a row of an entity, of which there are `each` at most, has alone, and keeps when there are more entities of
    /// its run: numbers of the runs take turns.
    pub fn serial(&self, entity: u64, row: u64, each: u64) -> u64 {
        let index = self.run_of(entity);
        let Some(run) = self.runs.get(index) else { return entity };
        let place = entity.saturating_sub(run.first);
        let own = place.wrapping_mul(each).wrapping_add(row);
        own.wrapping_mul(self.runs.len() as u64).wrapping_add(index as u64)
    }

    /// The run an entity belongs to: its index in [`Entities::runs`]. Entities past the end count to the last run.
    pub fn run_of(&self, entity: u64) -> usize {
        self.runs.partition_point(|run| run.first <= entity).saturating_sub(1)
    }
}

/// Entities that differ only by what is drawn for each.
#[derive(Debug)]
pub struct Run {
    /// The segment or, in the engine form, the entity as written.
    pub name: String,
    pub label: String,
    pub naming: Naming,
    /// Number of the first entity.
    pub first: u64,
    /// Number of entities, at least 1.
    pub count: u64,
    /// Members behind each entity; the engine form's `size`, otherwise 1.
    pub size: u64,
    pub archetype: usize,
    /// The period, from the entity's own start, in which the first segment of the curve should end.
    pub inflection: Option<i64>,
    pub arrival: Arrival,
    pub treatment: Option<TreatmentRule>,
    /// Multiplies the season's strength.
    pub seasonal_sensitivity: f64,
    /// Foreign keys that are the same for every entity of the run.
    pub pins: Vec<Pin>,
    /// One list of texts for each of the config's pools; empty where no column of these entities reads it.
    pub pools: Vec<Vec<String>>,
}

impl Run {
    /// The name of entity number `place` of the run.
    pub fn entity_name(&self, place: u64) -> String {
        match self.naming {
            Naming::AsWritten if place == 0 => self.name.clone(),
            Naming::AsWritten | Naming::Numbered => format!("{}_{place:04}", self.name),
        }
    }
}

/// How entities are named after their run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Naming {
    /// `<run>_0000`, `<run>_0001`, …
    Numbered,
    /// `<run>`, and if scaling made more of it `<run>_0001`, …
    AsWritten,
}

/// The first period of each entity of a run; earlier periods have no rows.
#[derive(Clone, Debug, PartialEq)]
pub enum Arrival {
    /// The same for all.
    At(usize),
    /// Uniform among the periods `start..end`.
    Uniform { start: usize, end: usize },
    /// With `u` uniform in [0, 1) and `span = end − start`: `start + min(floor(span·√u), span − 1)` if arrivals
    /// increase, `start + min(floor(span·(1 − √(1 − u))), span − 1)` if they decrease.
    Linear { start: usize, end: usize, increasing: bool },
    /// Entities in order: block by block, so many in each. The numbers add up to the run's count.
    Blocks(Vec<Block>),
    /// One of these periods, each with its share of the entities; shares add up to 1, nearly.
    Shares(Vec<(usize, f64)>),
    /// Entity number `i` of the run starts in period `i mod length`; not empty.
    Listed(Vec<usize>),
}

/// Entities that start together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Block {
    pub period: usize,
    pub entities: u64,
}

/// Which entities of a run are treated and how.
#[derive(Clone, Debug, PartialEq)]
pub struct TreatmentRule {
    /// How many of the run's entities, chosen without replacement.
    pub treated: u64,
    /// The share of entities, where more of them must not change who is treated: then as many of each 64 in order.
    pub share: Option<f64>,
    pub shift: Treatment,
    pub treatment_label: String,
    pub control_label: String,
}

/// A foreign key that is given rather than drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pin {
    /// The table and column that hold the key.
    pub table: usize,
    pub column: usize,
    /// The row of the parent, from 0.
    pub row: u64,
}
