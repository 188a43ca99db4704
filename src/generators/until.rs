//! Delays that end at another moment of the row.

use std::sync::Arc;

use arrow::array::{Array, ArrayRef, AsArray};
use arrow::datatypes::{Date32Type, TimestampMicrosecondType};

use super::Values;
use super::timestamp_offset::explain_base;
use crate::config::calendar::DAY;
use crate::facts::Peer;
use crate::random::{Items, Stream, below};
use crate::steps::Steps;

const MICROS: i64 = 1_000_000;

/// How often a delay that is too long is drawn anew.
pub const TRIES: usize = 8;

/// The moment at which delays end.
pub struct Until {
    pub peer: Peer,
    pub values: Arc<dyn Values>,
    /// Further draws of the delay, for rows where those before were too long.
    pub again: Vec<Arc<dyn Values>>,
    /// Where these are too long as well, any moment there is room for is as likely.
    pub rest: Stream,
    /// The shortest delay.
    pub least: i64,
}

impl Until {
    /// Shortens delays after `base`, in its days or seconds, to what there is room for; none where there is no room. `more` makes
    /// delays of an array of further draws.
    pub fn shorten(
        &self,
        base: &ArrayRef,
        delays: &[i64],
        items: Items<'_>,
        more: impl Fn(ArrayRef) -> Vec<i64>,
    ) -> Vec<Option<i64>> {
        let room = self.room(base, items);
        let mut shortened: Vec<Option<i64>> = delays.iter().copied().map(Some).collect();
        let mut open: Vec<usize> = Vec::new();
        for (place, (delay, room)) in delays.iter().zip(&room).enumerate() {
            match room {
                Some(room) if *room < self.least => shortened[place] = None,
                Some(room) if delay > room => open.push(place),
                Some(_) | None => {}
            }
        }
        for values in &self.again {
            if open.is_empty() {
                return shortened;
            }
            let own: Vec<u64> = open.iter().map(|place| items.item(*place)).collect();
            let drawn = more(values.array(Items::List(&own)));
            let mut left = Vec::new();
            for (place, delay) in open.into_iter().zip(drawn) {
                match room[place] {
                    Some(room) if delay > room => left.push(place),
                    Some(_) | None => shortened[place] = Some(delay),
                }
            }
            open = left;
        }
        let own: Vec<u64> = open.iter().map(|place| items.item(*place)).collect();
        let mut words = Vec::new();
        self.rest.words(Items::List(&own), &mut words);
        for (place, word) in open.into_iter().zip(words) {
            let width = room[place].unwrap_or(self.least).abs_diff(self.least);
            shortened[place] = Some(self.least + below(word, width.saturating_add(1)) as i64);
        }
        shortened
    }

    /// How many days or seconds there are from the base to the end; none where there is no end.
    fn room(&self, base: &ArrayRef, items: Items<'_>) -> Vec<Option<i64>> {
        let (end, days) =
            (seconds(&self.values.array(items)), base.as_primitive_opt::<Date32Type>().is_some());
        let unit = if days { DAY } else { 1 };
        let room =
            |(base, end): (Option<i64>, Option<i64>)| Some(end?.div_euclid(unit) - base?.div_euclid(unit));
        seconds(base).into_iter().zip(end).map(room).collect()
    }

    pub fn explain(&self, item: u64, steps: &mut Steps) {
        explain_base(self.peer, &self.values, item, steps);
        steps.text(
            "until",
            "the base above",
            "a delay beyond it is drawn anew, and null if there is no room",
        );
    }
}

/// Dates, as their midnights, and timestamps in seconds since 1970.
fn seconds(array: &ArrayRef) -> Vec<Option<i64>> {
    match array.as_primitive_opt::<Date32Type>() {
        Some(days) => days.iter().map(|day| day.map(|day| i64::from(day) * DAY)).collect(),
        None => match array.as_primitive_opt::<TimestampMicrosecondType>() {
            Some(micros) => {
                micros.iter().map(|micros| micros.map(|micros| micros.div_euclid(MICROS))).collect()
            }
            None => vec![None; array.len()],
        },
    }
}
