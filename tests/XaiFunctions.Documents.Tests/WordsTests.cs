using XaiFunctions.Documents.Words;

namespace XaiFunctions.Documents.Tests;

public sealed class WordsTests
{
    [Theory]
    [InlineData(0.0, "0")]
    [InlineData(1.0, "1")]
    [InlineData(-0.25, "−0.25")]
    [InlineData(0.123456, "0.123")]
    [InlineData(999.96, "1,000")]
    [InlineData(0.99996, "1")]
    [InlineData(1234.5, "1,230")]
    [InlineData(987654321.0, "988,000,000")]
    [InlineData(0.000123, "0.000123")]
    [InlineData(0.0000123, "1.23\u00a0×\u00a010⁻⁵")]
    [InlineData(-1.5e12, "−1.5\u00a0×\u00a010¹²")]
    [InlineData(double.NaN, "n/a")]
    [InlineData(double.PositiveInfinity, "n/a")]
    [InlineData(double.MaxValue, "1.8\u00a0×\u00a010³⁰⁸")]
    [InlineData(double.Epsilon, "4.94\u00a0×\u00a010⁻³²⁴")]
    public void Short_Number_HasThreeDigits(double value, string expected) => Assert.Equal(expected, PeopleNumbers.Short(value));

    [Theory]
    [InlineData(48, "48")]
    [InlineData(5951.5, "5,951.5")]
    [InlineData(123456789, "123,456,789")]
    [InlineData(-1.23456789, "−1.23457")]
    [InlineData(1e16, "1\u00a0×\u00a010¹⁶")]
    public void Value_Number_KeepsWhatAnInputNeeds(double value, string expected) => Assert.Equal(expected, PeopleNumbers.Value(value));

    [Theory]
    [InlineData("<script>alert('x')&\"", "&lt;script&gt;alert(&#39;x&#39;)&amp;&quot;")]
    [InlineData("a\u0000b\u0007c\u009fd\ufffee", "a\ufffdb\ufffdc\ufffdd\ufffde")]
    [InlineData("back\u202Eward", "back\ufffdward")]
    [InlineData(null, "")]
    public void Encode_HostileText_IsOnlyText(string? text, string expected) => Assert.Equal(expected, Markup.Encode(text));

    [Fact]
    public void Encode_HalfOfAPair_IsReplacedAndPairsStay() =>
        Assert.Equal("\ufffd lone, \ud83d\ude00 pair", Markup.Encode("\ud800 lone, \ud83d\ude00 pair"));

    [Fact]
    public void Isolate_RightToLeftName_IsIsolatedAndOthersAreNot()
    {
        Assert.Equal("\u2068שם\u2069", Bidi.Isolate("שם"));
        Assert.Equal("name", Bidi.Isolate("name"));
        Assert.Equal("特徴", Bidi.Isolate("特徴"));
    }

    [Fact]
    public void Shorten_LongText_IsCutBetweenCharacters()
    {
        Assert.Equal("abc", PlayerWords.Shorten("abc", 3));
        Assert.Equal("ab…", PlayerWords.Shorten("abcd", 3));
        Assert.Equal("a…", PlayerWords.Shorten("a\ud83d\ude00bc", 3));
    }
}
