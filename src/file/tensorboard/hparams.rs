//! The settings of a run for TensorBoard's hparams plugin, all of them from the table of settings.

use crate::file::protobuf::Message;
use crate::preset::Preset;
use crate::preset::settings::{Kind, SETTINGS, Setting};

/// The setting that stands beside those of the table.
const PRESET: &str = "preset";
/// A tensor without numbers, which stands in the place of a value.
const NO_TENSOR: [u8; 6] = [8, 1, 18, 2, 18, 0];

/// Types of settings in the plugin.
enum DataType {
    Text = 1,
    Boolean = 2,
    Number = 3,
}

/// What can be compared: every setting, whether this run has it or not, so that runs of one folder go together, and
/// the scalars of these names.
pub(super) fn experiment(metrics: &[&str]) -> Message {
    let info = |name, help: &str, data_type: DataType| {
        Message::default().text(1, name).text(3, help).whole(4, data_type as u64)
    };
    let settings = SETTINGS.iter().map(|setting| info(setting.name, setting.help, data_type(setting)));
    let infos = [info(PRESET, "Name of the preset", DataType::Text)].into_iter().chain(settings);
    let experiment = infos.fold(Message::default(), |experiment, info| experiment.message(4, &info));
    let metric = |name| Message::default().message(1, &Message::default().text(2, name));
    let experiment = metrics.iter().fold(experiment, |experiment, name| experiment.message(5, &metric(name)));
    value("_hparams_/experiment", &Message::default().message(2, &experiment))
}

/// The settings of a run from the preset of this name; those that it doesn't have are left out.
pub(super) fn session_start(name: &str, preset: &Preset) -> Message {
    let settings = SETTINGS.iter().filter_map(|setting| Some((setting.name, number_or_text(setting, preset)?)));
    let entries = [(PRESET, Message::default().text(3, name))].into_iter().chain(settings);
    let session = entries.fold(Message::default(), |session, (name, value)| {
        session.message(1, &Message::default().text(1, name).message(2, &value))
    });
    value("_hparams_/session_start_info", &Message::default().message(3, &session))
}

/// How the run ended.
pub(super) fn session_end(is_success: bool) -> Message {
    let status = if is_success { 1 } else { 2 };
    value("_hparams_/session_end_info", &Message::default().message(4, &Message::default().whole(1, status)))
}

/// A value of a summary that holds data of the plugin and nothing else.
fn value(tag: &str, data: &Message) -> Message {
    let plugin = Message::default().text(1, "hparams").message(2, data);
    Message::default().text(1, tag).message(9, &Message::default().message(1, &plugin)).bytes(8, &NO_TENSOR)
}

fn data_type(setting: &Setting) -> DataType {
    match setting.kind() {
        Kind::Boolean => DataType::Boolean,
        Kind::Whole | Kind::Number => DataType::Number,
        Kind::Name(_) | Kind::Names(_) | Kind::Text => DataType::Text,
    }
}

/// The value of a setting in a preset, as a `google.protobuf.Value`.
fn number_or_text(setting: &Setting, preset: &Preset) -> Option<Message> {
    let text = setting.value(preset)?;
    let number = text.parse::<f64>();
    Some(match (data_type(setting), number) {
        (DataType::Boolean, _) => Message::default().whole(4, u64::from(text == "true")),
        // A seed may have more digits than the plugin's numbers.
        (DataType::Number, Ok(number)) if setting.kind() == Kind::Number || number < (1_u64 << 53) as f64 => {
            Message::default().double(2, number)
        }
        _ => Message::default().text(3, &text),
    })
}
