using System.Globalization;
using Microsoft.AspNetCore.Http;

namespace XaiFunctions.App.Http;

/// <summary>Which rows of an explanation a request asks for.</summary>
/// <param name="From">The first row number.</param>
/// <param name="Top">The most rows in the answer.</param>
/// <param name="IsLines">Whether the caller takes JSON Lines rather than JSON.</param>
public sealed record RowListQuery(long From, int Top, bool IsLines)
{
    private const int DefaultTop = 100;
    private const int MaxTop = 1_000;

    /// <summary>Reads a request.</summary>
    /// <exception cref="ProblemException">A parameter is wrong; all are named. Or the caller takes neither JSON nor JSON Lines.</exception>
    public static RowListQuery Read(HttpRequest request)
    {
        var problems = new List<string>();
        long from = Number(request.Query, "from", 1, long.MaxValue, problems);
        long top = Number(request.Query, "top", DefaultTop, MaxTop, problems);
        if (problems.Count > 0)
            throw new ProblemException(Problem.InvalidInput(string.Join(" ", problems), problems));
        ExplanationForm? form = ExplanationForm.Wanted(request);
        if (form is not null && form.File != ExplanationForm.Document.File && form.File != Storage.DocumentStore.Rows)
            throw new ProblemException(Problem.NotAcceptable("Rows come as application/json or application/jsonl; take one of these, or */*."));
        return new(from, (int)top, form?.File == Storage.DocumentStore.Rows);
    }

    private static long Number(IQueryCollection query, string name, long absent, long most, List<string> problems)
    {
        if (!query.TryGetValue(name, out var values))
            return absent;
        if (values.Count == 1 && long.TryParse(values[0], NumberStyles.None, CultureInfo.InvariantCulture, out long number) && number >= 1 && number <= most)
            return number;
        problems.Add(string.Create(CultureInfo.InvariantCulture, $"The parameter {name} must be one whole number from 1 to {most}."));
        return absent;
    }
}

/// <summary>A page of an explanation's rows.</summary>
/// <param name="Rows">The records of rows.jsonl, in the order of the file. Rejected rows are not among them.</param>
/// <param name="Next">What to give as <c>from</c> for those that follow; missing if these were the last.</param>
public sealed record RowListView(IReadOnlyList<Documents.Content.RowExplanation> Rows, long? Next);
