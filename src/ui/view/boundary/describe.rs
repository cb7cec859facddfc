//! The decision boundary in words: where each class lies, and which points are misclassified.

use super::{Boundary, hint};
use crate::data::{Points, Slice};
use crate::plot::Numbers;
use crate::session::Update;
use crate::ui::context::Context;
use crate::ui::evaluation::predictions::Split;
use crate::ui::format::{coordinate, significant, thousands};
use crate::ui::names;
use crate::ui::plane::Field;
use crate::ui::slice::title;

/// The plane in thirds, from the upper left on.
const AREAS: [&str; 9] = [
    "upper left",
    "at the top",
    "upper right",
    "on the left",
    "in the centre",
    "on the right",
    "lower left",
    "at the bottom",
    "lower right",
];
/// The same places in the names of corners, where a class has a quarter of the plane.
const QUARTERS: [&str; 4] = ["upper left", "upper right", "lower left", "lower right"];
/// The part of an area that a class must have to lie there.
const MOST: f64 = 0.6;
/// Misclassified points that are named.
const NAMED: usize = 3;

/// What the decision boundary shows.
pub fn describe(boundary: &Boundary, context: &Context) -> Vec<String> {
    let (Some(run), field) = (context.run, &boundary.field) else { return vec![] };
    let mut lines = vec![match (field.unit, field.numbers) {
        (Some(unit), _) => levels(&format!("Activation of {}", names::unit(unit, &run.preset)), field, run),
        (None, Numbers::Values) => levels("Predicted value", field, run),
        (None, _) => classes(field, run),
    }];
    if field.slice.has_others() {
        let chosen = &context.look.selection.slice;
        let title = title(&context.evaluation.shown.survey, field.slice.axes, chosen, run);
        lines.insert(0, format!("Shown: {title}."));
    }
    let predictions = &context.evaluation.predictions;
    let axes = field.slice.axes;
    let splits = [("train", &predictions.train, &run.dataset.train), ("test", &predictions.test, &run.dataset.test)];
    let splits = splits.into_iter().filter(|(.., points)| !points.is_empty());
    lines.extend(
        splits.map(|(name, split, points)| misclassified(name, split, points, predictions.bound, (run, &field.slice))),
    );
    if run.dataset.test.is_empty() {
        lines.push("No test data.".into());
    }
    match run.dataset.validation.len() {
        0 => {}
        1 => lines.push("1 train point is held out for validation, and not drawn.".into()),
        count => lines.push(format!("{count} train points are held out for validation, and not drawn.")),
    }
    if let Some(probe) = &context.evaluation.probe {
        lines.push(format!("Probe at {}.", hint::probed(probe, run, axes).join(", ")));
    }
    lines
}

/// Where each class lies: `Decision boundary: class 1 lies upper left and lower right, on 46 % of the plane.`
fn classes(field: &Field, run: &Update) -> String {
    let width = field.numbers.width().max(1);
    let predicted: Vec<usize> = field.values.chunks_exact(width).map(|value| class_of(value, field.numbers)).collect();
    let count = match field.numbers {
        Numbers::Classes(count) => count,
        _ => 2,
    };
    let name = |class: usize| names::class(class, &run.preset);
    let (columns, all) = (usize::from(field.plane.width).max(1), predicted.len().max(1));
    let parts: Vec<usize> = (0..count).map(|class| predicted.iter().filter(|other| **other == class).count()).collect();
    let percent = |class: usize| format!("{:.0} %", 100.0 * parts[class] as f64 / all as f64);
    // Of two classes one says it all.
    let described: Vec<usize> = if count == 2 { vec![1] } else { (0..count).collect() };
    let mut pieces: Vec<String> = vec![];
    for class in described {
        pieces.push(match parts[class] {
            0 => format!("class {} lies nowhere", name(class)),
            part if part == all => format!("class {} lies everywhere", name(class)),
            _ => format!(
                "class {} lies {}, on {} of the plane",
                name(class),
                lies(&predicted, columns, class),
                percent(class)
            ),
        });
    }
    let undecided = undecided(field).map_or_else(String::new, |range| format!("; undecided, {range}"));
    format!("Decision boundary: {}{undecided}.", pieces.join("; "))
}

fn class_of(value: &[f32], numbers: Numbers) -> usize {
    match numbers {
        Numbers::Classes(_) => (0..value.len()).max_by(|one, other| value[*one].total_cmp(&value[*other])).unwrap_or(0),
        _ => usize::from(value.first().is_some_and(|value| *value >= 0.5)),
    }
}

/// The probabilities of a network that says about one half of everything.
fn undecided(field: &Field) -> Option<String> {
    let ends = |start: (f32, f32), value: &f32| (start.0.min(*value), start.1.max(*value));
    let (least, most) = field.values.iter().fold((f32::MAX, f32::MIN), ends);
    let is_undecided = field.numbers == Numbers::Sides && least > 0.35 && most < 0.65;
    is_undecided.then(|| format!("all probabilities from {least:.2} to {most:.2}"))
}

/// Where a class lies: in the centre alone, in quarters of the plane, in thirds, or around a place.
fn lies(predicted: &[usize], columns: usize, class: usize) -> String {
    let rows = predicted.len() / columns;
    let share = |parts: usize, area: usize| {
        let within = |place: usize, length: usize, part: usize| place * parts / length.max(1) == part;
        let own = predicted.iter().enumerate().filter(|(index, _)| {
            within(index / columns, rows, area / parts) && within(index % columns, columns, area % parts)
        });
        let (all, own) = own.fold((0, 0), |(all, own), (_, other)| (all + 1, own + u32::from(*other == class)));
        f64::from(own) / f64::from(all.max(1_u32))
    };
    let thirds: Vec<usize> = (0..AREAS.len()).filter(|area| share(3, *area) >= MOST).collect();
    let quarters: Vec<usize> = (0..QUARTERS.len()).filter(|area| share(2, *area) >= MOST).collect();
    match (&thirds[..], &quarters[..]) {
        ([4], _) => AREAS[4].to_owned(),
        (around, _) if around.len() >= 7 && !around.contains(&4) => "around the centre".to_owned(),
        (_, [0, 1]) => "in the upper half".to_owned(),
        (_, [2, 3]) => "in the lower half".to_owned(),
        (_, [0, 2]) => "in the left half".to_owned(),
        (_, [1, 3]) => "in the right half".to_owned(),
        (_, quarters @ [_, ..]) => joined(&quarters.iter().map(|area| QUARTERS[*area].to_owned()).collect::<Vec<_>>()),
        (thirds @ [_, ..], []) => joined(&thirds.iter().map(|area| AREAS[*area].to_owned()).collect::<Vec<_>>()),
        ([], []) => {
            // The area in which it has the largest part.
            let largest = (0..AREAS.len()).max_by(|one, other| share(3, *one).total_cmp(&share(3, *other)));
            format!("in parts, most of them {}", AREAS[largest.unwrap_or(4)])
        }
    }
}

/// `a, b and c`
fn joined(texts: &[String]) -> String {
    match texts {
        [] => String::new(),
        [one] => one.clone(),
        [others @ .., last] => format!("{} and {last}", others.join(", ")),
    }
}

/// Where values are lowest and highest.
fn levels(what: &str, field: &Field, run: &Update) -> String {
    let Some(view) = field.view else { return format!("{what}: not known yet.") };
    let columns = usize::from(field.plane.width).max(1);
    let rows = (field.values.len() / columns).max(1);
    let at = |index: usize| {
        let across = (index % columns) as f64 + 0.5;
        let down = (index / columns) as f64 + 0.5;
        let x = view.x.0 + (view.x.1 - view.x.0) * across / columns as f64;
        let y = view.y.1 - (view.y.1 - view.y.0) * down / rows as f64;
        place(run, [x as f32, y as f32], field.slice.axes)
    };
    let limit = field.limit.unwrap_or(1.0);
    let number = |place: f32| {
        let value = f64::from((2.0 * place - 1.0) * limit);
        if field.unit.is_some() { significant(value) } else { significant(field.value_unit.label(value)) }
    };
    let ends = field.values.iter().enumerate().filter(|(_, value)| value.is_finite());
    let least = ends.clone().min_by(|one, other| one.1.total_cmp(other.1));
    let most = ends.max_by(|one, other| one.1.total_cmp(other.1));
    let (Some((low, least)), Some((high, most))) = (least, most) else { return format!("{what}: not finite.") };
    format!("{what}: lowest, {}, near {}; highest, {}, near {}.", number(*least), at(low), number(*most), at(high))
}

/// A point in the units of its file: `(0.90, 0.20)`.
fn place(run: &Update, [x, y]: [f32; 2], columns: [usize; 2]) -> String {
    let axis = |column: usize, number: f32| coordinate(run.dataset.scale.column(column).restored(number).into());
    format!("({}, {})", axis(columns[0], x), axis(columns[1], y))
}

/// `2 of 20 test points are misclassified, near (0.90, 0.20) and (1.10, -0.30).`
fn misclassified(
    name: &str,
    split: &Split,
    points: &Points,
    bound: Option<f32>,
    (run, slice): (&Update, &Slice),
) -> String {
    let all = thousands(points.len() as u64);
    let (count, what) = match bound {
        None => (split.misclassified, "misclassified".to_owned()),
        Some(bound) => {
            let bound = coordinate(f64::from(bound) * run.dataset.scale.label.std);
            (split.wrong.len(), format!("off by more than {bound}"))
        }
    };
    let named = split.wrong.iter().take(NAMED).filter(|index| **index < points.len());
    let mut places: Vec<String> = named.map(|index| place(run, slice.place(points, *index), slice.axes)).collect();
    if count > NAMED {
        places.push("others".into());
    }
    let near = if places.is_empty() { String::new() } else { format!(", near {}", joined(&places)) };
    match count {
        0 if bound.is_some() => format!("None of {all} {name} points is {what}."),
        0 => format!("All {all} {name} points are classified correctly."),
        1 => format!("1 of {all} {name} points is {what}{near}."),
        count => format!("{} of {all} {name} points are {what}{near}.", thousands(count as u64)),
    }
}

#[cfg(test)]
mod tests {
    use ratatui::layout::Rect;

    use super::*;
    use crate::plot::Depth;
    use crate::preset::{EarlyStopping, Preset};
    use crate::ui::fixture::{Scene, look, update};
    use crate::ui::view::View;

    fn described(run: Update) -> (Vec<String>, Scene) {
        let scene = Scene::new(run, look(Depth::TrueColour));
        let mut boundary = Boundary::default();
        boundary.prepare(Rect::new(0, 0, 60, 30), &scene.context());
        (describe(&boundary, &scene.context()), scene)
    }

    #[test]
    fn four_blobs_lie_in_two_quarters_each_and_points_are_counted_as_drawn() {
        let (lines, _) = described(update("xor-blobs", 2000, |_| {}));
        assert!(lines[0].starts_with("Decision boundary: class 1 lies upper left and lower right, on "), "{lines:?}");
        assert_eq!(lines[2], "All 20 test points are classified correctly.");
        let (lines, scene) = described(update("xor-blobs", 100, |_| {}));
        let split = &scene.evaluation.predictions.train;
        assert!(lines[1].starts_with(&format!("{} of 80 train points are misclassified, near (", split.misclassified)));
        let first = scene.run.dataset.train.inputs[split.wrong[0]];
        assert!(lines[1].contains(&place(&scene.run, first, [0, 1])), "{lines:?}");
    }

    #[test]
    fn points_that_are_held_out_are_told() {
        let early_stopping = EarlyStopping::Validation { patience: 20, percent: 20 };
        let (lines, _) = described(update("xor-blobs", 100, |preset| {
            *preset = Preset { early_stopping, ..preset.clone() }.in_lowest_version();
        }));
        assert!(lines[1].contains(" of 64 train points"), "{lines:?}");
        assert_eq!(lines[3], "16 train points are held out for validation, and not drawn.");
    }

    #[test]
    fn a_class_inside_a_ring_lies_in_the_centre_and_the_other_around_it() {
        let (columns, rows) = (30_usize, 30_usize);
        let is_inside = |index: usize| {
            let (x, y) = ((index % columns).abs_diff(15), (index / columns).abs_diff(15));
            x * x + y * y < 36
        };
        let predicted: Vec<usize> = (0..columns * rows).map(|index| usize::from(is_inside(index))).collect();
        assert_eq!(lies(&predicted, columns, 1), "in the centre");
        assert_eq!(lies(&predicted, columns, 0), "around the centre");
        let halves: Vec<usize> = (0..columns * rows).map(|index| usize::from(index / columns < 15)).collect();
        assert_eq!(lies(&halves, columns, 1), "in the upper half");
        // Beside a band from the upper right to the lower left.
        let is_in_band = |index: usize| (index / columns + index % columns).abs_diff(29) <= 6;
        let beside: Vec<usize> = (0..columns * rows).map(|index| usize::from(!is_in_band(index))).collect();
        assert_eq!(lies(&beside, columns, 1), "upper left and lower right");
    }

    #[test]
    fn values_have_a_lowest_and_a_highest_place() {
        let (lines, _) = described(update("plane", 100, |_| {}));
        assert!(lines[0].starts_with("Predicted value: lowest, -"), "{lines:?}");
        assert!(lines[1].contains("of 80 train points") || lines[1].contains("train points"), "{lines:?}");
    }
}
