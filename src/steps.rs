//! The steps by which a value came about, as plain rows. Whatever makes values tells them in its own words.

/// One step.
#[derive(Clone, Debug, PartialEq)]
pub struct Step {
    /// What is done, in a word or two.
    pub step: &'static str,
    /// The number it comes to, if it is one.
    pub value: Option<f64>,
    /// What it comes to, if that is a text.
    pub text: Option<String>,
    /// With what, and by which formula.
    pub detail: String,
}

/// Steps in the order they are taken.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Steps(Vec<Step>);

impl Steps {
    /// Adds a step that comes to a number; NaN is none.
    pub fn number(&mut self, step: &'static str, value: f64, detail: impl Into<String>) {
        let value = (!value.is_nan()).then_some(value);
        self.0.push(Step { step, value, text: None, detail: detail.into() });
    }

    /// Adds a step that comes to a text.
    pub fn text(&mut self, step: &'static str, text: impl Into<String>, detail: impl Into<String>) {
        self.0.push(Step { step, value: None, text: Some(text.into()), detail: detail.into() });
    }

    /// Adds a step that comes to a number with a name.
    pub fn named(
        &mut self,
        step: &'static str,
        value: f64,
        text: impl Into<String>,
        detail: impl Into<String>,
    ) {
        self.number(step, value, detail);
        if let Some(last) = self.0.last_mut() {
            last.text = Some(text.into());
        }
    }

    /// Adds random words, as unsigned whole numbers.
    pub fn words(&mut self, words: &[u64], detail: impl Into<String>) {
        let all = words.iter().map(u64::to_string).collect::<Vec<_>>().join(" ");
        self.text(if words.len() == 1 { "word" } else { "words" }, all, detail);
    }

    pub fn as_slice(&self) -> &[Step] {
        &self.0
    }

    pub fn into_vec(self) -> Vec<Step> {
        self.0
    }
}

/// How a row came about.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Explanation {
    /// Why there is such a row.
    pub row: Steps,
    /// What decided each column, up to but without the value itself.
    pub columns: Vec<Steps>,
}
