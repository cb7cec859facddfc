//! What keys and clicks do on the decision boundary: probing, and drawing points.

use std::collections::HashSet;

use super::cursor::Cursor;
use super::draw::Draw;
use crate::data::COORDINATES;
use crate::plot::Numbers;
use crate::session::Update;
use crate::ui::action::{BoundaryAction, DrawAction, Effect, Opening, Purpose, Region, Tone};
use crate::ui::context::Control;
use crate::ui::format::coordinate;
use crate::ui::look::Look;
use crate::ui::plane::Field;
use crate::ui::selection::Place;

/// Moves the probe, and changes what is shown.
pub fn boundary(action: BoundaryAction, control: &mut Control, field: &Field) -> Option<Effect> {
    let probe = control.look.selection.probe;
    let mut cursor = probe.map_or_else(Cursor::default, |place| Cursor::at((place.x, place.y)));
    match action {
        BoundaryAction::MoveProbe(right, up) => {
            cursor.step((right, up), field);
            control.look.selection.probe = place(cursor, field);
        }
        BoundaryAction::ProbeAt(column, row) => {
            let is_inside = cursor.go_to((column, row).into(), field);
            let place = place(cursor, field).filter(|_| is_inside);
            control.look.selection.probe = place.map(|place| Place { by_mouse: true, ..place });
        }
        BoundaryAction::SelectAt(column, row) => {
            cursor.go_to((column, row).into(), field);
            control.look.selection.probe = place(cursor, field);
            control.look.focus = Some(Region::Boundary);
        }
        BoundaryAction::Probe(x, y) => {
            let axes = control.evaluation.shown.slice.axes;
            let dataset = &control.run?.dataset;
            let [along_x, along_y] = axes.map(|column| dataset.scale.column(column));
            let along_y = if dataset.is_strip() { dataset.scale.label } else { along_y };
            let (x, y) = (along_x.standardized(x), along_y.standardized(y));
            control.look.selection.probe = place(Cursor::at((x.into(), y.into())), field);
        }
        BoundaryAction::NextMisclassified => return next_misclassified(control, field),
        BoundaryAction::Points => {
            let words = control.look.show_other_points();
            return Some(Effect::Say(Tone::Remark, words.into()));
        }
        BoundaryAction::HardClasses => {
            let is_hard = !control.look.hard_classes;
            control.look.hard_classes = is_hard;
            let words = match (field.labels, is_hard) {
                (Numbers::Values, true) => "predictions below and above the middle of the scale shown",
                (Numbers::Values, false) => "predicted values shown",
                (_, true) => "predicted classes shown",
                (_, false) => "probabilities shown",
            };
            return Some(Effect::Say(Tone::Remark, words.into()));
        }
    }
    None
}

fn place(cursor: Cursor, field: &Field) -> Option<Place> {
    let ((x, y), reach) = (cursor.place(field)?, Cursor::reach(field)?);
    Some(Place { x, y, reach, by_mouse: false, point: None })
}

/// Probes the misclassified point after the probed one, train points before test points; in regression the next that is off
/// by more than the bound.
fn next_misclassified(control: &mut Control, field: &Field) -> Option<Effect> {
    let (run, predictions) = (control.run?, &control.evaluation.predictions);
    let splits = [(&run.dataset.train, &predictions.train), (&run.dataset.test, &predictions.test)];
    if run.is_comparing() {
        return Some(Effect::Say(Tone::Remark, "w probes the shown branch alone; Esc ends the comparison".into()));
    }
    let look = &control.look;
    let shown = splits.into_iter().zip([true, false]).filter(|(_, is_train)| look.shows(*is_train));
    // Of points with the same numbers the first stands for all, so that none is probed for ever.
    let mut seen = HashSet::new();
    let mut wrong = vec![];
    for ((points, split), is_train) in shown {
        let columns = COORDINATES + points.other_columns();
        let numbers = |index: usize| (0..columns).map(move |column| points.number(index, column).to_bits());
        let new = split.wrong.iter().filter(|index| seen.insert(numbers(**index).collect::<Vec<_>>()));
        wrong.extend(new.map(|index| (is_train, *index)));
    }
    if wrong.is_empty() {
        let words = match predictions.bound {
            Some(bound) => {
                let bound = coordinate(f64::from(bound) * run.dataset.scale.label.std);
                format!("no point is off by more than {bound}")
            }
            None => "no point is misclassified".to_owned(),
        };
        return Some(Effect::Say(Tone::Remark, words.into()));
    }
    let probed = control.evaluation.probe.as_ref().and_then(|probe| Some((probe.point?.1, probe.index?)));
    let next = wrong.iter().position(|point| Some(*point) == probed).map_or(0, |place| (place + 1) % wrong.len());
    let (is_train, index) = wrong[next];
    let points = if is_train { &run.dataset.train } else { &run.dataset.test };
    let [x, y] = field.slice.place(points, index).map(f64::from);
    let probe = place(Cursor::at((x, y)), field);
    control.look.selection.probe = probe.map(|probe| Place { x, y, point: Some((is_train, index)), ..probe });
    None
}

/// Shows the columns that drawn points have numbers for.
pub fn first_columns(run: &Update, look: &mut Look) -> Effect {
    look.selection.slice.set_to_mean();
    look.selection.slice.axes = Some([0, 1]);
    look.selection.probe = None;
    let [x, y] = [0, 1].map(|column| run.preset.data.column_name(column));
    let words = format!("points are drawn on {x} × {y}, at the mean of every other column");
    Effect::Say(Tone::Remark, words.into())
}

/// Begins or ends drawing, moves the cursor, draws.
pub fn draw(action: DrawAction, run: &Update, field: &Field, drawing: &mut Option<Draw>) -> Option<Effect> {
    if action == DrawAction::Toggle {
        if drawing.take().is_some() {
            return None;
        }
        if !run.time.compared.is_empty() {
            let words = "can't draw while branches are compared; Esc ends the comparison";
            return Some(Effect::Say(Tone::Remark, words.into()));
        }
        *drawing = Some(Draw::default());
        return None;
    }
    let draw = drawing.as_mut()?;
    let is_change =
        matches!(action, DrawAction::Add | DrawAction::Remove | DrawAction::AddAt(..) | DrawAction::RemoveAt(..));
    if is_change && field.slice.axes != [0, 1] {
        let [x, y] = [0, 1].map(|column| run.preset.data.column_name(column));
        return Some(Effect::Say(Tone::Problem, format!("points are drawn on {x} × {y}; show those first").into()));
    }
    let command = match action {
        DrawAction::Toggle => None,
        DrawAction::MoveCursor(right, up) => {
            draw.cursor.step((right, up), field);
            None
        }
        DrawAction::CursorAt(column, row) => {
            draw.cursor.go_to((column, row).into(), field);
            None
        }
        DrawAction::Label(digit) => {
            let problem = draw.choose(digit, run.preset.data.target()).err()?;
            return Some(Effect::Say(Tone::Problem, problem.into()));
        }
        DrawAction::Add => draw.add(run, field),
        DrawAction::Remove => draw.remove(field),
        DrawAction::AddAt(column, row) => {
            if draw.cursor.go_to((column, row).into(), field) {
                draw.add(run, field)
            } else {
                None
            }
        }
        DrawAction::RemoveAt(column, row) => {
            if draw.cursor.go_to((column, row).into(), field) {
                draw.remove(field)
            } else {
                None
            }
        }
        DrawAction::Save => return Some(Effect::Open(Opening::Prompt(Purpose::PointsFile, String::new()))),
    };
    command.map(Effect::Send)
}
