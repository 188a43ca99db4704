//! `mixture`: one of several generators, chosen anew for each row.

use std::sync::Arc;

use arrow::array::ArrayRef;

use crate::config::key::{Items as List, Key, Unread};
use crate::config::param::{Interval, Kind, Section};
use crate::config::reader::Field;
use crate::config::types::ColumnType;
use crate::facts::{Bins, Facts, Law, Nulls};
use crate::generators::literal::common;
use crate::generators::parts::{laid_out, retyped};
use crate::generators::scope::Scope;
use crate::generators::{Entry, Generator, Values, read as read_generator};
use crate::random::{Alias, Items, Stream};
use crate::steps::Steps;

/// Most parts.
const MOST: usize = 1000;

static OF: Key<List> = Key::some("of", &Kind::Map(&PART)).doc("The generators and their weights");
const WEIGHT: Key<f64> =
    Key::float("weight", Interval::NOT_NEGATIVE).default(1.0).doc("How often it is taken, beside the others");
const PART_GENERATOR: Key<Unread> = Key::of("generator", Kind::Generator)
    .doc("What makes the value")
    .example("{ type: normal, mean: 20, sd: 4 }");

static PART: Section = Section::new(
    "datagen.mixture",
    "docs/datagen.md#mixture",
    "A generator and how often it is taken",
    &[WEIGHT.param, PART_GENERATOR.param],
);

pub static ENTRY: Entry = Entry {
    name: "mixture",
    section: Section::new(
        "datagen.generator.mixture",
        "docs/datagen.md#mixture",
        "A value of one of several generators, each row's chosen by weight",
        &[OF.param],
    ),
    example: "{ type: mixture, of: [{ weight: 0.7, generator: { type: normal, mean: 20, sd: 4 } }, { weight: 0.3, generator: { type: exponential, mean: 90 } }] }",
    read: |fields, scope| {
        let of = fields.at(&OF)?;
        of.few_items(MOST)?;
        let items = fields.read(&OF)?;
        let parts: Vec<_> = items.iter().map(|item| part(item, scope)).collect();
        let parts: Vec<(f64, Generator)> = parts.into_iter().collect::<Option<_>>()?;
        let (weights, generators): (Vec<f64>, Vec<Generator>) = parts.into_iter().unzip();
        let total: f64 = weights.iter().sum();
        if total <= 0.0 || !total.is_finite() {
            of.error("bad-weights", "must have weights with a positive, finite sum", None);
            return None;
        }
        let mut kind = generators.first()?.facts.kind;
        for (item, generator) in items.iter().zip(&generators) {
            let own = generator.facts.kind;
            let Some(joint) = common(kind, own) else {
                let message = format!("gives {}, but the parts before it give {}", own.sql(), kind.sql());
                item.error("different-types", message, Some("give all parts one type".to_owned()));
                return None;
            };
            kind = joint;
        }
        let facts = facts(&weights, &generators, kind);
        Some(ENTRY.generator(facts, move |key, site| {
            let part = |(place, generator): (usize, &Generator)| {
                Some(generator.build(key.child(&format!("part {place}")), site))
            };
            Arc::new(Mixture {
                alias: Alias::new(&weights),
                words: site.stream(key, 1),
                parts: generators.iter().enumerate().map(part).collect(),
                kind,
            })
        }))
    },
};

fn part(item: &Field<'_>, scope: &Scope<'_>) -> Option<(f64, Generator)> {
    let fields = item.fields(&PART)?;
    let weight = fields.read(&WEIGHT);
    let generator = fields.at(&PART_GENERATOR).and_then(|field| read_generator(field, &scope.inside(field)));
    weight.zip(generator)
}

fn facts(weights: &[f64], generators: &[Generator], kind: ColumnType) -> Facts {
    let own: Vec<Facts> = generators.iter().map(|generator| retyped(&generator.facts, kind)).collect();
    let either = Facts::either(&own.iter().collect::<Vec<_>>());
    let total: f64 = weights.iter().sum();
    let present = own.iter().all(|facts| facts.nulls == Nulls::Never);
    let laws = own.iter().map(|facts| facts.law.clone()).collect::<Option<Vec<_>>>();
    // Dates that become timestamps are counted in another unit.
    let same_unit = generators
        .iter()
        .all(|generator| (generator.facts.kind == ColumnType::Date) == (kind == ColumnType::Date));
    let law = laws.filter(|_| present && same_unit).map(|laws| {
        let parts = weights.iter().map(|weight| weight / total).zip(laws).collect();
        Arc::new(Mixed { parts, whole: matches!(kind, ColumnType::Int32 | ColumnType::Int64) })
            as Arc<dyn Law>
    });
    let shares = weights.iter().zip(&own).map(|(weight, facts)| Some(facts.nulls.share()? * weight / total));
    let nulls = match shares.sum::<Option<f64>>() {
        _ if present => Nulls::Never,
        Some(share) => Nulls::Share(share),
        None => Nulls::Possible,
    };
    Facts {
        law,
        nulls,
        ties: own.iter().flat_map(|facts| facts.ties.clone()).collect(),
        extent: either.extent.inside(),
        reference: either.reference.clone().filter(|_| own.len() == 1),
        ..either
    }
}

/// Laws and their shares.
#[derive(Debug)]
struct Mixed {
    parts: Vec<(f64, Arc<dyn Law>)>,
    whole: bool,
}

impl Law for Mixed {
    fn below(&self, x: f64) -> f64 {
        self.parts.iter().map(|(share, law)| share * law.below(x)).sum()
    }

    fn bins(&self) -> Bins {
        let all: Vec<Bins> =
            self.parts.iter().filter(|(share, _)| *share > 0.0).map(|(_, law)| law.bins()).collect();
        Bins::around(&all, self.whole)
    }

    fn has_variance(&self) -> bool {
        self.parts.iter().all(|(share, law)| *share == 0.0 || law.has_variance())
    }

    fn in_words(&self) -> String {
        let part = |(share, law): &(f64, Arc<dyn Law>)| format!("{share:.3} {}", law.in_words());
        self.parts.iter().map(part).collect::<Vec<_>>().join("; ")
    }
}

struct Mixture {
    alias: Alias,
    words: Stream,
    parts: Vec<Option<Arc<dyn Values>>>,
    kind: ColumnType,
}

impl Mixture {
    fn ways(&self, items: Items<'_>) -> Vec<usize> {
        let mut words = Vec::new();
        self.words.words(items, &mut words);
        words.iter().map(|word| self.alias.choose(*word) as usize).collect()
    }
}

impl Values for Mixture {
    fn array(&self, items: Items<'_>) -> ArrayRef {
        laid_out(self.kind, items, &self.ways(items), &self.parts)
    }

    fn explain(&self, item: u64, steps: &mut Steps) {
        steps.words(&self.words.item(item), "of this row and column");
        for way in self.ways(Items::List(&[item])) {
            steps.number(
                "part",
                way as f64,
                format!("of {}, from 0, by weight (alias method)", self.parts.len()),
            );
            if let Some(part) = &self.parts[way] {
                part.explain(item, steps);
            }
        }
    }
}
