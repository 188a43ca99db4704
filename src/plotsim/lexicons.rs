//! Names and words of the plotsim language that registries list: families, curves, column types, faker methods, …

use crate::config::param::{Argument, Form, Interval, Kind, Lexicon, Term};
use crate::distributions::FAMILIES;
use crate::faker::{ArgumentKind, FakerArgument, LOCALES, METHODS};
use crate::plotsim::builder::RELATIONSHIPS;
use crate::plotsim::draft::source::Form as SourceForm;
use crate::plotsim::engine::row_sources::ROW_SOURCES;
use crate::plotsim::parts::curves as curve_parts;
use crate::plotsim::sources;
use crate::trajectory::curves::{CURVES, LIMIT, ParamKind, ParamSpec};
use crate::trajectory::dsl::Shape;
use crate::trajectory::noise::NOISE_PRESETS;

/// How a number in [-1, 1] is written.
const UNIT_NUMBER: &str = "[-+]?(0+(\\.[0-9]*)?|\\.[0-9]+|0*1(\\.0*)?)([eE](-[0-9]+|[-+]?0+))?";

static DAY: Form =
    Form { words: "day: YYYY-MM-DD, today, or a distance such as -30y, +6M, -2w, +10d", pattern: "" };
static COMMAS: Form = Form { words: "texts with commas between them", pattern: "" };

/// Every list.
pub static ALL: [&Lexicon; 10] = [
    &COLUMN_TYPE,
    &SOURCE,
    &ROW_SOURCE,
    &FAMILY,
    &ARCHETYPE,
    &CURVE,
    &RELATIONSHIP,
    &CONNECTION,
    &NOISE,
    &LOCALE,
];

/// Distribution families.
pub static FAMILY: Lexicon =
    Lexicon { noun: "text", kind: "distribution", language: "plotsim", open: true, terms: families };
/// Curves of the engine form.
pub static CURVE: Lexicon =
    Lexicon { noun: "text", kind: "curve", language: "engine", open: false, terms: curves };
/// Behaviours of the builder form, alone or chained.
pub static ARCHETYPE: Lexicon =
    Lexicon { noun: "text", kind: "archetype", language: "builder", open: false, terms: archetypes };
/// Presets of noise.
pub static NOISE: Lexicon =
    Lexicon { noun: "preset", kind: "noise preset", language: "plotsim", open: false, terms: presets };
/// Words for coefficients, or coefficients as text.
pub static RELATIONSHIP: Lexicon =
    Lexicon { noun: "text", kind: "relationship", language: "builder", open: false, terms: relationships };
/// Sentences of a metric, a relationship and another metric.
pub static CONNECTION: Lexicon = Lexicon {
    noun: "text \"a related b\"",
    kind: "connection",
    language: "builder",
    open: false,
    terms: sentences,
};
/// Languages of names, addresses and the like.
pub static LOCALE: Lexicon =
    Lexicon { noun: "text", kind: "locale", language: "plotsim", open: false, terms: locales };
/// What stands after a builder column's `type:`.
pub static COLUMN_TYPE: Lexicon = Lexicon {
    noun: "text",
    kind: "column type",
    language: "builder",
    open: false,
    terms: || sources::forms(|entry| entry.builder).flat_map(|form| written(form, "faker.")).collect(),
};
/// What stands after an engine column's `source:`.
pub static SOURCE: Lexicon = Lexicon {
    noun: "text",
    kind: "column source",
    language: "engine",
    open: false,
    terms: || {
        sources::forms(|entry| entry.engine).flat_map(|form| written(form, "generated:faker.")).collect()
    },
};
/// What stands after `row_count_source:`.
pub static ROW_SOURCE: Lexicon = Lexicon {
    noun: "text",
    kind: "row source",
    language: "engine",
    open: false,
    terms: || ROW_SOURCES.iter().flat_map(|form| written(form, "")).collect(),
};

fn word(text: &str, doc: impl Into<String>) -> Term {
    Term {
        text: text.to_owned(),
        pattern: None,
        doc: doc.into(),
        example: text.to_owned(),
        arguments: Vec::new(),
    }
}

/// A word and its other names, each with the same arguments.
fn named(name: &str, aliases: &[&str], doc: &str, arguments: &[Argument]) -> Vec<Term> {
    let other =
        |alias: &&str| Term { arguments: arguments.to_vec(), ..word(alias, format!("The same as {name}")) };
    let own = Term { arguments: arguments.to_vec(), ..word(name, doc) };
    std::iter::once(own).chain(aliases.iter().map(other)).collect()
}

fn families() -> Vec<Term> {
    let terms = FAMILIES.iter().map(|family| {
        let argument = |param: &crate::distributions::ParamInfo| Argument {
            name: param.name,
            kind: Kind::Float(Interval::closed(param.min, param.max)),
            required: param.default.is_none(),
            default: param.default.map(|value| value.to_string()),
            doc: param.doc,
            of_centre: param.of_centre,
        };
        let arguments: Vec<Argument> = family.params.iter().map(argument).collect();
        named(family.name, family.aliases, family.doc, &arguments)
    });
    terms.flatten().collect()
}

fn curves() -> Vec<Term> {
    let terms = CURVES.iter().map(|curve| {
        let arguments: Vec<Argument> = curve
            .params
            .iter()
            .map(|ParamSpec { name, kind, default, doc }| curve_argument(name, *kind, *default, doc))
            .collect();
        named(curve.name, curve.aliases, curve.doc, &arguments)
    });
    terms.flatten().collect()
}

/// A parameter of a curve, or of a shape.
fn curve_argument(name: &'static str, kind: ParamKind, default: f64, doc: &'static str) -> Argument {
    let (kind, default) = match kind {
        ParamKind::Bool => (curve_parts::TRUTH, (default != 0.0).to_string()),
        ParamKind::Number => (Kind::Float(Interval::closed(-LIMIT, LIMIT)), default.to_string()),
        ParamKind::Cycles => (curve_parts::CYCLES, default.to_string()),
    };
    Argument { name, kind, required: false, default: Some(default), doc, of_centre: false }
}

fn archetypes() -> Vec<Term> {
    let names: Vec<&str> = Shape::all().flat_map(|shape| shape.names()).collect();
    let shape = format!("({})\\s*(\\([^()]*\\))?", names.join("|"));
    let chain = Term {
        text: "<shape> > <shape> @ <period>".to_owned(),
        pattern: Some(format!("^\\s*{shape}\\s*(>\\s*{shape}\\s*)*(@\\s*[0-9]+\\s*)*$")),
        doc: "Shapes one after another, with values in parentheses; each @ names the period in which the next one begins"
            .to_owned(),
        example: "growth > flat(level: 0.7) @ 6".to_owned(),
        arguments: Vec::new(),
    };
    let terms = Shape::all().flat_map(|shape| {
        let arguments: Vec<Argument> = shape
            .params
            .iter()
            .map(|param| curve_argument(param.name, param.kind, param.default, param.doc))
            .collect();
        named(shape.name, &shape.names()[1..], shape.doc, &arguments)
    });
    terms.chain([chain]).collect()
}

fn presets() -> Vec<Term> {
    let all = NOISE_PRESETS.iter().flat_map(|preset| named(preset.name, preset.aliases, preset.doc, &[]));
    let terms: Vec<Term> = all.collect();
    // Letter case and the choice between spaces and underscores are free.
    let any_case = |name: &str| -> String {
        let letter = |letter: char| match letter {
            '_' => "[_ ]".to_owned(),
            letter => format!("[{}{letter}]", letter.to_ascii_uppercase()),
        };
        name.chars().map(letter).collect()
    };
    let pattern = |term: &Term| format!("^\\s*{}\\s*$", any_case(&term.text));
    terms.into_iter().map(|term| Term { pattern: Some(pattern(&term)), ..term }).collect()
}

fn relationships() -> Vec<Term> {
    let words = RELATIONSHIPS.iter().map(|relationship| {
        word(relationship.name, format!("A coefficient of {:+.2}", relationship.coefficient))
    });
    let number = Term {
        text: "<coefficient>".to_owned(),
        pattern: Some(format!("^{UNIT_NUMBER}$")),
        doc: "Pearson's coefficient, from -1 to 1".to_owned(),
        example: "\"0.55\"".to_owned(),
        arguments: Vec::new(),
    };
    words.chain([number]).collect()
}

fn sentences() -> Vec<Term> {
    let words: Vec<&str> = RELATIONSHIPS.iter().map(|relationship| relationship.name).collect();
    vec![Term {
        text: "<metric> <relationship> <metric>".to_owned(),
        pattern: Some(format!("^\\s*\\S+\\s+({}|{UNIT_NUMBER})\\s+\\S+\\s*$", words.join("|"))),
        doc: "Two metrics and a word, or a coefficient, between them".to_owned(),
        example: "usage driven_by seats".to_owned(),
        arguments: Vec::new(),
    }]
}

fn locales() -> Vec<Term> {
    let other = Term {
        text: "<language>_<COUNTRY>".to_owned(),
        pattern: Some("^[A-Za-z]{2,3}_[A-Za-z]{2}$".to_owned()),
        doc: "Another locale: taken, with a warning, and served from en_US".to_owned(),
        example: "sv_SE".to_owned(),
        arguments: Vec::new(),
    };
    LOCALES
        .iter()
        .map(|name| word(name, "Names, addresses and the like of this locale"))
        .chain([other])
        .collect()
}

/// The terms of one form; that of faker calls becomes one for each method.
fn written(form: &SourceForm, faker: &str) -> Vec<Term> {
    if form.form.ends_with("faker.<method>") {
        return METHODS
            .iter()
            .map(|method| {
                let call = format!("{faker}{}", method.name);
                let escaped = call.replace('.', "\\.");
                Term {
                    pattern: (!method.arguments.is_empty()).then(|| format!("^{escaped}(:[\\s\\S]*)?$")),
                    arguments: method.arguments.iter().map(faker_argument).collect(),
                    ..word(&call, method.doc)
                }
            })
            .collect();
    }
    let pattern = (!form.pattern.is_empty()).then(|| form.pattern.to_owned());
    vec![Term { pattern, example: form.example.to_owned(), ..word(form.form, form.doc) }]
}

fn faker_argument(argument: &FakerArgument) -> Argument {
    let kind = match argument.kind {
        ArgumentKind::Int(low, high) => Kind::Int(low, high),
        ArgumentKind::Float => Kind::Float(Interval::EVERYTHING),
        ArgumentKind::Bool => Kind::Bool,
        ArgumentKind::Date => Kind::Form(&DAY),
        ArgumentKind::Text => Kind::Text,
        ArgumentKind::Texts => Kind::Form(&COMMAS),
    };
    Argument {
        name: argument.name,
        kind,
        required: false,
        default: None,
        doc: argument.doc,
        of_centre: false,
    }
}
