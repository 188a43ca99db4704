//! The arguments of a call and what the host lends to it.

use std::sync::Arc;

use super::Failure;
use crate::bundle::Disk;

/// A parameter of a function.
#[derive(Debug)]
pub struct Parameter {
    pub name: &'static str,
    pub kind: ParameterKind,
    /// What it means; one sentence without a full stop.
    pub doc: &'static str,
}

impl Parameter {
    /// A text argument as the host read it. `cut` says that the host saw more of it than it could read.
    ///
    /// # Errors
    /// The text holds a NUL character. No argument needs one, and the stable host cannot read what follows it.
    pub fn text(&self, text: String, cut: bool) -> Result<Argument, String> {
        if cut || text.contains('\0') {
            return Err(format!("{} holds a NUL character (U+0000), which no argument may", self.name));
        }
        Ok(Argument::Text(text))
    }

    /// A whole number as an argument of the kind [`ParameterKind::Count`].
    ///
    /// # Errors
    /// The number is negative or too large.
    pub fn count(&self, number: i128) -> Result<Argument, String> {
        u64::try_from(number).map(Argument::Count).map_err(|_| {
            format!("{} is {number}, but must be a whole number from 0 to {}", self.name, u64::MAX)
        })
    }
}

/// The SQL type of a parameter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ParameterKind {
    /// `VARCHAR`
    Text,
    /// `VARCHAR`, last by position, that may be NULL; hosts that can let a call leave it out
    OptionalText,
    /// `UBIGINT`
    Count,
    /// `BIGINT`: what a positional number must be, since DuckDB casts a literal's type to no unsigned one there
    Integer,
    /// `DOUBLE`
    Number,
    /// `BOOLEAN`
    Flag,
}

impl ParameterKind {
    /// The SQL name of the type.
    pub fn sql(self) -> &'static str {
        match self {
            ParameterKind::Text | ParameterKind::OptionalText => "VARCHAR",
            ParameterKind::Count => "UBIGINT",
            ParameterKind::Integer => "BIGINT",
            ParameterKind::Number => "DOUBLE",
            ParameterKind::Flag => "BOOLEAN",
        }
    }
}

/// The value of an argument.
#[derive(Clone, Debug, PartialEq)]
pub enum Argument {
    Text(String),
    Count(u64),
    Integer(i64),
    Number(f64),
    Flag(bool),
}

/// The host's file system, with the host's rules about what may be touched.
pub trait Files {
    /// The whole content of a file.
    ///
    /// # Errors
    /// The host's message, ready for the user.
    fn read(&self, path: &str) -> Result<Vec<u8>, String>;

    /// The host's rules for files that a query writes while it runs.
    fn disk(&self) -> Arc<dyn Disk>;

    /// The client's setting [`super::settings::SEED`].
    fn seed(&self) -> Option<u64> {
        None
    }

    /// The client's setting [`super::settings::UNTIL`], as it was written.
    fn until(&self) -> Option<String> {
        None
    }
}

/// Most bytes of a config that are read.
pub const LARGEST_CONFIG: u64 = 64 << 20;

/// What a host says of a file with more than [`LARGEST_CONFIG`] bytes.
pub fn too_large(path: &str) -> String {
    format!("the file '{path}' is larger than {} MiB, which no config needs to be", LARGEST_CONFIG >> 20)
}

/// One call of a function.
pub struct Call<'a> {
    /// In the order of [`super::Function::positional`]; `None` where SQL gave NULL.
    pub positional: Vec<Option<Argument>>,
    /// What was given of [`super::Function::named`], by name; NULL counts as not given.
    pub named: Vec<(&'static str, Argument)>,
    pub files: &'a dyn Files,
}

impl Call<'_> {
    /// Whether the positional argument at `index` is given, that is, not NULL.
    pub fn is_given(&self, index: usize) -> bool {
        matches!(self.positional.get(index), Some(Some(_)))
    }

    /// The positional text argument at `index`, called `name` in messages.
    pub fn text(&self, index: usize, name: &str) -> Result<&str, Failure> {
        match self.positional.get(index) {
            Some(Some(Argument::Text(text))) => Ok(text),
            _ => Err(Failure::Argument(format!("{name} must not be NULL"))),
        }
    }

    /// The positional number at `index`, which must not be negative, called `name` in messages.
    pub fn whole(&self, index: usize, name: &str) -> Result<u64, Failure> {
        match self.positional.get(index) {
            Some(Some(Argument::Integer(number))) => u64::try_from(*number)
                .map_err(|_| Failure::Argument(format!("{name} is {number}, but must not be negative"))),
            _ => Err(Failure::Argument(format!("{name} must not be NULL"))),
        }
    }

    fn argument(&self, name: &str) -> Option<&Argument> {
        self.named.iter().find(|(given, _)| *given == name).map(|(_, argument)| argument)
    }

    /// The named count, if given.
    pub fn count(&self, name: &str) -> Option<u64> {
        match self.argument(name) {
            Some(Argument::Count(value)) => Some(*value),
            _ => None,
        }
    }

    /// The named number, if given.
    pub fn number(&self, name: &str) -> Option<f64> {
        match self.argument(name) {
            Some(Argument::Number(value)) => Some(*value),
            _ => None,
        }
    }

    /// The named flag, if given.
    pub fn flag(&self, name: &str) -> Option<bool> {
        match self.argument(name) {
            Some(Argument::Flag(value)) => Some(*value),
            _ => None,
        }
    }

    /// The named text, if given.
    pub fn named_text(&self, name: &str) -> Option<&str> {
        match self.argument(name) {
            Some(Argument::Text(value)) => Some(value),
            _ => None,
        }
    }
}
