using System.Globalization;
using XaiFunctions.Core.Games;
using XaiFunctions.Core.Tables;
using XaiFunctions.Documents.Content;
using XaiFunctions.Documents.Writers;

namespace XaiFunctions.Documents.Tests;

public sealed class CsvTests
{
    [Fact]
    public void AttributionsCsv_LoanRows_IsAsDesigned()
    {
        string csv = Written.By(stream =>
        {
            using var writer = new AttributionsCsv(stream, Samples.LoanFrame);
            writer.Write(Samples.LoanRow(1));
            writer.Write(Samples.LoanRow(3));
        });

        Assert.Equal(
            """
            row,output,prediction,base_value,duration,amount,purpose,foreign worker,checking account
            1,approved,-0.25,0.75,-0.5,0.25,-0.125,-0.375,-0.25
            3,approved,-0.25,0.75,-0.5,0.25,-0.125,-0.375,-0.25

            """,
            csv);
    }

    [Theory]
    [InlineData(0.1, "0.1")]
    [InlineData(-0.0, "0")]
    [InlineData(1e-300, "1E-300")]
    [InlineData(0.30000000000000004, "0.30000000000000004")]
    [InlineData(12345678901234567890.0, "1.2345678901234567E+19")]
    [InlineData(double.NaN, "NaN")]
    public void AttributionsCsv_Number_IsShortestThatRoundTrips(double value, string expected)
    {
        ExplanationFrame frame = Samples.NumericFrame(1);
        string csv = Written.By(stream =>
        {
            using var writer = new AttributionsCsv(stream, frame, header: false);
            writer.Write(Samples.Row(7, [CellValue.Missing], 0, [value]));
        });

        Assert.EndsWith($",0,{expected}\n", csv, StringComparison.Ordinal);
        Assert.Equal(value, double.Parse(csv.Split(',')[^1], CultureInfo.InvariantCulture));
    }

    [Fact]
    public void AttributionsCsv_ManyRows_AddUpToThePrediction()
    {
        ExplanationFrame frame = Samples.NumericFrame(12, outputs: 2);
        string csv = Written.By(stream =>
        {
            using var writer = new AttributionsCsv(stream, frame, header: false);
            for (int row = 1; row <= 500; row++)
                writer.Write(Samples.NumericRow(frame, row));
        });

        string[] lines = csv.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(1000, lines.Length);
        foreach (string line in lines)
        {
            double[] numbers = [.. line.Split(',').Skip(2).Select(cell => double.Parse(cell, CultureInfo.InvariantCulture))];
            Assert.Equal(numbers[0], numbers[1..].Sum(), 1e-6);
        }
    }

    [Fact]
    public void AttributionsCsv_WrittenInParts_JoinsToTheSameBytes()
    {
        string Write(int first, int end, bool header) => Written.By(stream =>
        {
            using var writer = new AttributionsCsv(stream, Samples.LoanFrame, header);
            for (int row = first; row < end; row++)
                writer.Write(Samples.LoanRow(row));
        });

        Assert.Equal(Write(1, 100, true), Write(1, 40, true) + Write(40, 41, false) + Write(41, 100, false));
    }

    [Fact]
    public void AttributionsCsv_HostileNames_AreTextAndNumbersStayNumbers()
    {
        var frame = new ExplanationFrame(
            [new Feature("=1+1", FeatureType.Number), new Feature("a \"b\",c", FeatureType.Number)],
            Players.OnePerColumn(["=1+1", "a \"b\",c"]),
            ["@out"],
            OutputSpaces.Raw);
        string csv = Written.By(stream =>
        {
            using var writer = new AttributionsCsv(stream, frame);
            writer.Write(Samples.Row(1, [CellValue.Of(1.0), CellValue.Of(2.0)], 0, [-1, 0.5]));
        });

        Assert.Equal("row,output,prediction,base_value,'=1+1,\"a \"\"b\"\",c\"\n1,'@out,-0.5,0,-1,0.5\n", csv);
    }

    [Theory]
    [InlineData("plain", "plain")]
    [InlineData("", "")]
    [InlineData(null, "")]
    [InlineData("=cmd|' /C calc'!A0", "'=cmd|' /C calc'!A0")]
    [InlineData("+49", "'+49")]
    [InlineData("-5", "'-5")]
    [InlineData("@SUM(A1)", "'@SUM(A1)")]
    [InlineData("\t=1", "\"'\t=1\"")]
    [InlineData("\r=1", "\"'\r=1\"")]
    [InlineData(" =1", "' =1")]
    [InlineData("\n=1", "\"'\n=1\"")]
    [InlineData("＝1", "'＝1")]
    [InlineData("two\nlines", "\"two\nlines\"")]
    [InlineData("say \"hi\"", "\"say \"\"hi\"\"\"")]
    [InlineData("a-b=c", "a-b=c")]
    public void Encode_Text_IsNeverAFormula(string? text, string expected) => Assert.Equal(expected, CsvText.Encode(text));

    [Fact]
    public void RejectedCsv_Rows_AreNamedAndSafe()
    {
        string csv = Written.By(stream =>
        {
            using var writer = new RejectedCsv(stream);
            writer.Write(new RejectedRow(2, 3, "age", "'abc' is not a number"));
            writer.Write(new RejectedRow(9, 12, null, "7 cells where the header has 6"));
            writer.Write(new RejectedRow(11, 14, null, "has no finite number") { Output = "=bad" });
            writer.Write(new RejectedRow(10, 13, "=evil", "=HYPERLINK(\"http://x\") is unknown"));
        });

        Assert.Equal(
            """
            row,line,column,problem,output
            2,3,age,'abc' is not a number,
            9,12,,7 cells where the header has 6,
            11,14,,has no finite number,'=bad
            10,13,'=evil,"'=HYPERLINK(""http://x"") is unknown",

            """,
            csv);
    }

    [Fact]
    public void RejectedRows_MoreThanListed_AreCountedAndBounded()
    {
        var rejected = new RejectedRows();
        for (int row = 1; row <= 1500; row++)
            rejected.Add(new RejectedRow(row, row + 1, null, "bad"));

        RejectedSection section = rejected.ToSection();
        Assert.Equal(1500, section.Count);
        Assert.Equal(1000, section.Rows.Count);
        Assert.False(section.Complete);
    }

    [Fact]
    public void Write_RowOfAnotherShape_IsRefused()
    {
        using var writer = new AttributionsCsv(Stream.Null, Samples.NumericFrame(3));
        Assert.Throws<ArgumentException>(() => writer.Write(Samples.LoanRow()));
    }
}
