//! What the hint line says of the probed point, and of the point that would be drawn.

use crate::data::Target;
use crate::network::{Loss, Task};
use crate::session::Update;
use crate::ui::evaluation::probe::Probed;
use crate::ui::format::{coordinate, measure};
use crate::ui::names;
use crate::ui::plane::Field;
use crate::ui::view::boundary::draw::Draw;
use crate::ui::view::hint::{GAP, Hint, correct};

/// What is said of the probe. Where there is no room for all, the place goes before the point: it is marked on the plane.
pub fn probe(probed: &Probed, run: &Update, columns: [usize; 2]) -> Hint {
    let pieces = self::probed(probed, run, columns);
    let [_, point, ..] = &pieces[..] else { return Hint::Pieces(pieces) };
    let prediction = prediction(&probed.prediction, run);
    let mut choices: Vec<String> = (2..=pieces.len()).rev().map(|count| pieces[..count].join(GAP)).collect();
    if let Some((distance, _)) = &probed.off {
        // That what is said is of the point, and not of the plane under it, is never left out.
        let off = format!("{distance:.1} sd off the slice");
        choices.retain(|choice| choice.contains(&off));
        choices.extend([[&prediction, point, &pieces[2]].map(String::as_str).join(GAP)]);
        choices.extend([
            [&prediction, point, &off].map(String::as_str).join(GAP),
            [point, &off].map(String::as_str).join(GAP),
        ]);
        choices.extend([[&prediction, &off].map(String::as_str).join(GAP), off]);
        return Hint::Choice(choices);
    }
    choices.extend([[prediction.as_str(), point].join(GAP), point.clone()]);
    Hint::Choice(choices)
}

/// The probed place and its prediction, and the data point there, in the names and units of the file.
pub fn probed(probed: &Probed, run: &Update, columns: [usize; 2]) -> Vec<String> {
    let mut pieces = vec![format!("{}: {}", place(probed.place, run, columns), prediction(&probed.prediction, run))];
    let Some((label, train, verdict)) = probed.point else { return pieces };
    let split = if train { "train" } else { "test" };
    pieces.extend(match run.preset.loss.task() {
        Task::Value => {
            let scale = run.dataset.scale.label;
            let target = scale.restored(label);
            let error = probed.prediction.first().map_or(f32::NAN, |value| scale.restored(*value) - target);
            let (target, error) = (coordinate(target.into()), coordinate(error.into()));
            vec![format!("{split} point, target {target}, error {error}")]
        }
        Task::Binary | Task::Classes => {
            let class = names::class(label as usize, &run.preset);
            let right = verdict.right.map_or("", |right| if right { ", correct" } else { ", misclassified" });
            vec![format!("{split} point of class {class}{right}"), format!("loss {}", measure(verdict.loss))]
        }
    });
    if let Some((distance, there)) = &probed.off {
        let there = prediction(there, run);
        pieces.insert(2, format!("{distance:.1} sd off the slice, which has {there} there"));
    }
    pieces
}

/// `x 0.50, y -1.20`, or the columns of the file with their own numbers.
fn place((x, y): (f64, f64), run: &Update, columns: [usize; 2]) -> String {
    let axis = |column: usize, number: f64| {
        let number = run.dataset.scale.column(column).restored(number as f32);
        format!("{} {}", run.preset.data.column_name(column), coordinate(number.into()))
    };
    let along_x = axis(columns[0], x);
    if run.dataset.is_strip() { along_x } else { format!("{along_x}, {}", axis(columns[1], y)) }
}

/// The probability of class 1 or of the most probable class, or the value.
fn prediction(numbers: &[f32], run: &Update) -> String {
    match run.preset.loss {
        Loss::SoftmaxCrossEntropy => {
            let best = (0..numbers.len()).max_by(|one, other| numbers[*one].total_cmp(&numbers[*other]));
            best.map_or_else(String::new, |best| format!("p({}) {:.3}", names::class(best, &run.preset), numbers[best]))
        }
        loss => numbers.first().map_or_else(String::new, |number| {
            let name = names::output(0, &run.preset);
            match loss.task() {
                Task::Value => {
                    let value = run.dataset.scale.label.restored(*number);
                    let name = if run.preset.data.table().is_some() { name } else { "value".into() };
                    format!("predicted {name} {}", coordinate(value.into()))
                }
                Task::Binary | Task::Classes => format!("{name} {number:.3}"),
            }
        }),
    }
}

/// The class or value of the next point, and its place.
pub fn drawing(draw: &Draw, run: &Update, field: &Field) -> Vec<String> {
    let at = place(draw.cursor.place(field).unwrap_or_default(), run, field.slice.axes);
    let label = draw.label(run, field);
    let label = match run.preset.data.target() {
        Target::Classes(_) => format!("class {}", names::class(label as usize, &run.preset)),
        Target::Value => format!("value {}", coordinate(run.dataset.scale.label.restored(label).into())),
    };
    let drawn = run.preset.drawn.points.len();
    vec![format!("drawing {label} at {at}"), format!("{drawn} drawn"), correct(run)]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data::Slice;
    use crate::plot::Glyphs;
    use crate::preset::{Overrides, open};
    use crate::ui::fixture::update;
    use crate::ui::selection::Place;

    /// A run on the rows of a file, as `--data` opens it.
    fn run_on(file: &str, epochs: u64) -> Update {
        let recipe = open(None, &Overrides::new([("data", file)]).unwrap()).unwrap();
        update("xor-blobs", epochs, |preset| *preset = recipe.preset.clone())
    }

    /// What is said of a place that is beside a train point by these parts of a cell.
    fn said(run: &Update, index: usize, (right, up): (f64, f64)) -> (Probed, String) {
        let [x, y] = run.dataset.train.inputs[index].map(f64::from);
        let reach = (0.001, 0.001);
        let place = Place { x: x + right * 0.001, y: y + up * 0.001, reach, by_mouse: false, point: None };
        let probed = Probed::new(place, run, &Slice::default());
        let words = pages(&probed, run, 200);
        (probed, words)
    }

    /// The same in so many columns.
    fn pages(probed: &Probed, run: &Update, width: usize) -> String {
        super::probe(probed, run, [0, 1]).pages(width, Glyphs::Braille).join("|")
    }

    #[test]
    fn a_probe_speaks_in_the_files_units_and_names() {
        let run = run_on("tests/fixtures/iris.csv", 20);
        let file = std::fs::read_to_string("tests/fixtures/iris.csv").unwrap();
        for index in [0, 7, 50] {
            let (probed, words) = said(&run, index, (0.0, 0.0));
            let class = names::class(run.dataset.train.labels[index] as usize, &run.preset);
            assert!(words.contains(&format!("train point of class {class}, ")), "{words}");
            // A row of the file has these two numbers and this class.
            let is_row = |line: &&str| {
                let cells: Vec<&str> = line.split(',').collect();
                let numbers: Vec<f64> = cells[..2].iter().filter_map(|cell| cell.parse().ok()).collect();
                let [x, y] = numbers[..] else { return false };
                let at = format!("sepal_length {}, sepal_width {}: p(", coordinate(x), coordinate(y));
                words.starts_with(&at) && line.ends_with(&class)
            };
            assert!(file.lines().any(|line| is_row(&line)), "{words}");
            let best = probed.prediction.iter().copied().fold(0.0, f32::max);
            assert!(words.contains(&format!(") {best:.3} · ")), "{words}");
            // At 80 columns the class of the point stays, and the place goes.
            let short = pages(&probed, &run, 78);
            assert!(short.starts_with("p("), "{short}");
            assert!(short.contains(&format!(") {best:.3} · train point of class {class}, ")), "{short}");
        }
    }

    #[test]
    fn values_and_errors_are_in_the_files_unit() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("houses.csv");
        let rows = (0..40).map(|house| format!("{},{},{}\n", 60 + house, house % 7, 100_000 + 3_000 * house));
        std::fs::write(&path, "area,rooms,price\n".to_owned() + &rows.collect::<String>()).unwrap();
        let run = run_on(path.to_str().unwrap(), 0);
        let (probed, words) = said(&run, 3, (0.0, 0.0));
        let scale = run.dataset.scale.label;
        let [target, value] = [run.dataset.train.labels[3], probed.prediction[0]].map(|number| scale.restored(number));
        assert!((100_000.0..=217_000.0).contains(&target) && (target / 1_000.0).fract().abs() < 1e-3);
        let [target_words, error] = [target, value - target].map(|number| coordinate(number.into()));
        let expected =
            format!("predicted price {} · train point, target {target_words}, error {error}", coordinate(value.into()));
        assert!(words.starts_with("area ") && words.contains(", rooms ") && words.ends_with(&expected), "{words}");
    }

    #[test]
    fn a_probe_beside_a_data_point_is_that_point_and_nothing_else() {
        let run = update("xor-blobs", 50, |_| {});
        let (mut at, words) = said(&run, 5, (0.0, 0.0));
        let (beside, same_words) = said(&run, 5, (0.5, -0.5));
        assert_eq!((at.place, at.prediction.clone(), words), (beside.place, beside.prediction.clone(), same_words));
        // The place is drawn, the prediction is said, and the units' activations are shown: all of this point.
        assert_eq!([at.place.0 as f32, at.place.1 as f32], run.dataset.train.inputs[5]);
        assert_eq!(at.probe.prediction().to_vec(), at.prediction);
    }
}
