using Microsoft.AspNetCore.Http;
using XaiFunctions.App.Http;
using XaiFunctions.App.Options;

namespace XaiFunctions.App.Tests.Http;

public sealed class AnswerWishTests
{
    private static readonly DateTimeOffset Now = new(2026, 5, 1, 12, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData("", 5, false)]
    [InlineData("wait=10", 10, true)]
    [InlineData("Wait = \"10\"; x=1", 10, true)]
    [InlineData("return=minimal, wait=10", 10, true)]
    [InlineData("wait=10, wait=20", 10, true)]
    [InlineData("wait=1000", 60, true)]
    [InlineData("wait=0", 0, true)]
    [InlineData("respond-async", 0, false)]
    [InlineData("Respond-Async; x, wait=10", 10, false)]
    [InlineData("wait=10, respond-async", 10, false)]
    [InlineData("wait=-1", 5, false)]
    [InlineData("wait=NaN", 5, false)]
    [InlineData("wait=-Infinity", 5, false)]
    [InlineData("wait, waiting=3, =, ;,", 5, false)]
    public void Of_Preferences_AreThoseOfTheRfc(string prefer, double seconds, bool bestSoFar)
    {
        var context = new DefaultHttpContext();
        context.Request.Headers["Prefer"] = prefer;

        AnswerWish wish = AnswerWish.Of(context.Request, new HttpOptions { WaitSeconds = 5, MaxWaitSeconds = 60 }, Now);

        Assert.Equal((TimeSpan.FromSeconds(seconds), bestSoFar), (wish.Until - Now, wish.BestSoFar));
    }
}
