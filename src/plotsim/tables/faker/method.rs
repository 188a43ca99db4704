//! What a call comes to.

use crate::plotsim::faker::{FakerCall, FakerValue};

use super::dice::Dice;
use super::lists::{Lists, Texts};

/// Makes a value of choices.
pub type Make<T> = Box<dyn Fn(&mut Dice<'_>) -> T + Send + Sync>;

/// Writes a text behind what is there already.
pub type Write = Box<dyn Fn(&Lists, &mut Dice<'_>, &mut String) + Send + Sync>;

/// How the values of a call are made from choices.
pub enum Method {
    /// One text of a list.
    Choice(fn(&Lists) -> &Texts),
    Text(Write),
    Int(Make<i64>),
    Float(Make<f64>),
    Bool(Make<bool>),
    /// Days since 1970-01-01.
    Day(Make<i32>),
    /// Seconds since 1970-01-01T00:00:00.
    Second(Make<i64>),
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
