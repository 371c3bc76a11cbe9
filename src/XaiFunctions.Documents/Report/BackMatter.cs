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
        html.Raw("\n<dl class=\"facts\">\n");
        if (document.Method is { } method)
            WriteMethodFacts(html, method);
        if (document.Quality is { } quality)
        {
            Fact(html, "Widest 95 % interval", HalfWidth(quality.LargestHalfWidth));
            Fact(html, "Mean 95 % interval", HalfWidth(quality.MeanHalfWidth));
            if (quality.Fidelity is { } fidelity)
                Fact(html, "Fidelity", $"{PeopleNumbers.Short(fidelity)} on average, {PeopleNumbers.Short(quality.LowestFidelity)} at the lowest; 1 if the model only adds its players up");
            if (quality.RankStability is { } ranks)
                Fact(html, $"Top {ranks.Players} players", Ranks(ranks));
            if (quality.RowsOutOfRange is { } outside)
                Fact(html, "Rows beyond the background", PeopleNumbers.Count(outside));
            if (quality.OffManifoldShare is { } off)
                Fact(html, "Mixtures unlike any row", $"{PeopleNumbers.Percent(off)}; about 5 % if players were independent");
            Fact(html, "Additivity", $"sums miss predictions by {Headline.Residual(quality.MaxAdditivityResidual)}");
        }

        if (document.Data.BackgroundRows > 0)
            Fact(html, "Background rows", PeopleNumbers.Count(document.Data.BackgroundRows));
        html.Raw("</dl>\n</section>\n");
    }

    private static void WriteMethodFacts(Markup html, MethodSection method)
    {
        Fact(html, "Method", method.Name);
        Fact(html, "Space", $"{method.Space} (link: {method.Link})");
        Fact(html, "Accuracy asked for", Contract(method.Contract));
        string reasons = string.Join(", ", method.Reached.RowsByStopReason.OrderBy(entry => entry.Key, StringComparer.Ordinal)
            .Select(entry => $"{entry.Key}: {PeopleNumbers.Count(entry.Value)} {(entry.Value == 1 ? "row" : "rows")}"));
        Fact(html, "Stopped because", reasons);
        Fact(html, "Coalitions valued", $"{PeopleNumbers.Count(method.Reached.Evaluations)} in all, at most {PeopleNumbers.Count(method.Reached.MostEvaluations)} for a row{Rounds(method.Reached)}");
        if (method.Reached.Met is { } met)
            Fact(html, "Contract", met ? "kept by every row" : "not kept by every row");
    }

    private static void WriteProvenance(Markup html, ExplanationDocument document)
    {
        ProvenanceSection provenance = document.Provenance;
        html.Raw("<section id=\"provenance\" aria-labelledby=\"provenance-h\">\n<h2 id=\"provenance-h\">Provenance</h2>\n<dl class=\"facts\">\n");
        Fact(html, "Job", document.Job.Id);
        Fact(html, "Asked for", $"{document.Job.CreatedAt.UtcDateTime:yyyy-MM-dd HH:mm:ss} UTC, by {document.Job.Trigger}");
        Fact(html, "Finished", $"{document.Job.FinishedAt.UtcDateTime:yyyy-MM-dd HH:mm:ss} UTC");
        Fact(html, "Scoring file", document.Data.ScoringFile);
        Digest(html, "SHA-256 of the scoring file", provenance.ScoringSha256);
        Digest(html, "SHA-256 of the model", provenance.ModelSha256);
        Digest(html, "SHA-256 of the manifest", provenance.ManifestSha256);
        Digest(html, "SHA-256 of the background", provenance.BackgroundSha256);
        Digest(html, "Digest of the coalitions", provenance.PlanDigest);
        Fact(html, "Seed", provenance.Seed?.ToString(System.Globalization.CultureInfo.InvariantCulture));
        Fact(html, "Code", provenance.CodeVersion);
        Fact(html, "Runtime", provenance.Runtime);
        foreach ((string package, string version) in provenance.Packages.OrderBy(entry => entry.Key, StringComparer.Ordinal))
            Fact(html, package, version);
        html.Raw("</dl>\n</section>\n");
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

    private static void Fact(Markup html, string name, string? value)
    {
        if (!string.IsNullOrEmpty(value))
            html.Element("dt", name).Element("dd", value).Raw("\n");
    }

    private static void Digest(Markup html, string name, string? value)
    {
        if (value is not null)
            html.Element("dt", name).Raw("<dd>").Element("code", value).Raw("</dd>\n");
    }
}
