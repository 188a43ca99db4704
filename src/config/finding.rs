//! What is wrong with a config, where, and what to do about it.

use std::fmt;

use crate::docs;

/// How much a finding matters, the gravest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// The config cannot be used.
    Error,
    /// The config can be used, but something in it will not do what it says.
    Warning,
    /// The config does what it says; something about it is worth knowing. Only `plotsim_validate` shows it.
    Note,
}

impl Severity {
    /// The word shown to users.
    pub fn name(self) -> &'static str {
        match self {
            Severity::Error => "error",
            Severity::Warning => "warning",
            Severity::Note => "note",
        }
    }
}

/// A place in the text of a config; lines and columns count from 1, columns in characters. Line 0 is "no place".
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct At {
    pub line: u64,
    pub column: u64,
}

/// One problem of a config.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// How grave it is.
    pub severity: Severity,
    /// The code of its [class](super::classes::CLASSES), such as `unknown-key`.
    pub code: &'static str,
    /// Where in the document, as in `datasets[0].columns[2].generator.p`.
    pub path: String,
    /// Where in the text.
    pub at: At,
    /// One sentence: what is wrong, with the value and the rule.
    pub message: String,
    /// What to write instead, if that can be said.
    pub hint: Option<String>,
    /// Where the reference describes it, as in `docs/plotsim.md#metrics`; empty if nowhere.
    pub page: &'static str,
    /// Whether it is about what may stand at its place, whatever stands elsewhere; the JSON Schema knows these.
    pub structural: bool,
    /// The line in which it stands, and below it carets under its place; empty where none is shown.
    pub excerpt: String,
}

impl fmt::Display for Finding {
    /// The path is left out in the alternate form (`{:#}`) where the line itself is shown.
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.at.line > 0 {
            write!(out, "{}:{}: ", self.at.line, self.at.column)?;
        }
        let is_quoted = out.alternate() && self.at.line > 0 && !self.excerpt.is_empty();
        if !self.path.is_empty() && !is_quoted {
            write!(out, "{}: ", self.path)?;
        }
        write!(out, "{}", self.message)?;
        if let Some(hint) = &self.hint {
            write!(out, " ({hint})")?;
        }
        for line in self.excerpt.lines() {
            write!(out, "\n    {line}")?;
        }
        Ok(())
    }
}

/// Everything found in one config, in the order of its lines once [`Findings::sorted`].
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Findings {
    /// What the config is called in messages: its path, `<inline>` or `template:<name>`.
    pub origin: String,
    /// In the order they were found.
    pub items: Vec<Finding>,
}

impl Findings {
    /// No findings yet for the config called `origin`.
    pub fn new(origin: impl Into<String>) -> Self {
        Findings { origin: origin.into(), items: Vec::new() }
    }

    /// True if any finding stops the config from being used.
    pub fn has_errors(&self) -> bool {
        self.items.iter().any(|finding| finding.severity == Severity::Error)
    }

    /// The same findings, each with the line of this text in which it stands.
    #[must_use]
    pub fn quoting(mut self, text: &str) -> Self {
        for finding in self.items.iter_mut().filter(|finding| finding.excerpt.is_empty()) {
            finding.excerpt = super::fix::quoted(finding, text);
        }
        self
    }

    /// The same findings in the order of the text.
    pub fn sorted(mut self) -> Self {
        self.items.sort_by(|a, b| (a.at, a.severity, &a.path).cmp(&(b.at, b.severity, &b.path)));
        self.items.dedup();
        self
    }
}

/// How many errors a message lists before it counts the rest; `plotsim_validate` gives them all.
const SHOWN: usize = 20;

impl fmt::Display for Findings {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let errors: Vec<&Finding> =
            self.items.iter().filter(|finding| finding.severity == Severity::Error).collect();
        if let [only] = errors.as_slice() {
            write!(out, "{}:{only:#}", self.origin)?;
            return write_pages(out, &errors);
        }
        write!(out, "{} has {} problems:", self.origin, errors.len())?;
        for finding in errors.iter().take(SHOWN) {
            write!(out, "\n  {}:{finding:#}", self.origin)?;
        }
        if errors.len() > SHOWN {
            write!(
                out,
                "\n  and {} more: SELECT * FROM plotsim_validate(…) lists them all",
                errors.len() - SHOWN
            )?;
        }
        write_pages(out, &errors)
    }
}

/// Where the reference describes what was written wrong, on a line of its own; nothing if that is nowhere.
fn write_pages(out: &mut fmt::Formatter<'_>, errors: &[&Finding]) -> fmt::Result {
    let mut pages: Vec<&str> = Vec::new();
    for finding in errors.iter().take(SHOWN) {
        if !finding.page.is_empty() && !pages.contains(&finding.page) {
            pages.push(finding.page);
        }
    }
    let calls: Vec<String> = pages.into_iter().map(docs::call).collect();
    if calls.is_empty() { Ok(()) } else { write!(out, "\nsee {}", calls.join(", ")) }
}

impl std::error::Error for Findings {}
