//! What was measured on the way: numbers to draw and to judge by. All of it comes from rows that were read, but for fields
//! called `expected` and `configured`.

use crate::maths::Moments;
use crate::plotsim::model::Phase;

/// Everything measured in one reading of a config's tables.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Measurements {
    /// Every table, in the order of the config.
    pub tables: Vec<TableMeasure>,
    /// Labels of the periods of a plotsim config, `2024-01` or the like; empty for datagen configs.
    pub periods: Vec<String>,
    /// The metrics that facts per entity and period show, one entry for each such column.
    pub metrics: Vec<MetricMeasure>,
    /// The correlations of the metrics that facts per entity and period show; none with fewer than two.
    pub correlations: Option<CorrelationMeasure>,
    /// The configured pairs of columns of datasets.
    pub column_pairs: Vec<ColumnPair>,
    /// One for each metric that follows another, where facts per entity and period show both.
    pub lags: Vec<LagCurve>,
    /// One for each table of events.
    pub events: Vec<EventMeasure>,
}

impl Measurements {
    /// The measurements of a table.
    pub fn table(&self, name: &str) -> Option<&TableMeasure> {
        self.tables.iter().find(|table| table.table == name)
    }
}

/// One table.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct TableMeasure {
    pub table: String,
    /// `dataset`, `dim`, `fact`, `event` or `bridge`.
    pub kind: &'static str,
    /// Rows that were read.
    pub rows: u64,
    /// In the order of the table.
    pub columns: Vec<ColumnMeasure>,
}

/// One column of a table. What does not apply to its type is empty.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ColumnMeasure {
    pub column: String,
    pub nulls: u64,
    /// Of numbers; dates count in days and timestamps in seconds since 1970-01-01.
    pub numbers: Option<Numbers>,
    /// Of numbers whose range is known before they are made.
    pub histogram: Option<Histogram>,
    /// Of dates and timestamps.
    pub calendar: Option<CalendarMeasure>,
    /// Of texts and booleans whose values are known before they are made, in their order; at most 256.
    pub categories: Vec<Category>,
}

/// What numbers come to, nulls aside.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Numbers {
    moments: Moments,
    least: f64,
    greatest: f64,
}

impl Default for Numbers {
    fn default() -> Numbers {
        Numbers { moments: Moments::default(), least: f64::INFINITY, greatest: f64::NEG_INFINITY }
    }
}

impl Numbers {
    /// Takes in one number.
    #[inline]
    pub fn add(&mut self, number: f64) {
        self.moments.add(number);
        self.least = self.least.min(number);
        self.greatest = self.greatest.max(number);
    }

    /// Takes in what later rows gave.
    pub fn merge(&mut self, later: &Numbers) {
        self.moments.merge(&later.moments);
        self.least = self.least.min(later.least);
        self.greatest = self.greatest.max(later.greatest);
    }

    /// Numbers that were read.
    pub fn count(&self) -> u64 {
        self.moments.count()
    }

    /// The mean, 0 of no numbers.
    pub fn mean(&self) -> f64 {
        self.moments.mean()
    }

    /// The standard deviation with divisor [`Numbers::count`], 0 of fewer than two.
    pub fn deviation(&self) -> f64 {
        self.moments.deviation()
    }

    /// The least number, ∞ of none.
    pub fn least(&self) -> f64 {
        self.least
    }

    /// The greatest number, −∞ of none.
    pub fn greatest(&self) -> f64 {
        self.greatest
    }
}

impl FromIterator<f64> for Numbers {
    fn from_iter<I: IntoIterator<Item = f64>>(values: I) -> Numbers {
        let mut numbers = Numbers::default();
        values.into_iter().for_each(|value| numbers.add(value));
        numbers
    }
}

/// Counts of numbers in bins.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Histogram {
    /// Ascending; one more than there are bins. Bin `i` holds numbers from `edges[i]` on and below `edges[i + 1]`, the
    /// last one its upper edge too. Those of whole numbers lie half-way between them.
    pub edges: Vec<f64>,
    pub counts: Vec<u64>,
    /// Numbers below the first and above the last edge.
    pub outside: (u64, u64),
    /// What the configured law gives, in numbers; as long as `counts`, or empty where no law says it.
    pub expected: Vec<f64>,
}

/// How dates and timestamps are spread over the day and the week.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct CalendarMeasure {
    /// In each hour from 0 to 23; empty for dates.
    pub hours: Vec<u64>,
    /// On each day from Monday to Sunday.
    pub weekdays: Vec<u64>,
    /// What a rhythm gives, in numbers; as long as `hours` and `weekdays`, or empty where none says it.
    pub expected_hours: Vec<f64>,
    pub expected_weekdays: Vec<f64>,
}

/// How often a value came.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Category {
    pub value: String,
    pub count: u64,
    /// What the configured weights give; none where they do not say.
    pub expected: Option<f64>,
}

/// A metric as a column shows it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct MetricMeasure {
    pub metric: String,
    pub table: String,
    pub column: String,
    pub nulls: u64,
    pub numbers: Numbers,
    /// With the law expected of it, noise and bounds included, over the centres the entities have.
    pub histogram: Histogram,
    /// One for each archetype that has entities, in the order of the config.
    pub courses: Vec<CourseMeasure>,
}

/// The mean of a metric over the entities of an archetype, period by period.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct CourseMeasure {
    pub archetype: String,
    /// Values in each period, missing ones aside.
    pub counts: Vec<u64>,
    /// NaN where there are none.
    pub mean: Vec<f64>,
    /// The mean that the laws around the entities' centres give, noise and bounds included; NaN where there are no values.
    pub expected: Vec<f64>,
}

/// Correlations between metrics.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct CorrelationMeasure {
    pub metrics: Vec<String>,
    /// Whether metrics are correlated otherwise in some periods; the matrices are of the others.
    pub phases: bool,
    /// Pearson's coefficients over all cells, row by row, `metrics.len()` squared. NaN where a metric does not vary.
    pub pooled: Vec<f64>,
    /// The same at equal position: of what is left without the means that the cells' centres give, in standard deviations of the
    /// cell.
    pub residual: Vec<f64>,
    /// The configured pairs of which both metrics are shown.
    pub pairs: Vec<PairMeasure>,
}

/// A configured pair of metrics.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct PairMeasure {
    pub metric_a: String,
    pub metric_b: String,
    /// The periods it is about; none of those outside all phases.
    pub phase: Option<Phase>,
    /// `residual` or `pooled`: which of the two matrices the coefficient is about.
    pub scope: &'static str,
    pub configured: f64,
    /// What is to be expected of the config, noise included: the number of `plotsim_correlations`.
    pub expected: f64,
    /// What is to be expected given the positions of these very entities.
    pub given: f64,
    pub achieved: f64,
    /// Of `achieved`, with entities as clusters if a metric has persistence and cells otherwise.
    pub standard_error: f64,
    /// Clusters that the standard error is estimated from.
    pub clusters: u64,
    /// Cells in which both metrics have a value.
    pub cells: u64,
}

/// Two columns of a dataset whose coefficient is configured.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ColumnPair {
    pub table: String,
    pub column_a: String,
    pub column_b: String,
    pub configured: f64,
    /// The number of `plotsim_correlations`.
    pub expected: f64,
    /// Pearson's coefficient of the rows, dates and timestamps counted, true as 1.
    pub achieved: f64,
    /// Of `achieved`.
    pub standard_error: f64,
    /// Rows in which both columns have a value.
    pub rows: u64,
}

/// A metric that follows another, against every lag it might have.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct LagCurve {
    pub metric: String,
    pub driver: String,
    /// Periods.
    pub configured: usize,
    /// The lag whose path explains the metric best.
    pub found: usize,
    pub points: Vec<LagPoint>,
}

/// One lag of a [`LagCurve`].
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct LagPoint {
    /// Periods.
    pub lag: usize,
    /// Pearson's coefficient of the metric and its driver that many periods before, as the rows show them.
    pub correlation: f64,
    /// The share of the metric's variance that is left when its mean follows the driver's path at this lag, 0 to about 1.
    pub unexplained: f64,
}

/// The events of a table, by period.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct EventMeasure {
    pub table: String,
    /// `proportional`, `threshold` or `none`.
    pub trigger: &'static str,
    /// Events dated each period.
    pub observed: Vec<u64>,
    /// What the metric shown in the driving fact gives; empty where no fact shows it.
    pub expected: Vec<u64>,
}
