//! Train a network, draw its decision boundary into a ratatui buffer, and print the buffer.
//!
//! `cargo run --release --example decision_boundary`

use std::ops::ControlFlow;

use blobtui::error::Error;
use blobtui::plot::{DecisionBoundary, Depth, View};
use blobtui::preset;
use blobtui::train::Trainer;
use ratatui::buffer::{Buffer, Cell};
use ratatui::layout::Rect;
use ratatui::widgets::Widget;

/// Columns and rows of the picture. A cell is about twice as high as wide, and so the square is 2 to 1.
const SIZE: (u16, u16) = (60, 30);

fn main() -> Result<(), Error> {
    let recipe = preset::find("xor-blobs")?;
    let mut trainer = Trainer::new(&recipe.name, recipe.preset);
    trainer.train(2000, |_| ControlFlow::Continue(())).expect("the tutorial's run stays finite");

    let (train, test) = (&trainer.dataset().train, &trainer.dataset().test);
    let view = View::around(&train.inputs.iter().chain(&test.inputs)).expect("there are points");
    let mut predictor = trainer.predictor();
    let widget = DecisionBoundary::new(view, |places: &[[f32; 2]]| predictor.predict_plane(places))
        .train(&train.inputs, &train.labels)
        .test(&test.inputs, &test.labels)
        // Without colours the map is drawn in shades; leave this line out in a terminal that has them.
        .depth(Depth::None);

    // In a program with a screen: `frame.render_widget(widget, area)`.
    let area = Rect::new(0, 0, SIZE.0, SIZE.1);
    let mut buffer = Buffer::empty(area);
    widget.render(area, &mut buffer);
    for row in buffer.content.chunks(usize::from(area.width)) {
        println!("{}", row.iter().map(Cell::symbol).collect::<String>().trim_end());
    }
    Ok(())
}
