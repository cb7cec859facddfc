//! Class weights in scripts.

use super::*;

#[test]
fn class_weights_are_pytorchs_arguments_where_it_has_them() {
    let of = |name: &str, loss: Loss, weights: &[f64]| {
        let weighted = checkpoint(name, 0, |preset| {
            (preset.loss, preset.class_weights) = (loss, weights.to_vec());
        });
        script(&weighted).unwrap()
    };
    let several = [1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.5];
    for (name, loss, weights, lines) in [
        (
            "xor-blobs",
            Loss::BinaryCrossEntropy,
            &[1.0, 4.0][..],
            "\nloss_fn = nn.BCEWithLogitsLoss(pos_weight=torch.tensor([4.0]))\n",
        ),
        (
            "xor-blobs",
            Loss::BinaryCrossEntropy,
            &[0.5, 4.0],
            "    weights = torch.tensor([0.5, 4.0])[y.long()]
    return nn.functional.binary_cross_entropy_with_logits(z, y, weight=weights)
",
        ),
        (
            "blobs-8",
            Loss::SoftmaxCrossEntropy,
            &several,
            "\nloss_fn = nn.CrossEntropyLoss(weight=torch.tensor([1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.5]))\n",
        ),
        (
            "xor-blobs",
            Loss::Hinge,
            &[1.0, 4.0],
            "    weights = torch.tensor([1.0, 4.0])[y.long()]
    target = 2 * y - 1
    return (weights * torch.relu(1 - target * z)).mean()
",
        ),
        (
            "xor-blobs",
            Loss::SigmoidSquaredError,
            &[1.0, 4.0],
            "    return (weights * (torch.sigmoid(z) - y) ** 2).mean()\n",
        ),
    ] {
        let script = of(name, loss, weights);
        assert!(script.contains(lines), "{lines}: {script}");
    }
    let edit = Change::ClassWeights(vec![1.0, 4.0]);
    let message = script(&edited(&[(2, edit)])).unwrap_err().to_string();
    assert!(message.contains("an edit of the class weights at epoch 2 can't be part of a script"), "{message}");
}
