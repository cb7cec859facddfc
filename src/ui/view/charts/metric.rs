//! What the charts can show, and along what: their tabs and their axes.

use strum::{EnumIter, IntoEnumIterator};

use crate::network::Score;
use crate::plot::{Glyphs, Scale};
use crate::session::Update;
use crate::train::Segments;

/// A quantity with a chart of its own: a tab.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, EnumIter)]
pub enum Metric {
    #[default]
    Loss,
    /// Accuracy in percent, or R².
    Score,
    LearningRate,
    /// Of the whole network and of each layer.
    GradientNorm,
}

impl Metric {
    /// Its name, and shorter ones for where there is less and less room.
    pub fn names(self, run: Option<&Update>, glyphs: Glyphs) -> [String; 3] {
        let score = match run.map(|run| run.record.train_score) {
            Some(Score::Determination(_)) => glyphs.text("R²").into_owned(),
            _ => "accuracy".to_owned(),
        };
        match self {
            Self::Loss => ["loss"; 3].map(str::to_owned),
            Self::Score => [(); 3].map(|()| score.clone()),
            Self::LearningRate => ["learning rate", "learning rate", "rate"].map(str::to_owned),
            Self::GradientNorm => ["gradient norm", "gradient", "gradient"].map(str::to_owned),
        }
    }

    /// The one that comes this many tabs later, round and round.
    pub fn after(self, tabs: usize) -> Self {
        let mut all = Self::iter().cycle().skip_while(|metric| *metric != self);
        all.nth(tabs).unwrap_or_default()
    }

    /// Whether its axis can be logarithmic.
    pub fn has_log_axis(self) -> bool {
        matches!(self, Self::Loss | Self::GradientNorm)
    }
}

/// What the charts have along their x axis.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Along {
    #[default]
    Epochs,
    /// Epochs on a logarithmic axis.
    LogEpochs,
    /// Updates of the weights, by which different batch sizes can be compared.
    Updates,
}

impl Along {
    pub fn next(self) -> Self {
        match self {
            Self::Epochs => Self::LogEpochs,
            Self::LogEpochs => Self::Updates,
            Self::Updates => Self::Epochs,
        }
    }

    pub fn scale(self) -> Scale {
        if self == Self::LogEpochs { Scale::Log } else { Scale::Linear }
    }

    /// What the title says of it.
    pub fn remark(self) -> &'static str {
        match self {
            Self::Epochs => "",
            Self::LogEpochs => "log epochs",
            Self::Updates => "updates",
        }
    }

    /// The x of an epoch.
    pub fn x_of(self, epoch: f64, segments: &Segments) -> f64 {
        if self == Self::Updates { segments.updates(epoch) } else { epoch }
    }

    /// The epoch at an x.
    pub fn epoch_at(self, x: f64, segments: &Segments) -> f64 {
        if self == Self::Updates { segments.epoch_at(x) } else { x }
    }
}

/// How the charts are drawn.
#[derive(Clone, Copy, Debug)]
pub struct Axes {
    pub along: Along,
    /// The scale of losses and gradient norms.
    pub scale: Scale,
    /// The first and the last epoch.
    pub epochs: (u64, u64),
    /// The half-life of the moving average of the train line, in epochs, if it is smoothed.
    pub half_life: Option<u64>,
}
