//! Names and words that are listed elsewhere: families, curves, column types, faker methods, …
//!
//! A [`Lexicon`] turns a registry into [`Term`]s, which the JSON Schema offers and the listings in SQL show.

use super::param::{Form, Interval, Kind};
use crate::distributions::FAMILIES;
use crate::plotsim::builder::RELATIONSHIPS;
use crate::plotsim::faker::{ArgumentKind, FakerArgument, LOCALES, METHODS};
use crate::plotsim::vocabulary::sources::{ROW_SOURCES, SOURCES, SourceForm, TYPES};
use crate::trajectory::curves::{CURVES, LIMIT, ParamKind};
use crate::trajectory::dsl::SHAPES;
use crate::trajectory::noise::NOISE_PRESETS;

/// A list of names or words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lexicon {
    /// Distribution families.
    Family,
    /// Curves of the engine form.
    Curve,
    /// Behaviours of the builder form, alone or chained.
    Archetype,
    /// Presets of noise.
    Noise,
    /// Words for coefficients, or coefficients as text.
    Relationship,
    /// Sentences of a metric, a relationship and another metric.
    Connection,
    Locale,
    /// What stands after a builder column's `type:`.
    ColumnType,
    /// What stands after an engine column's `source:`.
    Source,
    /// What stands after `row_count_source:`.
    RowSource,
}

/// Something a user may write.
#[derive(Clone, Debug)]
pub struct Term {
    /// The text, or how it is written, with `<…>` for what one fills in.
    pub text: String,
    /// What texts of this form match, where it stands for more than itself.
    pub pattern: Option<String>,
    pub doc: String,
    pub example: String,
    /// What can be set.
    pub arguments: Vec<Argument>,
}

/// A parameter of a term.
#[derive(Clone, Debug)]
pub struct Argument {
    pub name: &'static str,
    pub kind: Kind,
    pub required: bool,
    pub default: Option<String>,
    pub doc: &'static str,
    /// Whether it is one that a metric's range decides in the builder form.
    pub of_centre: bool,
}

/// How a number in [-1, 1] is written.
const UNIT_NUMBER: &str = "[-+]?(0+(\\.[0-9]*)?|\\.[0-9]+|0*1(\\.0*)?)([eE](-[0-9]+|[-+]?0+))?";

static DAY: Form =
    Form { words: "day: YYYY-MM-DD, today, or a distance such as -30y, +6M, -2w, +10d", pattern: "" };
static COMMAS: Form = Form { words: "texts with commas between them", pattern: "" };

impl Lexicon {
    /// Every list.
    pub const ALL: [Lexicon; 10] = [
        Lexicon::ColumnType,
        Lexicon::Source,
        Lexicon::RowSource,
        Lexicon::Family,
        Lexicon::Archetype,
        Lexicon::Curve,
        Lexicon::Relationship,
        Lexicon::Connection,
        Lexicon::Noise,
        Lexicon::Locale,
    ];

    /// What such a text is called where a key's type is told.
    pub fn noun(self) -> &'static str {
        match self {
            Lexicon::Family
            | Lexicon::Curve
            | Lexicon::Archetype
            | Lexicon::Relationship
            | Lexicon::Locale
            | Lexicon::ColumnType
            | Lexicon::Source
            | Lexicon::RowSource => "text",
            Lexicon::Noise => "preset",
            Lexicon::Connection => "text \"a related b\"",
        }
    }

    /// What a term of it is called in listings.
    pub fn kind(self) -> &'static str {
        match self {
            Lexicon::Family => "distribution",
            Lexicon::Curve => "curve",
            Lexicon::Archetype => "archetype",
            Lexicon::Noise => "noise preset",
            Lexicon::Relationship => "relationship",
            Lexicon::Connection => "connection",
            Lexicon::Locale => "locale",
            Lexicon::ColumnType => "column type",
            Lexicon::Source => "column source",
            Lexicon::RowSource => "row source",
        }
    }

    /// The language whose configs write it; `plotsim` for both forms.
    pub fn language(self) -> &'static str {
        match self {
            Lexicon::Archetype | Lexicon::Relationship | Lexicon::Connection | Lexicon::ColumnType => {
                "builder"
            }
            Lexicon::Curve | Lexicon::Source | Lexicon::RowSource => "engine",
            Lexicon::Family | Lexicon::Noise | Lexicon::Locale => "plotsim",
        }
    }

    /// Everything in it, in the order of the documentation.
    pub fn terms(self) -> Vec<Term> {
        match self {
            Lexicon::Family => families(),
            Lexicon::Curve => curves(),
            Lexicon::Archetype => archetypes(),
            Lexicon::Noise => presets(),
            Lexicon::Relationship => relationships(),
            Lexicon::Connection => sentences(),
            Lexicon::Locale => locales(),
            Lexicon::ColumnType => TYPES.iter().flat_map(|form| sources(form, "faker.")).collect(),
            Lexicon::Source => SOURCES.iter().flat_map(|form| sources(form, "generated:faker.")).collect(),
            Lexicon::RowSource => ROW_SOURCES.iter().flat_map(|form| sources(form, "")).collect(),
        }
    }
}

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
            of_centre: crate::plotsim::places_centre(family.family, param),
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
            .map(|param| {
                let (kind, default) = match param.kind {
                    // The numbers 1 and 0 are taken for true and false.
                    ParamKind::Bool => (
                        Kind::Choice("boolean", &[Kind::Bool, Kind::Int(0, 1)]),
                        (param.default != 0.0).to_string(),
                    ),
                    ParamKind::Number => {
                        (Kind::Float(Interval::closed(-LIMIT, LIMIT)), param.default.to_string())
                    }
                };
                Argument {
                    name: param.name,
                    kind,
                    required: false,
                    default: Some(default),
                    doc: param.doc,
                    of_centre: false,
                }
            })
            .collect();
        named(curve.name, curve.aliases, curve.doc, &arguments)
    });
    terms.flatten().collect()
}

fn archetypes() -> Vec<Term> {
    let names: Vec<&str> = SHAPES.iter().map(|shape| shape.name).collect();
    let shape = format!("({})", names.join("|"));
    let chain = Term {
        text: "<shape> > <shape> @ <period>".to_owned(),
        pattern: Some(format!("^\\s*{shape}\\s*(>\\s*{shape}\\s*)*(@\\s*[0-9]+\\s*)*$")),
        doc: "Shapes one after another; each @ names the period in which the next one begins".to_owned(),
        example: "growth > decline @ 6".to_owned(),
        arguments: Vec::new(),
    };
    SHAPES.iter().map(|shape| word(shape.name, shape.doc)).chain([chain]).collect()
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
fn sources(form: &SourceForm, faker: &str) -> Vec<Term> {
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
