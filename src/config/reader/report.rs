//! Where findings gather.

use std::cell::RefCell;

use crate::config::finding::{Finding, Findings, Severity};

/// Most findings of one config that are told.
const MOST: usize = 1000;
/// Where findings gather while a config is read.
pub struct Report {
    findings: RefCell<Findings>,
}

impl Report {
    /// An empty report on the config called `origin`.
    pub fn new(origin: &str) -> Self {
        Report { findings: RefCell::new(Findings::new(origin)) }
    }

    /// Adds a finding; after [`MOST`] of them, one that says so, and no more.
    pub fn push(&self, finding: Finding) {
        let items = &mut self.findings.borrow_mut().items;
        match items.len() {
            0..MOST => items.push(finding),
            MOST => items.push(Finding {
                severity: Severity::Error,
                code: "too-many-problems",
                path: String::new(),
                message: format!("there are more than {MOST} problems; the rest of the config was not read"),
                hint: None,
                structural: false,
                excerpt: String::new(),
                ..finding
            }),
            _ => {}
        }
    }

    /// True once there are so many findings that reading on is of no use.
    pub(super) fn is_full(&self) -> bool {
        self.findings.borrow().items.len() > MOST
    }

    /// What was found so far, in the order of the text.
    pub fn findings(&self) -> Findings {
        self.findings.borrow().clone().sorted()
    }

    /// Everything found, in the order of the text.
    pub fn into_findings(self) -> Findings {
        self.findings.into_inner().sorted()
    }

    /// True once any error was reported.
    pub fn has_errors(&self) -> bool {
        self.findings.borrow().has_errors()
    }
}
