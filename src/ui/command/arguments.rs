//! The commands with words after their names: what the words mean.

use std::str::FromStr;
use std::sync::Arc;

use crate::data::{COORDINATES, Target};
use crate::network::{Layout, Threshold, Unit};
use crate::preset::settings::Setting;
use crate::preset::{self, MAX_SPEED};
use crate::session::{BranchSummary, Command, SeedsCommand, Seek, Speed, Update};
use crate::sweep::seeds::{MAX_SEEDS, Vary};
use crate::text::{Sentence, excerpt};
use crate::train::{BranchId, Change};
use crate::ui::action::{
    Action, BoundaryAction, DiagnosticsAction, Effect, FileTask, NetworkAction, Opening, ResultsAction, RunAction,
    SeedsAction, SliceAction, Tab, TimeAction, ViewAction,
};
use crate::ui::format::thousands;
use crate::ui::names;
use crate::ui::seeds::COUNT;
use crate::ui::selection::{Number, numbers};
use crate::ui::slice::TWO_COLUMNS;
use crate::ui::typed;

type Outcome = Result<Effect, String>;

/// The one word that a command takes.
fn one<'a>(words: &[&'a str], what: &str) -> Result<&'a str, String> {
    match words {
        [word] => Ok(word),
        [] => Err(format!("needs {what}")),
        _ => Err(format!("takes {what} alone; put one with spaces in quotes")),
    }
}

/// A file's name.
pub(super) fn file<'a>(words: &[&'a str]) -> Result<&'a str, String> {
    one(words, "a file")
}

/// Words that belong together, in quotes or not.
fn text(words: &[&str], what: &str) -> Result<String, String> {
    if words.is_empty() { Err(format!("needs {what}")) } else { typed::short(&words.join(" ")) }
}

fn number<T: FromStr>(word: &str, what: &str) -> Result<T, String> {
    word.replace(',', "").parse().map_err(|_| format!("{} is not {what}", excerpt(word)))
}

pub(super) fn speed(words: &[&str], _: &Update) -> Outcome {
    let allowed = format!("a whole number from 1 to {MAX_SPEED}, or max");
    let speed = match one(words, &allowed)? {
        "max" => Speed::Unlimited,
        word => Speed::Limited(number(word, &allowed)?),
    };
    match speed {
        Speed::Limited(speed) if !(1..=MAX_SPEED).contains(&speed) => Err(format!("{speed} is not {allowed}")),
        _ => Ok(Effect::Send(Command::Speed(speed))),
    }
}

/// A number of epochs, one if there is none.
fn epochs(words: &[&str]) -> Result<u64, String> {
    if words.is_empty() { Ok(1) } else { number(one(words, "a number of epochs")?, "a whole number of epochs") }
}

pub(super) fn step(words: &[&str], _: &Update) -> Outcome {
    epochs(words).map(|epochs| Effect::Act(Action::Run(RunAction::Step(epochs))))
}

pub(super) fn back(words: &[&str], _: &Update) -> Outcome {
    epochs(words).map(|epochs| Effect::Act(Action::Time(TimeAction::Back(epochs))))
}

/// Goes to an epoch that was trained, or trains up to one that is still to come.
pub(super) fn go(words: &[&str], run: &Update) -> Outcome {
    let epoch: u64 = number(one(words, "an epoch, as in 400")?, "an epoch; allowed: a whole number")?;
    Ok(Effect::Send(if epoch <= run.newest_epoch() { Command::Seek(Seek::To(epoch)) } else { Command::StepTo(epoch) }))
}

/// Trains the run from other seeds: so many, from other points and weights or from other weights alone.
pub(super) fn seeds(words: &[&str], _: &Update) -> Outcome {
    let (words, vary) = match words {
        [words @ .., "weights"] => (words, Vary::Weights),
        words => (words, Vary::PointsAndWeights),
    };
    let allowed = format!("a number of seeds; allowed: 1 to {}", thousands(MAX_SEEDS));
    let count = if words.is_empty() { COUNT } else { number(one(words, &allowed)?, &allowed)? };
    if !(1..=MAX_SEEDS).contains(&count) {
        return Err(format!("needs {allowed}"));
    }
    Ok(Effect::Act(Action::Seeds(SeedsAction::Begin(count, vary))))
}

pub(super) fn seeds_target(words: &[&str], _: &Update) -> Outcome {
    let target = words.concat().parse()?;
    Ok(Effect::Act(Action::Seeds(SeedsAction::Target(target))))
}

pub(super) fn open_seed(words: &[&str], _: &Update) -> Outcome {
    let seed = number(one(words, "a seed, as in 17")?, "a seed; allowed: a whole number")?;
    Ok(Effect::Send(Command::Seeds(SeedsCommand::Open(seed))))
}

pub(super) fn open_run(words: &[&str], _: &Update) -> Outcome {
    let run = number(one(words, "the number of a run, as in 17")?, "the number of a run; allowed: a whole number")?;
    Ok(Effect::Act(Action::Results(ResultsAction::Open(run))))
}

pub(super) fn bookmark(words: &[&str], run: &Update) -> Outcome {
    let note = text(words, "a note, as in bookmark the line turns")?;
    let words = format!("bookmarked epoch {}", thousands(run.record.epoch));
    Ok(Effect::SendAndSay(Command::Bookmark(run.time.branch, run.record.epoch, note), words.into()))
}

pub(super) fn fix(words: &[&str], _: &Update) -> Outcome {
    let what = "a fix's number, as the diagnostics list them";
    let number = if words.is_empty() { 1 } else { number(one(words, what)?, what)? };
    let place = usize::checked_sub(number, 1).ok_or("the first fix is number 1")?;
    Ok(Effect::Act(Action::Diagnostics(DiagnosticsAction::Fix(place))))
}

/// The branch of this name, or at this place of the list.
fn branch_of(words: &[&str], run: &Update) -> Result<BranchId, String> {
    let name = text(words, "a branch; branches lists them")?;
    let branches = &run.time.branches;
    let by_place = || name.parse::<usize>().ok().and_then(|place| branches.get(place.checked_sub(1)?));
    let found = branches.iter().find(|branch| branch.name == name).or_else(by_place);
    let names = || branches.iter().map(|branch: &BranchSummary| branch.name.as_str()).collect::<Vec<_>>().join(", ");
    found
        .map(|branch| branch.id)
        .ok_or_else(|| format!("there is no branch {}; there are: {}", excerpt(&name), names()))
}

pub(super) fn branch(words: &[&str], run: &Update) -> Outcome {
    branch_of(words, run).map(|branch| Effect::Send(Command::GoTo(branch, None)))
}

pub(super) fn rename_branch(words: &[&str], run: &Update) -> Outcome {
    Ok(Effect::Send(Command::RenameBranch(run.time.branch, text(words, "a name")?)))
}

pub(super) fn delete_branch(words: &[&str], run: &Update) -> Outcome {
    let branch = branch_of(words, run)?;
    let name = run.time.find(branch).map_or("", |branch| branch.name.as_str());
    let refused = match run.time.branches.len() {
        1 => "the only branch can't be deleted",
        _ if branch == run.time.branch => "the shown branch can't be deleted; go to another one first",
        _ => return Ok(Effect::SendAndSay(Command::DeleteBranch(branch), Sentence::new("deleted branch ", name, ""))),
    };
    Err(refused.into())
}

pub(super) fn compare(words: &[&str], run: &Update) -> Outcome {
    if words.is_empty() {
        return Ok(Effect::Send(Command::CompareNone));
    }
    branch_of(words, run).map(|branch| Effect::Send(Command::Compare(branch)))
}

/// Coordinates, and what follows them.
fn place<'a, const N: usize>(words: &'a [&'a str], what: &str) -> Result<[f32; N], String> {
    let numbers: Vec<f32> = words.iter().map(|word| number(word, "a number")).collect::<Result<_, _>>()?;
    let is_finite = numbers.iter().all(|number| number.is_finite());
    numbers.try_into().ok().filter(|_| is_finite).ok_or_else(|| format!("needs {what}"))
}

/// A place in the units of the axes, as the network sees it.
fn scaled(x: f32, y: f32, run: &Update) -> (f32, f32) {
    let scale = &run.dataset.scale;
    (scale.column(0).standardized(x), scale.column(1).standardized(y))
}

/// A place of the plane, or of a strip, where the label says how high a point stands.
fn point_at(words: &[&str], command: &str, run: &Update) -> Result<[f32; 2], String> {
    if run.dataset.is_strip() {
        return place(words, &format!("x and a label, as in {command} 0.5 1"));
    }
    place(words, &format!("two numbers, as in {command} 0.5 -1"))
}

pub(super) fn probe(words: &[&str], run: &Update) -> Outcome {
    let [x, y] = match words {
        [x] if run.dataset.is_strip() => [number(x, "a number")?, run.dataset.scale.label.restored(0.0)],
        _ => point_at(words, "probe", run)?,
    };
    Ok(Effect::Act(Action::Boundary(BoundaryAction::Probe(x, y))))
}

/// The names of the columns along the axes; any of those that the points have.
pub(super) fn axes(words: &[&str], run: &Update) -> Outcome {
    let data = &run.preset.data;
    let [x, y] = words else { return Err("needs two columns, the first along x".into()) };
    let names: Vec<String> = (0..data.columns()).map(|column| data.column_name(column)).collect();
    let column = |word: &str| {
        let found = names.iter().position(|name| name == word);
        let found = found.or_else(|| names.iter().position(|name| is_same(name, word)));
        found.ok_or_else(|| format!("there is no column {}; there are: {}", excerpt(word), names.join(", ")))
    };
    let axes = [column(x)?, column(y)?];
    if axes[0] == axes[1] {
        return Err(format!("needs two columns, not {} twice", excerpt(x)));
    }
    Ok(Effect::Act(Action::Slice(SliceAction::Axes(axes))))
}

fn is_same(name: &str, word: &str) -> bool {
    name.trim().to_lowercase() == word.trim().to_lowercase()
}

/// Nothing, or a column of the file and a number, a text or yes or no for it.
pub(super) fn slice(words: &[&str], run: &Update) -> Outcome {
    if run.preset.data.columns() <= COORDINATES {
        return Err(TWO_COLUMNS.into());
    }
    let (name, value) = match words {
        [] => return Ok(Effect::Act(Action::View(ViewAction::Tab(Tab::Columns)))),
        [name, value] => (name, value),
        _ => return Err("takes a column and its value, or nothing; names with spaces stand in quotes".into()),
    };
    let variables = super::variables(run);
    let place = variables.iter().position(|(known, _)| is_same(known, name)).ok_or_else(|| {
        let names: Vec<&str> = variables.iter().map(|(name, _)| name.as_str()).collect();
        format!("there is no column {}; there are: {}", excerpt(name), names.join(", "))
    })?;
    let texts = &variables[place].1;
    let number = if texts.is_empty() {
        number::<f32>(value, "a number").ok().filter(|number| number.is_finite())
    } else {
        texts.iter().position(|text| is_same(text, value)).map(|text| text as f32)
    };
    let allowed = if texts.is_empty() { "a number".to_owned() } else { texts.join(", ") };
    let number = number.ok_or_else(|| format!("{} can't be {}; allowed: {allowed}", excerpt(name), excerpt(value)))?;
    Ok(Effect::Act(Action::Slice(SliceAction::Set(place, number))))
}

pub(super) fn threshold(words: &[&str], _: &Update) -> Outcome {
    let word = one(words, Threshold::ALLOWED)?;
    let threshold = number(word, Threshold::ALLOWED)?;
    Ok(Effect::Act(Action::View(ViewAction::Threshold(threshold))))
}

pub(super) fn add_point(words: &[&str], run: &Update) -> Outcome {
    let [x, y, label] = if run.dataset.is_strip() {
        let [x, label] = place(words, "x and a label, as in add-point 0.5 1")?;
        [x, 0.0, label]
    } else {
        place(words, "three numbers, as in add-point 0.5 -1 0")?
    };
    let (x, y) = scaled(x, y, run);
    match run.preset.data.target() {
        Target::Classes(count) if !(0..count).any(|class| class as f32 == label) => {
            Err(format!("there is no label {label}; allowed: 0 to {}", count - 1))
        }
        Target::Classes(_) => Ok(Effect::Send(Command::Draw((x, y, label)))),
        Target::Value => Ok(Effect::Send(Command::Draw((x, y, run.dataset.scale.label.standardized(label))))),
    }
}

pub(super) fn remove_point(words: &[&str], run: &Update) -> Outcome {
    let [x, y] = point_at(words, "remove-point", run)?;
    let is_strip = run.dataset.is_strip();
    let place =
        if is_strip { (scaled(x, 0.0, run).0, run.dataset.scale.label.standardized(y)) } else { scaled(x, y, run) };
    Ok(Effect::Send(Command::Erase { place, reach: (f32::INFINITY, f32::INFINITY) }))
}

pub(super) fn save_points(words: &[&str], run: &Update) -> Outcome {
    let path = typed::points_file(file(words)?)?;
    Ok(Effect::File(FileTask::SavePoints(path, Arc::clone(&run.preset))))
}

/// The unit of a name as the network has it.
fn unit_of(name: &str, run: &Update) -> Result<Unit, String> {
    let layout = Layout::new(&run.preset.shape());
    let all = (0..layout.layers()).flat_map(|layer| {
        let count = layout.bias(layer).len();
        (0..count).map(move |index| Unit { layer, index })
    });
    let mut all = all.map(|unit| (unit, names::unit(unit, &run.preset)));
    let last = || names::output(0, &run.preset);
    all.find(|(_, known)| known == name).map(|(unit, _)| unit).ok_or_else(|| {
        format!("there is no unit {}; units are named as in h1.1, outputs as in {}", excerpt(name), last())
    })
}

pub(super) fn select_unit(words: &[&str], run: &Update) -> Outcome {
    let unit = unit_of(one(words, "the name of a unit, as in h1.3")?, run)?;
    Ok(Effect::Act(Action::Network(NetworkAction::SelectUnit(unit))))
}

pub(super) fn switch_unit(words: &[&str], run: &Update) -> Outcome {
    let unit = unit_of(one(words, "the name of a unit, as in h1.3")?, run)?;
    if unit.layer >= run.preset.network.hidden.len() {
        return Err("can't switch off an output; name a hidden unit, as in h1.1".into());
    }
    Ok(Effect::Send(Command::Edit(Change::Off(unit, !run.unit_mask.is_off(unit)))))
}

pub(super) fn weight(words: &[&str], run: &Update) -> Outcome {
    let [name, input, value] = words else {
        return Err("needs a unit, an input and a number, as in weight h1.3 x 0.5 or weight h1.3 bias 0".into());
    };
    let unit = unit_of(name, run)?;
    let own = numbers(&run.preset, unit).into_iter().filter(|number| match number {
        Number::Bias(_) => true,
        Number::Weight(to, _) => *to == unit,
    });
    let own: Vec<_> = own.map(|number| (names::number(number, unit, &run.preset), number)).collect();
    let Some((_, number)) = own.iter().find(|(known, _)| known == input) else {
        let known: Vec<&str> = own.iter().map(|(name, _)| name.as_str()).collect();
        return Err(format!("{name} has no input {}; it has: {}", excerpt(input), known.join(", ")));
    };
    let input = match number {
        Number::Bias(_) => None,
        Number::Weight(_, input) => Some(*input),
    };
    typed::weight(unit, input, value, run).map(|change| Effect::Send(Command::Edit(change)))
}

pub(super) fn preset(words: &[&str], _: &Update) -> Outcome {
    Ok(Effect::File(FileTask::OpenPreset(one(words, "the name of a preset; presets lists them")?.to_owned())))
}

pub(super) fn save_preset(words: &[&str], run: &Update) -> Outcome {
    let name = one(words, "a name")?;
    preset::check_name(name)?;
    Ok(Effect::File(FileTask::SavePreset(name.to_owned(), Arc::new(run.preset.to_save(&run.name, run.is_described)))))
}

#[expect(clippy::unnecessary_wraps, reason = "every command may refuse its words")]
pub(super) fn help(words: &[&str], _: &Update) -> Outcome {
    let topic = words.join(" ");
    Ok(Effect::Open(match Setting::named(topic.trim_start_matches("--")) {
        _ if topic.is_empty() => Opening::Help,
        Some(setting) => Opening::Setting(setting),
        None => Opening::Topic(topic),
    }))
}
