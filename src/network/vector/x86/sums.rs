//! Sums over the lanes, all by the same halving tree: lanes i and i + 8 first, then i and i + 4, i + 2, i + 1.
//!
//! Functions need the instructions of the registers that they use: AVX2, or AVX-512 where the argument is of `Avx512`.

use std::arch::x86_64::{
    __m128, __m256, __m512, _mm_add_ps, _mm_movehl_ps, _mm_movelh_ps, _mm_storeu_ps, _mm_unpackhi_ps, _mm_unpacklo_ps,
    _mm256_add_ps, _mm256_blend_ps, _mm256_castps256_ps128, _mm256_extractf128_ps, _mm256_load_ps, _mm256_permute_ps,
    _mm256_permute2f128_ps, _mm256_shuffle_ps, _mm256_storeu_ps, _mm512_add_ps, _mm512_castps512_ps256,
    _mm512_mask_blend_ps, _mm512_permute_ps, _mm512_permutex2var_ps, _mm512_permutexvar_ps, _mm512_set_epi32,
    _mm512_shuffle_f32x4, _mm512_shuffle_ps,
};

use super::{Avx2, Avx512};
use crate::network::batches::Lanes;
use crate::network::vector::tree;

/// The sums of eight vectors. Each level halves two vectors into one: from one that has a half of each, and one that
/// has the other halves.
#[inline(always)]
pub(super) fn of_eight_by_avx2(vectors: [Avx2; 8]) -> [f32; 8] {
    let mut sums = [0.0; 8];
    // SAFETY: the vectors are proof of the instructions. Eight numbers are written.
    unsafe {
        let left = twos(fours(eights(vectors[0]), eights(vectors[4])), fours(eights(vectors[2]), eights(vectors[6])));
        let right = twos(fours(eights(vectors[1]), eights(vectors[5])), fours(eights(vectors[3]), eights(vectors[7])));
        let total = _mm256_add_ps(_mm256_shuffle_ps::<0x88>(left, right), _mm256_shuffle_ps::<0xDD>(left, right));
        // The two in the middle of each half have changed places.
        _mm256_storeu_ps(sums.as_mut_ptr(), _mm256_permute_ps::<0xD8>(total));
    }
    sums
}

/// The sums of eight vectors, likewise.
#[inline(always)]
pub(super) fn of_eight_by_avx512(vectors: [Avx512; 8]) -> [f32; 8] {
    let mut sums = [0.0; 8];
    // SAFETY: the vectors are proof of the instructions. Eight numbers are written.
    unsafe {
        let left = quarters(halves(vectors[0], vectors[4]), halves(vectors[2], vectors[6]));
        let right = quarters(halves(vectors[1], vectors[5]), halves(vectors[3], vectors[7]));
        let pairs = _mm512_add_ps(_mm512_mask_blend_ps(0xCCCC, left, right), _mm512_shuffle_ps::<0x4E>(left, right));
        let total = _mm512_add_ps(pairs, _mm512_permute_ps::<0xB1>(pairs));
        let even = _mm512_set_epi32(0, 0, 0, 0, 0, 0, 0, 0, 14, 12, 10, 8, 6, 4, 2, 0);
        let total = _mm512_castps512_ps256(_mm512_permutexvar_ps(even, total));
        _mm256_storeu_ps(sums.as_mut_ptr(), total);
    }
    sums
}

/// The halving trees of four blocks at a time: each block is folded to four lanes, and four blocks of four lanes are
/// added across.
#[inline(always)]
pub(super) fn of_fours(lanes: &[Lanes], sums: &mut [f32]) {
    let (fours, rest) = lanes.as_chunks::<4>();
    let (sums_of_fours, sums_of_rest) = sums.as_chunks_mut::<4>();
    for (four, sums) in fours.iter().zip(sums_of_fours) {
        // SAFETY: kernels of both implementations call this, and both come with AVX2. Each block has sixteen numbers
        // aligned to 64 bytes, and four numbers are written.
        unsafe {
            let [a, b, c, d] = [fold(&four[0]), fold(&four[1]), fold(&four[2]), fold(&four[3])];
            let ab = _mm_add_ps(_mm_unpacklo_ps(a, b), _mm_unpackhi_ps(a, b));
            let cd = _mm_add_ps(_mm_unpacklo_ps(c, d), _mm_unpackhi_ps(c, d));
            _mm_storeu_ps(sums.as_mut_ptr(), _mm_add_ps(_mm_movelh_ps(ab, cd), _mm_movehl_ps(cd, ab)));
        }
    }
    for (sum, lanes) in sums_of_rest.iter_mut().zip(rest) {
        *sum = tree(lanes);
    }
}

/// Adds lanes i and i + 8, then i and i + 4.
#[inline(always)]
unsafe fn fold(lanes: &Lanes) -> __m128 {
    let numbers = lanes.0.as_ptr();
    // SAFETY: the caller's; sixteen numbers are read, and a block of lanes is aligned to 64 bytes.
    unsafe {
        let eight = _mm256_add_ps(_mm256_load_ps(numbers), _mm256_load_ps(numbers.add(8)));
        _mm_add_ps(_mm256_castps256_ps128(eight), _mm256_extractf128_ps::<1>(eight))
    }
}

/// Lanes i + (i + 8).
#[inline(always)]
unsafe fn eights(vector: Avx2) -> __m256 {
    // SAFETY: the caller's.
    unsafe { _mm256_add_ps(vector.0, vector.1) }
}

/// Lanes i + (i + 4): of the first vector in the lower half, of the second in the upper.
#[inline(always)]
unsafe fn fours(first: __m256, second: __m256) -> __m256 {
    // SAFETY: the caller's.
    unsafe { _mm256_add_ps(_mm256_blend_ps::<0xF0>(first, second), _mm256_permute2f128_ps::<0x21>(first, second)) }
}

/// In each half, lanes i + (i + 2): of the first vector in the lower two, of the second in the upper.
#[inline(always)]
unsafe fn twos(first: __m256, second: __m256) -> __m256 {
    // SAFETY: the caller's.
    unsafe { _mm256_add_ps(_mm256_blend_ps::<0xCC>(first, second), _mm256_shuffle_ps::<0x4E>(first, second)) }
}

/// Lanes i + (i + 8): of the first vector in the lower half, of the second in the upper.
#[inline(always)]
unsafe fn halves(Avx512(first): Avx512, Avx512(second): Avx512) -> __m512 {
    // SAFETY: the caller's.
    unsafe { _mm512_add_ps(_mm512_mask_blend_ps(0xFF00, first, second), _mm512_shuffle_f32x4::<0x4E>(first, second)) }
}

/// In each half, lanes i + (i + 4): of the first vector in the first and third quarter, of the second in the others.
#[inline(always)]
unsafe fn quarters(first: __m512, second: __m512) -> __m512 {
    // SAFETY: the caller's.
    unsafe {
        let order = _mm512_set_epi32(27, 26, 25, 24, 15, 14, 13, 12, 19, 18, 17, 16, 7, 6, 5, 4);
        let others = _mm512_permutex2var_ps(first, order, second);
        _mm512_add_ps(_mm512_mask_blend_ps(0xF0F0, first, second), others)
    }
}
