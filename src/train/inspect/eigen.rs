//! Eigenvalues and eigenvectors of small symmetric matrices.

/// Maximum number of sweeps over all pairs. Convergence is quadratic; 32 by 32 takes a handful.
const MAX_SWEEPS: usize = 32;

/// The eigenvalues of a finite symmetric matrix, `[n, n]`, from the largest to the smallest, and their eigenvectors,
/// each of length 1, in the same order.
///
/// Jacobi's method: a rotation in the plane of two axes, by the smaller angle, makes their entry 0; pair by pair, until
/// all entries off the diagonal are below the rounding error (Golub and Van Loan, "Matrix Computations", section 8.5).
pub(super) fn eigen(mut matrix: Vec<f64>, n: usize) -> (Vec<f64>, Vec<Vec<f64>>) {
    assert_eq!(matrix.len(), n * n, "a square matrix");
    // A vector in each row.
    let mut vectors = vec![0.0; n * n];
    for axis in 0..n {
        vectors[axis * n + axis] = 1.0;
    }
    let nothing = f64::EPSILON * matrix.iter().map(|entry| entry * entry).sum::<f64>().sqrt();
    for _ in 0..MAX_SWEEPS {
        let mut rotated = false;
        for p in 0..n {
            for q in p + 1..n {
                if matrix[p * n + q].abs() > nothing {
                    rotate(&mut matrix, &mut vectors, n, (p, q));
                    rotated = true;
                }
            }
        }
        if !rotated {
            break;
        }
    }
    let value = |axis: usize| matrix[axis * n + axis];
    let mut order: Vec<usize> = (0..n).collect();
    order.sort_by(|one, other| value(*other).total_cmp(&value(*one)));
    let rows = order.iter().map(|axis| vectors[axis * n..(axis + 1) * n].to_vec()).collect();
    (order.iter().map(|axis| value(*axis)).collect(), rows)
}

/// Rotates the axes p < q, and the vectors, so that their nonzero entry becomes 0.
fn rotate(matrix: &mut [f64], vectors: &mut [f64], n: usize, (p, q): (usize, usize)) {
    let (first, second, entry) = (matrix[p * n + p], matrix[q * n + q], matrix[p * n + q]);
    let theta = (second - first) / (2.0 * entry);
    let tangent = 1.0_f64.copysign(theta) / (theta.abs() + theta.hypot(1.0));
    let cosine = 1.0 / tangent.hypot(1.0);
    let sine = tangent * cosine;
    for rows in [&mut *matrix, vectors] {
        let (before, from_q) = rows.split_at_mut(q * n);
        for (one, other) in before[p * n..(p + 1) * n].iter_mut().zip(&mut from_q[..n]) {
            (*one, *other) = (cosine * *one - sine * *other, sine * *one + cosine * *other);
        }
    }
    // The columns mirror the rows, except for the four entries that rotate twice.
    for k in 0..n {
        matrix[k * n + p] = matrix[p * n + k];
        matrix[k * n + q] = matrix[q * n + k];
    }
    (matrix[p * n + p], matrix[q * n + q]) = (first - tangent * entry, second + tangent * entry);
    (matrix[p * n + q], matrix[q * n + p]) = (0.0, 0.0);
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_matrix_of_two_by_two_has_the_eigenvalues_of_the_textbook() {
        let (values, vectors) = eigen(vec![2.0, 1.0, 1.0, 2.0], 2);
        assert!((values[0] - 3.0).abs() < 1e-15 && (values[1] - 1.0).abs() < 1e-15, "{values:?}");
        let half = 0.5_f64.sqrt();
        assert!((vectors[0][0].abs() - half).abs() < 1e-15 && vectors[0][0] == vectors[0][1], "{vectors:?}");
    }

    #[test]
    fn a_diagonal_matrix_is_put_in_order_and_zeros_stay() {
        let (values, vectors) = eigen(vec![1.0, 0.0, 0.0, 0.0, 3.0, 0.0, 0.0, 0.0, 2.0], 3);
        assert_eq!(values, [3.0, 2.0, 1.0]);
        assert_eq!(vectors, [[0.0, 1.0, 0.0], [0.0, 0.0, 1.0], [1.0, 0.0, 0.0]]);
        assert_eq!(eigen(vec![0.0; 4], 2).0, [0.0, 0.0]);
        assert_eq!(eigen(vec![], 0).0, [0.0; 0]);
    }

    proptest! {
        #![proptest_config(crate::cases::cases(256))]

        /// Covariances of few points, whose rank is low and whose eigenvalues repeat, and of many.
        #[test]
        fn vectors_are_orthonormal_and_give_the_matrix_back(
            n in 1_usize..=32,
            points in prop::collection::vec(prop::collection::vec(-3.0_f64..3.0, 32), 1..40),
        ) {
            let mut matrix = vec![0.0; n * n];
            for point in &points {
                for row in 0..n {
                    for column in 0..n {
                        matrix[row * n + column] += point[row] * point[column];
                    }
                }
            }
            let (values, vectors) = eigen(matrix.clone(), n);
            let largest = values[0].abs().max(1.0);
            prop_assert!(values.windows(2).all(|pair| pair[0] >= pair[1]));
            for (one, vector) in vectors.iter().enumerate() {
                for (other, beside) in vectors.iter().enumerate() {
                    let dot: f64 = vector.iter().zip(beside).map(|(a, b)| a * b).sum();
                    prop_assert!((dot - f64::from(u8::from(one == other))).abs() < 1e-12);
                }
                for row in 0..n {
                    let image: f64 = matrix[row * n..][..n].iter().zip(vector).map(|(a, b)| a * b).sum();
                    prop_assert!((image - values[one] * vector[row]).abs() < 1e-12 * largest, "eigenvector {one}");
                }
            }
        }
    }
}
