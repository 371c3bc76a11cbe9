using XaiFunctions.Core.Statistics;
using XaiFunctions.Documents.Audits;

namespace XaiFunctions.Documents.Tests.Audits;

public sealed class AuditRuleTests
{
    [Theory]
    [InlineData(0.85, 0.80, 0.89, 0, true)]
    [InlineData(0.85, 0.80, 0.91, 0, false)]
    [InlineData(0.95, 0.94, 0.96, 0, false)]
    public void Rule_WithInterval_IsCrossedOnlyBeyondIt(double value, double low, double high, int streak, bool crossed) =>
        Assert.Equal(crossed, new AuditRule("m", AuditOperator.Below, 0.9).Evaluate(Estimate.Of(value, 100, new Interval(low, high)), streak).Crossed);

    [Fact]
    public void Rule_Consecutive_RaisesAtTheLastOfThem()
    {
        AuditRule rule = new AuditRule("m", AuditOperator.Above, 0.5) { Consecutive = 2, MinimumCount = 10 };
        Estimate high = Estimate.Of(1, 100), low = Estimate.Of(0, 100), few = Estimate.Of(1, 9);

        Assert.Equal((1, false), Brief(rule.Evaluate(high, 0)));
        Assert.Equal((2, true), Brief(rule.Evaluate(high, 1)));
        Assert.Equal((0, false), Brief(rule.Evaluate(low, 1)));
        Assert.Equal((1, false), Brief(rule.Evaluate(few, 1)));
        Assert.Equal((1, false), Brief(rule.Evaluate(null, 1)));
    }

    private static (int, bool) Brief(RuleOutcome outcome) => (outcome.Streak, outcome.Raised);
}
