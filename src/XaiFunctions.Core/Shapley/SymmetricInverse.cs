using System.Numerics.Tensors;

namespace XaiFunctions.Core.Shapley;

/// <summary>Inverts the symmetric positive semi-definite matrices of the regressions.</summary>
internal static class SymmetricInverse
{
    private const double RelativePivot = 1e-11;
    private const double RelativeEigenvalue = 1e-10;
    private const int MaxSweeps = 60;

    /// <summary>The inverse by Cholesky's factorisation.</summary>
    /// <param name="matrix">n x n; both halves given.</param>
    /// <param name="n">The number of rows.</param>
    /// <returns>The inverse, n x n, or null if the matrix is singular to working precision.</returns>
    public static double[]? TryCholesky(ReadOnlySpan<double> matrix, int n)
    {
        // lower: L with L L' = matrix. Rows are contiguous, so every step is a dot product of two rows.
        var lower = new double[n * n];
        double largest = 0;
        for (int i = 0; i < n; i++)
            largest = Math.Max(largest, matrix[(i * n) + i]);
        for (int i = 0; i < n; i++)
        {
            for (int j = 0; j <= i; j++)
            {
                double sum = matrix[(i * n) + j] - Dot(lower, i * n, j * n, j);
                if (j < i)
                    lower[(i * n) + j] = sum / lower[(j * n) + j];
                else if (sum > RelativePivot * largest)
                    lower[(i * n) + i] = Math.Sqrt(sum);
                else
                    return null;
            }
        }

        return InvertFactor(lower, n);
    }

    /// <summary>The Moore-Penrose inverse by Jacobi's rotations: the solutions that it gives have the least norm.</summary>
    /// <param name="matrix">n x n; both halves given.</param>
    /// <param name="n">The number of rows.</param>
    public static double[] PseudoInverse(ReadOnlySpan<double> matrix, int n)
    {
        double[] a = matrix.ToArray();
        var vectors = new double[n * n];
        for (int i = 0; i < n; i++)
            vectors[(i * n) + i] = 1;
        for (int sweep = 0; sweep < MaxSweeps && OffDiagonal(a, n) > 1e-30 * Diagonal(a, n); sweep++)
        {
            for (int p = 0; p < n - 1; p++)
            {
                for (int q = p + 1; q < n; q++)
                    Rotate(a, vectors, n, p, q);
            }
        }

        double largest = 0;
        for (int i = 0; i < n; i++)
            largest = Math.Max(largest, a[(i * n) + i]);
        var inverse = new double[n * n];
        for (int k = 0; k < n; k++)
        {
            // Row k of vectors is an eigenvector.
            double value = a[(k * n) + k];
            if (value <= RelativeEigenvalue * largest)
                continue;
            ReadOnlySpan<double> vector = vectors.AsSpan(k * n, n);
            for (int i = 0; i < n; i++)
                TensorPrimitives.MultiplyAdd(vector, vector[i] / value, inverse.AsSpan(i * n, n), inverse.AsSpan(i * n, n));
        }

        return inverse;
    }

    private static double[] InvertFactor(double[] lower, int n)
    {
        // Row j of columns is column j of L^-1, so the inverse L^-T L^-1 is made of dot products of rows as well.
        var columns = new double[n * n];
        for (int j = 0; j < n; j++)
        {
            columns[(j * n) + j] = 1 / lower[(j * n) + j];
            for (int i = j + 1; i < n; i++)
            {
                ReadOnlySpan<double> row = lower.AsSpan((i * n) + j, i - j);
                columns[(j * n) + i] = -TensorPrimitives.Dot(row, columns.AsSpan((j * n) + j, i - j)) / lower[(i * n) + i];
            }
        }

        var inverse = new double[n * n];
        for (int i = 0; i < n; i++)
        {
            for (int j = 0; j <= i; j++)
            {
                double value = TensorPrimitives.Dot<double>(columns.AsSpan((i * n) + i, n - i), columns.AsSpan((j * n) + i, n - i));
                inverse[(i * n) + j] = inverse[(j * n) + i] = value;
            }
        }

        return inverse;
    }

    private static void Rotate(double[] a, double[] vectors, int n, int p, int q)
    {
        double off = a[(p * n) + q];
        if (off == 0)
            return;

        double theta = (a[(q * n) + q] - a[(p * n) + p]) / (2 * off);
        double tangent = (theta >= 0 ? 1 : -1) / (Math.Abs(theta) + Math.Sqrt((theta * theta) + 1));
        double cosine = 1 / Math.Sqrt((tangent * tangent) + 1), sine = tangent * cosine;
        for (int k = 0; k < n; k++)
            (a[(k * n) + p], a[(k * n) + q]) = Turn(a[(k * n) + p], a[(k * n) + q], cosine, sine);
        for (int k = 0; k < n; k++)
            (a[(p * n) + k], a[(q * n) + k]) = Turn(a[(p * n) + k], a[(q * n) + k], cosine, sine);
        for (int k = 0; k < n; k++)
            (vectors[(p * n) + k], vectors[(q * n) + k]) = Turn(vectors[(p * n) + k], vectors[(q * n) + k], cosine, sine);
    }

    private static (double P, double Q) Turn(double p, double q, double cosine, double sine) =>
        ((cosine * p) - (sine * q), (sine * p) + (cosine * q));

    private static double Dot(double[] matrix, int first, int second, int length) =>
        TensorPrimitives.Dot<double>(matrix.AsSpan(first, length), matrix.AsSpan(second, length));

    private static double OffDiagonal(double[] a, int n)
    {
        double sum = 0;
        for (int i = 0; i < n; i++)
        {
            for (int j = 0; j < i; j++)
                sum += a[(i * n) + j] * a[(i * n) + j];
        }

        return sum;
    }

    private static double Diagonal(double[] a, int n)
    {
        double sum = 0;
        for (int i = 0; i < n; i++)
            sum += a[(i * n) + i] * a[(i * n) + i];
        return sum;
    }
}
