using System.Numerics;
using System.Numerics.Tensors;
using System.Runtime.InteropServices;

namespace XaiFunctions.Core.Shapley;

/// <summary>
/// Cholesky's factorisation of a symmetric matrix that carries further rows along: A becomes L with L L' = A, and a further row r becomes L^-1 r. Works in place on contiguous
/// rows, and sums in an order that depends on the sizes and the processor alone. Allocates nothing.
/// </summary>
internal static class CarriedCholesky
{
    private const int Tile = 4;

    /// <summary>Factorises.</summary>
    /// <param name="rows">First <paramref name="size"/> rows whose lower triangle is the matrix, then the rows to carry; overwritten. What lies above the diagonal is not looked at.</param>
    /// <param name="stride">The numbers from one row to the next, at least <paramref name="size"/>.</param>
    /// <param name="size">The size of the matrix.</param>
    /// <param name="count">The number of rows, those to carry included.</param>
    /// <returns>Whether the matrix is positive definite to working precision.</returns>
    public static bool TryFactorize(double[] rows, int stride, int size, int count)
    {
        for (int column = 0; column < size; column += Tile)
        {
            int width = Math.Min(Tile, size - column);
            for (int row = column; row < column + width; row++)
            {
                if (!Finish(rows, stride, row, column, row))
                    return false;
            }

            int next = column + width;
            for (; width == Tile && next < count - 1; next += 2)
                ReducePair(rows, stride, next, column);
            for (; next < count; next++)
                Finish(rows, stride, next, column, column + width - 1);
        }

        return true;
    }

    /// <summary>Solves L' x = b for the L of the first rows: overwrites b with x.</summary>
    public static void SolveTransposed(double[] rows, int stride, Span<double> b)
    {
        for (int row = b.Length - 1; row >= 0; row--)
        {
            b[row] /= rows[(row * stride) + row];
            TensorPrimitives.MultiplyAdd(rows.AsSpan(row * stride, row), -b[row], b[..row], b[..row]);
        }
    }

    /// <summary>Works out the numbers of a row from a column to a last one, each a dot product of what is there already.</summary>
    private static bool Finish(double[] rows, int stride, int row, int first, int last)
    {
        for (int column = first; column <= last; column++)
        {
            double rest = rows[(row * stride) + column]
                - TensorPrimitives.Dot<double>(rows.AsSpan(row * stride, column), rows.AsSpan(column * stride, column));
            if (column != row)
                rows[(row * stride) + column] = rest / rows[(column * stride) + column];
            else if (rest > 0)
                rows[(row * stride) + row] = Math.Sqrt(rest);
            else
                return false;
        }

        return true;
    }

    /// <summary>Works out four numbers of two rows at once: eight dot products, for which each number is loaded a quarter or half as often.</summary>
    private static void ReducePair(double[] rows, int stride, int row, int column)
    {
        ref double start = ref MemoryMarshal.GetArrayDataReference(rows);
        nuint x = (nuint)(row * (long)stride), y = (nuint)(column * (long)stride), step = (nuint)stride;
        Vector<double> a0 = default, a1 = default, a2 = default, a3 = default, b0 = default, b1 = default, b2 = default, b3 = default;
        int at = 0;
        for (; at <= column - Vector<double>.Count; at += Vector<double>.Count)
        {
            nuint i = (nuint)at;
            Vector<double> a = Vector.LoadUnsafe(ref start, x + i), b = Vector.LoadUnsafe(ref start, x + step + i);
            Vector<double> c = Vector.LoadUnsafe(ref start, y + i);
            a0 = Vector.FusedMultiplyAdd(a, c, a0);
            b0 = Vector.FusedMultiplyAdd(b, c, b0);
            c = Vector.LoadUnsafe(ref start, y + step + i);
            a1 = Vector.FusedMultiplyAdd(a, c, a1);
            b1 = Vector.FusedMultiplyAdd(b, c, b1);
            c = Vector.LoadUnsafe(ref start, y + (2 * step) + i);
            a2 = Vector.FusedMultiplyAdd(a, c, a2);
            b2 = Vector.FusedMultiplyAdd(b, c, b2);
            c = Vector.LoadUnsafe(ref start, y + (3 * step) + i);
            a3 = Vector.FusedMultiplyAdd(a, c, a3);
            b3 = Vector.FusedMultiplyAdd(b, c, b3);
        }

        Span<double> first = rows.AsSpan(row * stride, column + Tile), second = rows.AsSpan((row + 1) * stride, column + Tile);
        Close(rows, stride, first, column, at, Vector.Sum(a0), Vector.Sum(a1), Vector.Sum(a2), Vector.Sum(a3));
        Close(rows, stride, second, column, at, Vector.Sum(b0), Vector.Sum(b1), Vector.Sum(b2), Vector.Sum(b3));
    }

    /// <summary>Ends the four dot products of a row, of which the sums of the numbers before <paramref name="from"/> are given, and divides.</summary>
    private static void Close(double[] rows, int stride, Span<double> row, int column, int from, double sum0, double sum1, double sum2, double sum3)
    {
        Span<double> sums = [sum0, sum1, sum2, sum3];
        for (int k = 0; k < Tile; k++)
        {
            ReadOnlySpan<double> other = rows.AsSpan((column + k) * stride, column + k + 1);
            double sum = sums[k];
            for (int at = from; at < column + k; at++)
                sum += row[at] * other[at];
            row[column + k] = (row[column + k] - sum) / other[column + k];
        }
    }
}
