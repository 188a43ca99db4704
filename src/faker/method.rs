//! What a call comes to.

use super::FakerCall;

use super::lists::{Lists, Texts};
use crate::random::Dice;

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

/// The arguments of a call.
pub struct Arguments<'a> {
    pub call: &'a FakerCall,
    /// The last day of the window, as days since 1970-01-01.
    pub today: i32,
}

impl std::ops::Deref for Arguments<'_> {
    type Target = FakerCall;

    fn deref(&self) -> &FakerCall {
        self.call
    }
}
