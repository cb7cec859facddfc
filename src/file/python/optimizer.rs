//! Update rules and schedules by PyTorch's names.

use crate::optimizer::{Adam, Optimizer, RmsProp, Schedule, Sgd};

/// The call that makes the optimizer of a model, with the settings that differ from PyTorch's defaults.
pub(super) fn call(optimizer: &Optimizer) -> String {
    let class = match optimizer {
        Optimizer::Sgd(_) => "SGD",
        Optimizer::Adam(_) => "Adam",
        Optimizer::AdamW(_) => "AdamW",
        Optimizer::RmsProp(_) => "RMSprop",
    };
    let default = Optimizer::named(optimizer.name(), optimizer.learning_rate());
    let defaults = default.as_ref().map(all_settings).unwrap_or_default();
    let settings = all_settings(optimizer).into_iter().enumerate();
    let own = settings.filter(|(place, setting)| *place == 0 || defaults.get(*place) != Some(setting));
    let own = own.map(|(_, (name, value))| format!("{name}={value}"));
    let arguments: Vec<String> = std::iter::once("model.parameters()".to_owned()).chain(own).collect();
    format!("torch.optim.{class}({})", arguments.join(", "))
}

/// All settings with their values, by PyTorch's names, the learning rate first.
pub(super) fn all_settings(optimizer: &Optimizer) -> Vec<(&'static str, String)> {
    match optimizer {
        Optimizer::Sgd(Sgd { learning_rate, momentum, dampening, weight_decay, nesterov }) => vec![
            ("lr", number(*learning_rate)),
            ("momentum", number(*momentum)),
            ("dampening", number(*dampening)),
            ("weight_decay", number(*weight_decay)),
            ("nesterov", truth(*nesterov)),
        ],
        Optimizer::Adam(adam) => adam_settings(adam),
        Optimizer::AdamW(adam) => adam_settings(adam),
        Optimizer::RmsProp(RmsProp { learning_rate, alpha, eps, weight_decay, momentum, centered }) => vec![
            ("lr", number(*learning_rate)),
            ("alpha", number(*alpha)),
            ("eps", number(*eps)),
            ("weight_decay", number(*weight_decay)),
            ("momentum", number(*momentum)),
            ("centered", truth(*centered)),
        ],
    }
}

fn adam_settings<const DECOUPLED: bool>(adam: &Adam<DECOUPLED>) -> Vec<(&'static str, String)> {
    let Adam { learning_rate, betas, eps, weight_decay, amsgrad } = adam;
    vec![
        ("lr", number(*learning_rate)),
        ("betas", format!("({}, {})", number(betas.0), number(betas.1))),
        ("eps", number(*eps)),
        ("weight_decay", number(*weight_decay)),
        ("amsgrad", truth(*amsgrad)),
    ]
}

/// A function of the learning rate of each epoch, if that is not constant.
pub(super) fn schedule(schedule: Schedule, base: f64) -> Option<String> {
    let base = number(base);
    let cosine = |epoch: &str, length: u64, least: f64| {
        let (difference, sum) = match least {
            0.0 => (base.clone(), String::new()),
            _ => (format!("({base} - {least:?})"), format!("{least:?} + ")),
        };
        format!("    return {sum}{difference} * (1 + math.cos(math.pi * min({epoch} / {length}, 1))) / 2\n")
    };
    let (words, body) = match schedule {
        Schedule::Constant => return None,
        Schedule::Step { step_size, gamma } => (
            format!("Times {gamma:?} every {step_size} epochs."),
            format!("    return {base} * {gamma:?} ** (epoch // {step_size})\n"),
        ),
        Schedule::Exponential { gamma } => {
            (format!("Times {gamma:?} every epoch."), format!("    return {base} * {gamma:?} ** epoch\n"))
        }
        Schedule::Cosine { epochs, least } => {
            (format!("Half a cosine over {epochs} epochs."), cosine("epoch", epochs, least))
        }
        Schedule::WarmUpCosine { warm_up, epochs, least } => (
            format!("A rise over {warm_up} epochs, then half a cosine up to epoch {epochs}."),
            format!("    if epoch < {warm_up}:\n        return {base} * (epoch + 1) / {}\n", warm_up + 1)
                + &cosine(&format!("(epoch - {warm_up})"), epochs - warm_up, least),
        ),
    };
    Some(format!("def learning_rate(epoch):\n    \"\"\"{words}\"\"\"\n{body}\n\n"))
}

fn number(value: f64) -> String {
    format!("{value:?}")
}

fn truth(value: bool) -> String {
    if value { "True".to_owned() } else { "False".to_owned() }
}
