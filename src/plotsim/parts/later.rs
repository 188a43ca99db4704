//! What later releases bring, and the SQL that does the same today: on tables of the template `saas`, so that it runs as it stands.

use crate::config::param::{Param, later};

/// Something that is known, but not supported yet.
#[derive(Clone, Copy)]
pub struct Later {
    doc: &'static str,
    pub today: &'static str,
}

impl Later {
    /// The key called `name` that asks for it.
    pub const fn key(self, name: &'static str) -> Param {
        later(name, self.doc, self.today)
    }
}

const fn feature(doc: &'static str, today: &'static str) -> Later {
    Later { doc, today }
}

pub const PHASES: Later = feature(
    "Correlations that change over time",
    "in SQL, with a config for each phase: FROM plotsim_table('template:saas', 'fct_revenue') WHERE date_key < 20230101 \
     UNION ALL FROM plotsim_table('template:saas', 'fct_revenue') WHERE date_key >= 20230101",
);
