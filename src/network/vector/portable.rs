//! One number, and sixteen in plain Rust: the baseline of every architecture.

use std::ops::{Add, Div, Mul, Neg, Sub};

use super::{Kernel, Lanes, Real, Vector, tree};
use crate::network::batches::LANES;

impl Real for f32 {
    type Mask = bool;

    #[inline(always)]
    fn splat(number: f32) -> Self {
        number
    }

    #[inline(always)]
    fn abs(self) -> Self {
        f32::abs(self)
    }

    #[inline(always)]
    fn less(self, other: Self) -> bool {
        self < other
    }

    #[inline(always)]
    fn select(mask: bool, yes: Self, no: Self) -> Self {
        if mask { yes } else { no }
    }

    #[inline(always)]
    fn bit<const INDEX: u32>(self) -> bool {
        self.to_bits() >> INDEX & 1 == 1
    }

    #[inline(always)]
    fn shifted(self, bias: u32) -> Self {
        f32::from_bits((self.to_bits() << 23).wrapping_add(bias))
    }

    #[inline(always)]
    fn any(mask: bool) -> bool {
        mask
    }

    #[inline(always)]
    fn map(self, function: impl Fn(f32) -> f32) -> Self {
        function(self)
    }
}

/// Sixteen numbers, which the compiler spreads over the registers that the architecture has.
#[derive(Clone, Copy)]
#[repr(C, align(64))]
pub(in crate::network) struct Portable([f32; LANES]);

/// What is true of each lane.
#[derive(Clone, Copy)]
#[repr(C, align(64))]
pub(in crate::network) struct PortableMask([u32; LANES]);

impl Portable {
    #[inline(always)]
    fn zip(self, other: Self, operation: impl Fn(f32, f32) -> f32) -> Self {
        Self(std::array::from_fn(|lane| operation(self.0[lane], other.0[lane])))
    }
}

/// Implements an operator lane by lane.
macro_rules! operator {
    ($trait:ident $method:ident) => {
        impl $trait for Portable {
            type Output = Self;

            #[inline(always)]
            fn $method(self, other: Self) -> Self {
                self.zip(other, $trait::$method)
            }
        }
    };
}

operator!(Add add);
operator!(Sub sub);
operator!(Mul mul);
operator!(Div div);

impl Neg for Portable {
    type Output = Self;

    #[inline(always)]
    fn neg(self) -> Self {
        Self(self.0.map(Neg::neg))
    }
}

impl Real for Portable {
    type Mask = PortableMask;

    #[inline(always)]
    fn splat(number: f32) -> Self {
        Self([number; LANES])
    }

    #[inline(always)]
    fn abs(self) -> Self {
        Self(self.0.map(f32::abs))
    }

    // Masks are whole words, all ones or all zeros, and chosen by bits: the form that compilers make vectors of.

    #[inline(always)]
    fn less(self, other: Self) -> PortableMask {
        PortableMask(std::array::from_fn(|lane| 0_u32.wrapping_sub(u32::from(self.0[lane] < other.0[lane]))))
    }

    #[inline(always)]
    fn select(mask: PortableMask, yes: Self, no: Self) -> Self {
        Self(std::array::from_fn(|lane| {
            let mask = mask.0[lane];
            f32::from_bits(yes.0[lane].to_bits() & mask | no.0[lane].to_bits() & !mask)
        }))
    }

    #[inline(always)]
    fn bit<const INDEX: u32>(self) -> PortableMask {
        PortableMask(self.0.map(|number| 0_u32.wrapping_sub(number.to_bits() >> INDEX & 1)))
    }

    #[inline(always)]
    fn shifted(self, bias: u32) -> Self {
        Self(self.0.map(|number| Real::shifted(number, bias)))
    }

    #[inline(always)]
    fn any(mask: PortableMask) -> bool {
        mask.0.iter().fold(0, |any, lane| any | lane) != 0
    }

    #[inline(always)]
    fn map(self, function: impl Fn(f32) -> f32) -> Self {
        Self(self.0.map(function))
    }
}

impl Vector for Portable {
    /// x86-64 has sixteen registers of four numbers, ARM's 64-bit architecture twice as many.
    const SUMS: usize = if cfg!(target_arch = "x86_64") { 2 } else { 4 };

    #[inline(always)]
    fn run<K: Kernel<Self>>(kernel: K) -> K::Output {
        kernel.run()
    }

    #[inline(always)]
    fn load(lanes: &Lanes) -> Self {
        Self(lanes.0)
    }

    #[inline(always)]
    fn store(self, lanes: &mut Lanes) {
        lanes.0 = self.0;
    }

    #[inline(always)]
    fn sums(lanes: &[Lanes], sums: &mut [f32]) {
        for (sum, lanes) in sums.iter_mut().zip(lanes) {
            *sum = tree(lanes);
        }
    }

    #[inline(always)]
    fn sums_of_eight(vectors: [Self; 8]) -> [f32; 8] {
        vectors.map(|vector| tree(&Lanes(vector.0)))
    }
}
