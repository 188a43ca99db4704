//! What plotsim tables hold, read as a host reads them.

mod bridges;
mod columns;
<<<<<<< HEAD
mod dims;
mod events;
mod faker;
pub mod fixture;
=======
mod correlations;
mod fixture;
>>>>>>> engine
mod laws;
mod purity;
mod star;
mod trajectories;
