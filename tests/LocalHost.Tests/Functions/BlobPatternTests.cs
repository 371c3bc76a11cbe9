using XaiFunctions.LocalHost.Functions.Blobs;

namespace LocalHost.Tests.Functions;

public sealed class BlobPatternTests
{
    [Theory]
    [InlineData("scoring/{model}/{name}", "german/rows.csv", "model=german name=rows.csv")]
    [InlineData("scoring/{model}/{name}", "german/2026/05/rows.csv", "model=german name=2026/05/rows.csv")]
    [InlineData("scoring/{name}", "a/b", "name=a/b")]
    [InlineData("scoring/", "a/b", "name=a/b")]
    [InlineData("scoring", "a/b", "name=a/b")]
    [InlineData("scoring/{name}.csv", "x.y.csv", "name=x.y")]
    [InlineData("scoring/in/{model}-{date}.csv.gz", "in/m-2026.csv.gz", "model=m date=2026")]
    [InlineData("scoring/fixed.txt", "fixed.txt", "")]
    [InlineData("scoring/{name}", "line\nbreak", "name=line\nbreak")]
    public void TryMatch_OfAFittingName_GivesTheExpressions(string path, string blob, string expected)
    {
        Assert.True(BlobPattern.Parse(path).TryMatch(blob, out var values));
        Assert.Equal(expected, string.Join(' ', values.Select(pair => $"{pair.Key}={pair.Value}")));
    }

    [Theory]
    [InlineData("scoring/{model}/{name}", "rows.csv")]
    [InlineData("scoring/{model}/{name}", "german/")]
    [InlineData("scoring/{model}/{name}", "/rows.csv")]
    [InlineData("scoring/{name}.csv", "rows.csvx")]
    [InlineData("scoring/{name}.csv", "rowsxcsv")]
    [InlineData("scoring/in/{name}", "out/x")]
    public void TryMatch_OfAnotherName_IsFalse(string path, string blob) => Assert.False(BlobPattern.Parse(path).TryMatch(blob, out _));

    [Theory]
    [InlineData("scoring/in/{model}-x/{name}", "in/")]
    [InlineData("scoring/{name}", "")]
    [InlineData("scoring/fixed.txt", "fixed.txt")]
    public void Prefix_IsWhatComesBeforeTheFirstExpression(string path, string prefix) => Assert.Equal(prefix, BlobPattern.Parse(path).Prefix);

    [Theory]
    [InlineData("")]
    [InlineData("/x")]
    [InlineData("{container}/{name}")]
    [InlineData("scoring/{name")]
    [InlineData("scoring/name}")]
    [InlineData("scoring/{a}{b}")]
    [InlineData("scoring/{a}/{A}")]
    public void Parse_OfWhatIsNoPath_IsRefused(string path) => Assert.Throws<ArgumentException>(() => BlobPattern.Parse(path));
}
