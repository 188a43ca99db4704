//! The classes of findings: one line for each, with its usual severity and what it tells.

use super::finding::Severity::{self, Error, Warning};

/// A class of findings, shown as `code`.
#[derive(Debug)]
pub struct Class {
    /// Kebab-case and stable.
    pub code: &'static str,
    /// The severity it usually has.
    pub severity: Severity,
    /// What it tells; one sentence without a full stop.
    pub doc: &'static str,
}

const fn class(code: &'static str, severity: Severity, doc: &'static str) -> Class {
    Class { code, severity, doc }
}

/// Every class, by its code.
pub static CLASSES: &[Class] = &[
    class("ambiguous-pattern", Error, "Different values of a pattern's placeholders can make the same text"),
    class("bad-archetype", Error, "The curves of an archetype do not make a trajectory"),
    class("bad-connection", Error, "A connection is not written as metric, word, metric"),
    class("bad-date", Error, "A text is not a date of the calendar"),
    class("bad-expression", Error, "An SQL expression cannot be read, typed or computed"),
    class("bad-grain", Error, "No table of this kind has this grain"),
    class("bad-name", Error, "A name cannot be used where it goes: in SQL, or as a directory"),
    class("bad-pattern", Error, "A placeholder is not written as it must be"),
    class("bad-range", Error, "A range does not rise, or its values are impossible for what it bounds"),
    class("bad-rate", Error, "A rate of growth is not written as 0.02 per month"),
    class("bad-reference", Error, "A reference is not written as table.column"),
    class("bad-season", Error, "A season names days that do not exist, or moves values too far"),
    class("bad-segments", Error, "The segments of a curve do not fit together"),
    class("bad-source", Error, "The source of a column is not written as it must be, or does not fit there"),
    class("bad-stages", Error, "The stages of a lifecycle do not fit together"),
    class("bad-timestamp", Error, "A text is not a timestamp of the calendar"),
    class("bad-weights", Error, "Weights have no positive, finite sum, or are not one for each thing"),
    class("bad-window", Error, "The window of time ends before it starts, or holds a single period"),
    class("clipped-curve", Warning, "A curve leaves 0 to 1 and is cut there"),
    class("conflicting-keys", Error, "Keys say the same thing, or exclude each other"),
    class("different-fields", Error, "The shapes of a pool do not name the same fields"),
    class("different-parents", Error, "Columns that name one row name rows of different tables"),
    class("different-types", Error, "A field of a pool has another type in another shape"),
    class("duplicate-item", Error, "A list holds the same thing twice"),
    class("duplicate-name", Error, "Two things have the same name"),
    class("duplicate-pair", Error, "Two metrics are paired twice"),
    class("duplicate-prefix", Error, "Two keys have the same prefix"),
    class("empty-list", Error, "A list holds nothing"),
    class("empty-mapping", Error, "A mapping holds nothing"),
    class("empty-name", Error, "A name is an empty text"),
    class("half-sticky", Error, "Only one of two fields that are drawn together is sticky"),
    class(
        "impossible-correlations",
        Error,
        "No correlation matrix holds the coefficients as they are written",
    ),
    class(
        "incompatible-correlations",
        Warning,
        "No correlation matrix holds all the coefficients; the nearest is taken",
    ),
    class("inverted-range", Error, "A lower end lies above the upper one"),
    class("lag-cycle", Error, "Metrics follow one another in a circle"),
    class("missing-attribute", Error, "A column shows an attribute that not every segment has"),
    class("missing-key", Error, "A mapping lacks a key it must have"),
    class("needs-native-types", Error, "Nested values need types: native"),
    class("no-date-key", Error, "A table lacks the key of its date"),
    class("no-effect", Warning, "What is written changes nothing"),
    class("no-entity-key", Error, "A table lacks the key of its entity"),
    class("no-language", Error, "A config is written in no language that is known"),
    class("no-rows", Warning, "Nothing makes rows for a table"),
    class("no-such-column", Error, "No fact shows the metric that stages follow"),
    class("not-a-file-name", Error, "A table cannot be the name of a file"),
    class("not-a-key", Warning, "A reference names a column whose values can repeat"),
    class("not-enough-values", Error, "There are fewer values than unique rows"),
    class("not-supported-yet", Error, "A key or word of a later release"),
    class("odd-pattern", Warning, "Braces look like a placeholder and are none"),
    class("open-cases", Error, "Cases leave rows without a value"),
    class("other-type", Warning, "A column is declared with a type its source does not give"),
    class("other-version", Warning, "A config was written for another version"),
    class("out-of-range", Error, "A number lies outside its bounds"),
    class("output-outside", Warning, "A dataset would be written outside the target directory"),
    class("repeated-value", Error, "A value that must be unique is listed twice"),
    class("self-pair", Error, "A metric is paired with itself"),
    class("self-reference", Error, "A column names itself"),
    class("shared-output", Warning, "Two datasets would be written to one place"),
    class("short-key", Warning, "One column is to identify an entity and a period"),
    class("short-window", Warning, "A curve cannot be seen in so few periods"),
    class("single-segment", Warning, "There is nothing to compare a segment with"),
    class("strong-connection", Warning, "A connection is hard to keep beside many others"),
    class("too-large", Error, "A value would take more memory than it may"),
    class("too-many-events", Error, "A table of events would have more rows than it may"),
    class("too-many-items", Error, "A list is longer than it may be"),
    class("too-many-problems", Error, "There are so many findings that reading stopped"),
    class("two-languages", Error, "A config has the marks of two languages"),
    class(
        "unattainable-correlation",
        Warning,
        "A coefficient is mathematically impossible; the nearest is taken",
    ),
    class("unknown-archetype", Error, "No archetype has this name"),
    class("unknown-attribute", Error, "No entity has an attribute of this name"),
    class("unknown-column", Error, "No column has this name"),
    class("unknown-curve", Error, "No curve has this name"),
    class("unknown-dataset", Error, "No dataset has this name"),
    class("unknown-distribution", Error, "No distribution has this name"),
    class("unknown-entity", Error, "No entity has this name"),
    class("unknown-faker-method", Error, "No faker method has this name"),
    class("unknown-field", Error, "A pool has no field of this name"),
    class("unknown-generator", Error, "No generator has this name"),
    class("unknown-hierarchy", Error, "No hierarchy has this name"),
    class("unknown-key", Error, "A mapping has no key of this name"),
    class("unknown-key-value", Error, "No row has this key"),
    class("unknown-level", Error, "A hierarchy has no level of this name"),
    class("unknown-locale", Error, "No locale has this name"),
    class("unknown-metric", Error, "No metric has this name"),
    class("unknown-pool", Error, "No pool has this name"),
    class("unknown-relationship", Error, "No relationship has this name"),
    class("unknown-segment", Error, "No segment has this name"),
    class("unknown-table", Error, "No table has this name"),
    class("unknown-type", Error, "No type has this name"),
    class("unknown-value", Error, "A value is not one of those listed"),
    class("unknown-word", Error, "A text is not one of the words a key takes"),
    class("unreachable-case", Error, "A case is taken by no row"),
    class("wrong-depth", Error, "A tree is not as deep as its levels"),
    class("wrong-generator", Error, "A generator does not give what is needed here"),
    class("wrong-length", Error, "A list is too short or too long"),
    class("wrong-order", Error, "What is named here must come earlier in the file"),
    class("wrong-place", Error, "A key or generator does not belong here"),
    class("wrong-type", Error, "A value is of another type than its key takes"),
    class("wrong-unit", Error, "A delay is counted in a unit that a date does not have"),
    class("yaml", Error, "A text is no YAML that can be read"),
];

/// The class of a code.
pub fn of(code: &str) -> Option<&'static Class> {
    CLASSES.iter().find(|class| class.code == code)
}
