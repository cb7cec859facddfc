//! The fields of a row that people see, and the orders by them.

use super::Loaded;
use crate::sweep::target::Measure;

/// What a row has of interest.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Field {
    /// The number of the run.
    Run,
    /// The value of a setting that varies, by its place among these.
    Setting(usize),
    /// A seed that varies, by its place among these.
    Seed(usize),
    /// How the run ended.
    State,
    /// Completed epochs.
    Epochs,
    /// A measure of the last weights.
    Measure(Measure),
}

impl Loaded {
    /// The fields that a table of this has.
    pub fn fields(&self) -> Vec<Field> {
        let mut fields = vec![Field::Run];
        fields.extend((0..self.settings.len()).map(Field::Setting));
        fields.extend((0..self.seeds.len()).map(Field::Seed));
        fields.extend(self.measures().map(Field::Measure));
        fields.push(Field::State);
        fields.push(Field::Epochs);
        fields
    }

    /// The name of a field, that of its column in the file.
    pub fn name(&self, field: Field) -> String {
        match field {
            Field::Run => "run".to_owned(),
            Field::Setting(place) => self.settings[place].setting.name.to_owned(),
            Field::Seed(place) => self.seeds[place].setting.name.to_owned(),
            Field::State => "state".to_owned(),
            Field::Epochs => "epochs".to_owned(),
            Field::Measure(measure) => measure.column(),
        }
    }

    /// The text of a field of a row, as the file has it; that of a measure only if it is one.
    pub fn text(&self, row: u32, field: Field) -> String {
        let place = row as usize;
        match field {
            Field::Run => self.runs[place].to_string(),
            Field::Setting(setting) => {
                let varied = &self.settings[setting];
                varied.values[varied.of[place] as usize].clone()
            }
            Field::Seed(seed) => self.seeds[seed].of[place].to_string(),
            Field::State => self.states[place].name().to_owned(),
            Field::Epochs => self.epochs[place].to_string(),
            Field::Measure(measure) => self.value(row, measure).map_or_else(String::new, |value| value.to_string()),
        }
    }

    /// The number by which a field of a row is ordered; not a number where the row has nothing there.
    fn key(&self, row: u32, field: Field) -> f64 {
        let place = row as usize;
        match field {
            Field::Run => place as f64,
            Field::Setting(setting) => f64::from(self.settings[setting].of[place]),
            Field::Seed(seed) => self.seeds[seed].of[place] as f64,
            Field::State => f64::from(self.states[place] as u8),
            Field::Epochs => self.epochs[place] as f64,
            Field::Measure(measure) => self.value(row, measure).unwrap_or(f64::NAN),
        }
    }

    /// Sorts rows by a field, upwards or downwards; those that have nothing there come last, equal ones by their runs.
    pub fn sort(&self, rows: &mut [u32], field: Field, is_down: bool) {
        let mut keys: Vec<(f64, u32)> = rows
            .iter()
            .map(|row| {
                let key = self.key(*row, field);
                (if is_down { -key } else { key }, *row)
            })
            .collect();
        keys.sort_unstable_by(|one, other| {
            let by_nothing = one.0.is_nan().cmp(&other.0.is_nan());
            // All that is not a number is equal, whatever its sign.
            let by_key = one.0.partial_cmp(&other.0).unwrap_or(std::cmp::Ordering::Equal);
            by_nothing.then(by_key).then(one.1.cmp(&other.1))
        });
        for (row, (_, sorted)) in rows.iter_mut().zip(keys) {
            *row = sorted;
        }
    }
}
