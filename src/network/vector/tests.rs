//! Every implementation against plain numbers, operation by operation.

use super::*;
use crate::network::batches::LANES;

/// Numbers of every kind, in blocks.
fn samples() -> Vec<Lanes> {
    let mut numbers: Vec<f32> = vec![0.0, -0.0, 1.0, -1.0, f32::MIN_POSITIVE, f32::MAX, f32::INFINITY, f32::NAN];
    numbers.extend((0..250_u32).map(|index| f32::from_bits(index.wrapping_mul(2_654_435_761))));
    numbers.extend([f32::NEG_INFINITY, 1e-45, -1e-45, 3.5, -2.5, 12_582_913.0]);
    let (blocks, _) = numbers.as_chunks::<LANES>();
    blocks.iter().map(|block| Lanes(*block)).collect()
}

/// What every operation of an implementation gives for two blocks, one number a lane.
struct Operations<'a>(&'a Lanes, &'a Lanes);

impl<V: Vector> Kernel<V> for Operations<'_> {
    type Output = Vec<Lanes>;

    #[inline(always)]
    fn run(self) -> Vec<Lanes> {
        let (a, b, one, zero) = (V::load(self.0), V::load(self.1), V::splat(1.0), V::splat(0.0));
        let mark = |mask| V::select(mask, one, zero);
        let any = |mask| V::splat(f32::from(V::any(mask)));
        let results = [
            a + b,
            a - b,
            a * b,
            a / b,
            -a,
            a.abs(),
            mark(a.less(b)),
            any(a.less(b)),
            V::select(a.less(b), a, b),
            mark(a.bit::<0>()),
            mark(a.bit::<1>()),
            mark(a.bit::<31>()),
            a.shifted(126 << 23),
            a.at_most(b),
            a.at_least(b),
            a.map(|number| number * 0.5),
        ];
        let store = |result: V| {
            let mut lanes = Lanes::ZERO;
            result.store(&mut lanes);
            lanes
        };
        results.into_iter().map(store).collect()
    }
}

/// The same, number by number.
fn plain(a: f32, b: f32, any: bool) -> Vec<f32> {
    let mark = |holds: bool| f32::from(holds);
    vec![
        a + b,
        a - b,
        a * b,
        a / b,
        -a,
        f32::from_bits(a.to_bits() & 0x7FFF_FFFF),
        mark(a < b),
        mark(any),
        if a < b { a } else { b },
        mark(a.to_bits() & 1 == 1),
        mark(a.to_bits() & 2 == 2),
        mark(a.is_sign_negative()),
        f32::from_bits((a.to_bits() << 23).wrapping_add(126 << 23)),
        if b < a { b } else { a },
        if a < b { b } else { a },
        a * 0.5,
    ]
}

/// Bits, with all numbers that are none taken for one: their bits are not defined.
fn bits(number: f32) -> u32 {
    if number.is_nan() { f32::NAN.to_bits() } else { number.to_bits() }
}

fn check<V: Vector>() {
    let samples = samples();
    for (index, a) in samples.iter().enumerate() {
        for b in &samples[index..] {
            let any = a.0.iter().zip(&b.0).any(|(a, b)| a < b);
            let got = V::run(Operations(a, b));
            for lane in 0..LANES {
                let expected = plain(a.0[lane], b.0[lane], any);
                for (operation, (got, expected)) in got.iter().zip(&expected).enumerate() {
                    let (x, y) = (a.0[lane], b.0[lane]);
                    assert_eq!(bits(got.0[lane]), bits(*expected), "operation {operation} of {x:e} and {y:e}");
                }
            }
        }
    }
}

/// The halving tree, written out.
fn expected_sum(lanes: &Lanes) -> f32 {
    let eight: [f32; 8] = std::array::from_fn(|lane| lanes.0[lane] + lanes.0[lane + 8]);
    let four: [f32; 4] = std::array::from_fn(|lane| eight[lane] + eight[lane + 4]);
    (four[0] + four[2]) + (four[1] + four[3])
}

struct Sums<'a>(&'a [Lanes]);

impl<V: Vector> Kernel<V> for Sums<'_> {
    type Output = Vec<f32>;

    #[inline(always)]
    fn run(self) -> Vec<f32> {
        let mut sums = vec![f32::NAN; self.0.len()];
        V::sums(self.0, &mut sums);
        sums
    }
}

struct Eight<'a>([&'a Lanes; 8]);

impl<V: Vector> Kernel<V> for Eight<'_> {
    type Output = [f32; 8];

    #[inline(always)]
    fn run(self) -> [f32; 8] {
        V::sums_of_eight(self.0.map(V::load))
    }
}

fn check_sums<V: Vector>() {
    // Numbers whose sum depends on the order in which they are added.
    let number = |index: usize| ((index * 37 % 101) as f32 - 50.0) * (1.0 + (index % 60) as f32 * 1e-3);
    let blocks: Vec<Lanes> =
        (0..13).map(|block| Lanes(std::array::from_fn(|lane| number(block * LANES + lane)))).collect();
    for count in 0..blocks.len() {
        let expected: Vec<f32> = blocks[..count].iter().map(expected_sum).collect();
        assert_eq!(V::run(Sums(&blocks[..count])), expected);
    }
    let eight = V::run(Eight(std::array::from_fn(|index| &blocks[index + 3])));
    assert_eq!(eight, std::array::from_fn(|index| expected_sum(&blocks[index + 3])));
    let straight: f32 = blocks[5].0.iter().sum();
    assert!(blocks.iter().any(|block| block.0.iter().sum::<f32>() != expected_sum(block)), "{straight}");
}

#[test]
fn the_portable_implementation_computes_as_plain_numbers_do() {
    check::<Portable>();
    check_sums::<Portable>();
}

#[cfg(target_arch = "x86_64")]
#[test]
fn the_instructions_of_x86_compute_as_plain_numbers_do() {
    for instructions in Instructions::available() {
        match instructions {
            Instructions::Baseline => {}
            Instructions::Avx2 => {
                check::<Avx2>();
                check_sums::<Avx2>();
            }
            Instructions::Avx512 => {
                check::<Avx512>();
                check_sums::<Avx512>();
            }
        }
    }
}
