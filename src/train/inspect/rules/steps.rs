//! Steps of the wrong size.

use indicatif::HumanCount;

use super::{Evidence, Problem};
use crate::network::Activation;
use crate::optimizer::{Optimizer, Schedule};
use crate::preset::BatchSize;
use crate::train::Divergence;
use crate::train::inspect::describe::{amount, percent};

/// A loss or a weight that is not finite ends the run.
pub(super) fn divergence(evidence: &Evidence<'_>) -> Option<Problem> {
    let Divergence { epoch, loss, .. } = evidence.divergence?;
    let what = if loss.is_finite() {
        format!("weights that are not finite, from a loss of {}", amount(loss.into()))
    } else {
        format!("a loss of {}", amount(loss.into()))
    };
    let best = evidence.best_epoch();
    let fixes = [evidence.smaller_learning_rate(), evidence.clipped()];
    let mut fixes: Vec<_> = fixes.map(|fix| fix.map(|fix| fix.back_to(best))).into();
    if evidence.starts_far_off() {
        fixes[0] = evidence.usual().rate().pytorch().fix();
    }
    Some((format!("The run diverged: {what} after epoch {}.", HumanCount(epoch)), fixes))
}

/// Number of the newest losses searched for jumps.
pub const JUMP_WINDOW: usize = 20;
/// Rise of the train loss between two epochs that is a jump, as a fraction of the untrained network's loss.
pub const JUMP: f64 = 0.06;
/// The same with mini-batches.
const JUMP_BETWEEN_BATCHES: f64 = 0.1;
/// Jumps among the newest losses from which the learning rate is too large.
pub const JUMPS: usize = 4;
/// Epochs back to which the newest jump may lie.
const RECENTLY: usize = 8;
/// Mean loss, relative to the untrained network's, up to which jumps do no harm.
const LOW: f64 = 0.1;
/// Train loss, relative to the untrained network's, from which steps lead away from the minimum.
pub const BLOWN_UP: f64 = 1.5;
/// The same of all newest losses.
const ABOVE: f64 = 1.05;

/// Steps that are too large: the loss jumps, or is far above where it began.
pub(super) fn too_large(evidence: &Evidence<'_>) -> Option<Problem> {
    if evidence.divergence.is_some() {
        return None;
    }
    let (began, start) = evidence.start();
    let losses: Vec<f64> = evidence.losses().rev().take(JUMP_WINDOW).map(|(_, loss)| loss).collect();
    let is_full = evidence.preset.batch == BatchSize::Full;
    // Batches differ, so that the loss goes up and down a little at any rate.
    let jump = if is_full { JUMP } else { JUMP_BETWEEN_BATCHES } * start;
    let is_jump = |pair: &&[f64]| pair[0] - pair[1] > jump;
    let rises = losses.windows(2).filter(is_jump).count();
    let is_recent = losses.windows(2).take(RECENTLY).any(|pair| is_jump(&pair));
    let mean = losses.iter().sum::<f64>() / losses.len().max(1) as f64;
    let loss = f64::from(evidence.record.train_loss);
    let least = losses.iter().copied().fold(f64::INFINITY, f64::min);
    let stays_above = losses.len() == JUMP_WINDOW && least > ABOVE * start;
    let (what, from) = if (loss > BLOWN_UP * start || stays_above) && evidence.record.epoch > evidence.edited {
        let then = if began == 0 { "before training".to_owned() } else { format!("at epoch {}", HumanCount(began)) };
        (format!("is {}, up from {} {then}", amount(loss), amount(start)), Some(evidence.best_epoch()))
    } else if rises >= JUMPS && is_recent && mean > LOW * start {
        (format!("rose by more than {} in {rises} of the last {} epochs", amount(jump), losses.len()), None)
    } else {
        return None;
    };
    let slower = evidence.smaller_learning_rate().map(|fix| match from {
        Some(from) => fix.back_to(from),
        None => fix,
    });
    let mut fixes = vec![slower];
    if !is_full && from.is_none() {
        fixes.push(evidence.change("full batches", |preset| preset.batch = BatchSize::Full));
    }
    Some((format!("Steps are too large: the train loss {what}."), fixes))
}

/// Fall of the loss in a step, relative to what the gradient promises, from which the steps are too small to feel the
/// loss's curvature.
const PROMISED: f64 = 0.97;
/// The largest factor that is offered.
const LARGEST_FACTOR: f64 = 1e4;
/// The part of the loss up to which it is slow to take that off in the rest of the run.
const SLOW: f64 = 0.15;
/// The least part of the loss that larger steps promise to take off.
const WORTH: f64 = 0.05;
/// The least fall in an epoch, relative to the mean so far, of a loss that falls steadily.
const STEADY: f64 = 0.35;
/// Part of the usual learning rate up to which any fall can be hastened.
pub(super) const TINY: f64 = 0.02;
/// Part of it from which on a learning rate is usual.
const USUAL: f64 = 0.5;
/// Epochs that the present steps are measured over.
const WINDOW: usize = 21;

/// Steps that are far too small for the gradient. A step of gradient descent lowers the loss by the learning rate times
/// the gradient's square, less what curvature takes: half of it at the fastest rate, all of it at the largest stable one.
/// So the part that is taken says how much larger the rate may be.
pub(super) fn too_small(evidence: &Evidence<'_>) -> Option<Problem> {
    let epochs = evidence.record.epoch - evidence.edited;
    let network = &evidence.preset.network;
    let is_narrow = network.hidden.iter().min().is_none_or(|units| *units < 2)
        || !network.activation.any(|activation| activation != Activation::Linear);
    // What cannot bend much is near its least loss soon.
    if evidence.has_learned()
        || evidence.haste() >= if is_narrow { TINY } else { USUAL }
        || evidence.preset.schedule != Schedule::Constant
        || epochs < 2 * WINDOW as u64
    {
        return None;
    }
    let Pace { now, fall, stable } = Pace::of(evidence, epochs)?;
    // A loss that fell much faster before is on a plateau, or near its end.
    let (_, first) = evidence.losses().next()?;
    if STEADY * (first - now) > fall * epochs as f64 {
        return None;
    }
    // As fast as now, the loss would lose so much in the rest of the run, or in as many epochs again.
    let rest = (evidence.preset.epochs.saturating_sub(evidence.record.epoch)).max(epochs);
    let slow = fall * rest as f64 / now;
    let wanted = 1.0 / slow;
    let most = wanted.min(stable).min(LARGEST_FACTOR);
    let decade = libm::pow(10.0, libm::log10(most).floor());
    let factor = if most >= 3.0 * decade { 3.0 * decade } else { decade };
    if slow > SLOW || factor < 3.0 || factor * slow < WORTH {
        return None;
    }
    let rate = evidence.learning_rate_times(factor);
    let half = HumanCount(round(now / 2.0 / fall));
    Some((
        format!(
            "Steps are too small: the train loss falls steadily, but only by {} an epoch. At this rate it takes about \
             {half} epochs to halve.",
            percent(fall / now),
        ),
        vec![rate],
    ))
}

/// How a loss falls that falls steadily.
struct Pace {
    /// The loss, as a mean of the newest epochs.
    now: f64,
    /// Its fall in an epoch, above 0.
    fall: f64,
    /// By how much larger the learning rate may be.
    stable: f64,
}

impl Pace {
    fn of(evidence: &Evidence<'_>, epochs: u64) -> Option<Self> {
        let newest: Vec<(u64, f64)> = evidence.losses().rev().take(WINDOW).collect();
        let (&(end, _), &(start, _)) = (newest.first()?, newest.get(WINDOW - 1)?);
        let mean = |part: &[(u64, f64)]| part.iter().map(|(_, loss)| loss).sum::<f64>() / part.len() as f64;
        let [now, middle, before] = [&newest[..5], &newest[8..13], &newest[16..]].map(mean);
        let is_full = evidence.preset.batch == BatchSize::Full;
        let fall = if is_full {
            (before - now) / (end - start - 4).max(1) as f64
        } else {
            // Steps by batches lead down over many of them only.
            (evidence.mean_loss(0.75, 0.85)? - evidence.mean_loss(0.9, 1.0)?) / (0.15 * epochs as f64)
        };
        if fall <= 0.0 || is_full && (middle >= before || now >= middle) {
            return None;
        }
        let stable = match &evidence.preset.optimizer {
            Optimizer::Sgd(sgd) if is_full => {
                let squares = evidence.layers.iter().map(|layer| layer.gradient_norm.map(|norm| norm * norm));
                let square: f64 = squares.sum::<Option<f64>>()?;
                let promised = sgd.learning_rate / (1.0 - sgd.momentum.min(0.99)) * square;
                let curvature = 1.0 - fall / promised;
                if curvature > 1.0 - PROMISED {
                    return None;
                }
                0.3 / curvature.max(1e-3)
            }
            _ if evidence.haste() <= TINY => 1.0 / evidence.haste(),
            _ => {
                // A loss that falls along a line is as far from a curve as it is steady.
                let [before, middle, now] =
                    [evidence.mean_loss(0.5, 0.6)?, evidence.mean_loss(0.7, 0.8)?, evidence.mean_loss(0.9, 1.0)?];
                let steady = (before - middle) / (middle - now);
                if before <= middle || middle <= now || !(0.7..1.4).contains(&steady) {
                    return None;
                }
                0.3 * 0.2 * epochs as f64 / (steady - 1.0).abs().max(1e-3)
            }
        };
        Some(Self { now, fall, stable })
    }
}

/// A number of epochs with one digit.
fn round(number: f64) -> u64 {
    let scale = libm::pow(10.0, libm::log10(number.max(1.0)).floor());
    ((number / scale).round() * scale) as u64
}
