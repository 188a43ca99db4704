//! What plotsim tables hold, read as a host reads them.

mod fixture;
mod purity;
mod trajectories;
