//! `bucket`: a label for how an entity is doing, or for how large a metric is.

use std::sync::Arc;

use arrow::array::{ArrayRef, StringArray};

use super::gauge::{Gauge, Gauged};
use super::values::chosen_or_null;
use super::{Entry, Place, Reading, Role, Site, Source, SourceDraft, Standing, Stated, Values, Written};
use crate::config::key::{Items, Key, Unread};
use crate::config::param::{Interval, Kind, When};
use crate::config::reader::Field;
use crate::config::types::ColumnType;
use crate::facts::rows::OfEntity;
use crate::facts::{Categories, Duty, Facts, Order, Relation, Window};
use crate::plotsim::model::Plotsim;
use crate::plotsim::parts::kinds::NUMBER;
use crate::plotsim::parts::{names, scalar};
use crate::plotsim::tables::rows::{Draws, RowSet};
use crate::random::unit;
use crate::steps::Steps;

/// Labels of a bucket at most.
const MOST: usize = 20;

pub const LABELS: Key<Option<Unread>> = Key::of("labels", Kind::SomeOf(&Kind::Scalar))
    .optional()
    .doc("The labels of a column of type bucket, for the lowest positions or values first")
    .example("[low, mid, high]");
pub const OF: Key<Option<Unread>> = Key::of("of", Kind::Text)
    .otherwise("the entity's own position")
    .doc("The metric whose effective position a bucket labels; beside at, whose value; of split the metric whose value is shared out")
    .example("spend");
pub const AT: Key<Option<Items>> = Key::some("at", &NUMBER)
    .otherwise("parts of equal width")
    .doc("Where each label of a bucket but the first begins, values of the metric under of, else positions; or each tier of scd")
    .example("[0.2, 0.8]");
pub const NOISE: Key<f64> = Key::float("noise", Interval::UNIT)
    .default(0.0)
    .doc("Probability that a bucket shows the label beside the right one");

/// Columns of this source, in each form.
pub const IN_BUILDER: When = When::new("type", &["bucket"]);
pub const IN_ENGINE: When = When::new("source", &["text:bucket:"]);

pub static ENTRY: Entry = Entry {
    builder: &[Written::word("bucket", "A label by position or by a metric's value, with labels", beside)],
    engine: &[Written::open(
        "text:bucket:<labels>",
        "^text:bucket:\\[[\\s\\S]*\\]$",
        "\"text:bucket:[low, mid, high]\"",
        "A label by position or by a metric's value, for the lowest first",
        within,
    )],
    what: "a bucket",
    role: Role::Value,
    unique: false,
    stands: |about| about.entity != OfEntity::Nobody,
    hint: Some("its rows must belong to entities"),
};

fn beside(reading: &mut Reading<'_, '_>) -> Option<Arc<dyn SourceDraft>> {
    let field = reading.fields.at(&LABELS)?;
    let labels = scalar::texts(field).and_then(|labels| {
        let places: Vec<Field<'_>> = field.some_items()?;
        let twice = (1..labels.len()).find(|place| labels[..*place].contains(&labels[*place]));
        if let Some((label, at)) = twice.and_then(|place| Some((&labels[place], places.get(place)?))) {
            at.error("duplicate-item", format!("'{label}' is listed twice"), None);
            return None;
        }
        counted(field, labels)
    });
    bucket(reading, labels)
}

fn within(reading: &mut Reading<'_, '_>) -> Option<Arc<dyn SourceDraft>> {
    let (tail, at) = (reading.tail, reading.at);
    let Some(list) = tail.strip_prefix('[').and_then(|tail| tail.strip_suffix(']')) else {
        return reading.bad(at, &format!("'{tail}' is no list of labels in brackets"));
    };
    let mut labels: Vec<String> = Vec::new();
    let mut byte = at + 1;
    for label in list.split(',') {
        let text = label.trim();
        if text.is_empty() {
            return reading.bad(byte, "a label is empty");
        }
        if labels.iter().any(|known| known == text) {
            reading.field.error_within(
                byte + (label.len() - label.trim_start().len()),
                "duplicate-item",
                format!("'{text}' is listed twice"),
                None,
            );
            return None;
        }
        labels.push(text.to_owned());
        byte += label.len() + 1;
    }
    let labels = counted(reading.field, labels);
    bucket(reading, labels)
}

/// Labels of which there are not too few and not too many.
fn counted(field: &Field<'_>, labels: Vec<String>) -> Option<Vec<String>> {
    if (2..=MOST).contains(&labels.len()) {
        return Some(labels);
    }
    let message = format!("is a list of {}, but must be of 2 to {MOST} labels", labels.len());
    field.error("wrong-length", message, None);
    None
}

fn bucket(reading: &mut Reading<'_, '_>, labels: Option<Vec<String>>) -> Option<Arc<dyn SourceDraft>> {
    let fields = reading.fields;
    let metric = match fields.at(&OF) {
        None => Some(None),
        Some(field) => names::METRIC.find(field, reading.scope.metrics).map(Some),
    };
    let starts = match fields.at(&AT) {
        None => Some(None),
        Some(field) => starts(field, labels.as_ref().map(Vec::len), fields.at(&OF).is_some()).map(Some),
    };
    let noise = fields.read(&NOISE);
    let gauge = match (metric?, fields.at(&AT)) {
        (None, _) => Gauge::Position,
        (Some(metric), None) => Gauge::Effective(metric),
        (Some(metric), Some(_)) => Gauge::Value(metric),
    };
    Some(Arc::new(Bucket { labels: labels?.into(), gauge, starts: starts?, noise: noise? }))
}

/// Where each label but the first begins.
fn starts(field: &Field<'_>, labels: Option<usize>, of_metric: bool) -> Option<Vec<f64>> {
    let items = field.some_items()?;
    let read: Vec<Option<f64>> = items.iter().map(|item| item.float(Interval::EVERYTHING)).collect();
    let starts = read.into_iter().collect::<Option<Vec<f64>>>()?;
    let outside = starts.iter().position(|start| !of_metric && (*start <= 0.0 || *start >= 1.0));
    if let Some(place) = outside {
        let message = format!("is {}, but a position must lie between 0 and 1, both excluded", starts[place]);
        items[place].error(
            "out-of-range",
            message,
            Some("name a metric under of to cut its values".to_owned()),
        );
        return None;
    }
    if let Some(place) = (1..starts.len()).find(|place| starts[*place] <= starts[place - 1]) {
        let message = format!("is {}, but must be above the {} before it", starts[place], starts[place - 1]);
        items[place].error("bad-range", message, Some("write them in rising order".to_owned()));
        return None;
    }
    let wanted = labels? - 1;
    if starts.len() != wanted {
        let message = format!("lists {} numbers, but {} labels begin at {wanted}", starts.len(), wanted + 1);
        field.error("wrong-length", message, Some("the first label begins at the bottom".to_owned()));
        return None;
    }
    Some(starts)
}

/// One of some labels, by a number.
#[derive(Clone, Debug)]
pub struct Bucket {
    labels: Arc<[String]>,
    gauge: Gauge,
    /// Where each label but the first begins; parts of equal width from 0 to 1 if not said.
    starts: Option<Vec<f64>>,
    /// How likely the label beside the right one is.
    noise: f64,
}

impl SourceDraft for Bucket {
    fn resolve(&self, column: &Standing<'_, '_>) -> Option<Arc<dyn Source>> {
        column.settled(self.clone())
    }
}

impl Bucket {
    /// The place of the label of a number.
    fn band(&self, number: f64) -> usize {
        let last = self.labels.len() - 1;
        match &self.starts {
            Some(starts) => starts.partition_point(|start| *start <= number),
            None => ((number * self.labels.len() as f64) as usize).min(last),
        }
    }

    /// The place that noise puts in its stead: that of a neighbour, each as likely where there are two.
    fn shown(&self, band: usize, word: u64) -> usize {
        let (u, last) = (unit(word), self.labels.len() - 1);
        match u < self.noise {
            false => band,
            true if band == 0 => 1,
            true if band == last => last - 1,
            // Below the probability the number is uniform again.
            true if u < self.noise / 2.0 => band - 1,
            true => band + 1,
        }
    }
}

impl Source for Bucket {
    fn kind(&self) -> ColumnType {
        ColumnType::Text
    }

    fn words(&self, _: &Plotsim) -> String {
        format!("text:bucket:[{}]", self.labels.join(", "))
    }

    fn facts(&self, place: &Place<'_>) -> Facts {
        Stated {
            kind: self.kind(),
            nulls: self.gauge.nulls(place),
            range: None,
            categories: Some(Categories::unweighted(Arc::clone(&self.labels))),
            law: None,
            reference: None,
            relation: Relation::None,
            unique: false,
            order: Order::Any,
            window: Window::Any,
            description: {
                let beside = if self.noise > 0.0 { ", now and then one beside the right one" } else { "" };
                format!("{}, by {}{beside}", place.named(), self.gauge.in_words(place))
            },
            duty: Duty::Judge,
        }
        .into()
    }

    fn values(&self, site: Site<'_>) -> Arc<dyn Values> {
        Arc::new(BucketValues {
            bucket: self.clone(),
            gauged: Gauged::new(site, self.gauge),
            labels: Arc::new(StringArray::from_iter_values(self.labels.iter())),
            draws: Draws::new(site.key(), 1),
        })
    }
}

struct BucketValues {
    bucket: Bucket,
    gauged: Gauged,
    labels: ArrayRef,
    draws: Draws,
}

impl Values for BucketValues {
    fn array(&self, rows: &RowSet) -> ArrayRef {
        let numbers = self.gauged.of(rows);
        let mut words = Vec::new();
        if self.bucket.noise > 0.0 {
            self.draws.words(rows, &mut words);
        }
        let label = |(row, number): (usize, f64)| {
            let band = (!number.is_nan()).then(|| self.bucket.band(number))?;
            Some(words.get(row).map_or(band, |word| self.bucket.shown(band, *word)) as i32)
        };
        chosen_or_null(&self.labels, numbers.into_iter().enumerate().map(label))
    }

    fn explain(&self, _: Site<'_>, rows: &RowSet, row: usize, steps: &mut Steps) {
        self.gauged.explain(rows, row, steps);
        let Some(number) = self.gauged.of(rows).get(row).copied().filter(|number| !number.is_nan()) else {
            return;
        };
        let band = self.bucket.band(number);
        let labels = &self.bucket.labels;
        let rule = match &self.bucket.starts {
            Some(starts) => format!("how many of {starts:?} it has reached"),
            None => format!("⌊{}·position⌋, of {0} labels", labels.len()),
        };
        let name = |band: usize| labels.get(band).map_or("", String::as_str);
        steps.named("label", band as f64, name(band), rule);
        if self.bucket.noise > 0.0 {
            let word = self.draws.of_row(rows, row);
            steps.words(&word, "of this row and column");
            let shown = self.bucket.shown(band, word.first().copied().unwrap_or(u64::MAX));
            let detail = format!("the label beside it with probability {}", self.bucket.noise);
            steps.named("noise", shown as f64, name(shown), detail);
        }
    }

    fn metrics(&self) -> Vec<usize> {
        self.gauged.metrics()
    }
}
