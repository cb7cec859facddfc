//! What the hint line says of the probed point, and of the point that would be drawn.

use crate::data::Target;
use crate::network::Loss;
use crate::session::Update;
use crate::ui::evaluation::probe::Probed;
use crate::ui::format::{measure, setting};
use crate::ui::plane::Field;
use crate::ui::view::boundary::draw::Draw;
use crate::ui::view::hint::correct;

/// The prediction at the probe, and the loss of the data point there.
pub fn probed(measurements: &Probed, run: &Update) -> Vec<String> {
    let (x, y) = measurements.place;
    let prediction = match (run.preset.loss, &measurements.prediction[..]) {
        (Loss::BinaryCrossEntropy, [probability]) => format!("P(label 1) {probability:.3}"),
        (Loss::SoftmaxCrossEntropy, probabilities) => {
            let best =
                (0..probabilities.len()).max_by(|one, other| probabilities[*one].total_cmp(&probabilities[*other]));
            best.map_or_else(String::new, |best| format!("P(label {best}) {:.3}", probabilities[best]))
        }
        (_, numbers) => numbers.first().map_or_else(String::new, |value| format!("value {value:.3}")),
    };
    let mut pieces = vec![format!("({x:.2}, {y:.2}): {prediction}")];
    if let Some((label, train, verdict)) = measurements.point {
        let split = if train { "train" } else { "test" };
        let right = verdict.right.map_or("", |right| if right { ", correct" } else { ", misclassified" });
        let (label, loss) = (setting(f64::from(label)), measure(verdict.loss));
        pieces.push(format!("{split} point, label {label}, loss {loss}{right}"));
    }
    pieces
}

/// The label and place of the next point.
pub fn drawing(draw: &Draw, run: &Update, field: &Field) -> Vec<String> {
    let (x, y) = draw.cursor.place(field).unwrap_or_default();
    let label = setting(f64::from(draw.label(run, field)));
    let label = match run.preset.data.target() {
        Target::Classes(_) => format!("label {label}"),
        Target::Value => format!("value {label}"),
    };
    let drawn = run.preset.drawn.points.len();
    vec![format!("drawing {label} at ({x:.2}, {y:.2})"), format!("{drawn} drawn"), correct(run)]
}
