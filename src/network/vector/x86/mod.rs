//! Sixteen numbers in the registers of x86-64: two of 256 bits (AVX2), or one of 512 (AVX-512).
#![expect(unsafe_code, reason = "vector instructions, each behind a check that the processor has them")]

mod sums;

use std::arch::x86_64::{
    __m256, __m512, __mmask16, _CMP_LT_OQ, _mm_cvtsi32_si128, _mm256_add_epi32, _mm256_add_ps, _mm256_andnot_ps,
    _mm256_blendv_ps, _mm256_castps_si256, _mm256_castsi256_ps, _mm256_cmp_ps, _mm256_div_ps, _mm256_load_ps,
    _mm256_max_ps, _mm256_min_ps, _mm256_movemask_ps, _mm256_mul_ps, _mm256_or_ps, _mm256_set1_epi32, _mm256_set1_ps,
    _mm256_sll_epi32, _mm256_slli_epi32, _mm256_store_ps, _mm256_sub_ps, _mm256_xor_ps, _mm512_add_epi32,
    _mm512_add_ps, _mm512_andnot_ps, _mm512_castps_si512, _mm512_castsi512_ps, _mm512_cmp_ps_mask, _mm512_div_ps,
    _mm512_load_ps, _mm512_mask_blend_ps, _mm512_max_ps, _mm512_min_ps, _mm512_mul_ps, _mm512_set1_epi32,
    _mm512_set1_ps, _mm512_slli_epi32, _mm512_store_ps, _mm512_sub_ps, _mm512_test_epi32_mask, _mm512_xor_ps,
};
use std::ops::{Add, Div, Mul, Neg, Sub};

use super::{Kernel, Lanes, Real, Vector};

/// Sixteen numbers in two registers. Values are made within [`Vector::run`] only, which the engine reaches only where
/// [`Avx2::is_available`].
#[derive(Clone, Copy)]
pub(in crate::network) struct Avx2(__m256, __m256);

/// Sixteen numbers in one register. Values are made within [`Vector::run`] only, which the engine reaches only where
/// [`Avx512::is_available`].
#[derive(Clone, Copy)]
pub(in crate::network) struct Avx512(__m512);

impl Avx2 {
    pub(in crate::network) fn is_available() -> bool {
        is_x86_feature_detected!("avx2")
    }

    #[inline(always)]
    fn map_registers(self, operation: impl Fn(__m256) -> __m256) -> Self {
        Self(operation(self.0), operation(self.1))
    }

    #[inline(always)]
    fn zip(self, other: Self, operation: impl Fn(__m256, __m256) -> __m256) -> Self {
        Self(operation(self.0, other.0), operation(self.1, other.1))
    }
}

impl Avx512 {
    pub(in crate::network) fn is_available() -> bool {
        let kernels = is_x86_feature_detected!("avx512f") && is_x86_feature_detected!("avx512vl");
        kernels && is_x86_feature_detected!("avx512dq") && Avx2::is_available()
    }
}

/// Implements an operator by the instruction of each set.
macro_rules! operator {
    ($trait:ident $method:ident $avx2:ident $avx512:ident) => {
        impl $trait for Avx2 {
            type Output = Self;

            #[inline(always)]
            fn $method(self, other: Self) -> Self {
                // SAFETY: a value of this type is proof of the instructions.
                self.zip(other, |left, right| unsafe { $avx2(left, right) })
            }
        }

        impl $trait for Avx512 {
            type Output = Self;

            #[inline(always)]
            fn $method(self, other: Self) -> Self {
                // SAFETY: a value of this type is proof of the instructions.
                Self(unsafe { $avx512(self.0, other.0) })
            }
        }
    };
}

operator!(Add add _mm256_add_ps _mm512_add_ps);
operator!(Sub sub _mm256_sub_ps _mm512_sub_ps);
operator!(Mul mul _mm256_mul_ps _mm512_mul_ps);
operator!(Div div _mm256_div_ps _mm512_div_ps);

impl Neg for Avx2 {
    type Output = Self;

    #[inline(always)]
    fn neg(self) -> Self {
        // SAFETY: a value of this type is proof of the instructions.
        self.map_registers(|number| unsafe { _mm256_xor_ps(number, _mm256_set1_ps(-0.0)) })
    }
}

impl Neg for Avx512 {
    type Output = Self;

    #[inline(always)]
    fn neg(self) -> Self {
        // SAFETY: a value of this type is proof of the instructions.
        Self(unsafe { _mm512_xor_ps(self.0, _mm512_set1_ps(-0.0)) })
    }
}

// SAFETY, of every block in the implementations below: they are run by kernels only, and those by `Vector::run`, which
// is reached only where the processor has the instructions.

impl Real for Avx2 {
    type Mask = Self;

    #[inline(always)]
    fn splat(number: f32) -> Self {
        // SAFETY: see above.
        let register = unsafe { _mm256_set1_ps(number) };
        Self(register, register)
    }

    #[inline(always)]
    fn abs(self) -> Self {
        // SAFETY: see above.
        self.map_registers(|number| unsafe { _mm256_andnot_ps(_mm256_set1_ps(-0.0), number) })
    }

    #[inline(always)]
    fn less(self, other: Self) -> Self {
        // SAFETY: see above.
        self.zip(other, |left, right| unsafe { _mm256_cmp_ps::<_CMP_LT_OQ>(left, right) })
    }

    #[inline(always)]
    fn select(mask: Self, yes: Self, no: Self) -> Self {
        // SAFETY: see above.
        unsafe { Self(_mm256_blendv_ps(no.0, yes.0, mask.0), _mm256_blendv_ps(no.1, yes.1, mask.1)) }
    }

    #[inline(always)]
    fn bit<const INDEX: u32>(self) -> Self {
        // SAFETY: see above. Only the highest bit of each lane of a mask is looked at.
        self.map_registers(|number| unsafe {
            let count = _mm_cvtsi32_si128(31 - INDEX.cast_signed());
            _mm256_castsi256_ps(_mm256_sll_epi32(_mm256_castps_si256(number), count))
        })
    }

    #[inline(always)]
    fn shifted(self, bias: u32) -> Self {
        // SAFETY: see above.
        self.map_registers(|number| unsafe {
            let shifted = _mm256_slli_epi32::<23>(_mm256_castps_si256(number));
            _mm256_castsi256_ps(_mm256_add_epi32(shifted, _mm256_set1_epi32(bias.cast_signed())))
        })
    }

    #[inline(always)]
    fn any(mask: Self) -> bool {
        // SAFETY: see above.
        unsafe { _mm256_movemask_ps(_mm256_or_ps(mask.0, mask.1)) != 0 }
    }

    #[inline(always)]
    fn at_most(self, limit: Self) -> Self {
        // SAFETY: see above. Of a pair with a NaN the instruction gives the second.
        limit.zip(self, |limit, number| unsafe { _mm256_min_ps(limit, number) })
    }

    #[inline(always)]
    fn at_least(self, limit: Self) -> Self {
        // SAFETY: see above. Of a pair with a NaN the instruction gives the second.
        limit.zip(self, |limit, number| unsafe { _mm256_max_ps(limit, number) })
    }

    #[inline(always)]
    fn map(self, function: impl Fn(f32) -> f32) -> Self {
        let mut lanes = Lanes::ZERO;
        self.store(&mut lanes);
        Self::load(&Lanes(lanes.0.map(function)))
    }
}

impl Real for Avx512 {
    type Mask = __mmask16;

    #[inline(always)]
    fn splat(number: f32) -> Self {
        // SAFETY: see above.
        Self(unsafe { _mm512_set1_ps(number) })
    }

    #[inline(always)]
    fn abs(self) -> Self {
        // SAFETY: see above.
        Self(unsafe { _mm512_andnot_ps(_mm512_set1_ps(-0.0), self.0) })
    }

    #[inline(always)]
    fn less(self, other: Self) -> __mmask16 {
        // SAFETY: see above.
        unsafe { _mm512_cmp_ps_mask::<_CMP_LT_OQ>(self.0, other.0) }
    }

    #[inline(always)]
    fn select(mask: __mmask16, yes: Self, no: Self) -> Self {
        // SAFETY: see above.
        Self(unsafe { _mm512_mask_blend_ps(mask, no.0, yes.0) })
    }

    #[inline(always)]
    fn bit<const INDEX: u32>(self) -> __mmask16 {
        // SAFETY: see above.
        unsafe { _mm512_test_epi32_mask(_mm512_castps_si512(self.0), _mm512_set1_epi32(1 << INDEX)) }
    }

    #[inline(always)]
    fn shifted(self, bias: u32) -> Self {
        // SAFETY: see above.
        Self(unsafe {
            let shifted = _mm512_slli_epi32::<23>(_mm512_castps_si512(self.0));
            _mm512_castsi512_ps(_mm512_add_epi32(shifted, _mm512_set1_epi32(bias.cast_signed())))
        })
    }

    #[inline(always)]
    fn any(mask: __mmask16) -> bool {
        mask != 0
    }

    #[inline(always)]
    fn at_most(self, limit: Self) -> Self {
        // SAFETY: see above. Of a pair with a NaN the instruction gives the second.
        Self(unsafe { _mm512_min_ps(limit.0, self.0) })
    }

    #[inline(always)]
    fn at_least(self, limit: Self) -> Self {
        // SAFETY: see above. Of a pair with a NaN the instruction gives the second.
        Self(unsafe { _mm512_max_ps(limit.0, self.0) })
    }

    #[inline(always)]
    fn map(self, function: impl Fn(f32) -> f32) -> Self {
        let mut lanes = Lanes::ZERO;
        self.store(&mut lanes);
        Self::load(&Lanes(lanes.0.map(function)))
    }
}

impl Vector for Avx2 {
    const SUMS: usize = 6;

    #[inline(always)]
    fn run<K: Kernel<Self>>(kernel: K) -> K::Output {
        #[target_feature(enable = "avx2")]
        fn compiled<K: Kernel<Avx2>>(kernel: K) -> K::Output {
            kernel.run()
        }
        // SAFETY: the engine of this type is built only where the processor has the instructions.
        unsafe { compiled(kernel) }
    }

    #[inline(always)]
    fn load(lanes: &Lanes) -> Self {
        let numbers = lanes.0.as_ptr();
        // SAFETY: see above; sixteen numbers are read, and a block of lanes is aligned to 64 bytes.
        unsafe { Self(_mm256_load_ps(numbers), _mm256_load_ps(numbers.add(8))) }
    }

    #[inline(always)]
    fn store(self, lanes: &mut Lanes) {
        let numbers = lanes.0.as_mut_ptr();
        // SAFETY: see above; sixteen numbers are written, and a block of lanes is aligned to 64 bytes.
        unsafe {
            _mm256_store_ps(numbers, self.0);
            _mm256_store_ps(numbers.add(8), self.1);
        }
    }

    #[inline(always)]
    fn sums(lanes: &[Lanes], sums: &mut [f32]) {
        sums::of_fours(lanes, sums);
    }

    #[inline(always)]
    fn sums_of_eight(vectors: [Self; 8]) -> [f32; 8] {
        sums::of_eight_by_avx2(vectors)
    }
}

impl Vector for Avx512 {
    const SUMS: usize = 8;

    #[inline(always)]
    fn run<K: Kernel<Self>>(kernel: K) -> K::Output {
        #[target_feature(enable = "avx512f,avx512vl,avx512dq,avx2")]
        fn compiled<K: Kernel<Avx512>>(kernel: K) -> K::Output {
            kernel.run()
        }
        // SAFETY: the engine of this type is built only where the processor has the instructions.
        unsafe { compiled(kernel) }
    }

    #[inline(always)]
    fn load(lanes: &Lanes) -> Self {
        // SAFETY: see above; sixteen numbers are read, and a block of lanes is aligned to 64 bytes.
        Self(unsafe { _mm512_load_ps(lanes.0.as_ptr()) })
    }

    #[inline(always)]
    fn store(self, lanes: &mut Lanes) {
        // SAFETY: see above; sixteen numbers are written, and a block of lanes is aligned to 64 bytes.
        unsafe { _mm512_store_ps(lanes.0.as_mut_ptr(), self.0) };
    }

    #[inline(always)]
    fn sums(lanes: &[Lanes], sums: &mut [f32]) {
        sums::of_fours(lanes, sums);
    }

    #[inline(always)]
    fn sums_of_eight(vectors: [Self; 8]) -> [f32; 8] {
        sums::of_eight_by_avx512(vectors)
    }
}
