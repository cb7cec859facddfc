//! Train a network, draw its decision boundary into a ratatui buffer, and print the buffer.
//!
//! `cargo run --release --example decision_boundary`

use blobtui::data::{Dataset, Input};
use blobtui::error::Error;
use blobtui::network::EngineKind;
use blobtui::plot::{Depth, Glyphs, Numbers, Plane, Point, View};
use blobtui::preset;
use blobtui::train::{Trainer, unlabelled};
use ratatui::buffer::{Buffer, Cell};
use ratatui::layout::Rect;

/// Columns and rows of the picture. A cell is about twice as high as wide, and so the square is 2 to 1.
const SIZE: (u16, u16) = (60, 30);

fn main() -> Result<(), Error> {
    let recipe = preset::find("xor-blobs")?;
    let mut trainer = Trainer::new(&recipe.name, recipe.preset);
    while trainer.epoch() < 2000 {
        trainer.advance(|| false).expect("the tutorial's run stays finite");
    }

    let area = Rect::new(0, 0, SIZE.0, SIZE.1);
    let view = View { x: (-2.0, 2.0), y: (-2.0, 2.0) };
    let values = probabilities(&trainer, &view, area);
    let plane = Plane {
        values: &values,
        numbers: Numbers::Sides,
        line: &[],
        discrete: false,
        points: &points(trainer.dataset(), &view, area),
        // Without colours the plane is drawn in shades. `Depth::TrueColour` is for a terminal that ratatui draws to.
        depth: Depth::None,
        glyphs: Glyphs::Braille,
    };
    let mut buffer = Buffer::empty(area);
    plane.render(area, &mut buffer);

    for row in buffer.content.chunks(usize::from(area.width)) {
        println!("{}", row.iter().map(Cell::symbol).collect::<String>().trim_end());
    }
    Ok(())
}

/// The probability of label 1 at every pixel, `[rows * columns]` from the upper left: a cell has two pixels, one above
/// the other.
fn probabilities(trainer: &Trainer, view: &View, area: Rect) -> Vec<f32> {
    let preset = trainer.preset();
    let centers = view.pixel_centers(usize::from(area.width), 2 * usize::from(area.height));
    // From coordinates to the network's inputs, laid out as the engines take them.
    let inputs: &[Input] = &preset.inputs;
    let pixels = unlabelled(inputs, centers.as_chunks().0, &[]);

    let shape = preset.shape();
    let mut network = EngineKind::Fused.build(&shape, preset.loss);
    let mut outputs = vec![0.0; pixels.len() * shape.outputs];
    network.outputs(trainer.parameters(), &pixels, &mut outputs);
    // From logits to probabilities.
    preset.loss.predict(&mut outputs, shape.outputs);
    outputs
}

/// Train points bold, test points plain; `o` is label 0 and `+` is label 1.
fn points(dataset: &Dataset, view: &View, area: Rect) -> Vec<Point> {
    let splits = [(&dataset.train, true), (&dataset.test, false)];
    let labelled = splits.into_iter().flat_map(|(points, bold)| {
        points.inputs.iter().zip(&points.labels).map(move |(&[x, y], &label)| (x, y, label, bold))
    });
    let drawn = labelled.filter_map(|(x, y, label, bold)| {
        let cell = view.cell_of(f64::from(x), f64::from(y), area)?;
        Some(Point { cell, glyph: if label > 0.5 { "+" } else { "o" }, bold, value: None, highlighted: false })
    });
    drawn.collect()
}
