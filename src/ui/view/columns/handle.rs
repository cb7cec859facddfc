//! What keys, clicks and commands do to the plane of a table with more than two columns.

use super::ends;
use crate::data::{COORDINATES, Variable};
use crate::plot::ticks;
use crate::session::Update;
use crate::ui::action::{Axis, Effect, SliceAction, Tone};
use crate::ui::context::Control;
use crate::ui::selection::Place;
use crate::ui::slice::{Shown, TWO_COLUMNS, title, words};

/// The steps across the range of a column, at most.
const STEPS: usize = 20;

/// Changes the plane that is shown, or which column is selected.
pub fn slice(selected: &mut usize, action: SliceAction, control: &mut Control) -> Option<Effect> {
    let run = control.run?;
    let (shown, count) = (&control.evaluation.shown, control.evaluation.shown.survey.variables.len());
    if run.preset.data.columns() <= COORDINATES || count == 0 {
        return Some(say(TWO_COLUMNS.to_owned()));
    }
    let last = count - 1;
    match action {
        SliceAction::Select(places) => *selected = selected.saturating_add_signed(places).min(last),
        SliceAction::SelectAt(place) => *selected = place.min(last),
        SliceAction::Adjust(steps) => {
            let variable = &shown.survey.variables[(*selected).min(last)];
            if let Some(problem) = along(variable, shown) {
                return Some(say(problem));
            }
            let number = moved(variable, control.look.selection.slice.number(variable), steps);
            control.look.selection.slice.set(variable, number);
        }
        SliceAction::Set(place, number) => {
            *selected = place.min(last);
            let variable = &shown.survey.variables[*selected];
            if let Some(problem) = along(variable, shown) {
                return Some(say(problem));
            }
            control.look.selection.slice.set(variable, number);
            return Some(say(format!("{} at {}", variable.name, words(variable, number))));
        }
        SliceAction::ToMean => {
            control.look.selection.slice.set_to_mean();
            return Some(said(run, control));
        }
        SliceAction::ToPoint => return Some(to_point(run, control)),
        SliceAction::Next(axis) => {
            return Some(show(next(shown, axis), run, control));
        }
        SliceAction::Take(axis) => {
            // Of a column of texts, that of the text it stands at.
            let variable = &shown.survey.variables[(*selected).min(last)];
            let number = control.look.selection.slice.number(variable);
            let place = if variable.texts.is_empty() { 0 } else { number as usize };
            let column = *variable.columns.get(place)?;
            let [x, y] = shown.slice.axes;
            // What is along the other axis trades places.
            let columns = match axis {
                Axis::X if column == y => [y, x],
                Axis::Y if column == x => [y, x],
                Axis::X => [column, y],
                Axis::Y => [x, column],
            };
            return Some(show(columns, run, control));
        }
        SliceAction::Axes(axes) => {
            if let Some(column) = axes.iter().find(|column| !shown.survey.order.contains(column)) {
                let name = run.preset.data.column_name(*column);
                return Some(Effect::Say(Tone::Problem, format!("the network does not take {name}").into()));
            }
            return Some(show(axes, run, control));
        }
    }
    None
}

fn say(words: String) -> Effect {
    Effect::Say(Tone::Remark, words.into())
}

/// What is said of a column along an axis, which stands at no number.
fn along(variable: &Variable, shown: &Shown) -> Option<String> {
    let axis = super::axis(variable, shown)?;
    Some(format!("{} is along {axis}: the decision boundary shows all of it", variable.name))
}

/// The number so many steps from one: round numbers within the range of the train points, or texts one by one.
fn moved(variable: &Variable, number: f32, steps: i16) -> f32 {
    let (least, most) = ends(variable);
    if !variable.has_mean {
        return (number.round() + f32::from(steps)).clamp(least, most);
    }
    let round = ticks::linear(least.into(), most.into(), STEPS + 1);
    let step = match round[..] {
        [one, other, ..] => other - one,
        _ => return number,
    };
    let places = f64::from(number) / step;
    // From between two steps the next one, not the one after.
    let from = if steps > 0 { (places + 1e-6).floor() } else { (places - 1e-6).ceil() };
    (((from + f64::from(steps)) * step) as f32).clamp(least, most)
}

/// The columns along the axes after the next one in the order of how well they separate the labels, but for the other axis.
fn next(shown: &Shown, axis: Axis) -> [usize; COORDINATES] {
    let [x, y] = shown.slice.axes;
    let (own, other) = match axis {
        Axis::X => (x, y),
        Axis::Y => (y, x),
    };
    let order = &shown.survey.order;
    let place = order.iter().position(|column| *column == own).unwrap_or(0);
    let after = order.iter().cycle().skip(place + 1).take(order.len());
    let column = after.copied().find(|column| *column != other).unwrap_or(own);
    match axis {
        Axis::X => [column, other],
        Axis::Y => [other, column],
    }
}

/// Shows these columns; a data point that is probed stays so.
fn show(axes: [usize; COORDINATES], run: &Update, control: &mut Control) -> Effect {
    let selection = &mut control.look.selection;
    selection.slice.axes = Some(axes);
    selection.probe = selection.probe.and_then(|place| {
        let probed = control.evaluation.probe.as_ref()?;
        let (_, train, _) = probed.point?;
        let index = probed.index?;
        let points = if train { &run.dataset.train } else { &run.dataset.test };
        let [x, y] = axes.map(|column| f64::from(points.number(index, column)));
        Some(Place { x, y, point: Some((train, index)), ..place })
    });
    said(run, control)
}

/// Moves the columns that are not shown to where the probed data point has them.
fn to_point(run: &Update, control: &mut Control) -> Effect {
    let point = control.evaluation.probe.as_ref().and_then(|probed| Some((probed.point?.1, probed.index?)));
    let Some((train, index)) = point else {
        let words = if control.look.selection.probe.is_some() {
            "no data point is probed here; the probe is on the slice already"
        } else {
            "no point is probed; w probes a misclassified one, a click or the arrows any"
        };
        return say(words.to_owned());
    };
    let points = if train { &run.dataset.train } else { &run.dataset.test };
    control.look.selection.slice.set_to_point(points, index, &control.evaluation.shown.survey, run);
    // A probe that went with the mouse would leave the slice where no point is.
    if let Some(place) = &mut control.look.selection.probe {
        (place.point, place.by_mouse) = (Some((train, index)), false);
        let [x, y] = control.evaluation.shown.slice.place(points, index).map(f64::from);
        (place.x, place.y) = (x, y);
    }
    said(run, control)
}

/// Says what is shown from now on.
fn said(run: &Update, control: &Control) -> Effect {
    let (shown, chosen) = (&control.evaluation.shown, &control.look.selection.slice);
    say(title(&shown.survey, shown.axes(chosen), chosen, run))
}
