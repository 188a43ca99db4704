//! A narrative with every name looked up: which lexicon serves whom, and what its template shows.

use std::sync::Arc;

use super::super::{Source, SourceDraft, Standing};
use super::written::{BLOCK, DEFAULT, Drafted, LEXICONS, Lexicon, Piece, TEMPLATE};
use super::{Narrative, Part, Slot};
use crate::config::reader::Field;
use crate::config::suggest;

impl SourceDraft for Drafted {
    fn resolve(&self, column: &Standing<'_, '_>) -> Option<Arc<dyn Source>> {
        let block = column.draft.at.written(&BLOCK);
        let own = block.as_ref().unwrap_or(&column.draft.at);
        let (lexicons, template) = (own.written(&LEXICONS)?, own.written(&TEMPLATE)?);
        let groups = column.catalog.known.groups;
        let mut fine = true;
        for (name, field) in lexicons.entries()? {
            if name != DEFAULT && !groups.iter().any(|group| group.as_deref() == Some(name)) {
                // Names that could not be read may be the one.
                if groups.iter().all(Option::is_some) {
                    let known: Vec<&str> = groups.iter().flatten().map(String::as_str).collect();
                    let hint = suggest::hint(name, known.into_iter().chain([DEFAULT]));
                    let message = format!("no entities are of '{name}'");
                    field.error("unknown-segment", message, hint);
                    fine = false;
                }
            }
            for (slot, field) in field.entries().unwrap_or_default() {
                let shown = |piece: &Piece| matches!(piece, Piece::Slot(name, _) if name == slot);
                if !self.pieces.iter().any(shown) {
                    let message = format!("the template does not show '{slot}'");
                    field.warn("no-effect", message, Some(format!("write {{{slot}}} into it")));
                }
            }
        }
        // Each lexicon in use, with what it lacks from the default.
        let default = self.lexicons.get(DEFAULT);
        let mut used: Vec<(String, Vec<Slot>)> = Vec::new();
        let mut of_runs = Vec::new();
        for group in groups.iter().flatten() {
            let name = if self.lexicons.contains_key(group) { group.as_str() } else { DEFAULT };
            if let Some(place) = used.iter().position(|(known, _)| known == name) {
                of_runs.push(place);
                continue;
            }
            let Some(lexicon) = self.lexicons.get(name) else {
                let message = format!("has no phrases for '{group}'");
                let hint = "add them, or default, which serves whoever is not named".to_owned();
                lexicons.error("missing-key", message, Some(hint));
                fine = false;
                continue;
            };
            let place = lexicons.entries()?.into_iter().find(|(known, _)| *known == name);
            match self.slots(lexicon, default, &place.map_or(lexicons.clone(), |(_, field)| field)) {
                Some(slots) => {
                    of_runs.push(used.len());
                    used.push((name.to_owned(), slots));
                }
                None => {
                    fine = false;
                    used.push((name.to_owned(), Vec::new()));
                }
            }
        }
        let columns = &column.catalog.table(column.table)?.columns;
        let own = columns.iter().position(|other| std::ptr::eq(other, column.draft))?;
        let mut pieces = Vec::with_capacity(self.pieces.len());
        for piece in &self.pieces {
            pieces.push(match piece {
                Piece::Text(text) => Part::Text(text.clone()),
                Piece::Slot(name, number) => Part::Slot(self.place_of(name, *number)?),
                Piece::EntityName => Part::EntityName,
                Piece::PeriodLabel => Part::PeriodLabel,
                Piece::Column(name, byte) => {
                    match columns[..own].iter().position(|other| other.name == *name) {
                        Some(place) => Part::Column(place),
                        None => {
                            let known = columns[..own].iter().map(|other| other.name.as_str());
                            let slots =
                                self.lexicons.values().flat_map(|lexicon| lexicon.keys().map(String::as_str));
                            let words = ["entity_name", "period_label"];
                            let hint = suggest::hint(name, known.chain(slots).chain(words));
                            let message = format!(
                                "'{name}' is neither a slot of the lexicons nor a column before this one"
                            );
                            template.error_shown(*byte, "unknown-column", message, hint);
                            fine = false;
                            continue;
                        }
                    }
                }
            });
        }
        if !fine || groups.iter().any(Option::is_none) {
            return None;
        }
        column.settled(Narrative {
            pieces: pieces.into(),
            slots: self.shown().into(),
            lexicons: used.into_iter().map(|(_, slots)| slots).collect::<Vec<_>>().into(),
            of_runs: of_runs.into(),
            bands: Arc::clone(&self.bands),
            gauge: self.gauge,
        })
    }
}

impl Drafted {
    /// The slots that the sentence shows, each draw once, in order.
    fn shown(&self) -> Vec<(String, u64)> {
        let mut shown: Vec<(String, u64)> = Vec::new();
        for piece in &self.pieces {
            if let Piece::Slot(name, number) = piece
                && !shown.iter().any(|(known, other)| known == name && other == number)
            {
                shown.push((name.clone(), *number));
            }
        }
        shown
    }

    fn place_of(&self, name: &str, number: u64) -> Option<usize> {
        self.shown().iter().position(|(known, other)| known == name && *other == number)
    }

    /// The phrases of each slot that is shown, by band.
    fn slots(&self, lexicon: &Lexicon, default: Option<&Lexicon>, at: &Field<'_>) -> Option<Vec<Slot>> {
        let mut fine = true;
        let mut slots = Vec::new();
        let mut told: Vec<&str> = Vec::new();
        let shown = self.shown();
        for (name, _) in &shown {
            let own = lexicon.get(name);
            let other = default.and_then(|default| default.get(name));
            if own.is_none() && other.is_none() {
                if !told.contains(&name.as_str()) {
                    let hint = "add it here, or to default".to_owned();
                    let message = format!("the template's slot '{name}' has no phrases here");
                    at.error("missing-key", message, Some(hint));
                    told.push(name);
                }
                fine = false;
                continue;
            }
            let mut phrases = Vec::with_capacity(self.bands.len());
            for (band, label) in self.bands.iter().enumerate() {
                let of = |slot: Option<&Vec<Option<Arc<[String]>>>>| {
                    slot.and_then(|bands| bands.get(band)?.clone())
                };
                match of(own).or_else(|| of(other)) {
                    Some(texts) => phrases.push(texts),
                    None => {
                        if !told.contains(&name.as_str()) {
                            let message = format!("slot '{name}' has no phrases for the band '{label}'");
                            let place = at.node.get(name).map(|node| at.child(name, node));
                            place.as_ref().unwrap_or(at).error("missing-key", message, None);
                            told.push(name);
                        }
                        fine = false;
                    }
                }
            }
            slots.push(phrases);
        }
        fine.then_some(slots)
    }
}
