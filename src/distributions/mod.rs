pub mod exp_kernel;
pub mod normal_kernel;
pub mod special;
pub mod curve;
pub mod line;
