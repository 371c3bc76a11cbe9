using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;
using XaiFunctions.App.Storage;

namespace XaiFunctions.App.Http;

/// <summary>What the address of a list of jobs asks for.</summary>
/// <param name="Filter">Which jobs.</param>
/// <param name="Top">The most jobs in the answer.</param>
/// <param name="After">The place after which to go on, or null to begin.</param>
public sealed record JobListQuery(JobFilter Filter, int Top, JobPlace? After)
{
    private const int DefaultTop = 50;
    private const int MaxTop = 500;

    private static readonly string[] Known = ["model", "state", "from", "to", "top", "continuation"];

    /// <summary>Keys may come in the address as well; the host has looked at them.</summary>
    private static readonly string[] OfTheHost = ["code", "clientId"];

    /// <summary>Reads the query of a request.</summary>
    /// <exception cref="ProblemException">Parameters are unknown, repeated or wrong; all are named.</exception>
    public static JobListQuery Read(IQueryCollection query)
    {
        string[] unknown = [.. query.Keys.Except([.. Known, .. OfTheHost], StringComparer.OrdinalIgnoreCase)];
        if (unknown.Length > 0)
            throw new ProblemException(Problem.InvalidInput($"There is no {Scoring.Names.List("parameter", unknown)}; known are {string.Join(", ", Known)}."));

        var problems = new List<string>();
        var filter = new JobFilter
        {
            Model = Text(query, "model", problems),
            State = State(Text(query, "state", problems), problems),
            From = Time(query, "from", problems),
            To = Time(query, "to", problems),
        };
        int top = DefaultTop;
        if (Text(query, "top", problems) is { } number && !(int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out top) && top is >= 1 and <= MaxTop))
            problems.Add(string.Create(CultureInfo.InvariantCulture, $"The parameter top must be a whole number from 1 to {MaxTop}."));
        JobPlace? after = null;
        if (Text(query, "continuation", problems) is { } text && (after = JobPlace.TryParse(text)) is null)
            problems.Add("The parameter continuation must be one that a list of jobs gave.");
        return problems.Count == 0 ? new(filter, top, after) : throw new ProblemException(Problem.InvalidInput(string.Join(" ", problems), problems));
    }

    private static string? Text(IQueryCollection query, string name, List<string> problems)
    {
        StringValues values = query[name];
        if (values.Count > 1)
            problems.Add($"The parameter {name} is given more than once.");
        return values.Count == 1 && !string.IsNullOrEmpty(values[0]) ? values[0] : null;
    }

    private static JobState? State(string? text, List<string> problems)
    {
        if (text is null)
            return null;
        foreach (JobState state in Enum.GetValues<JobState>())
        {
            if (text.Equals(state.ToString(), StringComparison.OrdinalIgnoreCase))
                return state;
        }

        problems.Add($"The parameter state must be one of {string.Join(", ", Enum.GetNames<JobState>().Select(name => name.ToLowerInvariant()))}.");
        return null;
    }

    private static DateTimeOffset? Time(IQueryCollection query, string name, List<string> problems)
    {
        if (Text(query, name, problems) is not { } text)
            return null;
        if (char.IsAsciiDigit(text[0]) && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset time))
            return time;
        problems.Add($"The parameter {name} must be a time such as 2026-01-31 or 2026-01-31T09:30:00Z (a + must be written %2B).");
        return null;
    }
}

/// <summary>A list of jobs as HTTP clients see it.</summary>
/// <param name="Jobs">The jobs: model by model in the order of their names, the newest of a model first.</param>
/// <param name="Continuation">What to give as <c>continuation</c> for those that follow, or null if these were the last.</param>
public sealed record JobListView(IReadOnlyList<JobView> Jobs, string? Continuation);
