//! `blobtui diff`: the differences of two runs, each given as a checkpoint or a run file.

use std::path::{Path, PathBuf};

use serde::Serialize;
use serde_json::{Value, json};

use super::compare::{self, Losses, Recipe, States, Weights};
use super::output::Output;
use super::replay::{place_of, states};
use crate::error::Error;
use crate::file::{self, Kind};
use crate::network::Layout;
use crate::preset::Preset;
use crate::text::excerpt;
use crate::train::{self, Checkpoint, Edit, Fingerprint, History, Position};

#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    /// Checkpoint (.safetensors) or run (.run.ron)
    first: PathBuf,
    /// Another one, or the same run to compare two branches
    second: PathBuf,
    /// Branches of the two runs [default: the current branches of the files]
    #[arg(long, value_name = "NAME,NAME")]
    branches: Option<String>,
    /// Print one JSON object
    #[arg(long)]
    json: bool,
}

struct Side {
    file: String,
    name: String,
    branch: Option<String>,
    /// Whether it is a run file whose recipe or states were edited by hand.
    edited_by_hand: bool,
    preset: Preset,
    journal: Vec<Edit>,
    position: Position,
    states: Vec<Fingerprint>,
    /// Recorded losses and weights, which only checkpoints have.
    recorded: Option<(History, Vec<f32>)>,
}

/// The differences; none where the two are the same or can't be compared.
#[derive(Serialize)]
struct Difference {
    recipe: Option<Recipe>,
    losses: Option<Losses>,
    states: States,
    /// Whether the networks have the same shape; none unless both have weights.
    same_shape: Option<bool>,
    weights: Option<Weights>,
}

pub(super) fn run(arguments: &Arguments) -> Result<(), Error> {
    let [first, second] = branches(arguments)?;
    let (first, second) = (Side::open(&arguments.first, first)?, Side::open(&arguments.second, second)?);
    let difference = Difference::of(&first, &second);
    let mut output = Output::new();
    if arguments.json {
        return output.object(&difference.object(&first, &second));
    }
    output.line(format_args!("first:    {}", first.describe()))?;
    output.line(format_args!("second:   {}", second.describe()))?;
    for (place, side) in [("first", &first), ("second", &second)].into_iter().filter(|(_, side)| side.edited_by_hand) {
        output.line(format_args!("edited:   the {place} by hand since it was saved, {}", side.file))?;
    }
    difference.print(&first, &second, &mut output)
}

fn branches(arguments: &Arguments) -> Result<[Option<&str>; 2], Error> {
    let Some(names) = &arguments.branches else { return Ok([None, None]) };
    // A name may contain commas, as in hidden 5 → 8,8; then the names in the files decide where it ends.
    let known = |path: &Path, name: &str| {
        file::read_run(path).is_ok_and(|run| run.branches.iter().any(|branch| branch.name == name))
    };
    let mut splits = names.match_indices(',').map(|(place, _)| (&names[..place], &names[place + 1..]));
    let split = splits.find(|(first, second)| known(&arguments.first, first) && known(&arguments.second, second));
    let Some((first, second)) = split.or_else(|| names.split_once(',')) else {
        let remedy = "give one for each run, as in main,lr 0.3";
        return Err(Error::input(format!("--branches {names}"), "expected two names with a comma between", remedy));
    };
    Ok([Some(first), Some(second)])
}

impl Side {
    fn open(path: &Path, branch: Option<&str>) -> Result<Self, Error> {
        match (file::kind_of(path), branch) {
            (Some(Kind::Run), _) => Self::of_run(path, branch),
            (Some(Kind::Checkpoint), None) => Self::of_checkpoint(path),
            (Some(Kind::Checkpoint), Some(name)) => {
                let problem = format!("{} is a checkpoint, which has no branches", excerpt(&path.to_string_lossy()));
                Err(Error::input(format!("branch {name}"), problem, "leave --branches out, or give two runs"))
            }
            (kind, _) => {
                let found = kind.map_or(String::new(), |kind| format!("{}, ", kind.noun()));
                let problem = format!("is {found}neither a checkpoint nor a run");
                Err(Error::input(path.display(), problem, "give one that blobtui train --save or --run writes"))
            }
        }
    }

    fn of_run(path: &Path, branch: Option<&str>) -> Result<Self, Error> {
        let (run, provenance) = file::read_run_with_provenance(path)?;
        let place = branch.map_or(Ok(run.current), |name| place_of(&run, name, &format!("branch {name}")))?;
        let states = states(&run, place);
        let branch = run.branches[place].clone();
        Ok(Self {
            file: path.display().to_string(),
            name: run.name,
            branch: Some(branch.name),
            edited_by_hand: provenance.is_edited() == Some(true),
            preset: run.preset,
            journal: branch.journal,
            position: branch.newest,
            states,
            recorded: None,
        })
    }

    fn of_checkpoint(path: &Path) -> Result<Self, Error> {
        let Checkpoint { name, preset, journal, snapshot, history, fingerprints: mut states, .. } =
            file::read_checkpoint(path)?;
        let (position, epoch) = (snapshot.position(), snapshot.epoch);
        // Its own state is known, too. Run files record the state before edits at the same position.
        let is_before_edits = position.batch == 0 && journal.last().is_none_or(|edit| edit.position() < position);
        if is_before_edits && states.last().is_none_or(|state| state.epoch < epoch) {
            states.push(Fingerprint { epoch, hash: snapshot.hash() });
        }
        let (file, recorded) = (path.display().to_string(), Some((history, snapshot.parameters)));
        Ok(Self { file, name, branch: None, edited_by_hand: false, preset, journal, position, states, recorded })
    }

    fn layout(&self) -> Layout {
        Layout::new(&train::settings(&self.preset, &self.journal).shape())
    }

    fn describe(&self) -> String {
        let branch = self.branch.as_ref().map(|branch| format!(", branch {branch}")).unwrap_or_default();
        format!("{}: {}{branch}, {}", self.file, self.name, self.position)
    }

    fn object(&self) -> Value {
        let Position { epoch, batch } = self.position;
        let (file, preset, edits) = (&self.file, &self.name, self.journal.len());
        json!({ "file": file, "preset": preset, "branch": self.branch, "epoch": epoch, "batch": batch, "edits": edits })
    }
}

impl Difference {
    fn of(first: &Side, second: &Side) -> Self {
        let recipe = compare::recipes((&first.preset, &first.journal), (&second.preset, &second.journal));
        let states = compare::states(&first.states, &second.states);
        let mut difference = Self { recipe, losses: None, states, same_shape: None, weights: None };
        if let (Some((history, weights)), Some((other_history, other_weights))) = (&first.recorded, &second.recorded) {
            let newest = [first.position.epoch, second.position.epoch];
            difference.losses = compare::losses((history, newest[0]), (other_history, newest[1]));
            let (layout, other_layout) = (first.layout(), second.layout());
            let is_same_shape = layout == other_layout;
            difference.same_shape = Some(is_same_shape);
            if is_same_shape {
                difference.weights = compare::weights(&layout, weights, other_weights);
            }
            // Equal weights after equal recipes: only the recorded epochs differ.
            let is_same_way = difference.recipe.is_none() && first.position == second.position;
            if is_same_way && is_same_shape && difference.weights.is_none() {
                difference.losses = None;
            }
        }
        difference
    }

    /// Whether the two have no known difference.
    fn is_none(&self, first: &Side, second: &Side) -> bool {
        let Self { recipe, losses, states, same_shape, weights } = self;
        let same_numbers = losses.is_none() && weights.is_none() && states.differ_at.is_none();
        recipe.is_none() && first.position == second.position && same_numbers && *same_shape != Some(false)
    }

    fn print(&self, first: &Side, second: &Side, output: &mut Output) -> Result<(), Error> {
        if self.is_none(first, second) {
            let edits = match first.journal.len() {
                1 => "1 edit".to_owned(),
                count => format!("{count} edits"),
            };
            let numbers = match (self.same_shape, self.states.same_at) {
                (Some(_), _) => ", recorded losses and weights",
                (None, Some(_)) => " and known states",
                (None, None) => "; no states to compare",
            };
            return output.line(format_args!("identical: recipe, {edits}{numbers}"));
        }
        output.line(format_args!("recipes:  {}", self.describe_recipe()))?;
        if self.same_shape.is_none() {
            output.line("losses:   run files have none")?;
            return output.line(format_args!("states:   {}", self.describe_states()));
        }
        output.line(format_args!("losses:   {}", self.describe_losses()))?;
        output.line(format_args!("weights:  {}", self.describe_weights()))
    }

    fn describe_recipe(&self) -> String {
        let value = |value: &Option<String>| value.clone().unwrap_or_else(|| "none".to_owned());
        match &self.recipe {
            None => "identical".to_owned(),
            Some(Recipe::Setting { setting, first: None, second: None }) => format!("different {setting}"),
            Some(Recipe::Setting { setting, first, second }) => {
                format!("{setting} is {} in the first, {} in the second", value(first), value(second))
            }
            Some(Recipe::Edit { edit, first: Some(first), second: Some(second) }) => {
                format!("edit {edit} is {first} in the first, {second} in the second")
            }
            Some(Recipe::Edit { edit, first, second }) => {
                let which = if first.is_some() { "first" } else { "second" };
                let words = first.as_ref().or(second.as_ref()).map_or("", String::as_str);
                format!("edit {edit} is only in the {which}: {words}")
            }
        }
    }

    fn describe_losses(&self) -> String {
        match &self.losses {
            None => "identical where both have records".to_owned(),
            Some(Losses { epoch, last, loss, first, second }) => {
                let epochs = if epoch == last { format!("epoch {epoch}") } else { format!("epochs {epoch} to {last}") };
                let reason = match self.recipe {
                    None => " (recorded at different epochs or by a different build)",
                    Some(_) => "",
                };
                format!("differ from {epochs} on: {loss} loss {first:?} in the first, {second:?} in the second{reason}")
            }
        }
    }

    fn describe_states(&self) -> String {
        match self.states {
            States { same_at: None, differ_at: None } => "none in common".to_owned(),
            States { same_at: Some(epoch), differ_at: None } => format!("identical up to epoch {epoch}"),
            States { same_at: None, differ_at: Some(epoch) } => format!("different from epoch {epoch} on"),
            States { same_at: Some(same), differ_at: Some(epoch) } => {
                format!("identical up to epoch {same}, different from epoch {epoch} on")
            }
        }
    }

    fn describe_weights(&self) -> String {
        match (&self.weights, self.same_shape) {
            (Some(Weights { difference, tensor, index }), _) => {
                format!("largest difference {difference:?} at {tensor}{index:?}")
            }
            (None, Some(false)) => "the networks have different shapes".to_owned(),
            (None, _) => "identical".to_owned(),
        }
    }

    fn object(&self, first: &Side, second: &Side) -> impl Serialize {
        #[derive(Serialize)]
        struct Object<'a> {
            first: Value,
            second: Value,
            same: bool,
            #[serde(flatten)]
            difference: &'a Difference,
        }
        let same = self.is_none(first, second);
        Object { first: first.object(), second: second.object(), same, difference: self }
    }
}
