//! What plotsim tables hold, read as a host reads them.

mod columns;
mod correlations;
mod fixture;
mod laws;
mod purity;
mod trajectories;
