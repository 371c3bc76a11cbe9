using XaiFunctions.Core.Tables;

namespace XaiFunctions.Core.Tests.Tables;

public sealed class RowEncoderTests
{
    private static readonly FeatureSchema Schema = new(
    [
        new("number", FeatureType.Number),
        new("integer", FeatureType.Integer),
        new("flag", FeatureType.Boolean),
        new("colour", FeatureType.Category) { Categories = ["red", "green", ""] },
        new("any", FeatureType.Category),
        new("optional", FeatureType.Number) { AllowsMissing = true },
        new("optional category", FeatureType.Category) { AllowsMissing = true, Categories = ["a"] },
    ]);

    [Theory]
    [InlineData("number", "1.5", 1.5)]
    [InlineData("number", " -2e3 ", -2000.0)]
    [InlineData("integer", "7", 7.0)]
    [InlineData("integer", "7.0", 7.0)]
    [InlineData("flag", "True", 1.0)]
    [InlineData("flag", "0", 0.0)]
    [InlineData("colour", "green", 1.0)]
    [InlineData("colour", "", 0.0)]
    [InlineData("optional", "", double.NaN)]
    [InlineData("optional", "nan", double.NaN)]
    [InlineData("optional", null, double.NaN)]
    [InlineData("optional category", "NaN", double.NaN)]
    public void TryEncode_GoodText_GivesItsCell(string feature, string? text, double expected)
    {
        var codes = new CategoryCodes();
        if (text == "green")
            codes.Add("red");

        Assert.True(new RowEncoder(Schema).TryEncode(Schema.IndexOf(feature), text, codes, out double cell, out string? problem));
        Assert.Equal(expected, cell);
        Assert.Null(problem);
    }

    [Theory]
    [InlineData("number", "", "is missing")]
    [InlineData("number", null, "is missing")]
    [InlineData("number", "abc", "is not a number")]
    [InlineData("number", "1,5", "is not a number")]
    [InlineData("number", "Infinity", "is infinite or too large")]
    [InlineData("number", "1e999", "is infinite or too large")]
    [InlineData("integer", "7.5", "is not a whole number")]
    [InlineData("integer", "1e17", "is too large for a whole number")]
    [InlineData("flag", "yes", "is neither true nor false")]
    [InlineData("flag", "2", "is neither true nor false")]
    [InlineData("colour", "blue", "is not one of the known categories")]
    [InlineData("colour", "RED", "is not one of the known categories")]
    [InlineData("any", " ", "is missing")]
    public void TryEncode_BadText_SaysWhyWithoutQuotingIt(string feature, string? text, string expected)
    {
        Assert.False(new RowEncoder(Schema).TryEncode(Schema.IndexOf(feature), text, new(), out double cell, out string? problem));
        Assert.Equal(double.NaN, cell);
        Assert.Equal(expected, problem);
    }

    [Fact]
    public void TryEncode_NumberForACategory_IsRefused()
    {
        Assert.False(new RowEncoder(Schema).TryEncode(3, 1.0, out _, out string? problem));
        Assert.Equal("is a number where a text is expected", problem);
    }

    [Fact]
    public void IndexOf_UnknownName_IsMinusOne() => Assert.Equal((2, -1), (Schema.IndexOf("flag"), Schema.IndexOf("Flag")));

    [Fact]
    public void Constructor_BadFeatures_AreRefused()
    {
        Assert.Throws<ArgumentException>(() => new FeatureSchema([]));
        Assert.Throws<ArgumentException>(() => new FeatureSchema([new("a", FeatureType.Number), new("a", FeatureType.Number)]));
        Assert.Throws<ArgumentException>(() => new FeatureSchema([new("a", FeatureType.Category) { Categories = ["x", "x"] }]));
    }
}
