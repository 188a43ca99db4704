//! What plotsim tables hold, read as a host reads them.

mod bridges;
mod dims;
mod events;
mod faker;
mod fixture;
mod purity;
mod star;
mod trajectories;
