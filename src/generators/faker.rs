//! `faker`: realistic words, places, dates and numbers by the name of a method.

use std::sync::Arc;

use arrow::array::ArrayRef;

use super::draw;
use super::scope::UNIQUE;
use super::{Entry, Values};
use crate::config::calendar;
use crate::config::key::{Day, Key, Unread};
use crate::config::node::Value;
use crate::config::param::{Kind, Lexicon, Section, Term};
use crate::config::reader::Field;
use crate::config::types::ColumnType;
use crate::facts::{Duty, Extent, Facts, Nulls, Order, Relation, Window};
use crate::faker::{self, FakerCall, FakerMethod, WIDTH, Words, language};
use crate::random::{Items, Stream};
use crate::steps::Steps;

/// What stands after `method:`.
static METHODS: Lexicon =
    Lexicon { noun: "text", kind: "faker method", language: "datagen", open: false, terms: methods };

fn methods() -> Vec<Term> {
    let term = |method: &FakerMethod| Term {
        text: method.name.to_owned(),
        pattern: (!method.arguments.is_empty()).then(|| format!("^{}(:[\\s\\S]*)?$", method.name)),
        doc: method.doc.to_owned(),
        example: method.name.to_owned(),
        arguments: Vec::new(),
    };
    faker::METHODS.iter().map(term).collect()
}

const METHOD: Key<&str> = Key::known("method", &METHODS)
    .doc("A faker method, its arguments behind colons")
    .example("date_between:start_date:-2y:end_date:today");
static LOCALE: Key<Option<Unread>> =
    Key::of("locale", Kind::Choice("locale, or list of locales", &[Kind::Text, Kind::Texts]))
        .otherwise("en_US")
        .doc("Locale, or the code or name of a country; of several each is as likely")
        .example("de_DE");
const AS_OF: Key<Option<Day>> = Key::date("as_of")
    .otherwise("2025-01-01")
    .doc("What methods of dates take today to be")
    .example("2025-01-01");

pub static ENTRY: Entry = Entry {
    name: "faker",
    section: Section::new(
        "datagen.generator.faker",
        "docs/datagen.md#faker",
        "What a method of faker gives: [the methods](plotsim.md#faker) are those of the plotsim language, and so are their \
         arguments, as in random_int:min:1:max:6",
        &[METHOD.param, LOCALE.param, AS_OF.param, UNIQUE.param],
    ),
    example: "{ type: faker, method: job, locale: de_DE }",
    read: |fields, scope| {
        let as_of = match fields.read(&AS_OF)? {
            Some(day) => day,
            None => calendar::parse_date("2025-01-01")?,
        };
        // Methods go back by a century and a half.
        if as_of < calendar::parse_date("0200-01-01")? {
            fields.place(&AS_OF).error("out-of-range", "must not lie before the year 200", None);
            return None;
        }
        let unique = scope.unique(fields, u64::MAX);
        let locales = match fields.at(&LOCALE) {
            None => Some(vec!["en_US".to_owned()]),
            Some(field) => locales(field),
        };
        let method = fields.at(&METHOD)?;
        let call = faker::read(method, 0, method.text()?, unique?, as_of)?;
        let locales = locales?;
        let kind = call.method.kind;
        let language = match kind {
            ColumnType::Text => language(&call, &locales),
            _ => None,
        };
        let facts = Facts {
            kind,
            nulls: Nulls::Never,
            range: faker::range(&call, as_of),
            extent: match kind {
                ColumnType::Text => Extent::text(longest(&call)),
                _ => Extent::NUMBER,
            },
            categories: None,
            law: None,
            json: None,
            reference: None,
            relation: Relation::None,
            ties: Vec::new(),
            unique: call.unique,
            order: Order::Any,
            duty: match kind {
                ColumnType::Text if language.is_none() => {
                    Duty::Unchecked("what texts of this faker method look like is not told")
                }
                _ => Duty::Judge,
            },
            language,
            window: Window::Any,
            rhythm: None,
            description: None,
        };
        Some(ENTRY.generator(facts, move |key, site| {
            Arc::new(Faker {
                values: Words::new(&call, &locales, as_of, kind, key),
                locales: locales.join(", "),
                words: site.stream(key, WIDTH),
            })
        }))
    },
};

fn locales(field: &Field<'_>) -> Option<Vec<String>> {
    let items = match field.node.value {
        Value::List(_) => field.some_items()?,
        _ => vec![field.clone()],
    };
    let named = items.iter().map(|item| draw::named(item).map(|locale| locale.name.to_owned()));
    named.collect::<Vec<_>>().into_iter().collect()
}

/// Most bytes of a text of a call, generously.
fn longest(call: &FakerCall) -> u64 {
    // A word of the longest lists, with a gap.
    const WORD: u64 = 60;
    let number = |name: &str, otherwise: i64| call.int(name, otherwise).unsigned_abs();
    let elements = || call.texts("elements").iter().map(|text| text.len() as u64 + 2).max().unwrap_or(0);
    match call.method.name {
        "sentence" => 2 * WORD * number("nb_words", 6).max(1),
        "words" => WORD * number("nb", 3),
        "paragraph" => 20 * WORD * 2 * number("nb_sentences", 3).max(1),
        // Letters of four bytes.
        "text" => 4 * number("max_nb_chars", 200),
        "random_element" => elements(),
        "random_elements" => elements() * number("length", 2),
        _ => 500,
    }
}

struct Faker {
    values: Words,
    locales: String,
    words: Stream,
}

impl Values for Faker {
    fn array(&self, items: Items<'_>) -> ArrayRef {
        let mut words = Vec::new();
        self.words.words(items, &mut words);
        self.values.array(&words, |row| items.item(row))
    }

    fn explain(&self, item: u64, steps: &mut Steps) {
        steps.words(&self.words.item(item), "of this row and column; further choices go on from the last");
        if self.values.is_unique() {
            let detail = "the row's number, which a keyed permutation turns into the choices";
            steps.number("serial", item as f64, detail);
        }
        let method = self.values.method();
        steps.text("method", method.name, format!("faker, locales {}: {}", self.locales, method.doc));
    }
}
