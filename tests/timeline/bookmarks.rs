//! Bookmarks, and the autopsy of a divergence.

use blobtui::network::{Activation, Architecture, LayerActivations, Loss};
use blobtui::optimizer::Optimizer;
use blobtui::preset::Preset;
use blobtui::train::{Bookmark, Change, Origin, Position, Sign, Timeline};

use super::common::preset;
use super::support::{Traveller, bookmarks};

#[test]
fn events_get_bookmarks() {
    let mut traveller = Traveller::new(preset());
    traveller.train_to(Position::at(2000)).unwrap();
    let bookmarks = traveller.bookmarks();
    let of = |sign: Sign| bookmarks.iter().filter(move |bookmark| bookmark.sign == sign);
    let best: Vec<_> = of(Sign::Best).collect();
    assert_eq!((best.len(), best[0].note.as_str()), (1, "best test accuracy: 20 of 20"));
    // No epoch before had as many correct.
    let history = traveller.trainer.history();
    let right = |epoch: u64| {
        let span = history.spans().iter().rev().find(|span| span.epoch <= epoch).and_then(|span| span.scores);
        span.map_or(0.0, |scores| scores.test.unwrap().most)
    };
    assert!(right(best[0].epoch) == 20.0 && right(best[0].epoch - 3 * history.stride()) < 20.0);
}

#[test]
fn a_unit_that_dies_or_revives_gets_a_bookmark() {
    let mut traveller = Traveller::new(preset());
    traveller.train_to(Position::at(20)).unwrap();
    let unit = blobtui::network::Unit { layer: 0, index: 1 };
    assert!(traveller.edit(Change::Bias(unit, -100.0)));
    traveller.train_to(Position::at(40)).unwrap();
    assert!(traveller.edit(Change::Bias(unit, 1.0)));
    traveller.train_to(Position::at(60)).unwrap();
    // An edit resets the watch on the units, so only what training does is reported.
    let reported = |traveller: &Traveller| {
        let signs = traveller.bookmarks().into_iter().map(|bookmark| bookmark.sign);
        signs.filter(|sign| matches!(sign, Sign::Died | Sign::Revived)).collect::<Vec<_>>()
    };
    assert_eq!(reported(&traveller), []);
    // A step that is far too large throws the units to where they give nothing.
    let mut recipe = Preset { optimizer: Optimizer::named("sgd", 30.0).unwrap(), ..preset() };
    recipe.network.hidden = vec![8];
    let mut traveller = Traveller::new(recipe);
    traveller.train_to(Position::at(200)).unwrap();
    assert!(reported(&traveller).contains(&Sign::Died), "{:?}", traveller.bookmarks());
}

#[test]
fn units_die_in_the_layers_whose_activation_has_a_flat_side() {
    let mut recipe = Preset { optimizer: Optimizer::named("sgd", 30.0).unwrap(), ..preset() };
    let activation = LayerActivations::by_layer(vec![Activation::Tanh, Activation::Relu]).unwrap();
    recipe.network = Architecture { hidden: vec![8, 8], activation };
    let mut traveller = Traveller::new(recipe);
    traveller.train_to(Position::at(200)).unwrap();
    let bookmarks = traveller.bookmarks();
    let died: Vec<_> = bookmarks.iter().filter(|bookmark| bookmark.sign == Sign::Died).collect();
    let is_said = |bookmark: &&Bookmark| {
        bookmark.note.starts_with("h2.") && bookmark.note.ends_with(" died: it gives 0 at every train point")
    };
    assert!(!died.is_empty() && died.iter().all(is_said), "{bookmarks:?}");
}

#[test]
fn a_dead_unit_that_does_not_give_0_is_called_flat() {
    let mut recipe = Preset { optimizer: Optimizer::named("sgd", 30.0).unwrap(), ..preset() };
    recipe.network = Architecture { hidden: vec![8, 8], activation: Activation::Elu.into() };
    let mut traveller = Traveller::new(recipe);
    traveller.train_to(Position::at(200)).unwrap();
    let bookmarks = traveller.bookmarks();
    let mut died = bookmarks.iter().filter(|bookmark| bookmark.sign == Sign::Died).peekable();
    assert!(died.peek().is_some(), "{bookmarks:?}");
    assert!(died.all(|bookmark| bookmark.note.ends_with(" died: its output is flat at every train point")));
}

#[test]
fn what_was_noticed_before_is_not_noticed_again_less() {
    let mut traveller = Traveller::new(preset());
    traveller.train_to(Position::at(1500)).unwrap();
    let before = traveller.bookmarks();
    // A branch of a run that has learned goes on without a better score, and so does a checkpoint in a new process.
    traveller.seek(Position::at(1400));
    assert!(traveller.edit(Change::Batch(blobtui::preset::BatchSize::Size(40))));
    traveller.train_to(Position::at(1600)).unwrap();
    assert_eq!(traveller.bookmarks(), []);
    traveller.look_at(0);
    traveller.seek(Position::at(1500));
    let mut again = super::files::reopened(&traveller.timeline.checkpoint(&traveller.trainer));
    assert_eq!(again.bookmarks(), before);
    again.train_to(Position::at(2000)).unwrap();
    assert_eq!(again.bookmarks(), before);
}

#[test]
fn a_run_of_huge_losses_can_be_saved() {
    let mut recipe = Preset { optimizer: Optimizer::named("adam", 3000.0).unwrap(), ..preset() };
    recipe.engine = blobtui::network::EngineKind::Fused;
    recipe.network.hidden = vec![8, 8];
    let mut traveller = Traveller::new(recipe);
    traveller.train_to(Position::at(400)).unwrap();
    let losses = traveller.trainer.history().spans().iter().filter_map(|span| span.train);
    assert!(losses.into_iter().any(|loss| loss.most > 1e9));
    let bookmarks = traveller.bookmarks();
    assert!(!bookmarks.is_empty());
    assert!(
        bookmarks.iter().all(|bookmark| bookmark.note.chars().count() <= blobtui::train::LONGEST_NOTE),
        "{bookmarks:?}"
    );
    assert!(traveller.timeline.checkpoint(&traveller.trainer).to_bytes().is_ok());
    let text = traveller.timeline.recorded().to_ron().unwrap();
    assert_eq!(blobtui::train::Run::parse(&text, "a test's").unwrap().branches[0].bookmarks, bookmarks);
}

#[test]
fn notes_are_put_where_their_epoch_belongs() {
    let mut traveller = Traveller::new(preset());
    traveller.train_to(Position::at(100)).unwrap();
    let main = traveller.timeline.current();
    traveller.timeline.bookmark(main, 40, Sign::Note, " it turns ").unwrap();
    traveller.timeline.bookmark(main, 40, Sign::Note, "it snaps").unwrap();
    traveller.seek(Position::at(60));
    assert!(traveller.edit(Change::Batch(blobtui::preset::BatchSize::Size(20))));
    traveller.train_to(Position::at(80)).unwrap();
    let other = traveller.timeline.current();
    assert_ne!(main, other);
    traveller.timeline.bookmark(other, 50, Sign::Note, "before the fork").unwrap();
    traveller.timeline.bookmark(other, 70, Sign::Note, "after it").unwrap();
    let notes = |timeline: &Timeline, branch: usize| {
        let notes = bookmarks(timeline, branch).into_iter().filter(|bookmark| bookmark.sign == Sign::Note);
        notes.map(|bookmark| (bookmark.epoch, bookmark.note)).collect::<Vec<_>>()
    };
    let note = |epoch: u64, note: &str| (epoch, note.to_owned());
    assert_eq!(notes(&traveller.timeline, 0), [note(40, "it snaps"), note(50, "before the fork")]);
    assert_eq!(notes(&traveller.timeline, 1), [note(70, "after it")]);
    // A branch that is not looked at can be bookmarked, too.
    traveller.timeline.bookmark(main, 70, Sign::Note, "after it").unwrap();
    assert_eq!(notes(&traveller.timeline, 0)[2], note(70, "after it"));
    traveller.timeline.bookmark(main, 40, Sign::Note, "").unwrap();
    assert_eq!(notes(&traveller.timeline, 0), [note(50, "before the fork"), note(70, "after it")]);
    assert!(traveller.timeline.bookmark(main, 1, Sign::Note, &"a".repeat(61)).is_err());
}

#[test]
fn identities_are_never_reused() {
    let mut traveller = Traveller::new(preset());
    traveller.train_to(Position::at(100)).unwrap();
    let main = traveller.timeline.current();
    let mut made = vec![];
    let mut bookmarked = vec![];
    for _ in 0..3 {
        traveller.timeline.bookmark(main, 40, Sign::Note, "the same words").unwrap();
        let is_it = |(_, bookmark): &&(_, Bookmark)| bookmark.sign == Sign::Note;
        let id = traveller.timeline.bookmarks(0).iter().find(is_it).unwrap().0;
        traveller.timeline.remove_bookmark(id).unwrap();
        assert!(traveller.timeline.remove_bookmark(id).unwrap_err().contains("has been removed"));
        bookmarked.push(id);
        traveller.seek(Position::at(50));
        assert!(traveller.edit(Change::Batch(blobtui::preset::BatchSize::Size(20))));
        let id = traveller.timeline.current();
        traveller.look_at(0);
        traveller.timeline.delete(id).unwrap();
        assert_eq!(traveller.timeline.place_of(id), None);
        for refused in [
            traveller.timeline.delete(id),
            traveller.timeline.rename(id, "a name"),
            traveller.timeline.bookmark(id, 40, Sign::Note, "a note"),
            traveller.timeline.look_at(&mut traveller.trainer, id),
        ] {
            assert!(refused.unwrap_err().contains("has been deleted"));
        }
        made.push(id);
    }
    assert!(made.is_sorted_by(|one, other| one < other), "{made:?}");
    assert!(bookmarked.is_sorted_by(|one, other| one < other), "{bookmarked:?}");
    assert_eq!(traveller.timeline.outline().current(), main, "a run that is come back to has its branches still");
    // What the program noticed is the run's.
    traveller.train_to(Position::at(2000)).unwrap();
    let id = traveller.timeline.bookmarks(0)[0].0;
    assert!(traveller.timeline.remove_bookmark(id).is_err());
}

/// A run of values that blows up: the squared error of a linear network at a rate that is far too large.
fn exploding() -> Preset {
    let mut preset = Preset { loss: Loss::MeanSquaredError, ..preset() };
    preset.network.activation = Activation::Linear.into();
    preset.optimizer = Optimizer::named("sgd", 50.0).unwrap();
    preset
}

#[test]
fn the_autopsy_names_where_it_began_and_the_gradients_before() {
    let mut traveller = Traveller::new(exploding());
    let divergence = traveller.train_to(Position::at(1000)).expect_err("a run that explodes");
    assert_eq!(divergence.position(), traveller.trainer.position());
    let autopsy = traveller.timeline.autopsy(&traveller.trainer, divergence);
    assert_eq!(autopsy.divergence.origin, divergence.origin);
    let epochs: Vec<u64> = autopsy.norms.iter().map(|(position, _)| position.epoch).collect();
    let first = divergence.epoch.saturating_sub(20);
    assert_eq!(epochs, (first..divergence.epoch).collect::<Vec<_>>());
    // They are those of training straight from epoch 0, and they grow.
    let mut again = Traveller::new(exploding());
    for (position, norm) in &autopsy.norms {
        again.train_to(*position).unwrap();
        assert_eq!(again.trainer.gradient_norm().to_bits(), norm.to_bits());
    }
    let norms: Vec<f32> = autopsy.norms.iter().map(|(_, norm)| *norm).collect();
    assert!(norms.last() > norms.first(), "{norms:?}");
    assert!(traveller.trainer.parameters().iter().all(|weight| weight.is_finite()));
    let words = divergence.to_string();
    assert!(words.contains(&format!("epoch {}", divergence.epoch)) && words.contains("linear_"), "{words}");
}

#[test]
fn the_first_number_that_is_not_finite_is_found_where_it_stands() {
    // A weight that overflows the sums of the second layer.
    let mut traveller = Traveller::new(preset());
    traveller.train_to(Position::at(5)).unwrap();
    for index in 0..5 {
        let unit = blobtui::network::Unit { layer: 0, index };
        traveller.edit(Change::Weight(unit, 0, 1e6));
        traveller.edit(Change::Bias(unit, 1e6));
    }
    let mut optimizer = traveller.trainer.preset().optimizer.clone();
    optimizer.set_learning_rate(1e38);
    traveller.edit(Change::Optimizer(optimizer));
    let divergence = traveller.train_to(Position::at(50)).expect_err("a run that explodes");
    assert!(matches!(divergence.origin, Origin::Parameters(_) | Origin::Sums(_) | Origin::Gradient(_)), "{divergence}");
    assert_eq!(divergence.batch, 0);
}
