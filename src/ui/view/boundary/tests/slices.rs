//! Tables of more than two columns on the decision boundary.

use super::*;

#[test]
fn of_four_columns_the_two_that_separate_best_are_shown_and_every_class_lies_somewhere_on_them() {
    let scene = flowers(300);
    let mut view = Boundary::default();
    scene.view(&mut view, LARGE.0, LARGE.1);
    let names = view.field.slice.axes.map(|column| scene.run.preset.data.column_name(column));
    assert_eq!(names, ["petal_length", "petal_width"]);
    let pixels = view.field.values.chunks_exact(3);
    let winner = |pixel: &[f32]| (0..3).max_by(|one, other| pixel[*one].total_cmp(&pixel[*other])).unwrap();
    let winners: Vec<usize> = pixels.map(winner).collect();
    for class in 0..3 {
        let part = winners.iter().filter(|winner| **winner == class).count();
        assert!(10 * part > winners.len(), "class {class} wins at {part} of {} pixels", winners.len());
    }
    // Where a point lies on the plane is what it is predicted as, for nearly all of them.
    let (train, slice) = (&scene.run.dataset.train, &view.field.slice);
    let on_plane = |index: usize| {
        let [x, y] = slice.place(train, index).map(f64::from);
        let cell = view.field.view.unwrap().cell_of(x, y, view.field.plane).unwrap();
        let (column, row) = (usize::from(cell.x - view.field.plane.x), usize::from(cell.y - view.field.plane.y));
        winners[2 * row * usize::from(view.field.plane.width) + column]
    };
    let alike = (0..train.len()).filter(|index| on_plane(*index) == train.labels[*index] as usize).count();
    assert!(10 * alike > 9 * train.len(), "{alike} of {}", train.len());
}

#[test]
fn points_far_off_the_slice_are_fainter_and_the_legend_says_so() {
    let scene = flowers(300);
    let buffer = shown(&scene, LARGE);
    assert!(row(&buffer, 53).contains("faint over 1 sd off"), "{}", row(&buffer, 53));
    let slice = &scene.evaluation.shown.slice;
    let train = &scene.run.dataset.train;
    let far = (0..train.len()).filter(|index| slice.distance(train, *index) > 1.0).count();
    assert!(far > 10 && far < train.len() / 2, "{far} of {}", train.len());
    let bold = |buffer: &Buffer| {
        let markers = buffer.content().iter().filter(|cell| ["0", "1", "2"].contains(&cell.symbol()));
        markers.filter(|cell| cell.modifier.contains(Modifier::BOLD)).count()
    };
    // At the place of a point, what lies as it does is near, and others are far.
    let mut moved = flowers(300);
    let of = moved.evaluation.shown.survey.clone();
    moved.look.selection.slice.set_to_point(&moved.run.dataset.train, 0, &of, &moved.run);
    moved.evaluate();
    assert_ne!(bold(&buffer), bold(&shown(&moved, LARGE)));
    let dim = |depth: Depth, glyphs: Glyphs| {
        let theme = Theme::new(Palette::Dark, depth, glyphs);
        let scene = Scene::new(flowers(0).run, Look { theme, glyphs, ..look(depth) });
        let buffer = shown(&scene, LARGE);
        buffer.content().iter().filter(|cell| cell.modifier.contains(Modifier::DIM)).count()
    };
    for glyphs in [Glyphs::Braille, Glyphs::Ascii] {
        assert!(dim(Depth::Sixteen, glyphs) > 10 && dim(Depth::None, glyphs) > 10);
        assert_eq!([dim(Depth::TrueColour, glyphs), dim(Depth::Indexed, glyphs)], [0, 0]);
    }
}

#[test]
fn what_is_said_of_a_point_off_the_slice_says_so() {
    let mut scene = flowers(300);
    let mut view = Boundary::default();
    scene.view(&mut view, LARGE.0, LARGE.1);
    let (train, slice) = (&scene.run.dataset.train, scene.evaluation.shown.slice.clone());
    let index =
        (0..train.len()).max_by(|one, other| slice.distance(train, *one).total_cmp(&slice.distance(train, *other)));
    let index = index.unwrap();
    let ([x, y], distance) = (slice.place(train, index).map(f64::from), slice.distance(train, index));
    let place = crate::ui::selection::Place { x, y, reach: (0.01, 0.01), by_mouse: false, point: Some((true, index)) };
    scene.look.selection.probe = Some(place);
    scene.evaluate();
    let said = |scene: &Scene, width: usize| {
        let hint = view.hint(&scene.context()).unwrap();
        hint.pages(width, Glyphs::Braille).join("|")
    };
    let words = said(&scene, 250);
    assert!(words.contains(&format!("{distance:.1} sd off the slice, which has p(")), "{words}");
    for width in [40, 60, 78, 118] {
        assert!(said(&scene, width).contains(" sd off the slice"), "{}", said(&scene, width));
    }
    // The slice goes through the point: the plane says of its place what the network says of it.
    let of = scene.evaluation.shown.survey.clone();
    scene.look.selection.slice.set_to_point(&scene.run.dataset.train, index, &of, &scene.run);
    scene.evaluate();
    assert!(!said(&scene, 250).contains("off the slice"), "{}", said(&scene, 250));
    let prediction = &scene.evaluation.probe.as_ref().unwrap().prediction;
    let features = scene.evaluation.shown.slice.features(&scene.run.preset.inputs, &[[x as f32, y as f32]]);
    let own = crate::data::features(&scene.run.preset.inputs, &{
        let mut point = crate::data::Points::default();
        point.push_of(&scene.run.dataset.train, index);
        point
    });
    assert!(features.iter().zip(&own).all(|(one, other)| (one - other).abs() < 1e-5), "{features:?} {own:?}");
    assert_eq!(prediction.len(), 3);
}

#[test]
fn w_goes_through_points_that_share_a_place_on_the_slice() {
    let mut scene = flowers(0);
    let mut view = Boundary::default();
    scene.view(&mut view, LARGE.0, LARGE.1);
    let predictions = &scene.evaluation.predictions;
    let wrong = predictions.train.wrong.len() + predictions.test.wrong.len();
    assert!(wrong > 20, "{wrong}");
    let mut seen = std::collections::HashSet::new();
    for _ in 0..wrong {
        next(&mut scene, &mut view);
        let probed = scene.evaluation.probe.as_ref().unwrap();
        let (_, is_train, verdict) = probed.point.unwrap();
        assert_eq!(verdict.right, Some(false));
        seen.insert((is_train, probed.index.unwrap()));
    }
    // A few rows of the file are alike.
    assert!(seen.len() >= wrong - 3, "{} of {wrong}", seen.len());
}
