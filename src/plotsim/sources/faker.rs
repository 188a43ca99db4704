//! `generated:faker.<method>`: realistic names, places and values.

use std::sync::Arc;

use super::{Place, Site, Source, Stated, Values};
use crate::config::types::ColumnType;
use crate::facts::{Duty, Facts, Nulls, Order, Relation, Window};
use crate::plotsim::faker::FakerCall;
use crate::plotsim::model::Plotsim;
use crate::plotsim::tables::faker::{FakerValues, language};

/// What a call of a faker method gives.
#[derive(Clone, Debug, PartialEq)]
pub struct Faker {
    pub call: FakerCall,
    /// The method's own type, text, or DOUBLE for whole numbers.
    pub kind: ColumnType,
}

impl Source for Faker {
    fn kind(&self) -> ColumnType {
        self.kind
    }

    fn words(&self, _: &Plotsim) -> String {
        format!("generated:faker.{}", self.call.method.name)
    }

    fn facts(&self, place: &Place<'_>) -> Facts {
        let language = match self.kind {
            ColumnType::Text => language(&self.call, &place.config.locales),
            _ => None,
        };
        let facts: Facts = Stated {
            kind: self.kind,
            nulls: Nulls::Never,
            range: None,
            categories: None,
            law: None,
            reference: None,
            relation: Relation::None,
            unique: self.call.unique,
            order: Order::Any,
            // A birthday lies before any window.
            window: if self.call.method.name == "date_of_birth" { Window::Any } else { place.window() },
            description: place.named(),
            duty: match self.kind {
                ColumnType::Text if language.is_none() => {
                    Duty::Unchecked("what texts of this faker method look like is not told")
                }
                _ => Duty::Judge,
            },
        }
        .into();
        Facts { language, ..facts }
    }

    fn values(&self, site: Site<'_>) -> Arc<dyn Values> {
        Arc::new(FakerValues::new(site, self))
    }
}
