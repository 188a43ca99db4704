//! `connections`: pairs of metrics, in words or numbers.

use crate::config::key::{Items, Key, Unread};
use crate::config::node::Value;
use crate::config::param::{Interval, Kind, Rule, Section};
use crate::config::reader::{Field, Fields, counted};
use crate::config::suggest;
use crate::plotsim::lexicons;
use crate::plotsim::model::Pair;
use crate::plotsim::parts::kinds::{EXCLUSIVE, SAME};
use crate::plotsim::parts::pairs::{
    self, Choices, Draft, End, OWN_INFEASIBLE, OWN_REVERSAL, OWN_SCOPE, SHORT_SCOPE, Strength,
};
use crate::plotsim::parts::phases;

pub static CONNECTIONS: Key<Option<Items>> = Key::list("connections", &FORM)
    .optional()
    .doc("Correlations between metrics")
    .example("[usage driven_by seats, [usage, -0.3, tickets]]");

static FORM: Kind = Kind::Choice(
    "text \"a related b\", list [a, 0.4, b] or mapping",
    &[
        Kind::Known(&lexicons::CONNECTION),
        Kind::Tuple(
            3,
            &[
                Kind::Text,
                Kind::Choice(
                    "word or number",
                    &[Kind::Known(&lexicons::RELATIONSHIP), Kind::Float(Interval::closed(-1.0, 1.0))],
                ),
                Kind::Text,
            ],
        ),
        Kind::Map(&CONNECTION),
    ],
);

const METRIC_A: Key<Option<Unread>> =
    Key::of("metric_a", Kind::Text).otherwise("required, or a").doc("One metric").example("usage");
const METRIC_B: Key<Option<Unread>> =
    Key::of("metric_b", Kind::Text).otherwise("required, or b").doc("The other metric").example("seats");
const A: Key<Option<Unread>> =
    Key::of("a", Kind::Text).otherwise("metric_a").doc("Short for metric_a").example("usage");
const B: Key<Option<Unread>> =
    Key::of("b", Kind::Text).otherwise("metric_b").doc("Short for metric_b").example("seats");
const WORD: Key<Option<&str>> = Key::known("relationship", &lexicons::RELATIONSHIP)
    .optional()
    .doc("How strongly, in a word")
    .example("driven_by");
const COEFFICIENT: Key<Option<f64>> =
    pairs::COEFFICIENT.optional().doc("How strongly, as Pearson's coefficient").example("0.55");

pub static CONNECTION: Section = Section::new(
    "builder.connections",
    "docs/plotsim.md#connections",
    "Two metrics that move together or against each other",
    &[
        METRIC_A.param,
        METRIC_B.param,
        A.param,
        B.param,
        WORD.param,
        COEFFICIENT.param,
        OWN_SCOPE.param,
        SHORT_SCOPE.param,
        OWN_INFEASIBLE.param,
        OWN_REVERSAL.param,
    ],
)
.rules(&[
    Rule::AtLeastOne(&["metric_a", "a"]),
    Rule::AtMostOne(&["metric_a", "a"], SAME),
    Rule::AtLeastOne(&["metric_b", "b"]),
    Rule::AtMostOne(&["metric_b", "b"], SAME),
    Rule::AtLeastOne(&["relationship", "coefficient"]),
    Rule::AtMostOne(&["relationship", "coefficient"], EXCLUSIVE),
    Rule::AtMostOne(&["correlation_scope", "scope"], SAME),
]);

/// `connection_phases`.
pub static PHASES: Key<Option<Items>> = Key::list("connection_phases", &Kind::Map(&PHASE))
    .optional()
    .doc(phases::DOC)
    .example("[{ start_period: 6, end_period: 11, connections: [usage resists seats] }]");

pub static PHASE: Section = Section::new(
    "builder.connection_phases",
    phases::PAGE,
    phases::ONE,
    &[phases::START.param, phases::END.param, CONNECTIONS.param, phases::INHERIT.param],
);

/// A word for a coefficient.
#[derive(Debug)]
pub struct Relationship {
    /// As a config writes it.
    pub name: &'static str,
    /// The correlation it stands for.
    pub coefficient: f64,
}

/// Every word, from the strongest likeness to the strongest contrast.
pub static RELATIONSHIPS: &[Relationship] = &[
    Relationship { name: "mirrors", coefficient: 0.75 },
    Relationship { name: "driven_by", coefficient: 0.55 },
    Relationship { name: "related", coefficient: 0.40 },
    Relationship { name: "hints_at", coefficient: 0.20 },
    Relationship { name: "independent", coefficient: 0.0 },
    Relationship { name: "hints_against", coefficient: -0.20 },
    Relationship { name: "resists", coefficient: -0.40 },
    Relationship { name: "opposes", coefficient: -0.55 },
    Relationship { name: "inverts", coefficient: -0.75 },
];

const FORMS: &str = "write \"a related b\", [a, 0.4, b] or {metric_a: a, relationship: related, metric_b: b}";

/// The pairs outside all phases and in each; `None` if one could not be read.
pub fn read<'a>(
    document: &Fields<'a>,
    choices: Choices,
    metrics: &[&str],
    window: Option<usize>,
) -> Option<Vec<phases::Draft<'a>>> {
    let form = phases::Form { key: &PHASES, section: &PHASE, pairs: &CONNECTIONS };
    phases::read(document, &form, window, |fields| pairs_of(fields, choices, metrics))
}

/// The pairs of a document or of a phase.
fn pairs_of<'a>(document: &Fields<'a>, choices: Choices, metrics: &[&str]) -> Option<Vec<(Pair, Field<'a>)>> {
    let items = document.read(&CONNECTIONS)?.unwrap_or_default();
    let drafts = items.iter().map(|item| draft(item, choices)).collect();
    pairs::resolve(drafts, metrics)
}

fn draft<'a>(item: &Field<'a>, choices: Choices) -> Option<Draft<'a>> {
    match &item.node.value {
        Value::Text(text) => sentence(item, text, choices),
        Value::List(_) => triple(item, choices),
        Value::Map(_) => mapping(item, choices),
        other => {
            let message = format!("must be text, a list or a mapping, not {}", other.kind());
            item.broken("wrong-type", message, Some(FORMS.into()));
            None
        }
    }
}

/// `"a word b"`.
fn sentence<'a>(item: &Field<'a>, text: &'a str, choices: Choices) -> Option<Draft<'a>> {
    let words: Vec<&str> = text.split_whitespace().collect();
    let [a, word, b] = words.as_slice() else {
        item.error(
            "bad-connection",
            format!("has {}, but must have three", counted(words.len(), "word")),
            Some(FORMS.into()),
        );
        return None;
    };
    // Words are slices of the text, so the distance of their beginnings is their place.
    let byte = |word: &str| word.as_ptr() as usize - text.as_ptr() as usize;
    let end = |name: &'a str| End { field: item.clone(), byte: byte(name), name };
    let strength = strength(item, byte(word), word);
    Draft::new(item, (Some(end(a)), Some(end(b))), strength, choices)
}

/// `[a, word or number, b]`.
fn triple<'a>(item: &Field<'a>, choices: Choices) -> Option<Draft<'a>> {
    let items = item.tuple(3, 3, "[a, 0.4, b]")?;
    let [a, middle, b] = items.as_slice() else { return None };
    let end = |field: &Field<'a>| field.text().map(|name| End { field: field.clone(), byte: 0, name });
    let ends = (end(a), end(b));
    let strength = match &middle.node.value {
        Value::Text(word) => strength(middle, 0, word),
        _ => middle.float(Interval::closed(-1.0, 1.0)).map(number),
    };
    Draft::new(item, ends, strength, choices)
}

/// `{metric_a, relationship or coefficient, metric_b}`.
fn mapping<'a>(item: &Field<'a>, choices: Choices) -> Option<Draft<'a>> {
    let fields = item.fields(&CONNECTION)?;
    let end = |long: &Key<Option<Unread>>, short: &Key<Option<Unread>>| {
        let field = fields.at(long).or(fields.at(short))?;
        Some(End { field: field.clone(), byte: 0, name: field.text()? })
    };
    let ends = (end(&METRIC_A, &A), end(&METRIC_B, &B));
    let strength = match (fields.at(&WORD), fields.at(&COEFFICIENT)) {
        (Some(word), None) => word.text().and_then(|text| strength(word, 0, text)),
        (None, Some(_)) => fields.read(&COEFFICIENT).flatten().map(number),
        // Neither or both were reported.
        _ => None,
    };
    Draft::new(item, ends, strength, choices.of_pair(&fields))
}

/// A coefficient given as a number.
fn number(coefficient: f64) -> Strength {
    (coefficient, false)
}

/// A word or a number as text.
fn strength(field: &Field<'_>, byte: usize, word: &str) -> Option<Strength> {
    if let Ok(number) = word.parse::<f64>() {
        if !(-1.0..=1.0).contains(&number) {
            field.error_within(byte, "out-of-range", format!("is {word}, but must be in [-1, 1]"), None);
            return None;
        }
        return Some((number, false));
    }
    let found = RELATIONSHIPS.iter().find(|relationship| relationship.name == word);
    if found.is_none() {
        let hint = suggest::hint(
            word,
            RELATIONSHIPS.iter().map(|relationship| relationship.name).collect::<Vec<_>>(),
        );
        field.broken_within(byte, "unknown-relationship", format!("'{word}' is not a relationship"), hint);
    }
    found.map(|relationship| (relationship.coefficient, true))
}
