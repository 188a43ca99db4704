//! Parts of a config that both forms share, each with the rules of its own.

pub mod columns;
pub mod curves;
pub mod document;
pub mod kinds;
pub mod labels;
pub mod lag;
pub mod later;
pub mod laws;
pub mod locale;
pub mod metric;
pub mod names;
pub mod noise;
pub mod output;
pub mod pairs;
pub mod partners;
pub mod periods;
pub mod reach;
pub mod rows;
pub mod scalar;
pub mod scale;
pub mod season;
pub mod spread;
pub mod stages;
pub mod tables;
pub mod window;
pub mod wording;
