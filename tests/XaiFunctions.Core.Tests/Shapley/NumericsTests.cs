using XaiFunctions.Core.Shapley;
using XaiFunctions.Core.Statistics;

namespace XaiFunctions.Core.Tests.Shapley;

public sealed class NumericsTests
{
    [Theory]
    [InlineData(1, 12.70620474)]
    [InlineData(2, 4.30265273)]
    [InlineData(3, 3.18244631)]
    [InlineData(5, 2.57058184)]
    [InlineData(9, 2.26215716)]
    [InlineData(30, 2.04227246)]
    [InlineData(100, 1.98397152)]
    [InlineData(1e9, 1.95996398)]
    public void Quantile975_TabulatedFreedom_IsTheTableValue(double freedom, double expected) =>
        Assert.Equal(expected, StudentT.Quantile975(freedom), 1e-3);

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(40)]
    public void TryCholesky_DefiniteMatrix_GivesTheInverse(int n)
    {
        double[] matrix = Gram(n, n + 3, 5);

        double[] inverse = SymmetricInverse.TryCholesky(matrix, n)!;

        for (int i = 0; i < n; i++)
        {
            for (int j = 0; j < n; j++)
                Assert.Equal(i == j ? 1 : 0, Enumerable.Range(0, n).Sum(k => matrix[(i * n) + k] * inverse[(k * n) + j]), 1e-8);
        }
    }

    [Fact]
    public void PseudoInverse_SingularMatrix_MeetsPenrosesConditions()
    {
        const int n = 12;
        double[] matrix = Gram(n, 5, 6);

        Assert.Null(SymmetricInverse.TryCholesky(matrix, n));
        double[] inverse = SymmetricInverse.PseudoInverse(matrix, n);

        AssertClose(matrix, Product(Product(matrix, inverse, n), matrix, n));
        AssertClose(inverse, Product(Product(inverse, matrix, n), inverse, n));
    }

    [Fact]
    public void PseudoInverse_DefiniteMatrix_IsTheInverse()
    {
        const int n = 9;
        double[] matrix = Gram(n, 20, 6);

        AssertClose(SymmetricInverse.TryCholesky(matrix, n)!, SymmetricInverse.PseudoInverse(matrix, n));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(8)]
    [InlineData(13)]
    public void AddSquares_VectorLanes_AgreeWithTheFormula(int n)
    {
        double[] effects = TestGames.Numbers(1).Fill(n), sums = TestGames.Numbers(2).Fill(n);
        double[] expected = [.. sums.Zip(effects, (sum, effect) => sum + (0.5 * effect * effect))];

        PairedRegression.AddSquares(effects, 0.5, sums);

        AssertClose(expected, sums);
    }

    private static double[] Gram(int n, int rank, ulong seed)
    {
        double[] factor = TestGames.Numbers(seed).Fill(n * rank);
        var matrix = new double[n * n];
        for (int i = 0; i < n; i++)
        {
            for (int j = 0; j < n; j++)
                matrix[(i * n) + j] = Enumerable.Range(0, rank).Sum(k => factor[(i * rank) + k] * factor[(j * rank) + k]);
        }

        return matrix;
    }

    private static double[] Product(double[] a, double[] b, int n)
    {
        var product = new double[n * n];
        for (int i = 0; i < n; i++)
        {
            for (int j = 0; j < n; j++)
                product[(i * n) + j] = Enumerable.Range(0, n).Sum(k => a[(i * n) + k] * b[(k * n) + j]);
        }

        return product;
    }

    private static void AssertClose(double[] expected, double[] actual)
    {
        Assert.Equal(expected.Length, actual.Length);
        for (int i = 0; i < expected.Length; i++)
            Assert.Equal(expected[i], actual[i], 1e-9);
    }
}
