//! A column's source as it is written: how its text is read, where it may stand, and what it is resolved to.

use std::fmt;
use std::sync::Arc;

use super::catalog::Catalog;
use super::{ColumnDraft, Dtype, Entities, Tiers};
use crate::config::reader::{Field, Fields};
use crate::config::types::ColumnType;
use crate::generators::outer::Outer;
use crate::generators::{self, Generator};
use crate::plotsim::model::{About, CalendarField, Source};

/// What the sources of one file have in common.
#[derive(Debug)]
pub struct Entry {
    /// How it is written after `type:` in the builder form.
    pub builder: &'static [Written],
    /// How it is written after `source:` in the engine form.
    pub engine: &'static [Written],
    /// What it is called in messages.
    pub what: &'static str,
    pub role: Role,
    /// Whether `unique: true` may stand beside it.
    pub unique: bool,
    /// Whether it may fill a column of a table whose rows are about this.
    pub stands: fn(&About) -> bool,
    /// What to do where it may not.
    pub hint: Option<&'static str>,
}

/// What a column is to its table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// Its own key.
    Key,
    /// The key of another table's row.
    Reference,
    /// Under what condition a row is there.
    Condition,
    Value,
}

/// A way to write a source, and how what one fills in is read.
#[derive(Debug)]
pub struct Written {
    pub form: Form,
    pub read: Read,
}

/// Reads a source; `None` once it is reported why there is none.
pub type Read = fn(&mut Reading<'_, '_>) -> Option<Arc<dyn SourceDraft>>;

impl Written {
    /// A word.
    pub const fn word(form: &'static str, doc: &'static str, read: Read) -> Written {
        Written { form: Form { form, pattern: "", example: form, doc }, read }
    }

    /// A form with something to fill in.
    pub const fn open(
        form: &'static str,
        pattern: &'static str,
        example: &'static str,
        doc: &'static str,
        read: Read,
    ) -> Written {
        Written { form: Form { form, pattern, example, doc }, read }
    }
}

/// A form that a text can have.
#[derive(Debug)]
pub struct Form {
    /// How it is written, with `<…>` for what one fills in; without these it is a word.
    pub form: &'static str,
    /// What every such text matches, where it is no word.
    pub pattern: &'static str,
    pub example: &'static str,
    pub doc: &'static str,
}

impl Form {
    /// What it begins with, up to the first `.` or `:`.
    pub fn head(&self) -> &'static str {
        self.form.split(['.', ':']).next().unwrap_or(self.form)
    }

    /// What follows the fixed beginning of the form in a text of this form.
    pub fn tail<'t>(&self, text: &'t str) -> Option<&'t str> {
        match self.form.split_once('<') {
            Some((fixed, _)) => text.strip_prefix(fixed).filter(|tail| !tail.is_empty()),
            None => (text == self.form).then_some(""),
        }
    }
}

/// What a column may name.
#[derive(Clone, Copy, Debug)]
pub struct Scope<'s> {
    pub metrics: &'s [&'s str],
    /// Attributes of the builder form's segments, and whether every segment has each.
    pub pools: &'s [String],
    pub everywhere: &'s [bool],
    /// The last day of the window, as days since 1970-01-01.
    pub today: i32,
    /// Tables of another language in the same file.
    pub outer: &'s [Arc<Outer>],
}

/// The text of a source while it is read, with what stands beside it.
pub struct Reading<'r, 'a> {
    /// Where the text stands.
    pub field: &'r Field<'a>,
    /// The keys of the column.
    pub fields: &'r Fields<'a>,
    pub form: &'static Form,
    /// What follows the fixed beginning of the form, and the byte of the text at which it begins.
    pub tail: &'r str,
    pub at: usize,
    pub unique: bool,
    /// The type that is asked for, where it could be read.
    pub dtype: Option<Dtype>,
    pub scope: Scope<'r>,
    /// The entities of the engine form, to which columns give pools.
    pub entities: Option<&'r mut Entities<'a>>,
}

impl Reading<'_, '_> {
    /// Reports a text that has not the form.
    pub fn bad<T>(&self, at: usize, message: &str) -> Option<T> {
        bad(self.field, self.form, at, message)
    }
}

/// Reports a text that has not the form, with an example of it.
pub fn bad<T>(field: &Field<'_>, form: &Form, at: usize, message: &str) -> Option<T> {
    field.error_within(at, "bad-source", message, Some(format!("as in {}", form.example)));
    None
}

/// What fills a column, before names are looked up. Metrics and pools are indices.
pub trait SourceDraft: fmt::Debug + Send + Sync {
    /// The source of a column; `None` once it is reported why there is none.
    fn resolve(&self, column: &Standing<'_, '_>) -> Option<Arc<dyn Source>>;

    /// The table it refers to.
    fn target(&self) -> Option<&Reference> {
        None
    }

    /// The metric whose values, or means of them, it shows.
    fn metric(&self) -> Option<usize> {
        None
    }

    /// What it says of a period in a date dimension.
    fn of_period(&self) -> OfPeriod {
        OfPeriod::Nothing
    }

    /// How other tables can refer to its values.
    fn keys(&self) -> Option<&dyn Keys> {
        None
    }

    /// The tiers that make rows versions of entities.
    fn tiers(&self) -> Option<&Tiers> {
        None
    }

    /// Whether no value of a column comes twice.
    fn identifies(&self, _: &Standing<'_, '_>) -> bool {
        false
    }

    /// Its numbers by row, where they stand in the config.
    fn numbers(&self, _: &Standing<'_, '_>) -> Option<Vec<f64>> {
        None
    }

    /// The generator that fills it, which is read once the columns before it are known.
    fn generates(&self) -> Option<&dyn Generates> {
        None
    }

    /// How many rows it takes until values repeat, in tables that deal them out.
    fn length(&self, _: &About) -> u64 {
        0
    }
}

/// A source that a generator stands behind. Until that is read, [`SourceDraft::resolve`] gives what holds its place.
pub trait Generates {
    /// The generator of a column; `None` once it is reported why there is none.
    fn read(&self, column: &Field<'_>, scope: &generators::scope::Scope<'_>) -> Option<Generator>;

    /// What it is in listings.
    fn words(&self, column: &Field<'_>) -> String;

    /// The draw whose places the column shows and, where it says so, of which countries they are.
    fn places<'a>(&self, _column: &Field<'a>) -> Option<(String, Option<Field<'a>>)> {
        None
    }
}

/// What a source says of a period.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OfPeriod {
    Nothing,
    /// What the column's name says.
    ByName,
    Field(CalendarField),
}

/// Values that other tables can refer to.
pub trait Keys {
    /// Their type; `None` once it is reported why there is none.
    fn kind(&self, column: &Standing<'_, '_>) -> Option<ColumnType>;

    /// The row, from 0, that shows a key.
    fn row(&self, column: &Standing<'_, '_>, key: &str) -> Option<u64>;

    /// What keys look like, as a hint.
    fn hint(&self, column: &Standing<'_, '_>) -> Option<String>;
}

/// A column of another table.
#[derive(Clone, Debug, PartialEq)]
pub struct Reference {
    pub table: String,
    /// Its place in the text of the source.
    pub table_byte: usize,
    /// The column and its byte; the table's own key if left out.
    pub column: Option<(String, usize)>,
}

/// A column among all tables.
#[derive(Clone, Copy)]
pub struct Standing<'s, 'a> {
    pub catalog: &'s Catalog<'s, 'a>,
    pub table: usize,
    pub draft: &'s ColumnDraft<'a>,
    pub about: &'static About,
}

impl<'s, 'a> Standing<'s, 'a> {
    /// A column of a table that could be read.
    pub fn new(catalog: &'s Catalog<'s, 'a>, table: usize, draft: &'s ColumnDraft<'a>) -> Option<Self> {
        Some(Standing { catalog, table, draft, about: catalog.about(table)? })
    }

    /// The rows of its table, where they are known.
    pub fn rows(&self) -> Option<u64> {
        self.catalog.rows.get(self.table).copied().flatten()
    }

    /// The row of its table that shows a key.
    pub fn row_of(&self, key: &str) -> Option<u64> {
        let row = self.draft.source.keys()?.row(self, key);
        row.filter(|row| self.rows().is_none_or(|rows| *row < rows))
    }

    /// What its keys look like, as a hint.
    pub fn keys_hint(&self) -> Option<String> {
        self.rows()?;
        self.draft.source.keys()?.hint(self)
    }

    /// A source that gives one type, with a warning where the config asks for another.
    pub fn settled(&self, source: impl Source + 'static) -> Option<Arc<dyn Source>> {
        self.settle(source.kind());
        Some(Arc::new(source))
    }

    /// The type a source gives, with a warning where the config asks for another.
    pub fn settle(&self, natural: ColumnType) -> ColumnType {
        settle(self.draft.dtype, natural, &self.draft.at);
        natural
    }
}

/// Warns of a column whose source gives another type than the config asks for.
pub fn settle(asked: Option<Dtype>, natural: ColumnType, at: &Field<'_>) {
    let fits = match (asked, natural) {
        (None | Some(Dtype::Id), _) => true,
        (Some(dtype), ColumnType::Text | ColumnType::Uuid) => dtype == Dtype::String,
        (Some(dtype), ColumnType::Int32 | ColumnType::Int64) => dtype == Dtype::Int,
        (Some(dtype), ColumnType::Float64 | ColumnType::Decimal { .. }) => dtype == Dtype::Float,
        (Some(dtype), ColumnType::Bool) => dtype == Dtype::Boolean,
        (
            Some(dtype),
            ColumnType::Date | ColumnType::Timestamp | ColumnType::TimestampTz(_) | ColumnType::Time,
        ) => dtype == Dtype::Date,
        (Some(dtype), ColumnType::Struct(_)) => dtype == Dtype::Struct,
        (Some(dtype), ColumnType::List(_)) => dtype == Dtype::Array,
    };
    if !fits {
        let message = format!("the source gives {}, whatever the dtype", natural.sql());
        at.warn("other-type", message, None);
    }
}
