using System.Globalization;
using XaiFunctions.Documents.Content;
using XaiFunctions.Documents.Words;

namespace XaiFunctions.Documents.Report;

/// <summary>What an auditor looks for: rejected rows, method, accuracy, provenance.</summary>
internal static class BackMatter
{
    private const int MostRejected = 200;

    public static void Write(Markup html, ExplanationDocument document)
    {
        if (document.Rejected.Count > 0)
            WriteRejected(html, document.Rejected);
        WriteMethod(html, document);
        WriteProvenance(html, document);
    }

    /// <summary>What a reader needs to judge the numbers and to find them again: method, accuracy, provenance.</summary>
    public static IEnumerable<ReportFact> Facts(ExplanationDocument document) => [.. MethodFacts(document), .. QualityFacts(document), .. ProvenanceFacts(document)];

    private static void WriteRejected(Markup html, RejectedSection rejected)
    {
        int shown = Math.Min(MostRejected, rejected.Rows.Count);
        html.Raw("<section id=\"rejected\" aria-labelledby=\"rejected-h\">\n<h2 id=\"rejected-h\">Rejected rows</h2>\n");
        html.Element("p", shown == rejected.Count
            ? "These rows were not explained, and are in no figure above."
            : $"The first {PeopleNumbers.Count(shown)} of {PeopleNumbers.Count(rejected.Count)} rows that were not explained, and are in no figure above. All of them are in rejected.csv.", "muted");
        html.Raw("\n<div class=\"scroll\" role=\"region\" aria-labelledby=\"rejected-h\" tabindex=\"0\">\n<table>\n<thead><tr><th scope=\"col\" class=\"number\">Row</th><th scope=\"col\" class=\"number\">Line</th><th scope=\"col\">Column</th><th scope=\"col\">Problem</th></tr></thead>\n<tbody>\n");
        foreach (RejectedRow row in rejected.Rows.Take(shown))
        {
            html.Raw("<tr><th scope=\"row\" class=\"number\">").Text(PeopleNumbers.Count(row.Row)).Raw("</th>")
                .Element("td", PeopleNumbers.Count(row.Line), "number")
                .Raw("<td><bdi>").Text(row.Column is null ? "whole row" : PlayerWords.Shorten(row.Column, 200)).Raw("</bdi></td><td><bdi>")
                .Text(PlayerWords.Shorten(row.Problem, 500)).Raw("</bdi></td></tr>\n");
        }

        html.Raw("</tbody>\n</table>\n</div>\n</section>\n");
    }

    private static void WriteMethod(Markup html, ExplanationDocument document)
    {
        html.Raw("<section id=\"method\" aria-labelledby=\"method-h\">\n<h2 id=\"method-h\">Method and accuracy</h2>\n");
        html.Element("p", "An attribution is a Shapley value: a player's fair share of the way from the average prediction over the background data to the prediction of this row. Base value and attributions sum to the prediction. It says what the model leaned on, not what causes what in the world.");
        WriteFacts(html, [.. MethodFacts(document), .. QualityFacts(document)]);
        html.Raw("</section>\n");
    }

    private static void WriteProvenance(Markup html, ExplanationDocument document)
    {
        html.Raw("<section id=\"provenance\" aria-labelledby=\"provenance-h\">\n<h2 id=\"provenance-h\">Provenance</h2>");
        WriteFacts(html, ProvenanceFacts(document));
        html.Raw("</section>\n");
    }

    private static void WriteFacts(Markup html, IEnumerable<ReportFact> facts)
    {
        html.Raw("\n<dl class=\"facts\">\n");
        foreach (ReportFact fact in facts.Where(fact => !string.IsNullOrEmpty(fact.Value)))
        {
            html.Element("dt", fact.Name);
            if (fact.IsDigest)
                html.Raw("<dd>").Element("code", fact.Value).Raw("</dd>\n");
            else
                html.Element("dd", fact.Value).Raw("\n");
        }

        html.Raw("</dl>\n");
    }

    private static IEnumerable<ReportFact> MethodFacts(ExplanationDocument document)
    {
        if (document.Method is not { } method)
            yield break;

        yield return new("Method", method.Name);
        yield return new("Space", $"{method.Space} (link: {method.Link})");
        yield return new("Accuracy asked for", Contract(method.Contract));
        yield return new("Stopped because", string.Join(", ", method.Reached.RowsByStopReason.OrderBy(entry => entry.Key, StringComparer.Ordinal)
            .Select(entry => $"{entry.Key}: {PeopleNumbers.Count(entry.Value)} {(entry.Value == 1 ? "row" : "rows")}")));
        yield return new("Coalitions valued", $"{PeopleNumbers.Count(method.Reached.Evaluations)} in all, at most {PeopleNumbers.Count(method.Reached.MostEvaluations)} for a row{Rounds(method.Reached)}");
        if (method.Reached.Met is { } met)
            yield return new("Contract", met ? "kept by every row" : "not kept by every row");
    }

    private static IEnumerable<ReportFact> QualityFacts(ExplanationDocument document)
    {
        if (document.Quality is { } quality)
        {
            yield return new("Widest 95 % interval", HalfWidth(quality.LargestHalfWidth));
            yield return new("Mean 95 % interval", HalfWidth(quality.MeanHalfWidth));
            if (quality.Fidelity is { } fidelity)
                yield return new("Fidelity", $"{PeopleNumbers.Short(fidelity)} on average, {PeopleNumbers.Short(quality.LowestFidelity)} at the lowest; 1 if the model only adds its players up");
            if (quality.MeanBackgroundError is { } background)
                yield return new("Background error", $"{PeopleNumbers.Short(background)} on average: how far attributions would differ, were as many background rows drawn anew");
            if (quality.RankStability is { } ranks)
                yield return new($"Top {ranks.Players} players", Ranks(ranks));
            if (quality.RowsOutOfRange is { } outside)
                yield return new("Rows beyond the background", PeopleNumbers.Count(outside));
            if (quality.OffManifoldShare is { } off)
                yield return new("Mixtures unlike any row", $"{PeopleNumbers.Percent(off)}; about 5 % if players were independent");
            yield return new("Additivity", $"sums miss predictions by {Headline.Residual(quality.MaxAdditivityResidual)}");
        }

        if (document.Data.BackgroundRows > 0)
            yield return new("Background rows", document.Data.BackgroundSummary is { } summary
                ? $"{PeopleNumbers.Count(document.Data.BackgroundRows)}, a {summary.Method} summary of {PeopleNumbers.Count(summary.FileRows)} (seed {summary.Seed})"
                : PeopleNumbers.Count(document.Data.BackgroundRows));
        if (document.Data.BackgroundWeights is { } weights)
            yield return new("Weights of the background rows", $"column {weights}");
    }

    private static IEnumerable<ReportFact> ProvenanceFacts(ExplanationDocument document)
    {
        ProvenanceSection provenance = document.Provenance;
        return
        [
            new("Job", document.Job.Id),
            new("Model", $"{document.Model.Name}, version {document.Model.Version}"),
            new("Asked for", $"{document.Job.CreatedAt.UtcDateTime:yyyy-MM-dd HH:mm:ss} UTC, by {document.Job.Trigger}"),
            new("Finished", $"{document.Job.FinishedAt.UtcDateTime:yyyy-MM-dd HH:mm:ss} UTC"),
            new("Scoring file", document.Data.ScoringFile),
            new("SHA-256 of the scoring file", provenance.ScoringSha256, IsDigest: true),
            new("SHA-256 of the model", provenance.ModelSha256, IsDigest: true),
            new("SHA-256 of the manifest", provenance.ManifestSha256, IsDigest: true),
            new("SHA-256 of the background", provenance.BackgroundSha256, IsDigest: true),
            new("Digest of the coalitions", provenance.PlanDigest, IsDigest: true),
            new("Seed", provenance.Seed?.ToString(CultureInfo.InvariantCulture)),
            new("Code", provenance.CodeVersion),
            new("Runtime", provenance.Runtime),
            .. provenance.Packages.OrderBy(entry => entry.Key, StringComparer.Ordinal).Select(entry => new ReportFact(entry.Key, entry.Value)),
        ];
    }

    private static string Ranks(RankStabilityEntry ranks) => ranks.LowestProbability == 1
        ? "sure for every row"
        : $"sure to {PeopleNumbers.Percent(ranks.MeanProbability)} on average, to {PeopleNumbers.Percent(ranks.LowestProbability)} for the least sure row";

    private static string Rounds(ReachedEntry reached) => reached.Rounds > 1 ? $", in at most {PeopleNumbers.Count(reached.Rounds)} rounds" : "";

    private static string HalfWidth(double? width) => width switch { 0 => "exact", { } known => PeopleNumbers.HalfWidth(known), null => "not known" };

    private static string Contract(ContractEntry contract)
    {
        var asked = new List<string>();
        if (contract.MaxError is { } error)
            asked.Add(contract.MaxErrorIsRelative
                ? $"intervals within ± {PeopleNumbers.Short(100 * error)} % of the range of a row's attributions"
                : $"intervals within ± {PeopleNumbers.Short(error)}");
        if (contract.MaxEvaluations is { } evaluations)
            asked.Add($"at most {PeopleNumbers.Count(evaluations)} coalitions a row");
        if (contract.DeadlineSeconds is { } seconds)
            asked.Add($"at most {PeopleNumbers.Short(seconds)} seconds");
        return asked.Count == 0 ? "the default" : string.Join(", ", asked);
    }
}

/// <summary>A named fact for a list; left out if there is no value.</summary>
internal sealed record ReportFact(string Name, string? Value, bool IsDigest = false);
