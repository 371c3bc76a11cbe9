using XaiFunctions.Documents.Content;
using XaiFunctions.Documents.Reasons;

namespace XaiFunctions.Documents.Tests;

public sealed class ReasonTests
{
    [Fact]
    public void Choose_SensitivePlayer_IsNeverNamed()
    {
        RowReasons reasons = new ReasonWriter(Samples.LoanFrame, ReasonOptions.Default).Choose(Samples.LoanRow(), 0);
        Assert.DoesNotContain(reasons.Codes, reason => Samples.LoanFrame.IsSensitive(reason.Player));
        Assert.True(reasons.SensitiveLeftOut);
        Assert.DoesNotContain("foreign", new ReasonWriter(Samples.LoanFrame, ReasonOptions.Default).Sentence(Samples.LoanRow(), 0), StringComparison.Ordinal);
    }

    [Fact]
    public void Choose_OverlappingIntervals_AreTied()
    {
        RowReasons reasons = Choose([-1.0, -0.9, -0.2], [0.06, 0.06, 0.06]);
        Assert.Equal([true, true, false], reasons.Codes.Select(reason => reason.Tied));
    }

    [Fact]
    public void Choose_TieWithTheFirstLeftOut_IsMarked()
    {
        RowReasons reasons = Choose([-1.0, -0.5, -0.45], [0.03, 0.03, 0.03], new ReasonOptions { MaxCodes = 2 });
        Assert.Equal([false, true], reasons.Codes.Select(reason => reason.Tied));
    }

    [Fact]
    public void Choose_GroupOfColumns_IsGivenOnceWithItsFirstText() => Assert.Equal(
        ["The credit runs for long.", "The checking account is overdrawn.", "purpose lowered the output"],
        new ReasonWriter(Samples.LoanFrame, ReasonOptions.Default).Choose(Samples.LoanRow(), 0).Codes.Select(code => code.Text));

    [Fact]
    public void Choose_IntervalHoldsZero_IsNoReason() =>
        Assert.Equal([0], Choose([-1.0, -0.05, 0.5], [0.1, 0.1, 0.1]).Codes.Select(reason => reason.Player));

    [Fact]
    public void Choose_OtherDirection_NamesWhatRaises() => Assert.Equal(
        [2], Choose([-1.0, -0.5, 0.5], [0, 0, 0], new ReasonOptions { Direction = ReasonDirection.Raises }).Codes.Select(reason => reason.Player));

    [Fact]
    public void Choose_NotAdditive_IsWithheldWithTheReason()
    {
        ExplanationFrame frame = Samples.NumericFrame(1);
        RowExplanation row = Samples.Row(1, [CellValue.Of(1.0)], 0, [-1]);
        row = row with { Outputs = [row.Outputs[0] with { Prediction = -1.1 }] };
        RowReasons reasons = new ReasonWriter(frame, ReasonOptions.Default).Choose(row, 0);
        Assert.Empty(reasons.Codes);
        Assert.Equal("The attributions do not sum to the prediction.", reasons.Withheld);
        Assert.Equal(
            "y1: −1.1, lower than the average over the background (0). What moved it is not told. The attributions do not sum to the prediction.",
            new ReasonWriter(frame, ReasonOptions.Default).Sentence(row, 0));
    }

    [Fact]
    public void Choose_UnknownError_IsWithheldWithTheReason() =>
        Assert.Equal("The error of the attributions is not known.", Choose([-1, -1, -1], [0, double.PositiveInfinity, 0]).Withheld);

    [Theory]
    [InlineData(0)]
    [InlineData(21)]
    public void MaxCodes_OutOfRange_IsRefused(int codes) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new ReasonOptions { MaxCodes = codes });

    [Fact]
    public void Sensitive_UnknownColumn_IsRefused() =>
        Assert.Throws<ArgumentException>(() => new ExplanationFrame(Samples.LoanFrame.Features, Samples.LoanFrame.Players, ["y"], OutputSpaces.Raw) { Sensitive = ["nobody"] });

    private static RowReasons Choose(double[] attributions, double[] halfWidths, ReasonOptions? options = null) =>
        new ReasonWriter(Samples.NumericFrame(3), options ?? ReasonOptions.Default)
            .Choose(Samples.Row(1, [CellValue.Of(1.0), CellValue.Of(2.0), CellValue.Of(3.0)], 0, attributions, halfWidths), 0);
}
