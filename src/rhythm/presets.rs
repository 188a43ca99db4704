//! Rhythms by name.

/// A rhythm by name: what hours of the day and days of the week weigh.
#[derive(Debug)]
pub struct Preset {
    /// As a config writes it.
    pub name: &'static str,
    /// Whose rhythm it is; one sentence without a full stop.
    pub doc: &'static str,
    /// Weights of the hours from 0 to 23.
    pub hours: [f64; 24],
    /// Weights of the days from Monday to Sunday.
    pub weekdays: [f64; 7],
}

/// The names of all presets, in their order.
pub const NAMES: &[&str] = &{
    let mut names = [""; PRESETS.len()];
    let mut place = 0;
    while place < names.len() {
        names[place] = PRESETS[place].name;
        place += 1;
    }
    names
};

/// Every preset, in the order of the documentation.
pub const PRESETS: &[Preset] = &[
    Preset {
        name: "office",
        doc: "Work in offices: Monday to Friday from 7 to 19, with a dip at noon",
        hours: [
            0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 2.0, 6.0, 10.0, 11.0, 10.0, 6.0, 8.0, 10.0, 10.0, 9.0, 6.0,
            2.0, 0.0, 0.0, 0.0, 0.0, 0.0,
        ],
        weekdays: [1.0, 1.1, 1.1, 1.0, 0.8, 0.0, 0.0],
    },
    Preset {
        name: "retail",
        doc: "Shops: from 8 to 21, busiest late in the afternoon and towards Saturday",
        hours: [
            0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 1.0, 3.0, 6.0, 8.0, 9.0, 8.0, 8.0, 9.0, 10.0, 11.0, 9.0,
            5.0, 2.0, 0.0, 0.0, 0.0,
        ],
        weekdays: [0.85, 0.85, 0.9, 1.0, 1.3, 1.6, 0.5],
    },
    Preset {
        name: "evening",
        doc: "Leisure after work: rising from noon to 21, busier towards Saturday",
        hours: [
            2.0, 1.0, 0.5, 0.2, 0.1, 0.1, 0.3, 0.6, 1.0, 1.2, 1.5, 2.0, 3.0, 3.0, 2.5, 2.5, 3.0, 5.0, 8.0,
            10.0, 11.0, 10.0, 7.0, 4.0,
        ],
        weekdays: [0.85, 0.9, 0.95, 1.0, 1.2, 1.3, 1.1],
    },
    Preset {
        name: "night",
        doc: "Nightlife and night shifts: from 20 to 6, busiest at midnight, on Friday and Saturday",
        hours: [
            10.0, 9.0, 7.0, 5.0, 3.0, 2.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0,
            0.0, 2.0, 4.0, 7.0, 10.0,
        ],
        weekdays: [0.7, 0.7, 0.8, 1.0, 1.6, 1.8, 0.9],
    },
    Preset {
        name: "weekend",
        doc: "Outings: daytime from 8 to 23, mostly on Saturday and Sunday",
        hours: [
            0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 1.0, 3.0, 6.0, 8.0, 8.0, 8.0, 9.0, 9.0, 9.0, 8.0, 8.0,
            7.0, 6.0, 4.0, 2.0, 0.0,
        ],
        weekdays: [0.2, 0.2, 0.2, 0.3, 0.8, 2.8, 2.5],
    },
    Preset {
        name: "always",
        doc: "Machines: every hour and every day alike",
        hours: [1.0; 24],
        weekdays: [1.0; 7],
    },
];
