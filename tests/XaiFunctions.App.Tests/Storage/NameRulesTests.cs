using XaiFunctions.App.Storage;

namespace XaiFunctions.App.Tests.Storage;

public sealed class NameRulesTests
{
    [Theory]
    [InlineData("a", true)]
    [InlineData("german-credit_2.1", true)]
    [InlineData("A9", true)]
    [InlineData("", false)]
    [InlineData(null, false)]
    [InlineData("-a", false)]
    [InlineData("a-", false)]
    [InlineData("a..b", false)]
    [InlineData(".", false)]
    [InlineData("a/b", false)]
    [InlineData("a\\b", false)]
    [InlineData("a b", false)]
    [InlineData("a\n", false)]
    [InlineData("ä", false)]
    [InlineData("a%2fb", false)]
    public void IsName_AllowList_IsKept(string? text, bool expected) => Assert.Equal(expected, NameRules.IsName(text));

    [Fact]
    public void IsName_LongerThan64_IsNone()
    {
        Assert.True(NameRules.IsName(new string('a', 64)));
        Assert.False(NameRules.IsName(new string('a', 65)));
    }

    [Fact]
    public void DropJob_SameUpload_IsTheSameAndAnotherIsNot()
    {
        Assert.Equal(Paths.DropJob("m/f.csv", "\"0x1\""), Paths.DropJob("m/f.csv", "0x1"));
        Assert.NotEqual(Paths.DropJob("m/f.csv", "0x1"), Paths.DropJob("m/f.csv", "0x2"));
        Assert.True(NameRules.IsJob(Paths.DropJob("m/f.csv", "0x1")));
    }

    [Fact]
    public void ModelFolder_TextThatIsNoName_CannotBeTakenForOne()
    {
        Assert.Equal("credit", Paths.ModelFolder("credit"));
        Assert.False(NameRules.IsName(Paths.ModelFolder("../credit")));
        Assert.Matches("^_[0-9a-f]{16}$", Paths.ModelFolder("../credit"));
    }
}
