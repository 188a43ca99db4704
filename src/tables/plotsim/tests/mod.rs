//! What plotsim tables hold, read as a host reads them.

pub mod fixture;
mod purity;
mod trajectories;
