using XaiFunctions.App.Options;
using XaiFunctions.App.Tests.Support;

namespace XaiFunctions.App.Tests.Scoring;

public sealed class JsonLinesScoringFileTests
{
    private const string Good = "{\"city\":\"Rome\",\"age\":41,\"income\":2.5,\"member\":true,\"note\":\"hello\"}\n";

    [Fact]
    public async Task Read_Objects_GivesCellsByName()
    {
        ReadText read = await ScoringTexts.ReadAsync(Good + "\n" + Good.Replace("2.5", "null").Replace("true", "0"));

        Assert.Equal([41, 2.5, 1], read.Accepted[0].Cells[..3]);
        Assert.True(double.IsNaN(read.Accepted[1].Cells[1]));
        Assert.Equal(0, read.Accepted[1].Cells[2]);
        Assert.Equal("JSON Lines, utf-8", read.Description);
    }

    [Fact]
    public async Task Read_UnknownNames_AreIgnoredAndNamed()
    {
        ReadText read = await ScoringTexts.ReadAsync(Good.Replace("{", "{\"id\":{\"deep\":[1]},"));
        Assert.Single(read.Accepted);
        Assert.Equal(["id"], read.Ignored);
    }

    [Theory]
    [InlineData("{\"age\":1", null, "is not valid JSON")]
    [InlineData("[1,2]", null, "is not a JSON object")]
    [InlineData("17", null, "is not a JSON object")]
    [InlineData("{\"income\":1,\"member\":true,\"city\":\"Rome\"}", "age", "is missing")]
    [InlineData("{\"age\":[1],\"member\":true,\"city\":\"Rome\"}", "age", "is an array, not a single value")]
    [InlineData("{\"age\":{\"a\":1},\"member\":true,\"city\":\"Rome\"}", "age", "is an object, not a single value")]
    [InlineData("{\"age\":1,\"age\":2,\"member\":true,\"city\":\"Rome\"}", "age", "is given more than once")]
    [InlineData("{\"age\":\"one\",\"member\":true,\"city\":\"Rome\"}", "age", "is not a number")]
    [InlineData("{\"age\":1,\"income\":1e999,\"member\":true,\"city\":\"Rome\"}", "income", "is infinite or too large")]
    [InlineData("{\"age\":1,\"member\":true,\"city\":7}", "city", "is not one of the known categories")]
    public async Task Read_BadRecord_IsNamedAndTheOthersAreAccepted(string line, string? column, string problem)
    {
        ReadText read = await ScoringTexts.ReadAsync(Good + line + "\n" + Good);

        Assert.Equal([1, 3], read.Accepted.Select(row => row.Row));
        Assert.Equal((2, 2, column, problem), (read.Rejected[0].Row, read.Rejected[0].Line, read.Rejected[0].Column, read.Rejected[0].Problem));
    }

    [Fact]
    public async Task Read_BlankLines_AreNoRowsButCountAsLines()
    {
        ReadText read = await ScoringTexts.ReadAsync(Good + "\n \n17\n" + Good);
        Assert.Equal((2, 4), (read.Rejected[0].Row, read.Rejected[0].Line));
    }

    [Fact]
    public async Task Read_FirstRecordBroken_IsOnlyARejectedRow()
    {
        ReadText read = await ScoringTexts.ReadAsync("{broken\n" + Good);
        Assert.Equal(1, Assert.Single(read.Rejected).Row);
        Assert.Equal(2, Assert.Single(read.Accepted).Row);
    }

    [Fact]
    public async Task Read_LineOverTheLimit_IsRefusedWithItsNumber()
    {
        string text = Good + "{\"age\":\"" + new string('9', 200_000) + "\"}\n";
        var refusal = await Assert.ThrowsAsync<InvalidInputException>(() => ScoringTexts.ReadAsync(text, new ScoringLimits { MaxRecordLength = 100_000 }));
        Assert.Equal("Line 2 has more than 100,000 characters (limit MaxRecordLength).", refusal.Message);
    }

    [Fact]
    public async Task Read_LastLineWithoutLineBreak_IsARow()
    {
        ReadText read = await ScoringTexts.ReadAsync(Good + Good.TrimEnd());
        Assert.Equal(2, read.Accepted.Count);
    }

    [Fact]
    public async Task Read_ProblemOfABadRecord_NeverQuotesTheData()
    {
        ReadText read = await ScoringTexts.ReadAsync("{\"age\":\"SECRET\",\"member\":\"SECRET\",\"city\":\"SECRET\"}\n{SECRET\n");
        Assert.All(read.Rejected, row => Assert.DoesNotContain("SECRET", row.Problem));
    }
}
