//! Every built-in preset: what it says is true, and both engines train it.

mod claims;
mod engines;
mod others;
mod points;
mod run;
mod shapes;
mod start;
mod wrong;

use blobtui::preset;

use claims::Claims;

/// The claims of all presets.
fn claims() -> Vec<&'static Claims> {
    let groups: [&[Claims]; 9] = [
        &start::START,
        &shapes::SHAPES,
        &start::STEPS,
        &wrong::STEPS_AND_STARTS,
        &wrong::DEPTH_AND_SCALE,
        &points::POINTS,
        &others::CLASSES,
        &others::REGRESSION,
        &others::VARIATIONS,
    ];
    groups.into_iter().flatten().collect()
}

#[test]
fn every_sentence_is_true_of_the_run() {
    claims::check(&claims());
}

#[test]
fn every_preset_has_its_claims() {
    let claimed: Vec<_> = claims().iter().map(|claims| claims.preset).collect();
    let built_in: Vec<_> = preset::builtin().iter().map(|known| known.name).collect();
    assert_eq!(claimed, built_in);
}
