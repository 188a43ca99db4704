//! The texts that a narrative can show, for the check of its column.

use std::fmt;

use super::{Narrative, Part, Slot};
use crate::facts::Language;

/// The sentences that a narrative can tell.
pub struct Sentences {
    pub narrative: Narrative,
}

impl fmt::Debug for Sentences {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "sentences of {} pieces", self.narrative.pieces.len())
    }
}

impl Sentences {
    /// Whether a text is made of the phrases of one band of a lexicon: which ends of its beginning the pieces so far can
    /// have is all that is kept, and of slots that come again that they are the same.
    fn matches(&self, slots: &[Slot], band: usize, text: &str) -> bool {
        self.follows(slots, band, text, 0, &mut vec![None; slots.len()])
    }

    fn follows<'t>(
        &self,
        slots: &'t [Slot],
        band: usize,
        text: &str,
        piece: usize,
        chosen: &mut Vec<Option<&'t str>>,
    ) -> bool {
        let Some(part) = self.narrative.pieces.get(piece) else { return text.is_empty() };
        match part {
            Part::Text(own) => text
                .strip_prefix(own.as_str())
                .is_some_and(|rest| self.follows(slots, band, rest, piece + 1, chosen)),
            Part::Slot(slot) => {
                let phrases = slots.get(*slot).and_then(|bands| bands.get(band));
                let before = chosen.get(*slot).copied().flatten();
                let mut fits = phrases.into_iter().flat_map(|phrases| phrases.iter()).filter(|phrase| {
                    before.is_none_or(|before| before == phrase.as_str()) && text.starts_with(phrase.as_str())
                });
                fits.any(|phrase| {
                    if let Some(own) = chosen.get_mut(*slot) {
                        *own = Some(phrase);
                    }
                    let found = self.follows(slots, band, &text[phrase.len()..], piece + 1, chosen);
                    if let Some(own) = chosen.get_mut(*slot) {
                        *own = before;
                    }
                    found
                })
            }
            // What they say is not this column's: any text may stand there.
            Part::EntityName | Part::PeriodLabel | Part::Column(_) => {
                let mut ends = text.char_indices().map(|(at, _)| at).chain([text.len()]);
                ends.any(|end| self.follows(slots, band, &text[end..], piece + 1, chosen))
            }
        }
    }
}

impl Language for Sentences {
    fn contains(&self, text: &str) -> bool {
        let bands = 0..self.narrative.bands.len();
        let mut lexicons = self.narrative.lexicons.iter();
        lexicons.any(|slots| bands.clone().any(|band| self.matches(slots, band, text)))
    }

    fn in_words(&self) -> String {
        let part = |piece: &Part| match piece {
            Part::Text(text) => text.clone(),
            Part::Slot(slot) => {
                format!("{{{}}}", self.narrative.slots.get(*slot).map_or("", |(name, _)| name))
            }
            Part::EntityName => "{entity_name}".to_owned(),
            Part::PeriodLabel => "{period_label}".to_owned(),
            Part::Column(_) => "{…}".to_owned(),
        };
        let sentence: String = self.narrative.pieces.iter().map(part).collect();
        format!("'{sentence}' with phrases of one band")
    }
}
