//! Activations of the hidden layers together: one for all, or one for each.

use std::fmt::{self, Display};

use serde::{Deserialize, Serialize, Serializer};
use strum::VariantNames;

use super::Activation;

/// The activations of a network's hidden layers. Written `Relu` or `ByLayer([Relu, Tanh])` in a preset, `relu` or
/// `relu,tanh` elsewhere. A list of equal activations is the same as that one activation.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(try_from = "Text")]
pub struct LayerActivations {
    /// One for all hidden layers, or one for each from the inputs on. Never empty, and never all the same if several.
    list: Vec<Activation>,
}

impl LayerActivations {
    /// One activation for each hidden layer, from the inputs on; none if there are none.
    pub fn by_layer(mut list: Vec<Activation>) -> Option<Self> {
        let first = list.first().copied()?;
        if list.iter().all(|activation| *activation == first) {
            list.truncate(1);
        }
        Some(Self { list })
    }

    /// The activations of the layers, if not all have the same.
    pub fn list(&self) -> Option<&[Activation]> {
        Some(self.list.as_slice()).filter(|list| list.len() > 1)
    }

    /// Whether some layer's activation is so.
    pub fn any(&self, mut is: impl FnMut(Activation) -> bool) -> bool {
        self.list.iter().any(|activation| is(*activation))
    }

    /// The activation of each of so many hidden layers. The last one that is named goes on in those after it.
    pub fn of_layers(&self, count: usize) -> Vec<Activation> {
        let rest = self.list.last().copied().into_iter().cycle();
        self.list.iter().copied().chain(rest).take(count).collect()
    }

    /// The same for a network of so many hidden layers: those of layers that are gone are dropped, and the last one goes
    /// on in new layers.
    #[must_use]
    pub fn fitted_to(&self, count: usize) -> Self {
        Self::by_layer(self.of_layers(count.max(1))).unwrap_or_else(|| self.clone())
    }
}

impl From<Activation> for LayerActivations {
    fn from(activation: Activation) -> Self {
        Self { list: vec![activation] }
    }
}

impl Display for LayerActivations {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names: Vec<&str> = self.list.iter().map(|activation| activation.name()).collect();
        formatter.write_str(&names.join(","))
    }
}

impl Serialize for LayerActivations {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self.list.as_slice() {
            [activation] => activation.serialize(serializer),
            list => serializer.serialize_newtype_variant("LayerActivations", Text::BY_LAYER, "ByLayer", list),
        }
    }
}

/// The forms in a preset. All are variants of one type, so that a wrong name is refused with the right ones.
#[derive(Deserialize)]
enum Text {
    Relu,
    Tanh,
    Sigmoid,
    Linear,
    LeakyRelu,
    Elu,
    Gelu,
    Softplus,
    Sin,
    ByLayer(Vec<Activation>),
}

impl Text {
    /// The place of the form for lists: after the activations.
    const BY_LAYER: u32 = Activation::VARIANTS.len() as u32;
}

impl TryFrom<Text> for LayerActivations {
    type Error = &'static str;

    fn try_from(text: Text) -> Result<Self, Self::Error> {
        Ok(Self::from(match text {
            Text::ByLayer(list) => return Self::by_layer(list).ok_or("a list without activations"),
            Text::Relu => Activation::Relu,
            Text::Tanh => Activation::Tanh,
            Text::Sigmoid => Activation::Sigmoid,
            Text::Linear => Activation::Linear,
            Text::LeakyRelu => Activation::LeakyRelu,
            Text::Elu => Activation::Elu,
            Text::Gelu => Activation::Gelu,
            Text::Softplus => Activation::Softplus,
            Text::Sin => Activation::Sin,
        }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use Activation::{Elu, Relu, Sin, Tanh};

    fn list(list: &[Activation]) -> LayerActivations {
        LayerActivations::by_layer(list.to_vec()).unwrap()
    }

    #[test]
    fn equal_activations_are_one() {
        assert_eq!(list(&[Relu, Relu, Relu]), Relu.into());
        assert_eq!(list(&[Relu, Relu]).list(), None);
        assert_eq!(list(&[Relu, Tanh]).list(), Some(&[Relu, Tanh][..]));
        assert_eq!(LayerActivations::by_layer(vec![]), None);
        assert_eq!([list(&[Relu]), list(&[Relu, Tanh, Relu])].map(|own| own.to_string()), ["relu", "relu,tanh,relu"]);
    }

    #[test]
    fn other_layers_drop_activations_or_repeat_the_last() {
        let own = list(&[Relu, Tanh, Sin]);
        for (count, expected) in [
            (0, vec![Relu]),
            (1, vec![Relu]),
            (2, vec![Relu, Tanh]),
            (3, vec![Relu, Tanh, Sin]),
            (5, vec![Relu, Tanh, Sin, Sin, Sin]),
        ] {
            assert_eq!(own.fitted_to(count), list(&expected), "{count}");
        }
        assert_eq!(LayerActivations::from(Elu).fitted_to(8), Elu.into());
        assert_eq!(LayerActivations::from(Elu).of_layers(3), [Elu; 3]);
        assert!(own.of_layers(0).is_empty());
    }

    #[test]
    fn presets_have_the_one_name_or_a_list() {
        for (text, own) in [("Relu", list(&[Relu])), ("ByLayer([Relu,Tanh])", list(&[Relu, Tanh]))] {
            assert_eq!(ron::to_string(&own).unwrap(), text);
            assert_eq!(ron::from_str::<LayerActivations>(text).unwrap(), own);
        }
        assert_eq!(ron::from_str::<LayerActivations>("ByLayer([Elu, Elu])").unwrap(), Elu.into());
        for wrong in ["ByLayer([])", "ByLayer", "ByLayer(Relu)", "[Relu, Tanh]", "relu", "ByLayer([Relu], [Tanh])"] {
            ron::from_str::<LayerActivations>(wrong).unwrap_err();
        }
    }

    #[test]
    fn every_activation_comes_back_from_a_preset() {
        for activation in <Activation as strum::IntoEnumIterator>::iter() {
            let own = LayerActivations::from(activation);
            let text = ron::to_string(&own).unwrap();
            assert_eq!((text.as_str(), ron::from_str(&text).unwrap()), (&*format!("{activation:?}"), own));
        }
    }
}
