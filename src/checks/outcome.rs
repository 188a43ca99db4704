//! What a check found.

/// How a check ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Status {
    /// What was expected was observed.
    Pass,
    /// Nothing was expected, since no check knows what to expect.
    Unchecked,
    /// The data is what the config asks for, but hardly what is wanted.
    Warn,
    /// The data is not what the config asks for.
    Fail,
}

impl Status {
    /// Whether something is wrong with the data, or with what was asked for.
    pub fn is_bad(self) -> bool {
        match self {
            Status::Pass | Status::Unchecked => false,
            Status::Warn | Status::Fail => true,
        }
    }

    /// The word for it in rows and reports.
    pub fn name(self) -> &'static str {
        match self {
            Status::Pass => "pass",
            Status::Unchecked => "unchecked",
            Status::Warn => "warn",
            Status::Fail => "fail",
        }
    }
}

/// One thing that was checked: a row of `plotsim_check`.
#[derive(Clone, Debug, PartialEq)]
pub struct Outcome {
    /// The name of the check in [`super::ALL`].
    pub check: &'static str,
    /// The table it is about; none for what concerns several.
    pub table: Option<String>,
    /// The columns of the table whose values it judges. Their names also stand in the texts.
    pub columns: Vec<String>,
    /// How it came out.
    pub status: Status,
    /// What the config asks for, in one line.
    pub expected: String,
    /// What the rows show, in one line.
    pub observed: String,
    /// Columns, thresholds, and up to [`EXAMPLES`] keys of rows that are not as they should be. May be empty.
    pub detail: String,
}

/// How many examples a detail names at most.
pub const EXAMPLES: usize = 5;

impl Outcome {
    /// The outcome in one line, as error messages and reports show it.
    pub fn line(&self) -> String {
        let table = self.table.as_ref().map_or(String::new(), |table| format!(" ({table})"));
        let detail = if self.detail.is_empty() { String::new() } else { format!("; {}", self.detail) };
        format!("{}{table}: expected {}, observed {}{detail}", self.check, self.expected, self.observed)
    }
}
