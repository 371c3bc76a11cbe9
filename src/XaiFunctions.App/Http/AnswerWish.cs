using System.Globalization;
using Microsoft.AspNetCore.Http;
using XaiFunctions.App.Options;

namespace XaiFunctions.App.Http;

/// <summary>How a caller wants its answer.</summary>
/// <param name="Until">The time until which it waits for the explanation itself.</param>
/// <param name="BestSoFar">Whether it rather has the best that there is when the time is over than a job.</param>
/// <param name="Form">The form of the explanation, or null for any.</param>
public sealed record AnswerWish(DateTimeOffset Until, bool BestSoFar, ExplanationForm? Form)
{
    /// <summary>Reads the preferences <c>wait</c> and <c>respond-async</c> (RFC 7240, sections 4.1 and 4.3); others are left alone.</summary>
    /// <remarks>
    /// <c>wait=N</c> alone: an answer within N seconds, the best so far if need be. <c>respond-async</c> alone: a job at once. Both, in either order: the whole explanation
    /// within N seconds, else a job. Neither: the whole explanation within the time of the settings, else a job. Of a preference that is given twice the first counts.
    /// </remarks>
    /// <param name="request">The request.</param>
    /// <param name="options">The time if none is asked for, and the most.</param>
    /// <param name="now">When the request came.</param>
    /// <exception cref="ProblemException">There are none of the forms that it takes.</exception>
    public static AnswerWish Of(HttpRequest request, HttpOptions options, DateTimeOffset now)
    {
        double? asked = null;
        bool job = false;
        foreach (string preference in request.Headers["Prefer"].ToString().Split(',', StringSplitOptions.TrimEntries))
        {
            string[] parts = preference.Split(';')[0].Split('=', 2, StringSplitOptions.TrimEntries);
            job |= parts[0].Equals("respond-async", StringComparison.OrdinalIgnoreCase);
            if (asked is null && parts is [var name, var value] && name.Equals("wait", StringComparison.OrdinalIgnoreCase)
                && double.TryParse(value.Trim('"'), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double seconds) && seconds >= 0)
            {
                asked = Math.Min(seconds, options.MaxWaitSeconds);
            }
        }

        double wait = asked ?? (job ? 0 : options.WaitSeconds);
        return new(now.AddSeconds(wait), asked is not null && !job, ExplanationForm.Wanted(request));
    }
}
