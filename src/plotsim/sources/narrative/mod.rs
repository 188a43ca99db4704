//! `narrative`: a sentence whose words follow how an entity is doing.

mod resolve;
mod sentences;
mod written;

use std::collections::BTreeMap;
use std::sync::Arc;

use arrow::array::ArrayRef;

pub use written::{BANDS, BLOCK, ENTRY, FOLLOWS, IN_BUILDER, IN_ENGINE, LEXICONS, TEMPLATE};

use super::gauge::{Gauge, Gauged};
use super::{Place, Site, Source, Stated, Values};
use crate::config::types::ColumnType;
use crate::facts::{Duty, Facts, Language, Nulls, Order, Relation, Window};
use crate::generators::cell;
use crate::plotsim::model::Plotsim;
use crate::plotsim::tables::engine::Engine;
use crate::plotsim::tables::rows::{Draws, RowSet};
use crate::random::below;
use crate::steps::Steps;
use crate::tables::text::Texts;
use sentences::Sentences;

/// The phrases of a slot by band.
type Slot = Vec<Arc<[String]>>;

/// A part of a sentence once names are places.
#[derive(Clone, Debug)]
enum Part {
    Text(String),
    /// A place among the draws.
    Slot(usize),
    EntityName,
    PeriodLabel,
    /// A column of the table.
    Column(usize),
}

/// Sentences whose words follow a position.
#[derive(Clone, Debug)]
pub struct Narrative {
    pieces: Arc<[Part]>,
    /// The draws: slots and which draw of them each is.
    slots: Arc<[(String, u64)]>,
    /// By lexicon and draw.
    lexicons: Arc<[Vec<Slot>]>,
    /// The lexicon of each run.
    of_runs: Arc<[usize]>,
    bands: Arc<[String]>,
    gauge: Gauge,
}

impl Source for Narrative {
    fn kind(&self) -> ColumnType {
        ColumnType::Text
    }

    fn words(&self, _: &Plotsim) -> String {
        "narrative".to_owned()
    }

    fn facts(&self, place: &Place<'_>) -> Facts {
        let facts: Facts = Stated {
            kind: self.kind(),
            nulls: self.gauge.nulls(place),
            range: None,
            categories: None,
            law: None,
            reference: None,
            relation: Relation::None,
            unique: false,
            order: Order::Any,
            window: Window::Any,
            description: format!("{}, in words that go with {}", place.named(), self.gauge.in_words(place)),
            duty: Duty::Judge,
        }
        .into();
        let language = Sentences { narrative: self.clone() };
        Facts {
            language: (facts.nulls == Nulls::Never).then(|| Arc::new(language) as Arc<dyn Language>),
            ..facts
        }
    }

    fn values(&self, site: Site<'_>) -> Arc<dyn Values> {
        let key = site.key().child("slot");
        let draw = |(name, number): &(String, u64)| Draws::new(key.child(name).child(&number.to_string()), 1);
        let others = self.pieces.iter().filter_map(|piece| match piece {
            Part::Column(column) => Some((*column, Site { column: *column, ..site }.values())),
            Part::Text(_) | Part::Slot(_) | Part::EntityName | Part::PeriodLabel => None,
        });
        Arc::new(Told {
            narrative: self.clone(),
            gauged: Gauged::new(site, self.gauge),
            draws: self.slots.iter().map(draw).collect(),
            others: others.collect(),
            engine: Arc::clone(site.engine),
        })
    }
}

struct Told {
    narrative: Narrative,
    gauged: Gauged,
    draws: Vec<Draws>,
    /// Other columns that sentences show.
    others: BTreeMap<usize, Arc<dyn Values>>,
    engine: Arc<Engine>,
}

impl Told {
    /// The band of a position.
    fn band(&self, position: f64) -> usize {
        let bands = self.narrative.bands.len();
        ((position * bands as f64) as usize).min(bands - 1)
    }

    /// The phrases that a row chooses among in a slot.
    fn phrases(&self, run: usize, slot: usize, band: usize) -> &[String] {
        let lexicon = self.narrative.of_runs.get(run).and_then(|place| self.narrative.lexicons.get(*place));
        lexicon.and_then(|slots| slots.get(slot)?.get(band)).map_or(&[], |phrases| phrases)
    }
}

/// One of some phrases.
fn phrase(phrases: &[String], word: u64) -> &str {
    phrases.get(below(word, phrases.len().max(1) as u64) as usize).map_or("", String::as_str)
}

impl Values for Told {
    fn array(&self, rows: &RowSet) -> ArrayRef {
        let positions = self.gauged.of(rows);
        let words: Vec<Vec<u64>> = self
            .draws
            .iter()
            .map(|draws| {
                let mut words = Vec::new();
                draws.words(rows, &mut words);
                words
            })
            .collect();
        let others: BTreeMap<usize, ArrayRef> =
            self.others.iter().map(|(column, values)| (*column, values.array(rows))).collect();
        let config = self.engine.config();
        let mut texts = Texts::with_capacity(rows.len, 64);
        let mut labels: BTreeMap<u32, String> = BTreeMap::new();
        for (row, position) in positions.iter().enumerate() {
            let entity = rows.entities.get(row).copied().unwrap_or_default();
            let run = config.entities.run_of(entity);
            let band = self.band(*position);
            for piece in self.narrative.pieces.iter() {
                match piece {
                    Part::Text(text) => texts.push(text),
                    Part::Slot(slot) => {
                        let word =
                            words.get(*slot).and_then(|words| words.get(row)).copied().unwrap_or_default();
                        texts.push(phrase(self.phrases(run, *slot, band), word));
                    }
                    Part::EntityName => {
                        let own = &config.entities.runs[run];
                        texts.push(&own.entity_name(entity - own.first));
                    }
                    Part::PeriodLabel => {
                        let period = rows.periods.get(row).copied().unwrap_or_default();
                        let label = || config.time.label(period as usize).unwrap_or_default();
                        texts.push(labels.entry(period).or_insert_with(label));
                    }
                    Part::Column(column) => {
                        let shown = others.get(column).and_then(|array| cell::text(array, row));
                        texts.push(shown.as_deref().unwrap_or("-"));
                    }
                }
            }
            texts.end();
        }
        texts.finish()
    }

    fn explain(&self, _: Site<'_>, rows: &RowSet, row: usize, steps: &mut Steps) {
        self.gauged.explain(rows, row, steps);
        let position = self.gauged.of(rows).get(row).copied().unwrap_or(f64::NAN);
        let band = self.band(position);
        let bands = &self.narrative.bands;
        let name = bands.get(band).map_or("", String::as_str);
        steps.named("band", band as f64, name, format!("⌊{}·position⌋, of {0} bands", bands.len()));
        let run = rows.entities.get(row).map_or(0, |entity| self.engine.config().entities.run_of(*entity));
        for (slot, ((name, number), draws)) in self.narrative.slots.iter().zip(&self.draws).enumerate() {
            let word = draws.of_row(rows, row).first().copied().unwrap_or_default();
            let phrases = self.phrases(run, slot, band);
            let which = if *number > 1 { format!("{name}#{number}") } else { name.clone() };
            let detail = format!("of the {} phrases of slot '{which}', by the word {word}", phrases.len());
            steps.text("phrase", phrase(phrases, word), detail);
        }
    }

    fn metrics(&self) -> Vec<usize> {
        self.others.values().flat_map(|other| other.metrics()).chain(self.gauged.metrics()).collect()
    }

    fn reads_positions(&self) -> bool {
        self.others.values().any(|other| other.reads_positions())
    }

    fn reads_numbers(&self) -> bool {
        self.others.values().any(|other| other.reads_numbers())
    }

    fn failure(&self) -> Option<String> {
        self.others.values().find_map(|other| other.failure())
    }
}
