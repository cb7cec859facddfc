//! Dropout in scripts.

use super::*;

#[test]
fn dropout_is_drawn_in_the_script_and_left_out_where_losses_are_evaluated() {
    let plain = script(&checkpoint("xor-blobs", 0, |_| {})).unwrap();
    assert!(!plain.contains("dropout") && !plain.contains("random_block"), "{plain}");
    let full = script(&checkpoint("xor-blobs", 0, |preset| preset.dropout = 0.25)).unwrap();
    for lines in [
        "\nSEED = 8\n",
        "
    def forward(self, x, dropout=(1,)):
        x = torch.relu(self.linear_1(x)) * dropout[0]
        return self.linear_2(x)
",
        "
        losses.append(mean_loss(model, x_train, y_train))
        if epoch % 100 == 0:
            print(f\"Train loss at epoch {epoch}: {losses[-1]:.4f}\")
        dropout = dropout_factors(0.25, len(x_train), epoch, 0)
        loss = loss_fn(model(x_train, dropout), y_train)
",
        "    for layer, units in enumerate([5]):\n        stream = 6 + 256 * ((epoch * 131072 + batch) * 8 + layer)\n",
        "def random_block(stream, counter):\n",
    ] {
        assert!(full.contains(lines), "{lines}: {full}");
    }
    let edited = script(&edited(&[
        (2, Change::Dropout(0.5)),
        (3, Change::Batch(BatchSize::Size(10))),
        (4, Change::Dropout(0.0)),
    ]))
    .unwrap();
    let lines = "
        if epoch < 3:
            order.sort()
        if epoch < 2:
            p = 0.0
        if 2 <= epoch < 4:
            p = 0.5
        if epoch >= 4:
            p = 0.0
        for first in range(0, len(order), batch_size):
            batch = order[first:first + batch_size]
            dropout = dropout_factors(p, len(batch), epoch, first // batch_size)
            loss = loss_fn(model(x_train[batch], dropout), y_train[batch])
";
    assert!(edited.contains(lines), "{edited}");
}
