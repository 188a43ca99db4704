//! A star around two segments: a table of every kind.

use std::sync::Arc;

use super::fixture::*;
use crate::config::types::ColumnType;
use crate::distributions::{Bounds, Family, ValueRange};
use crate::plotsim::kinds::bridge::Pairs;
use crate::plotsim::kinds::event::Event;
use crate::plotsim::kinds::reference_dim::ReferenceDim;
use crate::plotsim::kinds::sub_entity_dim::SubEntityDim;
use crate::plotsim::model::*;
use crate::plotsim::model::{ForeignKey, Numbered};
use crate::plotsim::sources::Mean;
use crate::plotsim::sources::constant::Constants;
use crate::plotsim::sources::instant::Instant;
use crate::plotsim::sources::key::Key;
use crate::plotsim::sources::range::IntRange;
use crate::plotsim::tables::engine::Engine;
use crate::plotsim::tables::facts::EntityPeriodFact;
use crate::trajectory::noise::Noise;

/// Where the tables stand.
pub const UNITS: usize = 1;
pub const FACT: usize = 2;
pub const SEATS: usize = 3;
pub const PLANS: usize = 4;
pub const ORDERS: usize = 5;
pub const ALARMS: usize = 6;
pub const VISITS: usize = 7;
pub const FRIENDS: usize = 8;

/// Columns of the events.
pub const KEY: usize = 0;
pub const UNIT: usize = 1;
pub const DAY: usize = 2;
pub const SEAT: usize = 3;
pub const PLAN: usize = 4;
pub const AT: usize = 5;
pub const ROLL: usize = 6;

fn key(prefix: &str, width: usize) -> Key {
    Key { format: KeyFormat::Numbered(Numbered { prefix: prefix.to_owned(), width }) }
}

fn refer(table: usize, pick: Pick) -> ForeignKey {
    let kind = if matches!(pick, Pick::Period) { ColumnType::Int32 } else { ColumnType::Text };
    ForeignKey { table, column: 0, kind, pick }
}

fn add(config: &mut Plotsim, name: &str, kind: impl TableKind + 'static, columns: Vec<Column>) {
    config.tables.push(Table {
        name: name.to_owned(),
        description: None,
        kind: Arc::new(kind),
        columns,
        primary_key: vec![0],
    });
}

/// Two metrics, of which the first drives both events, over `first` and then 30 entities; each has three seats, and there
/// are 7 plans.
pub fn star(first: u64) -> Plotsim {
    let mut config = empty();
    let spend = law(Family::GAMMA, &[("shape", 2.0), ("scale", 3.0)], ValueRange::NONE, Bounds::Clamp);
    config.metrics.extend([metric("spend", spend), metric("visits", exact(10.0))]);
    config.metrics[0].noise = Noise { mcar_rate: 0.1, ..Noise::default() };
    segment(&mut config, "early", first, "growth");
    segment(&mut config, "late", 30, "decline").arrival = Arrival::Uniform { start: 0, end: 20 };
    for run in &mut config.entities.runs {
        run.size = 3;
    }
    tables(&mut config);
    let seats = vec![column("seat_id", key("s", 3)), column("unit_id", refer(UNITS, Pick::Parent))];
    add(&mut config, "dim_seat", SubEntityDim { parent: UNITS, per_member: 1 }, seats);
    let plans = vec![
        column("plan_id", key("p", 3)),
        column("plan", Constants::Text(["free", "pro"].map(str::to_owned).to_vec())),
    ];
    add(&mut config, "dim_plan", ReferenceDim { rows: 7 }, plans);
    let events = |prefix: &str| {
        let weights = Weights::ByRow(vec![(1, 1.0), (4, 3.0)]);
        vec![
            column("event_id", key(prefix, 5)),
            column("unit_id", refer(UNITS, Pick::Entity)),
            column("date_key", refer(0, Pick::Period)),
            column("seat_id", refer(SEATS, Pick::OwnMember)),
            column("plan_id", refer(PLANS, Pick::Any(weights))),
            column("at", Instant { rhythm: None }),
            column("roll", IntRange { min: 1, max: 6 }),
        ]
    };
    let driver = Driver { metric: 0, fact: Some((FACT, 2)), rounded: false };
    add(
        &mut config,
        "evt_order",
        Event::of(EventCause { driver, rule: EventRule::Proportional(0.7) }),
        events("o"),
    );
    let rule = ThresholdRule { side: Side::Above, value: 3.0, periods: 2, every: true, ends: None };
    add(
        &mut config,
        "evt_alarm",
        Event::of(EventCause { driver, rule: EventRule::Threshold(rule) }),
        events("a"),
    );
    let bridge =
        Bridge { left: UNITS, right: PLANS, partners: (1, 5), trajectory_driven: true, directed: true };
    let pairs = |right: usize| {
        vec![
            column("left_id", refer(UNITS, Pick::Left)),
            column("right_id", refer(right, Pick::Right)),
            column("spend", Mean { metric: 0, kind: ColumnType::Float64 }),
            column("visits", Mean { metric: 1, kind: ColumnType::Float64 }),
        ]
    };
    add(&mut config, "bridge_visit", Pairs(bridge), pairs(PLANS));
    let bridge = Bridge { right: UNITS, trajectory_driven: false, directed: false, ..bridge };
    add(&mut config, "bridge_friend", Pairs(bridge), pairs(UNITS));
    config
}

pub fn engine(config: Plotsim) -> Arc<Engine> {
    Arc::new(Engine::new(Arc::new(config)))
}

/// All columns of one of the tables that have grains.
pub fn whole(engine: &Arc<Engine>, table: usize) -> Vec<Vec<String>> {
    let table = open(engine, table, None);
    read(&*table, &(0..table.columns().len()).collect::<Vec<_>>())
}

/// All columns of the fact.
pub fn shown_fact(engine: &Arc<Engine>) -> EntityPeriodFact {
    EntityPeriodFact::new(Arc::clone(engine), FACT, None)
}
