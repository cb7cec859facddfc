//! What a checkpoint's metadata and tensors mean, and whether they fit each other.

use std::collections::BTreeMap;
use std::fmt::Display;

use super::container::{Container, DAMAGED, FOREIGN, Tensor};
use super::text::{
    best_to_ron, history_to_text, journal_to_ron, parse_best, parse_history, parse_journal, scores_to_text, with_scores,
};
use super::{Checkpoint, MOST_EPOCH, SPANS};
use crate::data::{Data, MOST_POINTS};
use crate::error::Error;
use crate::network::{EngineKind, Layout};
use crate::optimizer::{Slot, State};
use crate::preset::{BatchSize, EarlyStopping, Preset};
use crate::train::{self, Best, Change, Edit, Snapshot};

/// What stands before the names of tensors that belong to the best epoch.
const BEST: &str = "best.";
/// The most bytes of a name: a file's name may have 255, and seed, epoch and ending are added.
const MOST_NAME_BYTES: usize = 100;

impl Checkpoint {
    /// Metadata and tensors of the file.
    pub(super) fn to_container(&self) -> Result<Container, Error> {
        let mut container = Container::default();
        for (key, value) in [
            ("name", self.name.clone()),
            ("preset", self.preset.to_ron()),
            ("seed", self.preset.seed.to_string()),
            ("engine", self.settings().engine.name().to_owned()),
            ("epoch", self.snapshot.epoch.to_string()),
            ("batch", self.snapshot.batch.to_string()),
            ("optimizer_step", self.snapshot.optimizer.step.to_string()),
            ("journal", journal_to_ron(&self.journal)?),
            ("history", history_to_text(&self.history.thinned(SPANS))),
        ] {
            container.metadata.insert(key.to_owned(), value);
        }
        container.metadata.insert("scores".to_owned(), scores_to_text(&self.history.thinned(SPANS)));
        let layout = Layout::new(&self.settings().shape());
        let mut vectors = vectors("", &self.snapshot.parameters, &self.snapshot.optimizer);
        if let Some(best) = &self.snapshot.best {
            container.metadata.insert("best".to_owned(), best_to_ron(best)?);
            vectors.extend(self::vectors(BEST, &best.parameters, &best.optimizer));
        }
        for (prefix, vector) in vectors {
            if vector.len() != layout.len() {
                let problem = format!("{} numbers for {} parameters", vector.len(), layout.len());
                return Err(Error::input(self.file_name(), problem, "take preset and snapshot from the same run"));
            }
            for tensor in &layout.tensors {
                let values = vector[tensor.range()].to_vec();
                container
                    .tensors
                    .insert(format!("{prefix}{}", tensor.name), Tensor { shape: tensor.shape.clone(), values });
            }
        }
        self.put_points(&mut container)?;
        Ok(container)
    }

    /// The checkpoint that a file's metadata and tensors give, if they fit each other.
    pub(super) fn from_container(container: Container, place: &str) -> Result<Self, Error> {
        let content = Content { metadata: container.metadata, place };
        let mut tensors = Tensors { tensors: container.tensors, place };
        let name = content.name()?;
        let preset = Preset::parse_with(content.text("preset")?, &format!("{place}, preset"), |csv| {
            csv.table = Some(tensors.take_table(&content)?.into());
            Ok(())
        })?;
        let scale = content.scale(&preset)?;
        let seed = content.number("seed", u64::MAX)?;
        if seed != preset.seed {
            return Err(content.refuse("seed", format!("is {seed}, but the preset's is {}", preset.seed)));
        }
        let engine = content.text("engine")?;
        let engine = EngineKind::named(engine).ok_or_else(|| {
            let known = EngineKind::ALL.map(|(_, name)| name).join(", ");
            content.refuse("engine", format!("is {engine:?}, and this build has {known}"))
        })?;
        let epoch = content.number("epoch", MOST_EPOCH)?;
        let batch = content.number("batch", MOST_POINTS as u64)?;
        let step = content.number("optimizer_step", MOST_EPOCH)?;
        let refused = |problem: String| content.refuse("journal", problem);
        let mut journal = parse_journal(content.text("journal")?).map_err(refused)?;
        attach_table(&preset, &mut journal).map_err(refused)?;
        let history = parse_history(content.text("history")?).map_err(|problem| content.refuse("history", problem))?;
        let history = match content.metadata.get("scores") {
            // Files of earlier builds have none.
            None => history,
            Some(text) => with_scores(&history, text).map_err(|problem| content.refuse("scores", problem))?,
        };
        if let Some(span) = history.spans().last().filter(|span| span.epoch > epoch) {
            let problem = format!("reaches epoch {}, but the run only epoch {epoch}", span.epoch);
            return Err(content.refuse("history", problem));
        }

        check_journal(&preset, &journal, (epoch, batch)).map_err(|problem| content.refuse("journal", problem))?;
        let settings = train::settings(&preset, &journal);
        let layout = Layout::new(&settings.shape());
        if engine != settings.engine {
            let problem = format!("is {}, but the run's is {}", engine.name(), settings.engine.name());
            return Err(content.refuse("engine", problem));
        }
        let slots = settings.optimizer.slots();
        let (parameters, slots_now) = tensors.take_state(&layout, "", &slots)?;
        let best = match content.metadata.get("best") {
            None => None,
            Some(text) => {
                let numbers = parse_best(text).map_err(|problem| content.refuse("best", problem))?;
                let (parameters, slots) = tensors.take_state(&layout, BEST, &slots)?;
                let optimizer = State { step: numbers.optimizer_step, slots };
                Some(Best { epoch: numbers.epoch, test_loss: numbers.test_loss, parameters, optimizer })
            }
        };
        let dataset = tensors.take_dataset(&settings, scale)?;
        tensors.finish()?;

        let batches = batches_in_epoch(&preset, &journal, epoch, dataset.train.len());
        if batch >= batches {
            let problem = format!("is {batch}, but the epoch has only batches 0 to {}", batches - 1);
            return Err(content.refuse("batch", problem));
        }
        let optimizer = State { step, slots: slots_now };
        let snapshot = Snapshot { epoch, batch, parameters, optimizer, best };
        check_best(&snapshot, settings.early_stopping).map_err(|problem| content.refuse("best", problem))?;
        Ok(Self { name, preset, journal, dataset, snapshot, history })
    }
}

/// The vectors of a state, with what stands before the names of their tensors.
fn vectors<'a>(prefix: &str, parameters: &'a [f32], optimizer: &'a State) -> Vec<(String, &'a [f32])> {
    let slots = optimizer.slots.iter();
    let slots = slots.map(|slot| (format!("{prefix}optimizer.{}.", slot.name), slot.values.as_slice()));
    slots.chain([(prefix.to_owned(), parameters)]).collect()
}

/// Checks that what early stopping remembers fits the state.
fn check_best(snapshot: &Snapshot, early_stopping: EarlyStopping) -> Result<(), String> {
    let Some(best) = &snapshot.best else { return Ok(()) };
    let EarlyStopping::Patience(patience) = early_stopping else {
        return Err("is there, but early stopping is off".into());
    };
    if best.test_loss.is_nan() {
        return Err("its test loss is no number".into());
    }
    if best.epoch > snapshot.epoch || snapshot.epoch - best.epoch > patience {
        return Err(format!(
            "is epoch {}, but the run is at epoch {} with a patience of {patience}",
            best.epoch, snapshot.epoch
        ));
    }
    if best.optimizer.step > MOST_EPOCH {
        return Err(format!("its optimizer has taken {} steps", best.optimizer.step));
    }
    let stopped = best.stop(early_stopping, snapshot.epoch).is_some();
    if stopped && snapshot.batch > 0 {
        return Err(format!("has ended the run, but within an epoch, at batch {}", snapshot.batch));
    }
    let is_here = stopped || (best.epoch == snapshot.epoch && snapshot.batch == 0);
    if is_here && best.parameters != snapshot.parameters {
        return Err(format!("is epoch {}, but its weights are not the run's", best.epoch));
    }
    Ok(())
}

/// How many batches an epoch has whose recipe has led to so many train points, at least 1. If the size of the batches or
/// the number of points was changed within the epoch, the position may still count as before: then the larger number
/// holds.
fn batches_in_epoch(preset: &Preset, journal: &[Edit], epoch: u64, points: usize) -> u64 {
    let batches = |preset: &Preset, points: usize| match preset.batch {
        BatchSize::Full => 1,
        BatchSize::Size(size) => points.div_ceil(size.max(1)) as u64,
    };
    let (mut now, mut most) = (preset.clone(), 1);
    for edit in journal {
        let before = batches(&now, now.train_count().max(points));
        edit.change.apply(&mut now);
        if edit.epoch == epoch && edit.batch > 0 {
            most = before.max(most);
        }
    }
    batches(&now, points).max(most)
}

/// Gives edits of points from a file the rows of the run's own table, which the journal does not repeat.
fn attach_table(preset: &Preset, journal: &mut [Edit]) -> Result<(), String> {
    for (index, edit) in journal.iter_mut().enumerate() {
        if let Change::Data(Data::Csv(csv)) = &mut edit.change {
            let Data::Csv(own) = &preset.data else {
                return Err(format!("edit {}: takes points from a file, of which the run has none", index + 1));
            };
            csv.table.clone_from(&own.table);
        }
    }
    Ok(())
}

/// Checks that the edits are in order, not beyond the run's position, and lead to recipes that are allowed.
fn check_journal(preset: &Preset, journal: &[Edit], end: (u64, u64)) -> Result<(), String> {
    let position = |edit: &Edit| (edit.epoch, edit.batch);
    let (mut now, mut before) = (preset.clone(), (0, 0));
    for (index, edit) in journal.iter().enumerate() {
        if position(edit) < before || position(edit) > end {
            return Err(format!("edit {}: epoch {}, batch {} is out of order", index + 1, edit.epoch, edit.batch));
        }
        before = position(edit);
        edit.change.check(&now).map_err(|problem| format!("edit {}: {problem}", index + 1))?;
        edit.change.apply(&mut now);
        // What changes at one position may fit together only when all of it has.
        if journal.get(index + 1).is_none_or(|next| position(next) != before) {
            now.check().map_err(|invalid| format!("edit {}: {invalid}", index + 1))?;
            if train::changes(preset, &now).is_none() {
                let problem = "leads to labels or losses of another kind, which a run cannot take";
                return Err(format!("edit {}: {problem}", index + 1));
            }
        }
    }
    Ok(())
}

/// The metadata that is still text.
pub(super) struct Content<'a> {
    pub(super) metadata: BTreeMap<String, String>,
    place: &'a str,
}

impl Content<'_> {
    pub(super) fn refuse(&self, key: &str, problem: impl Display) -> Error {
        Error::input(self.place, format!("the metadata key {key:?}: {problem}"), DAMAGED)
    }

    pub(super) fn text(&self, key: &str) -> Result<&str, Error> {
        self.metadata.get(key).map(String::as_str).ok_or_else(|| self.refuse(key, "is missing"))
    }

    fn number(&self, key: &str, most: u64) -> Result<u64, Error> {
        let text = self.text(key)?;
        let number = text.parse().ok().filter(|number| *number <= most);
        number.ok_or_else(|| self.refuse(key, format!("is {text:?}, no whole number from 0 to {most}")))
    }

    /// The preset's name. It becomes part of file names and of what is shown, whoever made the file.
    fn name(&self) -> Result<String, Error> {
        let name = self.text("name")?;
        let harmful = |character: char| character.is_control() || character == '/' || character == '\\';
        if name.is_empty() || name.len() > MOST_NAME_BYTES || name.contains(harmful) {
            let problem = format!("is {name:?}, no name of 1 to {MOST_NAME_BYTES} bytes without slashes");
            return Err(self.refuse("name", problem));
        }
        Ok(name.to_owned())
    }
}

/// The tensors that were not asked for yet.
pub(super) struct Tensors<'a> {
    tensors: BTreeMap<String, Tensor>,
    place: &'a str,
}

impl Tensors<'_> {
    pub(super) fn refuse(&self, name: &str, problem: impl Display) -> Error {
        Error::input(self.place, format!("the tensor {name:?} {problem}"), FOREIGN)
    }

    /// The values of a tensor whose shape `fits`; `expected` is that shape in words.
    pub(super) fn take(
        &mut self,
        name: &str,
        expected: &str,
        fits: impl Fn(&[usize]) -> bool,
    ) -> Result<Vec<f32>, Error> {
        let tensor =
            self.tensors.remove(name).ok_or_else(|| self.refuse(name, format!("is missing, of shape {expected}")))?;
        if !fits(&tensor.shape) {
            return Err(self.refuse(name, format!("has shape {:?}, not {expected}", tensor.shape)));
        }
        match tensor.values.iter().position(|value| !value.is_finite()) {
            Some(index) => Err(self.refuse(name, format!("has {} at index {index}", tensor.values[index]))),
            None => Ok(tensor.values),
        }
    }

    /// A flat vector in the order of the layout, from the tensors `prefix` + name.
    fn take_vector(&mut self, layout: &Layout, prefix: &str) -> Result<Vec<f32>, Error> {
        let mut vector = Vec::with_capacity(layout.len());
        for tensor in &layout.tensors {
            let name = format!("{prefix}{}", tensor.name);
            vector.extend(self.take(&name, &format!("{:?}", tensor.shape), |shape| shape == tensor.shape)?);
        }
        Ok(vector)
    }

    /// Parameters and optimizer's vectors from the tensors whose names begin with `prefix`.
    fn take_state(
        &mut self,
        layout: &Layout,
        prefix: &str,
        slots: &[&'static str],
    ) -> Result<(Vec<f32>, Vec<Slot>), Error> {
        let parameters = self.take_vector(layout, prefix)?;
        let slot = |name: &&'static str| {
            let values = self.take_vector(layout, &format!("{prefix}optimizer.{name}."))?;
            Ok(Slot { name, values })
        };
        Ok((parameters, slots.iter().map(slot).collect::<Result<_, _>>()?))
    }

    /// Refuses what was not asked for.
    fn finish(self) -> Result<(), Error> {
        match self.tensors.keys().next() {
            Some(name) => Err(self.refuse(name, "has no place in a run of this preset and journal")),
            None => Ok(()),
        }
    }
}
