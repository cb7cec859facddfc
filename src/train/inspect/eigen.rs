//! Eigenvalues and eigenvectors of small symmetric matrices.

/// Steps that a single eigenvalue may take. Convergence is cubic; two or three are usual.
const MAX_STEPS: usize = 64;

/// The eigenvalues of a finite symmetric matrix, `[n, n]`, from the largest to the smallest, and their eigenvectors,
/// each of length 1, in the same order.
///
/// Householder's reduction to three diagonals, then the QL method with implicit shifts (Golub and Van Loan, "Matrix
/// Computations", sections 8.3.1 and 8.3.5).
pub(super) fn eigen(mut matrix: Vec<f64>, n: usize) -> (Vec<f64>, Vec<Vec<f64>>) {
    assert_eq!(matrix.len(), n * n, "a square matrix");
    // A vector in each row.
    let mut vectors = vec![0.0; n * n];
    for axis in 0..n {
        vectors[axis * n + axis] = 1.0;
    }
    let (mut diagonal, mut beside) = reduce(&mut matrix, &mut vectors, n);
    diagonalize(&mut diagonal, &mut beside, &mut vectors, n);
    let mut order: Vec<usize> = (0..n).collect();
    order.sort_by(|one, other| diagonal[*other].total_cmp(&diagonal[*one]));
    let rows = order.iter().map(|axis| vectors[axis * n..(axis + 1) * n].to_vec()).collect();
    (order.iter().map(|axis| diagonal[*axis]).collect(), rows)
}

/// Reflects the matrix, and the vectors with it, until only the diagonal and the entries beside it are left, which it
/// returns: `n` and `n - 1` of them.
fn reduce(matrix: &mut [f64], vectors: &mut [f64], n: usize) -> (Vec<f64>, Vec<f64>) {
    let mut beside = vec![];
    for step in 0..n.saturating_sub(1) {
        let after = step + 1;
        let mut normal = matrix[step * n + after..(step + 1) * n].to_vec();
        let length = norm(&normal);
        if norm(&normal[1..]) == 0.0 {
            beside.push(normal[0]);
            continue;
        }
        // Away from the first axis, so that nothing cancels.
        let entry = -length.copysign(normal[0]);
        normal[0] -= entry;
        let scale = 1.0 / norm(&normal);
        for number in &mut normal {
            *number *= scale;
        }
        beside.push(entry);
        // A - 2 v pᵀ - 2 p vᵀ, where p is A v less its part along v.
        let rows = |row: usize| row * n + after..(row + 1) * n;
        let mut image: Vec<f64> = (after..n).map(|row| dot(&matrix[rows(row)], &normal)).collect();
        let along = dot(&image, &normal);
        image.iter_mut().zip(&normal).for_each(|(image, normal)| *image -= along * normal);
        for row in after..n {
            let [own, of_image] = [2.0 * normal[row - after], 2.0 * image[row - after]];
            for ((entry, normal), image) in matrix[rows(row)].iter_mut().zip(&normal).zip(&image) {
                *entry -= own * image + of_image * normal;
            }
        }
        // The vectors are rows: each place of the reflected ones is mixed over the rows.
        let mut sums = vec![0.0; n];
        for (row, normal) in (after..n).zip(&normal) {
            sums.iter_mut().zip(&vectors[row * n..]).for_each(|(sum, number)| *sum += normal * number);
        }
        for (row, normal) in (after..n).zip(&normal) {
            vectors[row * n..].iter_mut().zip(&sums).for_each(|(number, sum)| *number -= 2.0 * normal * sum);
        }
    }
    ((0..n).map(|axis| matrix[axis * n + axis]).collect(), beside)
}

/// Rotates until nothing is left beside the diagonal.
fn diagonalize(diagonal: &mut [f64], beside: &mut Vec<f64>, vectors: &mut [f64], n: usize) {
    beside.push(0.0);
    for first in 0..n {
        for _ in 0..MAX_STEPS {
            let is_nothing = |axis: usize| {
                let size = diagonal[axis].abs() + diagonal.get(axis + 1).copied().unwrap_or_default().abs();
                beside[axis].abs() <= f64::EPSILON * size
            };
            // The last axis ends every block.
            let last = (first..n).find(|axis| is_nothing(*axis) || axis + 1 == n).unwrap_or(first);
            if last == first {
                break;
            }
            let half = (diagonal[first + 1] - diagonal[first]) / (2.0 * beside[first]);
            let mut bulge =
                diagonal[last] - diagonal[first] + beside[first] / (half + libm::hypot(half, 1.0).copysign(half));
            let (mut sine, mut cosine, mut shift) = (1.0, 1.0, 0.0);
            let mut ends_early = false;
            for axis in (first..last).rev() {
                let (across, along) = (sine * beside[axis], cosine * beside[axis]);
                let length = libm::hypot(across, bulge);
                beside[axis + 1] = length;
                if length == 0.0 {
                    diagonal[axis + 1] -= shift;
                    beside[last] = 0.0;
                    ends_early = true;
                    break;
                }
                (sine, cosine) = (across / length, bulge / length);
                let rest = diagonal[axis + 1] - shift;
                let turned = (diagonal[axis] - rest) * sine + 2.0 * cosine * along;
                shift = sine * turned;
                diagonal[axis + 1] = rest + shift;
                bulge = cosine * turned - along;
                let (before, from) = vectors.split_at_mut((axis + 1) * n);
                for (one, other) in before[axis * n..].iter_mut().zip(&mut from[..n]) {
                    (*one, *other) = (cosine * *one - sine * *other, sine * *one + cosine * *other);
                }
            }
            if !ends_early {
                diagonal[first] -= shift;
                beside[first] = bulge;
                beside[last] = 0.0;
            }
        }
    }
}

fn dot(one: &[f64], other: &[f64]) -> f64 {
    one.iter().zip(other).map(|(one, other)| one * other).sum()
}

fn norm(numbers: &[f64]) -> f64 {
    dot(numbers, numbers).sqrt()
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
        assert!(
            (vectors[0][0].abs() - half).abs() < 1e-15 && (vectors[0][0] - vectors[0][1]).abs() < 1e-15,
            "{vectors:?}"
        );
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
            n in prop_oneof![7 => 1_usize..=32, 1 => Just(128)],
            points in prop::collection::vec(prop::collection::vec(-3.0_f64..3.0, 128), 1..40),
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
