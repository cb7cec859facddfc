//! Converting between a checkpoint and its metadata and tensors, and checking that they fit each other.

use std::collections::BTreeMap;
use std::fmt::Display;

use serde::de::DeserializeOwned;
use strum::VariantNames;

use super::container::{Container, DAMAGED, FOREIGN, Tensor};
use super::text::{BestNumbers, from_ron, history_to_text, parse_history, scores_to_text, to_ron, with_scores};
use crate::data::MAX_POINTS;
use crate::data::csv::Missing;
use crate::error::Error;
use crate::file::recipe::{
    MAX_COUNT, Refusal, StateText, attach_table, batches_in_epoch, check_bookmarks, check_journal, check_name,
    later_inputs, preset_to_ron, read_states,
};
use crate::network::{EngineKind, Layout, PADDED_INPUTS, WITH_PADDING, without_padding};
use crate::optimizer::{Slot, State};
use crate::preset::{EarlyStopping, Preset};
use crate::text::{excerpt, quoted};
use crate::train::{self, Bookmark, Checkpoint, EarlyStoppingState, Edit, Fingerprint, History, Position, Snapshot};

pub(super) const SPANS: usize = 256;
const BEST: &str = "best.";

impl Checkpoint {
    pub(super) fn to_container(&self) -> Result<Container, Error> {
        let mut container = Container::default();
        let history = self.history.thinned(SPANS);
        let mut metadata = vec![
            ("name", self.name.clone()),
            ("preset", preset_to_ron(&self.preset, [self.journal.as_slice()])),
            ("seed", self.preset.seed.to_string()),
            ("engine", self.settings().engine.name().to_owned()),
            ("epoch", self.snapshot.epoch.to_string()),
            ("batch", self.snapshot.batch.to_string()),
            ("optimizer_step", self.snapshot.optimizer.step.to_string()),
            ("journal", to_ron("journal", &self.journal)?),
            ("history", history_to_text(&history)),
            ("scores", scores_to_text(&history)),
        ];
        // A run without any is written as earlier builds wrote it.
        if !self.bookmarks.is_empty() {
            metadata.push(("marks", to_ron("marks", &self.bookmarks)?));
        }
        if !self.fingerprints.is_empty() {
            let states: Vec<StateText> = self.fingerprints.iter().map(StateText::from).collect();
            metadata.push(("states", to_ron("states", &states)?));
        }
        let layout = Layout::new(&self.settings().shape());
        let mut vectors = vectors("", &self.snapshot.parameters, &self.snapshot.optimizer);
        if let Some(best) = &self.snapshot.best {
            metadata.push(("best", to_ron("best", &BestNumbers::of(best))?));
            vectors.extend(self::vectors(BEST, &best.parameters, &best.optimizer));
        }
        container.metadata.extend(metadata.into_iter().map(|(key, value)| (key.to_owned(), value)));
        for (prefix, vector) in vectors {
            if vector.len() != layout.len() {
                let problem = format!("{} numbers for {} parameters", vector.len(), layout.len());
                return Err(Error::input(self.file_name(), problem, "take preset and snapshot from the same run"));
            }
            for tensor in &layout.tensors {
                let values = vector[tensor.range()].to_vec();
                let tensor = (format!("{prefix}{}", tensor.name), Tensor { shape: tensor.shape.clone(), values });
                container.tensors.extend([tensor]);
            }
        }
        self.put_points(&mut container)?;
        Ok(container)
    }

    /// The checkpoint of a file's metadata and tensors, if they fit each other.
    pub(super) fn from_container(container: Container, place: &str) -> Result<Self, Error> {
        let content = Content { metadata: container.metadata, place };
        let mut tensors = Tensors { by_name: container.tensors, place, are_padded: false };
        let name = content.name()?;
        let mut preset = Preset::parse_in_own_version(content.text("preset")?, &format!("{place}, preset"), |csv| {
            csv.table = Some(tensors.take_table(&content, csv.missing == Missing::Mean)?.into());
            Ok(())
        })?;
        let scale = content.scale(&preset)?;
        let seed = content.number("seed", u64::MAX)?;
        if seed != preset.seed {
            return Err(content.refuse("seed", format!("is {seed}, but the preset's is {}", preset.seed)));
        }
        let engine = content.engine()?;
        let epoch = content.number("epoch", MAX_COUNT)?;
        let batch = content.number("batch", MAX_POINTS as u64)?;
        let step = content.number("optimizer_step", MAX_COUNT)?;
        let refused = |refusal: Refusal| content.refuse_entry("journal", "edit", &refusal);
        let mut journal: Vec<Edit> = content.ron("journal")?;
        attach_table(&preset, &mut journal).map_err(refused)?;
        tensors.are_padded = preset.mark_padded(later_inputs(&journal));
        let history = content.history(epoch)?;
        check_journal(&preset, &journal, Position { epoch, batch }).map_err(refused)?;
        let settings = train::settings(&preset, &journal);
        let layout = Layout::new(&settings.shape());
        if engine != settings.engine {
            let problem = format!("is {}, but the run's is {}", engine.name(), settings.engine.name());
            return Err(content.refuse("engine", problem));
        }
        let slots = settings.optimizer.slots();
        let (parameters, slots_now) = tensors.take_state(&layout, "", &slots)?;
        let mut best = None;
        if content.metadata.contains_key("best") {
            let BestNumbers { epoch, loss, optimizer_step: step } = content.ron("best")?;
            let (parameters, slots) = tensors.take_state(&layout, BEST, &slots)?;
            best = Some(EarlyStoppingState { epoch, loss, parameters, optimizer: State { step, slots } });
        }
        let dataset = tensors.take_dataset(&settings, scale)?;
        let was_padded = tensors.are_padded;
        tensors.finish()?;

        let batches = batches_in_epoch(&preset, &journal, epoch, dataset.train.len());
        if batch >= batches {
            let problem = format!("is {batch}, but the epoch has only batches 0 to {}", batches - 1);
            return Err(content.refuse("batch", problem));
        }
        let optimizer = State { step, slots: slots_now };
        let snapshot = Snapshot { epoch, batch, parameters, optimizer, best };
        check_best(&snapshot, settings.early_stopping).map_err(|problem| content.refuse("best", problem))?;
        let (bookmarks, mut fingerprints) = (content.bookmarks(epoch)?, content.states(epoch)?);
        if was_padded {
            // Of the states that were recorded, this build comes to the same figures, not to the same bits.
            fingerprints.clear();
        }
        let preset = preset.in_lowest_version();
        Ok(Self { name, preset, journal, dataset, snapshot, history, bookmarks, fingerprints })
    }
}

/// The vectors of a state, each with the prefix of its tensors' names.
fn vectors<'a>(prefix: &str, parameters: &'a [f32], optimizer: &'a State) -> Vec<(String, &'a [f32])> {
    let slots = optimizer.slots.iter();
    let slots = slots.map(|slot| (format!("{prefix}optimizer.{}.", slot.name), slot.values.as_slice()));
    slots.chain([(prefix.to_owned(), parameters)]).collect()
}

/// Checks that the state of early stopping fits the snapshot.
fn check_best(snapshot: &Snapshot, early_stopping: EarlyStopping) -> Result<(), String> {
    let Some(best) = &snapshot.best else { return Ok(()) };
    let Some(patience) = early_stopping.patience() else {
        return Err("is there, but early stopping is off".into());
    };
    if best.loss.is_nan() {
        return Err("its loss is not a number".into());
    }
    if best.epoch > snapshot.epoch || snapshot.epoch - best.epoch > patience {
        return Err(format!(
            "is epoch {}, but the run is at epoch {} with a patience of {patience}",
            best.epoch, snapshot.epoch
        ));
    }
    if best.optimizer.step > MAX_COUNT {
        return Err(format!("its optimizer has taken {} steps", best.optimizer.step));
    }
    let stopped = best.stop(early_stopping, snapshot.epoch).is_some();
    if stopped && snapshot.batch > 0 {
        return Err(format!("ended the run within an epoch, at batch {}", snapshot.batch));
    }
    let is_here = stopped || (best.epoch == snapshot.epoch && snapshot.batch == 0);
    if is_here && best.parameters != snapshot.parameters {
        return Err(format!("is epoch {}, but its weights differ from the run's", best.epoch));
    }
    Ok(())
}

pub(super) struct Content<'a> {
    pub(super) metadata: BTreeMap<String, String>,
    place: &'a str,
}

impl Content<'_> {
    pub(super) fn refuse(&self, key: &str, problem: impl Display) -> Error {
        Error::input(self.place, format!("the metadata key {key:?}: {problem}"), DAMAGED)
    }

    /// The refusal of an entry of a list, counted from 1. Messages call it `entry`.
    fn refuse_entry(&self, key: &str, entry: &str, refusal: &Refusal) -> Error {
        self.refuse(key, format!("{entry} {}: {}", refusal.index + 1, refusal.invalid))
    }

    /// The history, with its scores, of a run that has come to an epoch.
    fn history(&self, epoch: u64) -> Result<History, Error> {
        let mut history = parse_history(self.text("history")?).map_err(|problem| self.refuse("history", problem))?;
        // Files of earlier builds have no scores.
        if let Some(text) = self.metadata.get("scores") {
            history = with_scores(&history, text).map_err(|problem| self.refuse("scores", problem))?;
        }
        match history.spans().last() {
            Some(span) if span.epoch > epoch => {
                let problem = format!("reaches epoch {}, but the run only epoch {epoch}", span.epoch);
                Err(self.refuse("history", problem))
            }
            _ => Ok(history),
        }
    }

    fn engine(&self) -> Result<EngineKind, Error> {
        let engine = self.text("engine")?;
        engine.parse().map_err(|_| {
            let known = EngineKind::VARIANTS.join(", ");
            self.refuse("engine", format!("is {}, but this build has {known}", quoted(engine)))
        })
    }

    fn bookmarks(&self, last: u64) -> Result<Vec<Bookmark>, Error> {
        let bookmarks = self.list("marks")?;
        check_bookmarks(&bookmarks, 0, last).map_err(|refusal| self.refuse_entry("marks", "bookmark", &refusal))?;
        Ok(bookmarks)
    }

    fn states(&self, last: u64) -> Result<Vec<Fingerprint>, Error> {
        read_states(&self.list("states")?, last).map_err(|refusal| self.refuse_entry("states", "state", &refusal))
    }

    /// The list of a key that may be absent.
    fn list<T: DeserializeOwned>(&self, key: &str) -> Result<Vec<T>, Error> {
        if self.metadata.contains_key(key) { self.ron(key) } else { Ok(vec![]) }
    }

    pub(super) fn ron<T: DeserializeOwned>(&self, key: &str) -> Result<T, Error> {
        from_ron(self.text(key)?).map_err(|problem| self.refuse(key, problem))
    }

    pub(super) fn text(&self, key: &str) -> Result<&str, Error> {
        self.metadata.get(key).map(String::as_str).ok_or_else(|| self.refuse(key, "is missing"))
    }

    fn number(&self, key: &str, most: u64) -> Result<u64, Error> {
        let text = self.text(key)?;
        let number = text.parse().ok().filter(|number| *number <= most);
        number.ok_or_else(|| self.refuse(key, format!("is {}, not a whole number from 0 to {most}", quoted(text))))
    }

    fn name(&self) -> Result<String, Error> {
        let name = self.text("name")?;
        check_name(name).map_err(|problem| self.refuse("name", problem))?;
        Ok(name.to_owned())
    }
}

pub(super) struct Tensors<'a> {
    by_name: BTreeMap<String, Tensor>,
    place: &'a str,
    /// Whether the weights of 9 to 15 inputs have those of 16.
    are_padded: bool,
}

impl Tensors<'_> {
    pub(super) fn refuse(&self, name: &str, problem: impl Display) -> Error {
        Error::input(self.place, format!("the tensor {} {problem}", quoted(name)), FOREIGN)
    }

    /// Takes the values of a tensor whose shape `fits`; `expected` describes that shape.
    pub(super) fn take(
        &mut self,
        name: &str,
        expected: &str,
        fits: impl Fn(&[usize]) -> bool,
    ) -> Result<Vec<f32>, Error> {
        self.take_with(name, expected, fits, f32::is_finite)
    }

    /// The same with another rule for its values.
    pub(super) fn take_with(
        &mut self,
        name: &str,
        expected: &str,
        fits: impl Fn(&[usize]) -> bool,
        is_value: impl Fn(f32) -> bool,
    ) -> Result<Vec<f32>, Error> {
        let tensor =
            self.by_name.remove(name).ok_or_else(|| self.refuse(name, format!("is missing, of shape {expected}")))?;
        if !fits(&tensor.shape) {
            return Err(
                self.refuse(name, format!("has shape {}, not {expected}", excerpt(&format!("{:?}", tensor.shape))))
            );
        }
        match tensor.values.iter().position(|value| !is_value(*value)) {
            Some(index) => Err(self.refuse(name, format!("has {} at index {index}", tensor.values[index]))),
            None => Ok(tensor.values),
        }
    }

    /// Takes a flat vector in the order of the layout, from the tensors `prefix` + name.
    fn take_vector(&mut self, layout: &Layout, prefix: &str) -> Result<Vec<f32>, Error> {
        let mut vector = Vec::with_capacity(layout.len());
        for tensor in &layout.tensors {
            let name = format!("{prefix}{}", tensor.name);
            let shape = &tensor.shape;
            let is_padded = self.are_padded && vector.is_empty() && PADDED_INPUTS.contains(&shape[1]);
            let shape = if is_padded { &vec![shape[0], WITH_PADDING] } else { shape };
            vector.extend(self.take(&name, &format!("{shape:?}"), |own| own == shape)?);
            if is_padded {
                vector = without_padding(&vector, tensor.shape[1], shape[0]);
            }
        }
        Ok(vector)
    }

    /// Takes the parameters and the optimizer's vectors from the tensors whose names begin with `prefix`.
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

    fn finish(self) -> Result<(), Error> {
        match self.by_name.keys().next() {
            Some(name) => Err(self.refuse(name, "doesn't belong to a run with this preset and journal")),
            None => Ok(()),
        }
    }
}
