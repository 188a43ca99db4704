//! What plotsim tables hold, read as a host reads them.

mod bridges;
mod columns;
mod correlations;
mod counted;
mod dims;
mod events;
mod faker;
mod faults;
mod features;
pub mod fixture;
mod laws;
mod purity;
mod sources;
mod splits;
mod star;
mod systems;
mod trajectories;
mod types;
mod versions;
