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
pub const LOG_LINES: Later = feature(
    "Log lines",
    "in SQL: COPY (SELECT concat_ws(' ', logged_in_at, 'INFO', 'login', company_id) FROM plotsim_table('template:saas', 'evt_login') \
     ORDER BY logged_in_at) TO 'login.log' (FORMAT csv, HEADER false, QUOTE '')",
);
pub const CHILDREN: Later = feature(
    "Child rows of another fact",
    "in SQL: SELECT login_id, unnest(range(1, 2 + (hash(login_id) % 4)::BIGINT)) AS line \
     FROM plotsim_table('template:saas', 'evt_login')",
);
pub const ROW_COUNT: Later = feature(
    "A number of rows that follows a metric",
    "write the table under events, with trigger: proportional, driver and scale",
);
/// A key that points to a row of a fact or event.
pub const FACT_KEY: Later = feature(
    "A key of another fact or event",
    "in SQL, the last such row before each: SELECT c.churn_id, l.login_id \
     FROM plotsim_table('template:saas', 'evt_churn') AS c ASOF JOIN plotsim_table('template:saas', 'evt_login') AS l \
     ON c.company_id = l.company_id AND c.churned_at >= l.logged_in_at",
);
