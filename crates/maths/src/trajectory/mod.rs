//! Trajectories: the one curve per entity from which every metric of every table is derived.
//!
//! Everything here is a pure function over plain numbers. Nothing reads a file, knows a table, or draws at
//! random: where chance is wanted, the caller passes the random numbers in, so the same arguments always give
//! the same bits.
//!
//! | Word | Meaning |
//! |---|---|
//! | period | one step of the window, counted from 0; `n` is the number of periods |
//! | position | where an entity stands in a period: a number in `[0, 1]`, or NaN for a period before the entity exists |
//! | segment | a part of the window that follows one curve |
//! | archetype | the segments that together cover the window |
//! | effective position | the position a metric reads after lag and treatment |
//!
//! The order of work for one entity: [`dsl`] or explicit segments → [`archetype`] positions → [`spread`] →
//! [`lag`] and treatment, which give one effective position per metric and period. Around a metric's centre
//! then act [`season`], the draw itself (whose normals [`persistence`] may link over time) and [`noise`].
//! [`stages`] reads the finished values.
//!
//! # Platform independence
//!
//! Rust's `f64::exp` and its relatives call the platform's maths library, whose last bits differ between
//! systems. All transcendental functions here come from the `libm` crate; a test scans the sources for
//! strays.

pub mod archetype;
pub mod curves;
pub mod dsl;
pub mod jitter;
pub mod lag;
mod logit;
pub mod noise;
pub mod persistence;
#[cfg(test)]
mod purity;
pub mod season;
pub mod spread;
pub mod stages;
pub mod story;
mod suggest;
pub mod time_axis;
