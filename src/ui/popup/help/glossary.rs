//! What the numbers on the screen are: header, metrics, the columns of the diagnostics and of the predictions.

/// Headings, each with names and what they mean.
pub const GLOSSARY: [(&str, &[(&str, &str)]); 4] = [
    (
        "header",
        &[
            ("running", "the run trains; paused, finished and diverged are its other states"),
            ("past", "an earlier epoch is shown: 400 of 1,240; G goes back to the newest"),
            ("100/s", "requested epochs a second; max: what is measured at unlimited speed"),
            ("edited", "a setting differs from the preset's, or an edit was made"),
            ("seed", "the random seed of points and weights; W changes the weights' alone"),
        ],
    ),
    (
        "metrics",
        &[
            ("test accuracy", "part of the test points that are classified correctly, and how many"),
            ("train", "the same of the points that the network learns from"),
            (
                "test R²",
                "regression: part of the targets' variance that is explained; 1 is perfect, 0 as good as the mean",
            ),
            ("test loss", "the loss over the test points; far above the train loss means overfitting"),
            (
                "gradient norm",
                "L2 norm of the train loss's gradient by all weights; small: a minimum or a plateau is near",
            ),
        ],
    ),
    (
        "diagnostics",
        &[
            ("weight norm", "L2 norm of the layer's weights and biases"),
            ("gradient norm", "L2 norm of the loss's gradient by them; near 0 the layer does not learn"),
            ("update ratio", "size of the latest step relative to the weights; about 0.001 is typical"),
            ("dead", "units whose activation is flat at every train point, of all units"),
            ("saturated", "part of tanh or sigmoid activations at their ends, where gradients vanish"),
            ("weight values", "histogram of the weights, from the least to the largest"),
            ("activations", "histogram of the units' activations at the train points"),
            ("over time", "the norms and the ratio over the epochs so far"),
        ],
    ),
    (
        "predictions",
        &[
            ("confusion matrix", "rows are classes, columns predictions; the diagonal is correct"),
            ("errors", "regression: distribution of prediction minus target"),
        ],
    ),
];
