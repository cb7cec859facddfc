//! What holds for every dataset: counts, determinism, ranges, names.

pub(super) mod statistics;

use proptest::prelude::*;

use super::*;

/// Every dataset at its defaults, in the table's order; of blobs some.
fn every_data() -> [Data; 10] {
    [
        Data::Blobs(Blobs { centers: vec![(1.0, 2.0), (-1.0, 0.0)], labels: vec![0, 7], std: 0.3, train: 9, test: 8 }),
        Data::Circle(Circle::default()),
        Data::ExclusiveOr(ExclusiveOr::default()),
        Data::Gauss(Gauss::default()),
        Data::Spiral(Spiral::default()),
        Data::Plane(Plane::default()),
        Data::GaussRegression(GaussRegression::default()),
        Data::Moons(Moons::default()),
        Data::Rings(Rings::default()),
        Data::RandomLabels(RandomLabels::default()),
    ]
}

fn recipes() -> impl Strategy<Value = Data> {
    let counts = || (1_usize..200, 1_usize..200);
    let percent = || (0.0..=50.0, counts());
    let deviation = || (0.0..=1.0, counts());
    let centers = prop::collection::vec(((-1e3..=1e3, -1e3..=1e3), 0_u8..=7), 1..=64);
    prop_oneof![
        (centers, 0.0..=1e3, counts()).prop_map(|(centers, std, (train, test))| {
            let (centers, labels) = centers.into_iter().unzip();
            Data::Blobs(Blobs { centers, labels, std, train, test })
        }),
        percent().prop_map(|(noise, (train, test))| Data::Circle(Circle { noise, train, test })),
        percent().prop_map(|(noise, (train, test))| Data::ExclusiveOr(ExclusiveOr { noise, train, test })),
        percent().prop_map(|(noise, (train, test))| Data::Gauss(Gauss { noise, train, test })),
        percent().prop_map(|(noise, (train, test))| Data::Spiral(Spiral { noise, train, test })),
        percent().prop_map(|(noise, (train, test))| Data::Plane(Plane { noise, train, test })),
        percent().prop_map(|(noise, (train, test))| Data::GaussRegression(GaussRegression { noise, train, test })),
        deviation().prop_map(|(noise, (train, test))| Data::Moons(Moons { noise, train, test })),
        (deviation(), 0.0..1.0).prop_map(|((noise, (train, test)), factor)| Data::Rings(Rings {
            noise,
            factor,
            train,
            test
        })),
        counts().prop_map(|(train, test)| Data::RandomLabels(RandomLabels { train, test })),
    ]
}

fn bits(points: &Points) -> Vec<u32> {
    points.inputs.as_flattened().iter().chain(&points.labels).map(|number| number.to_bits()).collect()
}

proptest! {
    #![proptest_config(crate::cases::cases(256))]

    #[test]
    fn whatever_is_allowed_gives_as_many_finite_points_as_asked_for(data in recipes(), seed: u64) {
        prop_assert_eq!(data.check(), Ok(()));
        let dataset = data.generate(seed);
        let (train, test) = data.counts();
        for (points, count) in [(&dataset.train, train), (&dataset.test, test)] {
            prop_assert_eq!((points.len(), points.inputs.len(), points.labels.len()), (count, count, count));
            prop_assert!(points.inputs.as_flattened().iter().all(|coordinate| coordinate.is_finite()));
            let fits = |label: &f32| match data.target() {
                Target::Classes(classes) => label.fract() == 0.0 && (0.0..classes as f32).contains(label),
                Target::Value => label.abs() <= 1.8,
            };
            prop_assert!(points.labels.iter().all(fits));
        }
    }

    #[test]
    fn recipe_and_seed_decide_every_bit_and_neither_split_the_other(data in recipes(), seed: u64, count in 1_usize..200) {
        let dataset = data.generate(seed);
        let again = data.clone().generate(seed);
        prop_assert_eq!(bits(&again.train), bits(&dataset.train));
        prop_assert_eq!(bits(&again.test), bits(&dataset.test));

        let (mut other_train, mut other_test) = (data.clone(), data.clone());
        other_train.set_train_count(count);
        other_test.set_test_count(count);
        prop_assert_eq!(other_train.train_count(), count);
        prop_assert_eq!(bits(&other_train.generate(seed).test), bits(&dataset.test));
        prop_assert_eq!(bits(&other_test.generate(seed).train), bits(&dataset.train));
    }
}

#[test]
fn a_split_has_up_to_100_000_points_and_train_points_are_never_missing() {
    for (count, allowed) in [(0, false), (1, true), (MAX_POINTS, true), (MAX_POINTS + 1, false)] {
        for mut data in every_data() {
            data.set_train_count(count);
            assert_eq!(data.check().map_err(|invalid| invalid.field).err(), (!allowed).then(|| "train".to_owned()));
            data.set_train_count(1);
            data.set_test_count(count);
            assert_eq!(
                data.check().map_err(|invalid| invalid.field).err(),
                (count > MAX_POINTS).then(|| "test".to_owned())
            );
        }
    }
}

/// Without noise too, where points lie on curves: else the test points would evaluate nothing.
#[test]
fn no_train_point_is_a_test_point_and_every_seed_has_its_own() {
    let clean =
        [Data::Moons(Moons { noise: 0.0, ..Moons::default() }), Data::Rings(Rings { noise: 0.0, ..Rings::default() })];
    for data in every_data().into_iter().chain(clean) {
        let Dataset { train, test, .. } = data.generate(7);
        assert!(train.inputs.iter().all(|point| !test.inputs.contains(point)), "{data:?}");
        let other = data.generate(8).train;
        assert!(train.inputs.iter().all(|point| !other.inputs.contains(point)), "{data:?}");
    }
}

#[test]
fn classes_are_mixed_from_point_to_point() {
    for data in every_data() {
        let labels = data.generate(7).train.labels;
        let changes = labels.windows(2).filter(|pair| pair[0] != pair[1]).count();
        assert!(3 * changes > labels.len(), "{changes} changes of {} labels: {data:?}", labels.len());
    }
}

#[test]
fn only_the_sets_for_regression_have_values() {
    let targets = every_data().map(|data| data.target());
    let (two, value) = (Target::Classes(2), Target::Value);
    assert_eq!(targets, [Target::Classes(8), two, two, two, two, value, value, two, two, two]);
}

#[test]
fn settings_out_of_range_are_refused_by_name() {
    let percent = ("noise", "a number from 0 to 50 (percent)");
    let deviation = ("noise", "a number from 0 to 1");
    for (noise, large) in [(-0.5, false), (f64::NAN, false), (f64::INFINITY, false), (50.5, true), (1.5, true)] {
        let mut refused = vec![
            (Data::Moons(Moons { noise, ..Moons::default() }), deviation),
            (Data::Rings(Rings { noise, ..Rings::default() }), deviation),
            (Data::Rings(Rings { factor: noise, ..Rings::default() }), ("factor", "a number from 0 to below 1")),
        ];
        if !large || noise > 50.0 {
            refused.extend([
                (Data::Circle(Circle { noise, ..Circle::default() }), percent),
                (Data::ExclusiveOr(ExclusiveOr { noise, ..ExclusiveOr::default() }), percent),
                (Data::Gauss(Gauss { noise, ..Gauss::default() }), percent),
                (Data::Spiral(Spiral { noise, ..Spiral::default() }), percent),
                (Data::Plane(Plane { noise, ..Plane::default() }), percent),
                (Data::GaussRegression(GaussRegression { noise, ..GaussRegression::default() }), percent),
            ]);
        }
        for (data, (field, allowed)) in refused {
            assert_eq!(data.check(), Err(Invalid::new(field, format!("is {noise}"), allowed)), "{data:?}");
        }
    }
}

/// A digest of all bits, so that no update of a dependency silently changes what a seed means.
#[test]
fn the_points_of_seed_7_never_change() {
    let digests = every_data().map(|data| {
        let Dataset { train, test, .. } = data.generate(7);
        // FNV-1a, with words in the place of bytes.
        bits(&train)
            .into_iter()
            .chain(bits(&test))
            .fold(0xcbf2_9ce4_8422_2325_u64, |digest, word| (digest ^ u64::from(word)).wrapping_mul(0x0100_0000_01b3))
    });
    let expected = [
        0x3b9e_6cd2_6733_7105,
        0xc27d_7dbb_cb98_cdd0,
        0x0a31_2b86_4d14_c22b,
        0x6abd_6ac6_56f1_434e,
        0x515f_660c_07b7_0fbb,
        0x9c94_4bb9_5921_e82e,
        0xce65_da76_9129_f4b1,
        0x02da_329d_9e1d_7805,
        0x3eb6_8daa_c04c_ea6d,
        0x463d_4971_a0d7_9c8e,
    ];
    assert_eq!(digests, expected, "{digests:#x?}");
}
