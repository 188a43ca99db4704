//! Loops that use the vector units of the machine.
//!
//! A build for any x86-64 processor may use only what all of them have. [`run`] compiles a [`Kernel`] once more for each level
//! and takes, when it is called, the best that the processor has. All levels run the same operations on the same numbers in the
//! same order: nothing here multiplies and adds in one rounding, and the compiler may not. So they give the same bits, which
//! tests hold on every level of the machine they run on. Other processors have one level, all that their builds may use; on
//! ARM this includes the vectors of NEON.

use std::sync::OnceLock;

/// Something to compute, whose `run` and all it calls in its loops are `#[inline(always)]`: what is not inlined keeps to the
/// instructions of the build.
pub trait Kernel {
    /// What it gives.
    type Output;

    /// Computes it.
    fn run(self) -> Self::Output;
}

/// Vectors that this machine has. There is no way to name a level that it has not.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Level(Width);

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Width {
    /// What the build may use.
    Build,
    /// 256 bits.
    #[cfg(target_arch = "x86_64")]
    Avx2,
    /// 512 bits.
    #[cfg(target_arch = "x86_64")]
    Avx512,
}

impl Level {
    /// The levels of this machine, the best of them last.
    pub fn all() -> Vec<Level> {
        #[allow(unused_mut)]
        let mut levels = vec![Level(Width::Build)];
        #[cfg(target_arch = "x86_64")]
        {
            let avx2 = is_x86_feature_detected!("avx2")
                && is_x86_feature_detected!("bmi1")
                && is_x86_feature_detected!("bmi2")
                && is_x86_feature_detected!("lzcnt")
                && is_x86_feature_detected!("popcnt");
            if avx2 {
                levels.push(Level(Width::Avx2));
            }
            let wide = is_x86_feature_detected!("avx512f")
                && is_x86_feature_detected!("avx512bw")
                && is_x86_feature_detected!("avx512dq")
                && is_x86_feature_detected!("avx512vl");
            if avx2 && wide {
                levels.push(Level(Width::Avx512));
            }
        }
        levels
    }

    /// The best of them.
    pub fn best() -> Level {
        static BEST: OnceLock<Level> = OnceLock::new();
        *BEST.get_or_init(|| Level::all().last().copied().unwrap_or(Level(Width::Build)))
    }

    /// Whether its vectors have at least 256 bits.
    pub fn is_wide(self) -> bool {
        self.0 != Width::Build
    }

    /// Runs a kernel with the vectors of this level.
    #[inline]
    pub fn run<K: Kernel>(self, kernel: K) -> K::Output {
        match self.0 {
            Width::Build => kernel.run(),
            #[cfg(target_arch = "x86_64")]
            Width::Avx2 | Width::Avx512 => wide(self.0, kernel),
        }
    }
}

/// Runs a kernel with the best vectors there are.
#[inline]
pub fn run<K: Kernel>(kernel: K) -> K::Output {
    Level::best().run(kernel)
}

/// Runs a kernel with vectors that the build may not assume.
#[cfg(target_arch = "x86_64")]
#[allow(unsafe_code)] // the one place of this package: calling a function for a processor with more than the build's
fn wide<K: Kernel>(width: Width, kernel: K) -> K::Output {
    #[target_feature(enable = "avx2,bmi1,bmi2,lzcnt,popcnt")]
    fn avx2<K: Kernel>(kernel: K) -> K::Output {
        kernel.run()
    }
    #[target_feature(enable = "avx512f,avx512bw,avx512dq,avx512vl,avx2,bmi1,bmi2,lzcnt,popcnt")]
    fn avx512<K: Kernel>(kernel: K) -> K::Output {
        kernel.run()
    }
    match width {
        Width::Build => kernel.run(),
        // SAFETY: the function needs what `Level::all`, which alone makes this width, has found on this processor.
        Width::Avx2 => unsafe { avx2(kernel) },
        // SAFETY: as above.
        Width::Avx512 => unsafe { avx512(kernel) },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_best_level_is_one_of_all() {
        assert_eq!(Level::all().last(), Some(&Level::best()));
        assert_eq!(Level::all().first(), Some(&Level(Width::Build)));
    }

    #[test]
    fn a_kernel_runs_on_every_level() {
        struct Sum<'a>(&'a [u64]);
        impl Kernel for Sum<'_> {
            type Output = u64;

            #[inline(always)]
            fn run(self) -> u64 {
                self.0.iter().sum()
            }
        }
        let numbers: Vec<u64> = (0..1000).collect();
        for level in Level::all() {
            assert_eq!(level.run(Sum(&numbers)), 499_500, "{level:?}");
        }
    }
}
