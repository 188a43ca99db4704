//! Tables that are broken on purpose, and what is said of them.

use std::sync::Arc;

use arrow::array::{Array, ArrayRef, Float64Array, StringArray, UInt32Array};
use arrow::compute::{cast, take};
use arrow::datatypes::DataType;

use super::super::{Checked, own_tables, run, run_on};
use crate::config::Overrides;
use crate::project::Project;
use crate::tables::text::decoded;
use crate::tables::{Block, Column, RowCount, Scan, Table};
use crate::workers::Workers;

/// What is done to the array of one column in one block.
pub type Harm = fn(u64, ArrayRef) -> ArrayRef;

/// The same, as a scan holds it.
pub type SharedHarm = Arc<dyn Fn(u64, ArrayRef) -> ArrayRef + Send + Sync>;

/// A table one of whose columns is not as it was made.
pub struct Broken {
    inner: Arc<dyn Table>,
    column: usize,
    harm: SharedHarm,
}

pub struct BrokenScan {
    inner: Arc<dyn Scan>,
    place: Option<usize>,
    harm: SharedHarm,
}

impl Table for Broken {
    fn columns(&self) -> &[Column] {
        self.inner.columns()
    }

    fn rows(&self) -> RowCount {
        self.inner.rows()
    }

    fn blocks(&self) -> u64 {
        self.inner.blocks()
    }

    fn scan(&self, projection: &[usize], workers: &Workers) -> Arc<dyn Scan> {
        let place = projection.iter().position(|column| *column == self.column);
        Arc::new(BrokenScan {
            inner: self.inner.scan(projection, workers),
            place,
            harm: Arc::clone(&self.harm),
        })
    }
}

impl Scan for BrokenScan {
    fn block(&self, number: u64) -> Block {
        let mut block = self.inner.block(number);
        if let Some(place) = self.place {
            block.columns[place] = (self.harm)(number, decoded(Arc::clone(&block.columns[place])));
        }
        block
    }
}

/// A table that lacks the last row of its first block.
pub struct Shortened(pub Arc<dyn Table>);

pub struct ShortenedScan(Arc<dyn Scan>);

impl Table for Shortened {
    fn columns(&self) -> &[Column] {
        self.0.columns()
    }

    fn rows(&self) -> RowCount {
        self.0.rows()
    }

    fn blocks(&self) -> u64 {
        self.0.blocks()
    }

    fn scan(&self, projection: &[usize], workers: &Workers) -> Arc<dyn Scan> {
        Arc::new(ShortenedScan(self.0.scan(projection, workers)))
    }
}

impl Scan for ShortenedScan {
    fn block(&self, number: u64) -> Block {
        let block = self.0.block(number);
        if number > 0 {
            return block;
        }
        let rows = block.rows - 1;
        Block { rows, columns: block.columns.iter().map(|array| array.slice(0, rows)).collect() }
    }
}

pub const CLUB: &str = "
about: A rowing club
unit: member
window: [2021-01, 2023-12]
seed: 5
metrics:
  - { name: zeal, type: score, polarity: positive }
  - { name: outings, type: count, polarity: positive, range: [1, 20] }
  - { name: fees, type: amount, polarity: positive, range: [5, 900], follows: zeal, delay: 4 }
segments:
  - { name: early, count: 150, archetype: growth, attributes: { boat: [single, eight] } }
  - { name: late, count: 150, archetype: decline, attributes: { boat: [single, four] } }
connections:
  - [zeal, 0.93, outings]
noise: { mcar_rate: 0.02 }
lifecycle:
  track: zeal
  stages: [{ novice: 0.0 }, { crew: 0.4 }, { captain: 0.8 }]
dimensions:
  - name: dim_member
    columns:
      - { name: member_id, type: id }
      - { name: boat, type: pool.boat }
      - { name: jetty_id, type: ref.dim_jetty }
  - name: dim_jetty
    reference: true
    columns:
      - { name: jetty_id, type: id }
      - { name: jetty, type: \"static.north,south,island\" }
facts:
  - name: fct_month
    columns:
      - { name: date_key, type: ref.dim_date }
      - { name: member_id, type: ref.dim_member }
      - { name: zeal, type: metric.zeal }
      - { name: outings, type: metric.outings }
      - { name: fees, type: metric.fees }
      - { name: pier, type: range, range: [1, 12] }
events:
  - name: evt_outing
    trigger: proportional
    driver: outings
    scale: 1
    columns:
      - { name: outing_id, type: id }
      - { name: member_id, type: ref.dim_member }
      - { name: date_key, type: ref.dim_date }
      - { name: at, type: timestamp, rhythm: { hours: { 6: 3, 7: 4, 18: 2 } } }
      - { name: jetty_id, type: ref.dim_jetty }
  - name: evt_leave
    trigger: threshold
    metric: zeal
    below: 0.2
    for: 2
    columns:
      - { name: leave_id, type: id }
      - { name: member_id, type: ref.dim_member }
      - { name: date_key, type: ref.dim_date }
bridges:
  - name: br_member_jetty
    left: dim_member
    right: dim_jetty
    cardinality: [1, 3]
";

pub const SHOP: &str = "
seed: 3
datasets:
  - name: parents
    output: parents
    num_rows: 3000
    columns:
      - { name: id, generator: { type: sequential_id } }
      - { name: code, generator: { type: uuid } }
  - name: visits
    output: visits
    num_rows: 20000
    partition: { column: day, start: \"2024-01-01\", days: 7, rhythm: { weekdays: { tue: 1.1 } } }
    entity:
      pool_ratio: 0.025
      columns:
        - { name: guest, generator: { type: uuid } }
        - { name: town, generator: { type: one_of, values: [a, b, c] } }
    linked_pools:
      - name: pair
        pool_size: 300
        shapes:
          - weight: 1
            fields:
              device: { type: uniform_int, min: 0, max: 1000000 }
              owner: { type: foreign_key, dataset: parents }
    columns:
      - { name: device, generator: { type: linked_choice, pool: pair, field: device } }
      - { name: owner, generator: { type: linked_choice, pool: pair, field: owner } }
      - { name: parent, generator: { type: foreign_key, dataset: parents, column: code } }
      - { name: kind, generator: { type: weighted_choice, values: { x: 0.7, y: 0.3 } } }
      - { name: seconds, generator: { type: log_normal, median: 100, sigma: 1, max: 5000 } }
      - { name: note, generator: { type: optional, prob: 0.3, inner: { type: constant, value: hello } } }
      - { name: arrived, generator: { type: timestamp_offset, base: day, rhythm: evening } }
      - { name: booked, generator: { type: date, start: 2023-01-01, end: 2023-07-01, rhythm: { preset: office, noise: 0.4 } } }
";

pub fn project(text: &str, seed: Option<u64>) -> Project {
    match Project::read("test.yaml", text, Overrides { seed, ..Overrides::default() }) {
        Ok((project, _)) => project,
        Err(findings) => panic!("{findings}"),
    }
}

pub fn check(project: &Project, threads: usize) -> Checked {
    run(project, &Workers::new(threads)).unwrap()
}

pub fn not_passed(checked: &Checked) -> Vec<String> {
    let bad = checked.outcomes.iter().filter(|outcome| outcome.status.is_bad());
    bad.map(|outcome| outcome.line()).collect()
}

/// The checks that do not pass if a column of a table is harmed.
pub fn broken(
    text: &str,
    table: &str,
    column: &str,
    harm: impl Fn(u64, ArrayRef) -> ArrayRef + Send + Sync + 'static,
) -> Vec<&'static str> {
    let harm: SharedHarm = Arc::new(harm);
    let project = project(text, None);
    let index = project.names().iter().position(|name| *name == table).expect("a table");
    let (own, column) = (own_tables(&project), column.to_owned());
    let tables = Box::new(move |asked: usize| -> Arc<dyn Table> {
        let inner = own(asked);
        let place = inner.columns().iter().position(|known| known.name == column);
        match place {
            Some(column) if asked == index => Arc::new(Broken { inner, column, harm: Arc::clone(&harm) }),
            _ => inner,
        }
    });
    let checked = run_on(&project, tables, &Workers::new(2)).unwrap();
    let mut names: Vec<&str> = checked
        .outcomes
        .iter()
        .filter(|outcome| outcome.status.is_bad())
        .map(|outcome| outcome.check)
        .collect();
    names.dedup();
    names
}

/// Puts each row's value in another row's place.
pub fn moved(array: &ArrayRef, from: impl Fn(usize) -> usize) -> ArrayRef {
    let places = UInt32Array::from_iter_values((0..array.len()).map(|row| from(row) as u32));
    take(array, &places, None).expect("rows that are there")
}

pub fn with_text(array: &ArrayRef, wanted: usize, text: Option<&str>) -> ArrayRef {
    let texts = array.as_any().downcast_ref::<StringArray>().expect("texts");
    let all = texts.iter().enumerate().map(|(row, own)| if row == wanted { text } else { own });
    Arc::new(all.collect::<StringArray>())
}

pub fn mapped(array: &ArrayRef, f: impl Fn(usize, f64) -> Option<f64>) -> ArrayRef {
    let wide = cast(array, &DataType::Float64).expect("numbers");
    let numbers = wide.as_any().downcast_ref::<Float64Array>().expect("numbers");
    let all = numbers.iter().enumerate().map(|(row, own)| own.and_then(|own| f(row, own)));
    cast(&(Arc::new(all.collect::<Float64Array>()) as ArrayRef), array.data_type()).expect("numbers")
}
