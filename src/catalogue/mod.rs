//! What the languages hold, for those who read configs and those who write them: which language a config is written in, and
//! the JSON Schema of all of them.

mod language;
pub mod schema;

pub use language::{BESIDE, Language, language};
