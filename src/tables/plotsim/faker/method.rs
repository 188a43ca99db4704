//! What a call comes to.

use crate::config::plotsim::faker::{FakerCall, FakerValue};

use super::dice::Dice;
use super::lists::{Lists, Texts};

/// How the values of a call are made from choices.
pub enum Method {
    /// One text of a list.
    Choice(fn(&Lists) -> &Texts),
    /// A text, written behind what is there already.
    Text(Box<dyn Fn(&Lists, &mut Dice<'_>, &mut String) + Send + Sync>),
    Int(Box<dyn Fn(&mut Dice<'_>) -> i64 + Send + Sync>),
    Float(Box<dyn Fn(&mut Dice<'_>) -> f64 + Send + Sync>),
    Bool(Box<dyn Fn(&mut Dice<'_>) -> bool + Send + Sync>),
    /// Days since 1970-01-01.
    Day(Box<dyn Fn(&mut Dice<'_>) -> i32 + Send + Sync>),
    /// Seconds since 1970-01-01T00:00:00.
    Second(Box<dyn Fn(&mut Dice<'_>) -> i64 + Send + Sync>),
}

impl Method {
    /// A method that writes texts.
    pub fn text(write: impl Fn(&Lists, &mut Dice<'_>, &mut String) + Send + Sync + 'static) -> Method {
        Method::Text(Box::new(write))
    }
}

/// The arguments of a call, with what holds for those left out.
pub struct Arguments<'a> {
    pub call: &'a FakerCall,
    /// The last day of the window, as days since 1970-01-01.
    pub today: i32,
}

impl Arguments<'_> {
    pub fn int(&self, name: &str, otherwise: i64) -> i64 {
        match self.call.argument(name) {
            Some(FakerValue::Int(value)) => *value,
            _ => otherwise,
        }
    }

    pub fn float(&self, name: &str, otherwise: f64) -> f64 {
        match self.call.argument(name) {
            Some(FakerValue::Float(value)) => *value,
            Some(FakerValue::Int(value)) => *value as f64,
            _ => otherwise,
        }
    }

    pub fn is(&self, name: &str) -> bool {
        matches!(self.call.argument(name), Some(FakerValue::Bool(true)))
    }

    pub fn day(&self, name: &str, otherwise: i32) -> i32 {
        match self.call.argument(name) {
            Some(FakerValue::Date(day)) => *day,
            _ => otherwise,
        }
    }

    pub fn texts(&self, name: &str) -> Vec<String> {
        match self.call.argument(name) {
            Some(FakerValue::Texts(texts)) => texts.clone(),
            _ => ["a", "b", "c"].map(str::to_owned).to_vec(),
        }
    }
}
