use super::*;

fn names(names: &[&str]) -> Vec<String> {
    names.iter().map(|name| (*name).to_owned()).collect()
}

fn table(columns: &[&str], classes: &[&str], numbers: &[f32], targets: &[f32]) -> Result<Table, String> {
    let labels = Labels::Classes(names(classes));
    Table::new(names(columns), "kind".into(), labels, numbers.to_vec(), targets.to_vec())
}

#[test]
fn what_is_no_table_is_refused() {
    let (xy, ab) = (["x", "y"], ["a", "b"]);
    let numbers = [1.0, 2.0, 3.0, 4.0];
    assert_eq!(table(&xy, &ab, &numbers, &[0.0, 1.0]).unwrap().to_string(), "2 points of 2 classes");
    let many = ["n"; 65];
    let long = "n".repeat(61);
    for (found, problem) in [
        (table(&[], &ab, &numbers, &[0.0; 4]), "has 0 numeric columns, not 1 to 64"),
        (table(&many, &ab, &[0.0; 130], &[0.0; 2]), "has 65 numeric columns, not 1 to 64"),
        (table(&xy, &ab, &numbers[..2], &[0.0]), "has 1 rows, not 2 to 100000"),
        (table(&xy, &ab, &numbers, &[0.0; 3]), "has 4 numbers, not 3 rows of 2"),
        (table(&xy, &["a"], &numbers, &[0.0; 2]), "has 1 classes, not 2 to 32"),
        (table(&xy, &["a", "b", "a"], &numbers, &[0.0; 2]), "has the class \"a\" twice"),
        (table(&xy, &["a", " "], &numbers, &[0.0; 2]), "has the name \" \", not one of"),
        (table(&xy, &["a", "\u{1b}"], &numbers, &[0.0; 2]), "has the name \"\\u{1b}\", not one of"),
        (table(&["x", &long], &ab, &numbers, &[0.0; 2]), "not one of 1 to 60 characters on one line"),
        (table(&xy, &ab, &[1.0, 2.0, f32::INFINITY, 4.0], &[0.0; 2]), "has inf in row 2"),
        (table(&xy, &ab, &numbers, &[0.0, 2.0]), "has the label 2 in row 2, not 0 or 1"),
    ] {
        let message = found.unwrap_err();
        assert!(message.contains(problem), "{message}");
    }
}

#[test]
fn tables_are_the_same_by_all_that_they_hold() {
    let numbers = [1.0, 2.0, 3.0, 4.0];
    let digest = |columns: &[&str], classes: &[&str], numbers: &[f32], targets: &[f32]| {
        *table(columns, classes, numbers, targets).unwrap().digest()
    };
    let own = digest(&["x", "y"], &["a", "b"], &numbers, &[0.0, 1.0]);
    assert_eq!(digest(&["x", "y"], &["a", "b"], &numbers, &[0.0, 1.0]), own);
    for other in [
        digest(&["xy", ""].map(|name| if name.is_empty() { "z" } else { name }), &["a", "b"], &numbers, &[0.0, 1.0]),
        digest(&["x", "y"], &["a", "c"], &numbers, &[0.0, 1.0]),
        digest(&["x", "y"], &["a", "b"], &[1.0, 2.0, 3.0, 4.5], &[0.0, 1.0]),
        digest(&["x", "y"], &["a", "b"], &numbers, &[1.0, 1.0]),
    ] {
        assert_ne!(other, own);
    }
}

#[test]
fn labels_are_found_by_name_or_number() {
    let labels = Labels::Classes(names(&["0", "1", "two"]));
    let found = |text: &str| labels.class_named(text, text.parse().ok());
    assert_eq!(
        ["0", "-0", "1.0", "two", "2", "Two", ""].map(found),
        [Some(0), Some(0), Some(1), Some(2), None, None, None]
    );
    assert_eq!(labels.to_string(), "0, 1 or two");
    assert_eq!(Labels::numbered(Target::Classes(2)).to_string(), "0 or 1");
    assert_eq!(Labels::Values.to_string(), "a finite number");
}
