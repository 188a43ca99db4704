//! A mapping read against its section.

use super::field::Field;
use crate::config::param::{Kind, Literal, Need, Section};
use crate::config::suggest;

/// A mapping whose keys were checked against `params`.
pub struct Fields<'a> {
    /// The mapping itself, for problems that belong to no single key.
    pub whole: Field<'a>,
    entries: Vec<(&'a str, Field<'a>)>,
    section: &'static Section,
}

impl<'a> Fields<'a> {
    /// The entries of `whole`, after reporting which of them are unknown or misplaced, and which are missing.
    ///
    /// A key that is all but spelt right is reported and then read as the key it is meant to be, so that nothing else is said to
    /// be missing for its sake.
    pub(super) fn checked(
        whole: Field<'a>,
        mut entries: Vec<(&'a str, Field<'a>)>,
        section: &'static Section,
    ) -> Fields<'a> {
        for place in 0..entries.len() {
            let (name, field) = &entries[place];
            if section.param(name).is_some() {
                continue;
            }
            let names: Vec<&'static str> = section.params.iter().map(|param| param.name).collect();
            let unwritten = |wanted: &str| entries.iter().all(|(written, _)| *written != wanted);
            // What is close to a key that is missing stands for it.
            let missing = section.params.iter().filter(|param| param.need == Need::Required);
            let missing: Vec<&'static str> =
                missing.map(|param| param.name).filter(|name| unwritten(name)).collect();
            let hint = match suggest::closest(name, missing.iter().copied()) {
                Some(meant) => Some(format!("did you mean '{meant}'?")),
                None => suggest::hint(name, names.iter().copied()),
            };
            let meant = suggest::slip(name, missing).or_else(|| suggest::slip(name, names));
            let meant = meant.filter(|meant| unwritten(meant));
            field.broken("unknown-key", format!("unknown key '{name}'"), hint);
            if let Some(meant) = meant {
                entries[place].0 = meant;
            }
        }
        for param in section.params.iter().filter(|param| param.need == Need::Required) {
            if entries.iter().all(|(name, _)| *name != param.name) {
                let hint = format!("{}: {}", param.kind, param.doc);
                whole.broken("missing-key", format!("missing key '{}'", param.name), Some(hint));
            }
        }
        let fields = Fields { whole, entries, section };
        fields.check_rules();
        fields
    }

    /// What the mapping was read against.
    pub fn section(&self) -> &'static Section {
        self.section
    }

    /// The value under `name`, if it was written and is not null where it may be left out.
    pub fn get(&self, name: &str) -> Option<&Field<'a>> {
        let field = self.entries.iter().find(|(key, _)| *key == name).map(|(_, field)| field)?;
        (self.kind(name).1 == Need::Required || !field.is_null()).then_some(field)
    }

    /// True if `name` was written and is null.
    pub(in crate::config) fn has_null(&self, name: &str) -> bool {
        self.entries.iter().any(|(key, field)| *key == name && field.is_null())
    }

    fn kind(&self, name: &str) -> (Kind, Need) {
        let param = self.section.param(name);
        debug_assert!(param.is_some(), "no parameter '{name}' in this vocabulary");
        param.map_or((Kind::Scalar, Need::Default(Literal::Words(""))), |param| (param.kind, param.need))
    }
}
