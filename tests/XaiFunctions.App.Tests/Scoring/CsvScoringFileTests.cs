using System.Text;
using XaiFunctions.App.Options;
using XaiFunctions.App.Tests.Support;

namespace XaiFunctions.App.Tests.Scoring;

public sealed class CsvScoringFileTests
{
    private const string Good = "41,2.5,true,Rome,hello\n";

    [Theory]
    [InlineData(",")]
    [InlineData(";")]
    [InlineData("\t")]
    [InlineData("|")]
    public async Task Read_AnyUsualDelimiter_GivesTheSameCells(string delimiter)
    {
        ReadText read = await ScoringTexts.ReadAsync((ScoringTexts.Header + Good + Good).Replace(",", delimiter));

        Assert.Equal(2, read.Accepted.Count);
        Assert.Equal([41, 2.5, 1], read.Accepted[1].Cells[..3]);
        Assert.Equal("Rome", read.Text(1, 3));
        Assert.Equal("hello", read.Text(1, 4));
        Assert.Contains(delimiter == "\t" ? "tabs" : delimiter, read.Description);
    }

    [Fact]
    public async Task Read_ColumnsInAnotherOrderAndMore_AreMatchedByName()
    {
        ReadText read = await ScoringTexts.ReadAsync("id,city,note,extra,age,member,income\n7,Oslo,x,1,20,0,1e3\n");

        Assert.Equal([20, 1000, 0], read.Accepted[0].Cells[..3]);
        Assert.Equal("Oslo", read.Text(0, 3));
        Assert.Equal(["id", "extra"], read.Ignored);
    }

    [Fact]
    public async Task Read_HeaderWithBlanksAroundNames_IsMatched()
    {
        ReadText read = await ScoringTexts.ReadAsync("age, income, member, city, note\n41,2.5,true,Rome,hello\n");
        Assert.Single(read.Accepted);
    }

    [Fact]
    public async Task Read_QuotedCells_KeepDelimitersQuotesAndLineBreaks()
    {
        ReadText read = await ScoringTexts.ReadAsync(ScoringTexts.Header + "41,,1,\"a\nb\",\"x, \"\"y\"\"\"\n" + Good + "bad,,1,Rome,z\n");

        Assert.Equal("a\nb", read.Text(0, 3));
        Assert.Equal("x, \"y\"", read.Text(0, 4));
        Assert.True(double.IsNaN(read.Accepted[0].Cells[1]));
        Assert.Equal((3, 5, "age"), (read.Rejected[0].Row, read.Rejected[0].Line, read.Rejected[0].Column));
    }

    [Theory]
    [InlineData("x,1,1,Rome,", "age", "is not a number")]
    [InlineData("1.5,1,1,Rome,", "age", "is not a whole number")]
    [InlineData("NaN,1,1,Rome,", "age", "is missing")]
    [InlineData(",1,1,Rome,", "age", "is missing")]
    [InlineData("1,inf,1,Rome,", "income", "is not a number")]
    [InlineData("1,1e999,1,Rome,", "income", "is infinite or too large")]
    [InlineData("1,-Infinity,1,Rome,", "income", "is infinite or too large")]
    [InlineData("1,\"3,14\",1,Rome,", "income", "is not a number")]
    [InlineData("1,1,maybe,Rome,", "member", "is neither true nor false")]
    [InlineData("1,1,1,Atlantis,", "city", "is not one of the known categories")]
    [InlineData("1,1,1,,", "city", "is missing")]
    [InlineData("1,1,1", null, "has 3 cells, but the header has 5")]
    [InlineData("1,1,1,Rome,x,y,z", null, "has 7 cells, but the header has 5")]
    [InlineData("1,1,1,Ro\"me,x", null, "has a quote inside an unquoted cell")]
    [InlineData("1,1,1,\"Rome\"x,x", null, "has text after a closing quote")]
    public async Task Read_BadRow_IsNamedAndTheOthersAreAccepted(string line, string? column, string problem)
    {
        ReadText read = await ScoringTexts.ReadAsync(ScoringTexts.Header + Good + line + "\n" + Good);

        Assert.Equal([1, 3], read.Accepted.Select(row => row.Row));
        Assert.Equal((2, 3, column, problem), (read.Rejected[0].Row, read.Rejected[0].Line, read.Rejected[0].Column, read.Rejected[0].Problem));
        Assert.Single(read.Rejected);
    }

    [Fact]
    public async Task Read_RowWithSeveralBadCells_NamesAllOfThem()
    {
        ReadText read = await ScoringTexts.ReadAsync(ScoringTexts.Header + "x,y,z,w,\n");
        Assert.Equal(
            "is not a number; 'income' is not a number; 'member' is neither true nor false; 'city' is not one of the known categories",
            Assert.Single(read.Rejected).Problem);
    }

    [Fact]
    public async Task Read_QuoteThatIsNeverClosed_RejectsTheRowAndSaysWhatItSwallowed()
    {
        ReadText read = await ScoringTexts.ReadAsync(ScoringTexts.Header + Good + "1,1,1,\"Rome,x\n" + Good + Good);
        Assert.Single(read.Accepted);
        Assert.Contains("everything up to the end of the file", Assert.Single(read.Rejected).Problem);
    }

    [Fact]
    public async Task Read_BlankLines_AreNoRowsButCountAsLines()
    {
        ReadText read = await ScoringTexts.ReadAsync(ScoringTexts.Header + "\n" + Good + "\n\nbad,1,1,Rome,\n");
        Assert.Equal((2, 6), (read.Rejected[0].Row, read.Rejected[0].Line));
    }

    [Fact]
    public async Task Read_CellOverTheLimit_RejectsItsRow()
    {
        ReadText read = await ScoringTexts.ReadAsync(ScoringTexts.Header + $"1,1,1,Rome,{new string('x', 101)}\n" + Good, new ScoringLimits { MaxCellLength = 100 });
        Assert.Equal("is longer than 100 characters (limit MaxCellLength)", Assert.Single(read.Rejected).Problem);
        Assert.Single(read.Accepted);
    }

    [Theory]
    [InlineData("", "not even a header")]
    [InlineData("\n\n", "not even a header")]
    [InlineData("age,income,age\n1,2,3\n", "names column 'age' more than once")]
    [InlineData("age,income\n1,2\n", "lacks columns 'member', 'city', 'note'")]
    [InlineData("[{\"age\":1}]", "JSON array")]
    [InlineData("PK\u0003\u0004rest", "ZIP archive")]
    [InlineData("a,b\n\0\u0001\u0002", "not text")]
    public async Task Read_FileThatIsNoTableForTheModel_IsRefusedInWords(string text, string reason)
    {
        var refusal = await Assert.ThrowsAsync<InvalidInputException>(() => ScoringTexts.ReadAsync(text));
        Assert.Contains(reason, refusal.Message);
    }

    [Fact]
    public async Task Read_HeaderOnly_HasNoRows()
    {
        ReadText read = await ScoringTexts.ReadAsync(ScoringTexts.Header);
        Assert.Empty(read.Accepted);
        Assert.Empty(read.Rejected);
    }

    [Fact]
    public async Task Read_AMillionColumns_IsRefusedWithTheLimit()
    {
        string header = string.Join(',', Enumerable.Range(0, 1_000_000).Select(column => "c" + column.ToString("x")));
        var refusal = await Assert.ThrowsAsync<InvalidInputException>(() => ScoringTexts.ReadAsync(header + "\n"));
        Assert.Equal("The file has 1,000,000 columns (limit MaxColumns: 10,000).", refusal.Message);
    }

    [Fact]
    public async Task Read_MoreRowsThanAllowed_IsRefusedWithTheLimit()
    {
        byte[] bytes = Encoding.UTF8.GetBytes(ScoringTexts.Header + Good + "bad row\n" + Good);
        var refusal = await Assert.ThrowsAsync<InvalidInputException>(() => ScoringTexts.ReadAsync(bytes, maxRows: 2));
        Assert.Equal("The file has more than 2 rows (limit MaxRows).", refusal.Message);
    }

    [Fact]
    public async Task Read_RecordOverTheLimit_IsRefusedWithItsLine()
    {
        string text = ScoringTexts.Header + Good + "1,1,1,\"" + string.Concat(Enumerable.Repeat("line\n", 200_000));
        var refusal = await Assert.ThrowsAsync<InvalidInputException>(() => ScoringTexts.ReadAsync(text, new ScoringLimits { MaxRecordLength = 100_000 }));
        Assert.StartsWith("The record at line 3 has more than 100,000 bytes (limit MaxRecordLength)", refusal.Message);
    }
}
