//! Losses that fall no longer.

use indicatif::HumanCount;

use super::fix::number;
use super::steps::TINY;
use super::units::FEW;
use super::{Evidence, Problem};
use crate::network::{Activation, Score};
use crate::optimizer::{Regularization, Schedule};
use crate::train::inspect::describe::{amount, percent};

/// Test loss, relative to the least so far, from which a network overfits.
pub const OVERFIT: f64 = 1.3;
/// Smallest rise of the test loss that is reported, as a fraction of the untrained network's.
pub const OVERFIT_LEAST: f64 = 0.12;
/// Number of the newest test losses that all have to be that high.
pub const OVERFIT_WINDOW: usize = 10;

/// The train loss falls while the test loss rises: the network memorizes its points.
pub(super) fn overfitting(evidence: &Evidence<'_>) -> Option<Problem> {
    let history = evidence.history;
    let (test_loss, untrained) = (evidence.record.test_loss()?, evidence.untrained.test_loss()?);
    let since = evidence.first_epoch()..=evidence.record.epoch;
    let recent = history.recent().iter().filter_map(|recent| Some((recent.epoch, recent.test?, recent.train)));
    // A span only has its least test loss and its last train loss, so its last epoch stands for it.
    let end = history.stride() - 1;
    let spans = history.spans().iter().filter_map(|span| Some((span.epoch + end, span.test?.least, span.train?.last)));
    let all = recent.clone().chain(spans).filter(|(epoch, ..)| since.contains(epoch));
    let (epoch, best, train_then) = all.min_by(|one, other| one.1.total_cmp(&other.1))?;
    let is_exact = end == 0 || recent.clone().any(|(recent, test, _)| (recent, test) == (epoch, best));
    let place = if is_exact { "at" } else { "near" };
    let newest = recent.rev().take(OVERFIT_WINDOW).map(|(_, test, _)| f64::from(test));
    let test = newest.fold(f64::from(test_loss), f64::min);
    let (best, train) = (f64::from(best), evidence.record.train_loss);
    let least = (OVERFIT * best).max(best + OVERFIT_LEAST * f64::from(untrained));
    // What is above the loss that it began with has memorized nothing.
    if test < least || train >= train_then || f64::from(train) >= evidence.start().1 {
        return None;
    }
    let [best, test] = [best, test_loss.into()].map(amount);
    let [then, now] = [train_then, train].map(|loss| amount(loss.into()));
    let more = evidence.train * 4;
    let fixes = vec![
        evidence
            .change(format!("{more} train points"), |preset| {
                preset.data.set_train_count(more);
            })
            .map(|fix| fix.back_to(0)),
        (evidence.preset.regularization == Regularization::None)
            .then(|| {
                evidence.change("L2 regularization", |preset| {
                    preset.regularization = Regularization::L2(0.03);
                })
            })
            .flatten()
            .map(|fix| fix.back_to(0)),
    ];
    Some((
        format!(
            "The test loss rose from {best} {place} epoch {} to {test}, while the train loss fell from {then} to {now}: \
             the network memorizes its points.",
            HumanCount(epoch),
        ),
        fixes,
    ))
}

/// Fewest epochs after which a loss can be said to have stopped.
const LEAST_EPOCHS: u64 = 100;
/// Part of the loss that has to fall in the second half of the epochs; in their last fifth, a third of that.
pub const STUCK: f64 = 0.08;
/// How much faster a loss falls at last than before, in the second half of the epochs, that is leaving a plateau.
const LEAVING: f64 = 1.5;
/// Part of the loss that the present fall may take off in the rest of the run.
const WHILE_STUCK: f64 = 0.1;
/// The same of a fall that speeds up.
const WHILE_LEAVING: f64 = 0.01;
/// Part of the loss that a present rise may add.
const WHILE_RISING: f64 = 0.05;

/// Part of the learning rate that a schedule may leave at the end.
const STANDSTILL: f64 = 0.001;

/// The loss hardly falls any more, and the network has not learned its points.
pub(super) fn no_more_progress(evidence: &Evidence<'_>) -> Option<Problem> {
    let epochs = evidence.record.epoch - evidence.edited;
    if evidence.has_learned() {
        return None;
    }
    if let Some(problem) = standstill(evidence) {
        return Some(problem);
    }
    // Too slow is not stuck.
    if epochs < LEAST_EPOCHS || evidence.haste() <= TINY {
        return None;
    }
    let (middle, before, now) =
        (evidence.mean_loss(0.4, 0.6)?, evidence.mean_loss(0.7, 0.8)?, evidence.mean_loss(0.9, 1.0)?);
    if middle - now >= STUCK * middle || before - now >= STUCK / 3.0 * before {
        return None;
    }
    // From 0.75 to 0.95 of the epochs, and from 0.5 to 0.75.
    let [latest, earlier] = [(before - now) / 0.2, (middle - before) / 0.25];
    if earlier > 0.0 && latest > LEAVING * earlier {
        return None;
    }
    // In the rest of the run a small fall can add up. What rises goes up and down, and is not stuck.
    let rest = evidence.preset.epochs.saturating_sub(evidence.record.epoch).max(epochs);
    let fall = latest / epochs as f64 * rest as f64;
    let most = if latest > earlier { WHILE_LEAVING } else { WHILE_STUCK };
    if !(-WHILE_RISING * now..=most * now).contains(&fall) {
        return None;
    }
    // Where all is usual it may have begun badly.
    let is_usual = evidence.usual().rate().pytorch().at_least(FEW).fix().is_none();
    let can_bend = evidence.preset.shape().activations.iter().any(|activation| *activation != Activation::Linear);
    let fixes =
        vec![evidence.usual().adam().pytorch().layers().fix(), evidence.new_weights().filter(|_| is_usual && can_bend)];
    Some((
        format!(
            "The train loss hardly falls any more: it is {}, after {} at epoch {}, and {}.",
            amount(now),
            amount(middle),
            HumanCount(evidence.edited + epochs / 2),
            score(evidence),
        ),
        fixes,
    ))
}

/// A schedule whose learning rate is next to nothing stops a run.
fn standstill(evidence: &Evidence<'_>) -> Option<Problem> {
    let base = evidence.preset.optimizer.learning_rate();
    let rate = evidence.preset.schedule.rate(base, evidence.record.epoch);
    // At the start of a warm-up it has yet to rise.
    let is_past = evidence.preset.schedule.rate(base, evidence.record.epoch / 2) > rate;
    if rate > STANDSTILL * base || !is_past {
        return None;
    }
    let constant = evidence.change(format!("a constant learning rate of {} from here on", number(base)), |preset| {
        preset.schedule = Schedule::Constant;
    });
    let problem = format!(
        "The schedule has brought the learning rate down to {}: nothing moves any more, and {}.",
        amount(rate),
        score(evidence)
    );
    Some((problem, vec![constant]))
}

/// How well the train points are learned, in words.
fn score(evidence: &Evidence<'_>) -> String {
    match evidence.record.train_score {
        Score::Correct(_) => format!("train accuracy is {}", percent(evidence.score())),
        Score::Determination(share) => format!("R² is {}", amount(share)),
    }
}
