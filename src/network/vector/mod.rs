//! Sixteen numbers at a time, on whatever instructions the processor has.
//!
//! [`Real`] is the arithmetic, [`Vector`] the sixteen lanes, with one implementation a set of instructions. Every
//! operation is one rounding of IEEE 754 on every one of them, sums are formed in one order, and nothing is fused, so
//! that the choice changes the speed and never a bit. The fused engine and its elementary functions are written over
//! these traits; nothing else uses them.

mod portable;
#[cfg(target_arch = "x86_64")]
mod x86;

use std::ops::{Add, Div, Mul, Neg, Sub};

use super::batches::Lanes;

pub(super) use portable::Portable;
#[cfg(target_arch = "x86_64")]
pub(super) use x86::{Avx2, Avx512};

/// Single-precision numbers: one, or one in each lane.
pub(super) trait Real:
    Copy + Add<Output = Self> + Sub<Output = Self> + Mul<Output = Self> + Div<Output = Self> + Neg<Output = Self>
{
    /// True or false, in each lane.
    type Mask: Copy;

    /// The number in every lane.
    fn splat(number: f32) -> Self;
    fn abs(self) -> Self;
    /// Whether self < other; false where either is no number.
    fn less(self, other: Self) -> Self::Mask;
    /// `yes` where the mask is true, else `no`.
    fn select(mask: Self::Mask, yes: Self, no: Self) -> Self;
    /// Whether this bit of the number's representation is set; 0 is the lowest.
    fn bit<const INDEX: u32>(self) -> Self::Mask;
    /// The number whose representation is this one's, shifted up by 23 bits, plus `bias`; what overflows is lost.
    fn shifted(self, bias: u32) -> Self;
    /// Whether the mask is true in any lane.
    fn any(mask: Self::Mask) -> bool;
    /// A function of each lane.
    fn map(self, function: impl Fn(f32) -> f32) -> Self;

    /// The smaller of both; self where self is no number.
    #[inline(always)]
    fn at_most(self, limit: Self) -> Self {
        Self::select(limit.less(self), limit, self)
    }

    /// The larger of both; self where self is no number.
    #[inline(always)]
    fn at_least(self, limit: Self) -> Self {
        Self::select(self.less(limit), limit, self)
    }
}

/// Sixteen numbers.
pub(super) trait Vector: Real + 'static {
    /// How many sums of this type the processor's registers hold, 2, 4, 6 or 8, beside what they are formed of.
    const SUMS: usize;

    /// Runs a kernel compiled for the instructions of this implementation.
    fn run<K: Kernel<Self>>(kernel: K) -> K::Output;
    fn load(lanes: &Lanes) -> Self;
    fn store(self, lanes: &mut Lanes);

    /// The sum of each sixteen lanes, by a halving tree: lane i and lane i + 8 are added first, then i and i + 4,
    /// i + 2, i + 1. `sums` is as long as `lanes`.
    fn sums(lanes: &[Lanes], sums: &mut [f32]);

    /// The sums of eight vectors, by the same tree.
    fn sums_of_eight(vectors: [Self; 8]) -> [f32; 8];
}

/// A computation over vectors, compiled once for each implementation. Its `run` is always inlined, and so are the
/// operations within it, so that all of it is compiled for the instructions that [`Vector::run`] allows.
pub(super) trait Kernel<V> {
    type Output;

    fn run(self) -> Self::Output;
}

/// A set of instructions that the fused engine is compiled for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Instructions {
    /// What every processor of this architecture has.
    Baseline,
    /// AVX2 of x86-64.
    Avx2,
    /// AVX-512 of x86-64 (F, VL and DQ).
    Avx512,
}

impl Instructions {
    /// Those that this processor has, the fastest last.
    pub fn available() -> Vec<Self> {
        [Self::Baseline, Self::Avx2, Self::Avx512].into_iter().filter(|one| one.is_available()).collect()
    }

    /// Their name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Baseline => "baseline instructions",
            Self::Avx2 => "AVX2",
            Self::Avx512 => "AVX-512",
        }
    }

    /// Whether this processor has them. Allocates nothing, since each evaluation asks.
    pub(super) fn is_available(self) -> bool {
        match self {
            Self::Baseline => true,
            #[cfg(target_arch = "x86_64")]
            Self::Avx2 => Avx2::is_available(),
            #[cfg(target_arch = "x86_64")]
            Self::Avx512 => Avx512::is_available(),
            #[cfg(not(target_arch = "x86_64"))]
            _ => false,
        }
    }

    /// The fastest that this processor has.
    pub fn fastest() -> Self {
        Self::available().pop().unwrap_or(Self::Baseline)
    }
}

/// Evaluates an expression with the type of the vectors of some instructions. Panics if this processor lacks them.
macro_rules! with_vector {
    ($instructions:expr, $V:ident => $action:expr) => {{
        use $crate::network::vector::{self, Instructions};
        assert!($instructions.is_available(), "this processor lacks {:?}", $instructions);
        match $instructions {
            Instructions::Baseline => {
                type $V = vector::Portable;
                $action
            }
            #[cfg(target_arch = "x86_64")]
            Instructions::Avx2 => {
                type $V = vector::Avx2;
                $action
            }
            #[cfg(target_arch = "x86_64")]
            Instructions::Avx512 => {
                type $V = vector::Avx512;
                $action
            }
            #[cfg(not(target_arch = "x86_64"))]
            _ => unreachable!("only the baseline is available"),
        }
    }};
}
pub(super) use with_vector;

/// The halving tree over one block of lanes.
#[inline(always)]
fn tree(lanes: &Lanes) -> f32 {
    let mut lanes = lanes.0;
    let mut half = lanes.len() / 2;
    while half > 0 {
        for lane in 0..half {
            lanes[lane] += lanes[lane + half];
        }
        half /= 2;
    }
    lanes[0]
}

#[cfg(test)]
mod tests;
