//! Keys with the type of their values and their defaults.

use super::param::{Form, Interval, Kind, Lexicon, Literal, Need, Param, Section, Word};
use super::reader::{Field, Fields};

/// A key of a mapping, whose values are read as `T`. A section lists its [`Key::param`]; [`Fields::read`] gives its value or
/// its default, so that neither is written twice.
#[derive(Clone, Copy, Debug)]
pub struct Key<T> {
    pub param: Param,
    default: Option<T>,
}

/// What a value of the config can be read as.
pub trait KeyType: Copy + 'static {
    /// The value, which may borrow from the config.
    type Value<'a>;

    /// Reads a value that is there; what is wrong with it was reported if there is none.
    fn read<'a>(kind: &Kind, field: &Field<'a>) -> Option<Self::Value<'a>>;

    /// A default as a value of a mapping in which it was left out.
    fn value<'a>(self, mapping: &Field<'a>) -> Self::Value<'a>;
}

impl<T: KeyType> Key<T> {
    const fn new(name: &'static str, kind: Kind) -> Key<T> {
        Key { param: Param { name, kind, need: Need::Required, doc: "", example: "" }, default: None }
    }

    const fn or(self, value: T, literal: Literal) -> Key<T> {
        Key { param: Param { need: Need::Default(literal), ..self.param }, default: Some(value) }
    }

    /// The same key with its meaning, with its unit; one sentence without a full stop.
    pub const fn doc(self, doc: &'static str) -> Key<T> {
        Key { param: Param { doc, ..self.param }, ..self }
    }

    /// The same key with an example of its value.
    pub const fn example(self, example: &'static str) -> Key<T> {
        Key { param: Param { example, ..self.param }, ..self }
    }

    /// The same key, which may be left out without anything in its place.
    pub const fn optional(self) -> Key<Option<T>> {
        self.otherwise("none")
    }

    /// The same key, which may be left out; what holds then is told in words.
    pub const fn otherwise(self, words: &'static str) -> Key<Option<T>> {
        Key { param: Param { need: Need::Default(Literal::Words(words)), ..self.param }, default: Some(None) }
    }

    /// What holds where the key is left out; nothing if it must be there.
    pub fn left_out<'a>(&self, mapping: &Field<'a>) -> Option<T::Value<'a>> {
        self.default.map(|value| value.value(mapping))
    }
}

impl<'a> Fields<'a> {
    /// The value of a key, or its default; `None` if it was reported.
    pub fn read<T: KeyType>(&self, key: &Key<T>) -> Option<T::Value<'a>> {
        match self.at(key) {
            Some(field) => T::read(&key.param.kind, field),
            None => key.left_out(&self.whole),
        }
    }

    /// Where the value of a key stands, if it was written and is not null where it may be left out.
    pub fn at<T>(&self, key: &Key<T>) -> Option<&Field<'a>> {
        self.get(key.param.name)
    }

    /// True if a key was written and its value is null.
    pub fn is_null<T>(&self, key: &Key<T>) -> bool {
        self.has_null(key.param.name)
    }

    /// Where the value of a key stands; the mapping if it was left out.
    pub fn place<T>(&self, key: &Key<T>) -> &Field<'a> {
        self.at(key).unwrap_or(&self.whole)
    }
}

impl<'a> Field<'a> {
    /// Where the value of a key of this mapping stands, even if the mapping was not read yet or cannot be.
    pub fn written<T>(&self, key: &Key<T>) -> Option<Field<'a>> {
        self.node.get(key.param.name).map(|node| self.child(key.param.name, node))
    }
}

impl<T: KeyType> KeyType for Option<T> {
    type Value<'a> = Option<T::Value<'a>>;

    fn read<'a>(kind: &Kind, field: &Field<'a>) -> Option<Self::Value<'a>> {
        T::read(kind, field).map(Some)
    }

    fn value<'a>(self, mapping: &Field<'a>) -> Self::Value<'a> {
        self.map(|value| value.value(mapping))
    }
}

/// Types that are read as themselves, by the method of [`Field`] that is given.
macro_rules! plain {
    ($($type:ty: |$kind:ident, $field:ident| $read:expr;)*) => {$(
        impl KeyType for $type {
            type Value<'a> = $type;

            fn read<'a>($kind: &Kind, $field: &Field<'a>) -> Option<$type> {
                $read
            }

            fn value<'a>(self, _: &Field<'a>) -> $type {
                self
            }
        }
    )*};
}

plain! {
    bool: |_kind, field| field.bool();
    i64: |kind, field| match kind {
        Kind::Int(low, high) => field.int(*low, *high),
        _ => field.int(i64::MIN, i64::MAX),
    };
    u64: |kind, field| match kind {
        Kind::Int(low, high) => field.int((*low).max(0), *high).map(i64::unsigned_abs),
        _ => field.seed(),
    };
    usize: |kind, field| match kind {
        Kind::Int(low, high) => field.int((*low).max(0), *high).map(|n| usize::try_from(n).unwrap_or(usize::MAX)),
        _ => None,
    };
    f64: |kind, field| match kind {
        Kind::Float(interval) => field.float(*interval),
        _ => field.float(Interval::EVERYTHING),
    };
}

impl Key<bool> {
    /// True or false.
    pub const fn flag(name: &'static str) -> Key<bool> {
        Key::new(name, Kind::Bool)
    }

    /// The same key, which may be left out.
    pub const fn default(self, value: bool) -> Key<bool> {
        self.or(value, Literal::Bool(value))
    }
}

impl Key<i64> {
    /// A whole number within inclusive bounds.
    pub const fn int(name: &'static str, low: i64, high: i64) -> Key<i64> {
        Key::new(name, Kind::Int(low, high))
    }

    /// The same key, which may be left out.
    pub const fn default(self, value: i64) -> Key<i64> {
        self.or(value, Literal::Int(value as i128))
    }
}

impl Key<u64> {
    /// A whole number from `least` on.
    pub const fn count(name: &'static str, least: u32) -> Key<u64> {
        Key::new(name, Kind::Int(least as i64, i64::MAX))
    }

    /// A whole number from 0 to 2⁶⁴−1.
    pub const fn seed(name: &'static str) -> Key<u64> {
        Key::new(name, Kind::Seed)
    }

    /// The same key, which may be left out.
    pub const fn default(self, value: u64) -> Key<u64> {
        self.or(value, Literal::Int(value as i128))
    }
}

impl Key<usize> {
    /// A number of periods, or the number of one, from `least` on.
    pub const fn periods(name: &'static str, least: u32) -> Key<usize> {
        Key::new(name, Kind::Int(least as i64, i64::MAX))
    }

    /// The same key, which may be left out.
    pub const fn default(self, value: usize) -> Key<usize> {
        self.or(value, Literal::Int(value as i128))
    }
}

impl Key<f64> {
    /// A finite number within an interval.
    pub const fn float(name: &'static str, interval: Interval) -> Key<f64> {
        Key::new(name, Kind::Float(interval))
    }

    /// The same key, which may be left out.
    pub const fn default(self, value: f64) -> Key<f64> {
        self.or(value, Literal::Float(value))
    }
}

impl<W: Word> KeyType for W {
    type Value<'a> = W;

    fn read<'a>(_: &Kind, field: &Field<'a>) -> Option<W> {
        field.word_of()
    }

    fn value<'a>(self, _: &Field<'a>) -> W {
        self
    }
}

impl<W: Word> Key<W> {
    /// One of the words of a type.
    pub const fn word(name: &'static str) -> Key<W> {
        Key::new(name, Kind::Word(W::WORDS))
    }

    /// The same key, which may be left out; the default is given by its place, as in `Bounds::Clamp as usize`.
    pub const fn default_word(self, place: usize) -> Key<W> {
        self.or(W::ALL[place], Literal::Words(W::WORDS[place]))
    }
}

impl KeyType for &'static str {
    type Value<'a> = &'a str;

    fn read<'a>(_: &Kind, field: &Field<'a>) -> Option<&'a str> {
        field.text()
    }

    fn value<'a>(self, _: &Field<'a>) -> &'a str {
        self
    }
}

impl Key<&'static str> {
    /// A text.
    pub const fn text(name: &'static str) -> Key<&'static str> {
        Key::new(name, Kind::Text)
    }

    /// A text that is written in some way.
    pub const fn form(name: &'static str, form: &'static Form) -> Key<&'static str> {
        Key::new(name, Kind::Form(form))
    }

    /// A name of something that is listed elsewhere.
    pub const fn known(name: &'static str, lexicon: &'static Lexicon) -> Key<&'static str> {
        Key::new(name, Kind::Known(lexicon))
    }

    /// The same key, which may be left out.
    pub const fn default(self, value: &'static str) -> Key<&'static str> {
        self.or(value, Literal::Words(value))
    }
}

/// Types of keys whose values are handed on as something that borrows from the config.
macro_rules! marker {
    ($($(#[$doc:meta])* $name:ident: $value:ty, |$kind:ident, $field:ident| $read:expr;)*) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug)]
        pub enum $name {}

        impl KeyType for $name {
            type Value<'a> = $value;

            fn read<'a>($kind: &Kind, $field: &Field<'a>) -> Option<$value> {
                $read
            }

            fn value<'a>(self, _: &Field<'a>) -> $value {
                match self {}
            }
        }
    )*};
}

marker! {
    /// A value that code of its own reads.
    Unread: Field<'a>, |_kind, field| Some(field.clone());
    /// The items of a list.
    Items: Vec<Field<'a>>, |kind, field| match kind {
        Kind::SomeOf(_) | Kind::Texts => field.some_items(),
        _ => field.items(),
    };
    /// The keys of a mapping.
    Mapping: Fields<'a>, |kind, field| match kind {
        Kind::Map(section) => field.fields(section),
        _ => None,
    };
    /// A `YYYY-MM-DD`, as days since 1970-01-01.
    Day: i32, |_kind, field| field.date();
    /// A `YYYY-MM-DDTHH:MM:SS`, as seconds since 1970-01-01T00:00:00.
    Moment: i64, |_kind, field| field.timestamp();
}

impl Key<Unread> {
    /// A value of a kind that code of its own reads.
    pub const fn of(name: &'static str, kind: Kind) -> Key<Unread> {
        Key::new(name, kind)
    }
}

impl Key<Items> {
    /// A list of values of a kind.
    pub const fn list(name: &'static str, item: &'static Kind) -> Key<Items> {
        Key::new(name, Kind::List(item))
    }

    /// A list of at least one text.
    pub const fn texts(name: &'static str) -> Key<Items> {
        Key::new(name, Kind::Texts)
    }

    /// A list of at least one value of a kind.
    pub const fn some(name: &'static str, item: &'static Kind) -> Key<Items> {
        Key::new(name, Kind::SomeOf(item))
    }
}

impl Key<Mapping> {
    /// A mapping with the keys of a section.
    pub const fn map(name: &'static str, section: &'static Section) -> Key<Mapping> {
        Key::new(name, Kind::Map(section))
    }
}

impl Key<Day> {
    /// A date.
    pub const fn date(name: &'static str) -> Key<Day> {
        Key::new(name, Kind::Date)
    }
}

impl Key<Moment> {
    /// A timestamp.
    pub const fn timestamp(name: &'static str) -> Key<Moment> {
        Key::new(name, Kind::Timestamp)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::node::parse;
    use crate::config::reader::Report;

    crate::words! {
        /// A colour.
        enum Colour { Red = "red", DarkBlue = "dark_blue" }
    }

    const COLOUR: Key<Colour> = Key::word("colour").default_word(Colour::DarkBlue as usize);
    const PROB: Key<f64> = Key::float("prob", Interval::UNIT).default(1.0).doc("Share").example("0.5");
    const TIMES: Key<u64> = Key::count("times", 1);
    const NAME: Key<Option<&str>> = Key::text("name").otherwise("from the place");
    static SECTION: Section =
        Section::new("test", "", "A test", &[COLOUR.param, PROB.param, TIMES.param, NAME.param]);

    #[test]
    fn a_key_gives_what_is_written_or_its_default() {
        let report = Report::new("test");
        let tree = parse("{ times: 3, colour: red, name: x }").unwrap();
        let fields = Field::root(&report, &tree).fields(&SECTION).unwrap();
        assert_eq!(fields.read(&TIMES), Some(3));
        assert_eq!(fields.read(&COLOUR), Some(Colour::Red));
        assert_eq!(fields.read(&PROB), Some(1.0));
        assert_eq!(fields.read(&NAME), Some(Some("x")));
        let tree = parse("{ times: 0, prob: 2, name: null }").unwrap();
        let fields = Field::root(&report, &tree).fields(&SECTION).unwrap();
        assert_eq!(fields.read(&TIMES), None);
        assert_eq!(fields.read(&COLOUR), Some(Colour::DarkBlue));
        assert_eq!(fields.read(&PROB), None);
        assert_eq!(fields.read(&NAME), Some(None));
        let codes: Vec<_> = report.into_findings().items.into_iter().map(|finding| finding.code).collect();
        assert_eq!(codes, ["out-of-range", "out-of-range"]);
    }

    #[test]
    fn a_section_is_told_the_same_defaults() {
        let told: Vec<String> = SECTION
            .params
            .iter()
            .map(|param| match param.need {
                Need::Required => "required".to_owned(),
                Need::Default(literal) => literal.to_string(),
            })
            .collect();
        assert_eq!(told, ["dark_blue", "1", "required", "from the place"]);
    }
}
