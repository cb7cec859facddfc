use proptest::prelude::*;

use super::*;
use crate::preset::{BatchSize, Preset, find};
use crate::train::Trainer;

fn record(epoch: u64, train_loss: f32, test_loss: f32) -> Record {
    scored(epoch, train_loss, test_loss, 0)
}

fn scored(epoch: u64, train_loss: f32, test_loss: f32, right: usize) -> Record {
    let (train_score, test_score) = (Score::Correct(right), Score::Correct(right / 2));
    Record { epoch, train_loss, train_score, test: Some(Evaluation { loss: test_loss, score: test_score }) }
}

fn scores(train: f32, test: f32) -> Scores {
    Scores { train: Range::of(train), test: Some(Range::of(test)) }
}

/// Checks what holds for every history, whatever went in.
fn check(history: &History) -> Result<(), TestCaseError> {
    prop_assert!(history.spans().len() <= MAX_SPANS && history.recent().len() <= RECENT);
    prop_assert!(history.spans().iter().all(|span| span.epoch % history.stride() == 0));
    prop_assert!(history.spans().windows(2).all(|pair| pair[0].epoch < pair[1].epoch));
    for range in history.spans().iter().flat_map(|span| [span.train, span.test]).flatten() {
        prop_assert!(range.least <= range.last && range.last <= range.most);
    }
    Ok(())
}

#[test]
fn a_million_epochs_take_no_more_room_and_lose_no_spike() {
    let mut history = History::default();
    for epoch in 0..1_000_000 {
        let loss = match epoch {
            123_456 => 1e6,
            654_321 => -1e6,
            _ => 1.0 + (epoch % 7) as f32,
        };
        history.push(&record(epoch, loss, -loss));
    }
    check(&history).unwrap();
    assert_eq!(history.stride(), 1024, "the first power of two of which 1,024 are a million");
    assert_eq!(history.spans().len(), 1_000_000_usize.div_ceil(1024));
    for (epoch, spike) in [(123_456_u64, 1e6), (654_321, -1e6)] {
        let span = history.spans().iter().find(|span| span.epoch == epoch - epoch % 1024).unwrap();
        let (train, test) = (span.train.unwrap(), span.test.unwrap());
        assert!(if spike > 0.0 { train.most == spike } else { train.least == spike });
        assert!(if spike > 0.0 { test.least == -spike } else { test.most == -spike });
    }
    assert_eq!(history.spans()[976].train.unwrap().last, 1.0 + (999_999 % 7) as f32);
    let recent: Vec<u64> = history.recent().iter().map(|recent| recent.epoch).collect();
    assert_eq!(recent, (1_000_000 - RECENT as u64..1_000_000).collect::<Vec<_>>());

    let thinned = history.thinned(256);
    check(&thinned).unwrap();
    assert_eq!((thinned.stride(), thinned.spans().len(), thinned.recent().len()), (4096, 245, 0));
    assert_eq!(thinned.spans()[123_456 / 4096].train.unwrap().most, 1e6);
    assert_eq!(thinned.thinned(256), thinned);
    assert_eq!(history.thinned(1).spans().len(), 1);
}

#[test]
fn a_train_loss_that_comes_again_keeps_the_test_loss() {
    let mut history = History::default();
    history.push(&scored(4, 0.5, 0.75, 8));
    history.push_train_loss(4, 0.25);
    assert_eq!(history.recent(), &[Recent { epoch: 4, train: 0.25, test: Some(0.75), scores: Some(scores(8.0, 4.0)) }]);
    let train = Some(Range { least: 0.25, most: 0.5, last: 0.25 });
    assert_eq!(
        history.spans(),
        [Span { epoch: 4, train, test: Some(Range::of(0.75)), scores: Some(scores(8.0, 4.0)) }]
    );
}

#[test]
fn spans_hold_the_extremes_of_the_scores_and_leave_out_what_is_no_number() {
    let mut history = History::default();
    for (epoch, right) in [(0, 10), (1, 40), (2, 30)] {
        history.push(&scored(epoch, 0.5, 0.5, right));
    }
    let negative = Score::Determination(-0.5);
    let endless = Score::Determination(f64::NEG_INFINITY);
    let test = Some(Evaluation { loss: 0.5, score: endless });
    history.push(&Record { train_score: negative, test, ..record(3, 0.5, 0.5) });
    assert_eq!(history.recent()[3].scores, None);
    let spans = history.thinned(1).spans().to_vec();
    let train = Range { least: 10.0, most: 40.0, last: 30.0 };
    let test = Some(Range { least: 5.0, most: 20.0, last: 15.0 });
    assert_eq!(spans[0].scores, Some(Scores { train, test }));
    let wild = Span { scores: Some(scores(f32::NAN, 0.5)), ..spans[0] };
    let refused = History::from_spans(4, vec![wild]).unwrap_err();
    assert_eq!(refused, "the scores at epoch 0 are not finite");
}

#[test]
fn a_glance_leaves_the_spans_and_losses_that_are_no_numbers_are_left_out() {
    let mut history = History::default();
    history.push_recent(&record(0, 0.5, 0.5));
    history.push_recent(&record(1, 0.5, f32::NAN));
    history.push(&record(2, f32::INFINITY, 0.5));
    history.push_train_loss(3, f32::NAN);
    assert_eq!(history.spans(), []);
    let tests: Vec<_> = history.recent().iter().map(|recent| (recent.epoch, recent.test)).collect();
    assert_eq!(tests, [(0, Some(0.5)), (1, None)]);
}

#[test]
fn epochs_that_are_passed_again_change_nothing() {
    let mut history = History::default();
    (0..3000).for_each(|epoch| history.push(&record(epoch, epoch as f32, 0.5)));
    let before = history.clone();
    (7..3000).for_each(|epoch| history.push(&record(epoch, epoch as f32, 0.5)));
    (7..2999).for_each(|epoch| history.push_train_loss(epoch, -1.0));
    assert_eq!(history, before);
    history.push(&record(3000, 0.0, 0.5));
    assert_eq!(history.end(), Some(3000));
}

#[test]
fn a_history_up_to_an_epoch_knows_nothing_of_what_comes_after_it() {
    let mut history = History::default();
    (0..3000).for_each(|epoch| history.push(&record(epoch, epoch as f32, 0.5)));
    assert_eq!(history.stride(), 4);
    for end in [0, 2, 3, 1001, 2999, 3000, 4000] {
        let mut until = history.until(end);
        check(&until).unwrap();
        let largest = until.spans().iter().filter_map(|span| span.train).map(|range| range.most).fold(0.0, f32::max);
        assert!(largest <= end as f32 && largest + 4.0 > end.min(2999) as f32 || end < 3, "{end}: {largest}");
        assert!(until.recent().iter().all(|recent| recent.epoch <= end));
        until.push(&record(end, 7.0, 0.5));
        assert_eq!(until.end(), Some(end));
    }
    assert_eq!(history.until(2999), history);
}

#[test]
fn spans_that_cannot_be_a_history_are_refused() {
    let span = |epoch| Span { epoch, train: Some(Range::of(0.5)), test: None, scores: None };
    let refused = |stride, spans: Vec<Span>| History::from_spans(stride, spans).unwrap_err();
    assert_eq!(refused(0, vec![]), "0 spans of 0 epochs");
    assert_eq!(refused(1, (0..=1024).map(span).collect()), "1025 spans of 1 epochs");
    assert_eq!(refused(4, vec![span(0), span(6)]), "the span at epoch 6 is out of order");
    assert_eq!(refused(4, vec![span(8), span(8)]), "the span at epoch 8 is out of order");
    let test = Some(Range { most: f32::INFINITY, ..Range::of(0.5) });
    let endless = Span { epoch: 8, train: None, test, scores: None };
    assert_eq!(refused(4, vec![span(4), endless]), "the losses at epoch 8 are not finite");
}

proptest! {
    #![proptest_config(crate::cases::cases(256))]

    #[test]
    fn any_history_is_kept_in_order_with_its_extremes(
        // How far each push is from the one before, its losses, and whether the epoch was evaluated.
        pushes in prop::collection::vec((0_u64..40, -9.0_f32..9.0, any::<bool>()), 1..3000),
        most in 1_usize..300,
    ) {
        let mut history = History::default();
        let mut epoch = 0;
        for &(distance, loss, evaluated) in &pushes {
            epoch += distance;
            if evaluated {
                history.push(&record(epoch, loss, 2.0 * loss));
            } else {
                history.push_train_loss(epoch, loss);
            }
        }
        let extremes = |losses: &mut dyn Iterator<Item = (f32, f32)>| {
            losses.fold((f32::INFINITY, f32::NEG_INFINITY), |(a, b), (c, d)| (a.min(c), b.max(d)))
        };
        let train = extremes(&mut pushes.iter().map(|push| (push.1, push.1)));
        let test = extremes(&mut pushes.iter().filter(|push| push.2).map(|push| (2.0 * push.1, 2.0 * push.1)));
        for history in [&history, &history.thinned(most)] {
            check(history)?;
            let spans = history.spans();
            prop_assert_eq!(extremes(&mut spans.iter().filter_map(|s| s.train).map(|r| (r.least, r.most))), train);
            prop_assert_eq!(extremes(&mut spans.iter().filter_map(|s| s.test).map(|r| (r.least, r.most))), test);
            let last = spans[spans.len() - 1];
            prop_assert_eq!(last.epoch, epoch - epoch % history.stride());
            prop_assert_eq!(last.train.map(|range| range.last), Some(pushes[pushes.len() - 1].1));
            let read = History::from_spans(history.stride(), spans.to_vec()).unwrap();
            prop_assert_eq!((read.stride(), read.spans()), (history.stride(), spans));
        }
        prop_assert!(history.thinned(most).spans().len() <= most);
        prop_assert!(history.recent().iter().zip(history.recent().iter().skip(1)).all(|(a, b)| a.epoch < b.epoch));
        prop_assert_eq!(history.recent().back().map(|recent| recent.epoch), Some(epoch));
    }

    /// A run that goes on from a file keeps its history like one that never stopped, as far as the file was finer.
    #[test]
    fn a_history_read_from_its_spans_goes_on_like_the_one_that_was_written(first in 1_u64..3000, more in 0_u64..3000) {
        let mut straight = History::default();
        (0..first).for_each(|epoch| straight.push(&record(epoch, epoch as f32, 0.5)));
        let mut resumed = History::from_spans(straight.stride(), straight.spans().to_vec()).unwrap();
        for epoch in first..first + more {
            straight.push(&record(epoch, epoch as f32, 0.5));
            resumed.push(&record(epoch, epoch as f32, 0.5));
        }
        prop_assert_eq!((resumed.stride(), resumed.spans()), (straight.stride(), straight.spans()));
    }
}

#[test]
fn gradient_norms_are_kept_by_layer_and_batch_losses_by_batch() {
    let mut history = History::default();
    for epoch in 0..10 {
        history.push_gradient_norms(epoch, [1.0, 2.0].into_iter());
        for batch in 0..4 {
            history.push_batch_loss(Position { epoch, batch }, 4, batch as f32);
        }
    }
    // A layer more, and an epoch that was there before.
    history.push_gradient_norms(9, [7.0; 3].into_iter());
    history.push_gradient_norms(10, [3.0; 3].into_iter());
    let at = |history: &History, epoch| {
        history.gradient_norms().iter().map(|curve| curve.at(epoch).map(|range| range.last)).collect::<Vec<_>>()
    };
    assert_eq!(at(&history, 9), [Some(1.0), Some(2.0), None]);
    assert_eq!(at(&history, 10), [Some(3.0); 3]);
    assert_eq!(history.gradient_norm().at(9), Some(Range::of(5.0_f32.sqrt())), "squares add up");
    let losses: Vec<(f64, f32)> =
        history.batch_losses().ranges().map(|(at, loss)| (at as f64 / BATCH_RESOLUTION as f64, loss.last)).collect();
    assert_eq!(losses[..6], [(0.0, 0.0), (0.25, 1.0), (0.5, 2.0), (0.75, 3.0), (1.0, 0.0), (1.25, 1.0)]);
    let until = history.until(5);
    assert_eq!((at(&until, 5)[0], at(&until, 6)[0]), (Some(1.0), None));
    assert_eq!(until.batch_losses().ranges().count(), 20, "the batches up to the end of epoch 5");
    assert_eq!(history.thinned(16).batch_losses().ranges().count(), 0, "no file has them");
}

#[test]
fn a_trainer_keeps_the_gradient_norms_of_its_epochs() {
    for batch in [BatchSize::Full, BatchSize::Size(16)] {
        let preset = Preset { batch, ..find("xor-blobs").unwrap().preset };
        let mut trainer = Trainer::new("test", preset);
        let mut norms = vec![];
        for epoch in 0..6 {
            // Over all points, before clipping: what the screen shows as the gradient norm.
            norms.push((epoch, Range::of(trainer.gradient_norm())));
            trainer.advance(|| false).unwrap();
        }
        let history = trainer.history();
        assert_eq!(history.gradient_norm().ranges().collect::<Vec<_>>(), norms);
        let squares: f32 = history.gradient_norms().iter().map(|layer| layer.at(3).unwrap().last.powi(2)).sum();
        assert!((squares.sqrt() - norms[3].1.last).abs() < 1e-6);
        let batches = history.batch_losses().ranges().count();
        assert_eq!(batches, if batch == BatchSize::Full { 0 } else { 30 }, "a loss for each batch of a mini-batch run");
    }
}
