//! Configs made by hand, and their tables read back.

use std::sync::Arc;

use arrow::array::{Array, ArrayRef, AsArray};
use arrow::datatypes::{Float64Type, Int32Type, Int64Type};
use arrow::util::display::array_value_to_string;

use crate::config::Overrides;
use crate::config::types::ColumnType;
use crate::distributions::{Bounds, Family, Law, ValueRange};
use crate::plotsim::kinds::date_dim::DateDim;
use crate::plotsim::kinds::entity_dim::EntityDim;
use crate::plotsim::kinds::entity_period_fact;
use crate::plotsim::model::{self, *};
use crate::plotsim::model::{ForeignKey, Numbered, Source};
use crate::plotsim::sources::Calendar;
use crate::plotsim::sources::key::Key;
use crate::plotsim::sources::metric::Metric;
use crate::plotsim::tables::engine::Engine;
use crate::plotsim::tables::facts::EntityPeriodFact;
use crate::project::Project;
use crate::tables::text::decoded;
use crate::trajectory::archetype::Archetype as Curve;
use crate::trajectory::dsl;
use crate::trajectory::lag::{Lag, LagPlan};
use crate::trajectory::noise::Noise;
use crate::trajectory::season::Season;
use crate::trajectory::spread::Spread;
use crate::trajectory::time_axis::{Granularity, TimeAxis};
use crate::workers::Workers;

fn window() -> TimeAxis {
    TimeAxis::parse("2023-01", "2024-12", Granularity::Monthly).expect("a window")
}

/// A config over the months of 2023 and 2024 without metrics or entities.
pub fn empty() -> Plotsim {
    Plotsim {
        form: Form::Builder,
        domain: Domain::default(),
        scale: 1.0,
        seed: 42,
        time: window(),
        story: Story::window(window()),
        keys: Keys::Dense,
        metrics: Vec::new(),
        lag: LagPlan::new(Vec::new()).expect("no lags"),
        conditions: Vec::new(),
        effects: Vec::new(),
        season: Season::default(),
        archetypes: Vec::new(),
        entities: Entities { runs: Vec::new(), count: 0 },
        pools: Vec::new(),
        correlation: Correlation { regimes: vec![Regime::default()], on_infeasible: OnInfeasible::Nearest },
        temporal_jitter: 0.0,
        locales: vec!["en_US".to_owned()],
        tables: Vec::new(),
        stages: None,
        logs: Vec::new(),
        holdout: None,
        quality: Quality::default(),
        systems: Vec::new(),
        output: Output {
            denormalized: None,
            partition_by: None,
            format: OutputFormat::Csv,
            directory: "out".to_owned(),
            manifest: Manifest { include: false, sample_rate: None, trajectories: false },
        },
        known: Default::default(),
    }
}

/// A law whose centre is where the family itself puts it.
pub fn law(family: Family, params: &[(&str, f64)], range: ValueRange, bounds: Bounds) -> MetricLaw {
    let law = Law::new(family, params, range, bounds).expect("a law");
    MetricLaw { law, centre: Centre { low: law.centre(0.0), high: law.centre(1.0) }, range, bounds }
}

/// A law that gives its centre, from 0 to `high`, and nothing else.
pub fn exact(high: f64) -> MetricLaw {
    law(Family::NORMAL, &[("sigma", 0.0), ("mu", high)], ValueRange::NONE, Bounds::Clamp)
}

pub fn metric(name: &str, law: MetricLaw) -> model::Metric {
    model::Metric {
        name: name.to_owned(),
        label: name.to_owned(),
        polarity: Polarity::Positive,
        law,
        overrides: Vec::new(),
        seasonal_sensitivity: 1.0,
        season_adds: false,
        noise: Noise::default(),
        persistence: 0.0,
        decimals: None,
        zeros: 0.0,
        only_when: None,
    }
}

/// The lag graph of a config from (follower, driver, periods).
pub fn follow(config: &mut Plotsim, lags: &[(usize, usize, usize)]) {
    let mut all = vec![None; config.metrics.len()];
    for (metric, driver, periods) in lags {
        all[*metric] = Some(Lag { driver: *driver, periods: *periods, blend: 1.0, decay: None });
    }
    config.lag = LagPlan::new(all).expect("no circle");
}

/// Adds a segment of entities with an archetype of its own; gives its run.
pub fn segment<'a>(config: &'a mut Plotsim, name: &str, count: u64, shape: &str) -> &'a mut Run {
    let segments =
        dsl::parse(shape, config.time.len(), config.time.granularity()).expect("a shape").segments();
    config.archetypes.push(Archetype {
        name: name.to_owned(),
        label: name.to_owned(),
        description: String::new(),
        curve: Curve::new(segments).expect("a curve"),
        spread: Spread::default(),
    });
    config.entities.runs.push(Run {
        name: name.to_owned(),
        label: name.to_owned(),
        naming: Naming::Numbered,
        first: config.entities.count,
        count,
        size: 1,
        archetype: config.archetypes.len() - 1,
        inflection: None,
        arrival: Arrival::At(0),
        treatment: None,
        seasonal_sensitivity: 1.0,
        pins: Vec::new(),
        pools: Vec::new(),
    });
    config.entities.count += count;
    config.entities.runs.last_mut().expect("just added")
}

pub fn column(name: &str, source: impl Source + 'static) -> Column {
    Column {
        name: name.to_owned(),
        kind: source.kind(),
        source: Arc::new(source),
        description: None,
        pii_note: None,
        allow_outside_window: false,
        added: false,
    }
}

/// Adds `dim_date`, `dim_unit` and a fact with a column for every metric; gives the index of the fact. Metrics
/// that nothing was said of follow none.
pub fn tables(config: &mut Plotsim) -> usize {
    if config.lag.metrics() < config.metrics.len() {
        follow(config, &[]);
    }
    let at = config.tables.len();
    let key = |table: usize, kind: ColumnType, pick: Pick| ForeignKey { table, column: 0, kind, pick };
    let numbered = Key { format: KeyFormat::Numbered(Numbered { prefix: "u".to_owned(), width: 3 }) };
    let mut columns = vec![
        column("date_key", key(at, ColumnType::Int32, Pick::Period)),
        column("unit_id", key(at + 1, ColumnType::Text, Pick::Entity)),
    ];
    for (index, metric) in config.metrics.iter().enumerate() {
        let kind = if metric.is_count() { ColumnType::Int64 } else { ColumnType::Float64 };
        columns.push(column(&metric.name, Metric { metric: index, kind }));
    }
    let table = |name: &str, kind: Arc<dyn TableKind>, columns: Vec<Column>, primary_key: Vec<usize>| Table {
        description: None,
        name: name.to_owned(),
        kind,
        columns,
        primary_key,
    };
    config.tables.extend([
        table(
            "dim_date",
            Arc::new(DateDim),
            vec![column("date_key", Calendar::new(CalendarField::DateKey))],
            vec![0],
        ),
        table("dim_unit", Arc::new(EntityDim), vec![column("unit_id", numbered)], vec![0]),
        table(
            "fct_unit",
            Arc::new(entity_period_fact::EntityPeriodFact { entity_dim: at + 1 }),
            columns,
            vec![0, 1],
        ),
    ]);
    at + 2
}

/// The fact of a config, given by index.
pub fn fact(config: Plotsim, table: usize) -> EntityPeriodFact {
    EntityPeriodFact::new(Arc::new(Engine::new(Arc::new(config))), table, None)
}

/// A config in which nothing is found.
pub fn project(text: &str) -> Project {
    let (project, warnings) = Project::read("test.yaml", text, Overrides::default())
        .unwrap_or_else(|findings| panic!("{findings}"));
    assert!(warnings.items.is_empty(), "{warnings:?}");
    project
}

/// The engine of a config of plotsim.
pub fn engine_of(text: &str) -> Arc<Engine> {
    match Project::read("test.yaml", text, Overrides::default()) {
        Ok((Project::Plotsim(engine), _)) => engine,
        Ok(_) => panic!("a config of plotsim"),
        Err(findings) => panic!("{findings}"),
    }
}

/// A table of a project, or its part for one of several shards.
pub fn named(project: &Project, name: &str, shard: Option<(u64, u64)>) -> Arc<dyn crate::tables::Table> {
    project.table(project.names().iter().position(|known| *known == name).expect("a table"), shard)
}

/// All rows of a table.
pub fn rows_of(table: &dyn crate::tables::Table) -> Vec<Vec<String>> {
    by_row(read(table, &(0..table.columns().len()).collect::<Vec<_>>()))
}

/// Columns as rows.
pub fn by_row(columns: Vec<Vec<String>>) -> Vec<Vec<String>> {
    (0..columns[0].len()).map(|row| columns.iter().map(|column| column[row].clone()).collect()).collect()
}

/// A table of a config, or its part for one of several shards.
pub use crate::plotsim::tables::table as open;

/// All rows of some columns, by column.
pub fn read(table: &dyn crate::tables::Table, columns: &[usize]) -> Vec<Vec<String>> {
    let scan = table.scan(columns, &Workers::new(2));
    let mut all = vec![Vec::new(); columns.len()];
    for block in 0..table.blocks() {
        let block = scan.block(block);
        for (array, all) in block.columns.iter().zip(&mut all) {
            assert_eq!(array.len(), block.rows);
            all.extend(texts(array));
        }
    }
    all
}

/// All rows of one column as numbers, nulls as NaN.
pub fn numbers(table: &dyn crate::tables::Table, column: usize) -> Vec<f64> {
    let scan = table.scan(&[column], &Workers::new(2));
    let blocks = 0..table.blocks();
    blocks.flat_map(|block| floats(&scan.block(block).columns[0])).collect()
}

fn floats(array: &ArrayRef) -> Vec<f64> {
    match array.data_type() {
        arrow::datatypes::DataType::Int32 => {
            let array = array.as_primitive::<Int32Type>();
            array.iter().map(|value| value.map_or(f64::NAN, f64::from)).collect()
        }
        arrow::datatypes::DataType::Int64 => {
            let array = array.as_primitive::<Int64Type>();
            array.iter().map(|value| value.map_or(f64::NAN, |value| value as f64)).collect()
        }
        _ => array.as_primitive::<Float64Type>().iter().map(|value| value.unwrap_or(f64::NAN)).collect(),
    }
}

/// One array of a block, as [`read`] has it.
pub fn read_block(array: &ArrayRef) -> Vec<String> {
    texts(array)
}

/// Every value as text, floats by their bits so that nothing hides in rounding.
fn texts(array: &ArrayRef) -> Vec<String> {
    use arrow::datatypes::DataType as D;
    let array = decoded(Arc::clone(array));
    (0..array.len())
        .map(|row| match array.data_type() {
            _ if array.is_null(row) => "NULL".to_owned(),
            D::Utf8 => array.as_string::<i32>().value(row).to_owned(),
            D::Int32 => array.as_primitive::<Int32Type>().value(row).to_string(),
            D::Int64 => array.as_primitive::<Int64Type>().value(row).to_string(),
            D::Float64 => format!("{:x}", array.as_primitive::<Float64Type>().value(row).to_bits()),
            _ => array_value_to_string(&array, row).expect("a value"),
        })
        .collect()
}
