//! The plotsim language: entities that follow trajectories, from which every metric of every table is derived.

pub mod faker;
pub mod model;
