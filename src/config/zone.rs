//! Zones of the IANA database: what clocks show there, and when.
//!
//! A clock is read in seconds since 1970-01-01T00:00:00 as it shows them, an instant in those of UTC. Where clocks are put back
//! a reading comes twice, and is taken for the first of the two; where they are put forward some readings are passed over,
//! and such a one is taken for the instant that is as much later as the clocks jump (Temporal's `compatible`, RFC 5545's rule).

use std::cmp::Ordering;

use chrono::{DateTime, Offset, TimeZone};
use chrono_tz::{TZ_VARIANTS, Tz};

use super::calendar::DAY;
use super::key::{Key, Unread};
use super::param::Kind;
use super::reader::{Field, Fields};
use super::suggest;

/// A zone of the IANA database, as of the release that the crate `chrono-tz` holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Zone(Tz);

/// `zone`.
pub const ZONE: Key<Option<Unread>> = Key::of("zone", Kind::Text)
    .otherwise("none: a TIMESTAMP")
    .doc("The zone in whose clocks times are written, by its name in the IANA database; the column is then a TIMESTAMP WITH TIME ZONE")
    .example("Europe/Berlin");

/// Places at which changes of a zone are looked for lie so far apart: clocks that change twice within this time do not exist.
const STEP: i64 = 5 * DAY;

impl Zone {
    /// Coordinated universal time.
    pub const UTC: Zone = Zone(Tz::UTC);

    /// The zone of a name.
    pub fn named(name: &str) -> Option<Zone> {
        name.parse().ok().map(Zone)
    }

    /// Its name.
    pub fn name(self) -> &'static str {
        self.0.name()
    }

    /// How many seconds its clocks are ahead of UTC at an instant.
    pub fn ahead(self, instant: i64) -> i64 {
        let utc = DateTime::from_timestamp(instant, 0).unwrap_or_default().naive_utc();
        self.0.offset_from_utc_datetime(&utc).fix().local_minus_utc().into()
    }

    /// What its clocks show at an instant.
    pub fn clock(self, instant: i64) -> i64 {
        instant + self.ahead(instant)
    }

    /// The zone that fields name, if they name one; `None` if there is no such zone, which is reported.
    pub fn read(fields: &Fields<'_>) -> Option<Option<Zone>> {
        match fields.read(&ZONE)? {
            None => Some(None),
            Some(field) => Zone::of(&field).map(Some),
        }
    }

    fn of(field: &Field<'_>) -> Option<Zone> {
        let name = field.text()?;
        let found = Zone::named(name);
        if found.is_none() {
            let names = || TZ_VARIANTS.iter().map(|zone| zone.name());
            // Most of those who err write the town alone.
            let town = |zone: &&str| {
                zone.rsplit('/').next().is_some_and(|town| town.eq_ignore_ascii_case(&name.replace(' ', "_")))
            };
            let meant = names().find(town).or_else(|| suggest::closest(name, names()));
            let hint = meant
                .map_or("name one as in Europe/Berlin".to_owned(), |zone| format!("did you mean '{zone}'?"));
            field.error("unknown-zone", format!("'{name}' is no zone of the IANA database"), Some(hint));
        }
        found
    }
}

impl PartialOrd for Zone {
    fn partial_cmp(&self, other: &Zone) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Zone {
    fn cmp(&self, other: &Zone) -> Ordering {
        self.name().cmp(other.name())
    }
}

/// The clocks of a zone from one instant to another, with their changes looked up beforehand.
#[derive(Clone, Debug, PartialEq)]
pub struct Clock {
    changes: Vec<Change>,
    /// How far clocks are ahead of UTC before the first change.
    ahead: i64,
}

/// A change of clocks.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Change {
    /// The instant.
    at: i64,
    /// How far clocks were ahead of UTC, and are from then on.
    before: i64,
    after: i64,
}

impl Clock {
    /// The clocks of a zone around these readings or instants.
    pub fn new(zone: Zone, first: f64, last: f64) -> Clock {
        let (first, last) = (first as i64 - 2 * DAY, last as i64 + 2 * DAY);
        let (mut at, mut before) = (first, zone.ahead(first));
        let start = before;
        let mut changes = Vec::new();
        while at < last {
            let next = at + STEP;
            let after = zone.ahead(next);
            if after != before {
                let (mut low, mut high) = (at, next);
                while high - low > 1 {
                    let middle = low + (high - low) / 2;
                    if zone.ahead(middle) == before { low = middle } else { high = middle }
                }
                changes.push(Change { at: high, before, after });
            }
            (at, before) = (next, after);
        }
        Clock { changes, ahead: start }
    }

    fn after(&self, changes: usize) -> i64 {
        changes
            .checked_sub(1)
            .and_then(|place| self.changes.get(place))
            .map_or(self.ahead, |change| change.after)
    }

    /// What clocks show at an instant.
    #[inline]
    pub fn clock(&self, instant: i64) -> i64 {
        instant + self.after(self.changes.partition_point(|change| change.at <= instant))
    }

    /// The instant at which clocks show this for the first time; where they pass it over, as much later as they jump.
    #[inline]
    pub fn instant(&self, clock: i64) -> i64 {
        let passed = |change: &Change| change.at + change.before.max(change.after) <= clock;
        clock - self.after(self.changes.partition_point(passed))
    }

    /// The latest reading whose first instant is not after this one.
    pub fn reached(&self, instant: f64) -> f64 {
        let changes = self.changes.partition_point(|change| change.at as f64 <= instant);
        let own = instant + self.after(changes) as f64;
        match changes.checked_sub(1).and_then(|place| self.changes.get(place)) {
            // The readings of before come again.
            Some(change) => own.max((change.at + change.before) as f64),
            None => own,
        }
    }

    /// The readings that are passed over: the first of each jump, and the one after its last.
    pub fn gaps(&self) -> impl Iterator<Item = (i64, i64)> {
        let jumps = self.changes.iter().filter(|change| change.after > change.before);
        jumps.map(|change| (change.at + change.before, change.at + change.after))
    }

    /// Seconds of the greatest change, forward or back; 0 without any.
    pub fn longest_change(&self) -> i64 {
        self.changes.iter().map(|change| (change.after - change.before).abs()).max().unwrap_or(0)
    }

    /// Seconds of the longest jump; 0 without any.
    pub fn longest_gap(&self) -> i64 {
        self.gaps().map(|(from, to)| to - from).max().unwrap_or(0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::calendar::parse_timestamp;

    fn second(text: &str) -> i64 {
        parse_timestamp(text).expect("a timestamp")
    }

    fn clock(zone: &str, first: &str, last: &str) -> Clock {
        Clock::new(Zone::named(zone).expect("a zone"), second(first) as f64, second(last) as f64)
    }

    #[test]
    fn readings_are_taken_for_the_first_instant_and_never_for_one_that_is_not() {
        let berlin = clock("Europe/Berlin", "2024-01-01T00:00:00", "2024-12-31T00:00:00");
        for (reading, instant) in [
            ("2024-01-15T12:00:00", "2024-01-15T11:00:00"),
            ("2024-03-31T01:59:59", "2024-03-31T00:59:59"),
            // Clocks jump from two to three.
            ("2024-03-31T02:30:00", "2024-03-31T01:30:00"),
            ("2024-03-31T03:00:00", "2024-03-31T01:00:00"),
            ("2024-07-01T12:00:00", "2024-07-01T10:00:00"),
            // Between two and three comes twice.
            ("2024-10-27T02:30:00", "2024-10-27T00:30:00"),
            ("2024-10-27T03:00:00", "2024-10-27T02:00:00"),
        ] {
            assert_eq!(berlin.instant(second(reading)), second(instant), "{reading}");
        }
        let gaps: Vec<(i64, i64)> = berlin.gaps().collect();
        assert_eq!(gaps, [(second("2024-03-31T02:00:00"), second("2024-03-31T03:00:00"))]);
        // The second time between two and three nothing new is reached.
        let reached = |text: &str| berlin.reached(second(text) as f64) as i64;
        assert_eq!(reached("2024-10-27T00:30:00"), second("2024-10-27T02:30:00"));
        assert_eq!(reached("2024-10-27T01:30:00"), second("2024-10-27T03:00:00"));
        assert_eq!(reached("2024-10-27T02:30:00"), second("2024-10-27T03:30:00"));
    }

    #[test]
    fn clocks_agree_with_their_zone_wherever_they_are_looked_at() {
        for name in
            ["Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Africa/Casablanca", "Pacific/Apia"]
        {
            let zone = Zone::named(name).expect("a zone");
            let clock = clock(name, "2010-01-01T00:00:00", "2026-01-01T00:00:00");
            let first = second("2010-01-01T00:00:00");
            for step in 0..40_000 {
                let instant = first + step * 12_611;
                let reading = clock.clock(instant);
                assert_eq!(reading, zone.clock(instant), "{name} {instant}");
                let back = clock.instant(reading);
                assert!(back <= instant && clock.clock(back) == reading, "{name} {instant}");
            }
            for (from, to) in clock.gaps() {
                assert_eq!(
                    clock.clock(clock.instant((from + to) / 2)),
                    (from + to) / 2 + (to - from),
                    "{name}"
                );
            }
        }
        // Samoa passed over a whole day.
        assert_eq!(clock("Pacific/Apia", "2010-01-01T00:00:00", "2013-01-01T00:00:00").longest_gap(), DAY);
    }

    #[test]
    fn zones_are_ordered_and_named() {
        assert_eq!(Zone::UTC.name(), "UTC");
        assert_eq!(Zone::named("europe/berlin"), None);
        assert!(Zone::named("Asia/Tokyo") < Zone::named("Europe/Berlin"));
    }
}
