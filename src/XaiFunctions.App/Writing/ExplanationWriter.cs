using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using XaiFunctions.App.Jobs;
using XaiFunctions.App.Models;
using XaiFunctions.App.Privacy;
using XaiFunctions.App.Scoring;
using XaiFunctions.App.Storage;
using XaiFunctions.Core.Games;
using XaiFunctions.Core.Importance;
using XaiFunctions.Core.Interactions;
using XaiFunctions.Core.Shapley;
using XaiFunctions.Documents.Backgrounds;
using XaiFunctions.Documents.Content;
using XaiFunctions.Documents.Reasons;
using XaiFunctions.Documents.Summaries;
using XaiFunctions.Documents.Writers;

namespace XaiFunctions.App.Writing;

/// <summary>
/// Makes the documents of a job from its blocks, in order and with flat memory. A batch job and a request that is answered at once both write
/// through here, so that they say the same.
/// </summary>
public sealed class ExplanationWriter : IDisposable
{
    /// <summary>The codes of the warnings that follow from the request and its file, and not from the rows.</summary>
    internal static readonly IReadOnlySet<string> OwnWarnings =
        new HashSet<string>(["no-interactions", "encoding-guessed", "ignored-columns", "personal-data", "deadline", "max-error-missed"], StringComparer.Ordinal);

    private readonly LoadedModel loaded;
    private readonly ModelVariant model;
    private readonly PlanRecord plan;
    private readonly IncrementalHash planDigest = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly RowsJsonLines rowsFile;
    private readonly AttributionsCsv attributionsFile;
    private readonly ExplanationFrame frame;
    private readonly InputRanges ranges;
    private readonly RejectedRows failed = new();
    private string method = "";
    private double largestBackgroundError;
    private double sumOfBackgroundErrors;
    private long backgroundErrors;

    /// <param name="loaded">The model.</param>
    /// <param name="model">The model as the job wants it explained.</param>
    /// <param name="plan">The job's plan.</param>
    /// <param name="request">How the rows are to be explained.</param>
    /// <param name="rows">Where rows.jsonl goes; stays open.</param>
    /// <param name="attributions">Where attributions.csv goes; stays open.</param>
    public ExplanationWriter(LoadedModel loaded, ModelVariant model, PlanRecord plan, ExplanationRequest request, Stream rows, Stream attributions)
    {
        this.loaded = loaded;
        this.model = model;
        this.plan = plan;
        frame = model.Profile.Frame;
        ranges = new InputRanges(model.Profile);
        Summary = new GlobalSummary(frame);
        rowsFile = new RowsJsonLines(rows, frame, new ReasonOptions { Direction = request.Reasons });
        attributionsFile = new AttributionsCsv(attributions, frame);
    }

    /// <summary>What was gathered over the rows so far.</summary>
    public GlobalSummary Summary { get; }

    /// <summary>All rejected rows: those that could not be read, and those of the blocks so far on which the model is not finite.</summary>
    public RejectedSection Rejected => plan.Intake.Rejected.With(failed.ToSection());

    /// <summary>Writes the rows of the next block.</summary>
    /// <param name="block">The attributions.</param>
    /// <param name="chunk">The chunk that has the rows' values.</param>
    /// <param name="offset">The place of the block's first row in the chunk.</param>
    /// <returns>The rows on which the model is not finite; they are not written but rejected.</returns>
    public IReadOnlyList<RejectedRow> Add(PartBlock block, RowChunk chunk, int offset)
    {
        method = block.Attributions.Method;
        planDigest.AppendData(Encoding.ASCII.GetBytes(block.PlanDigest));
        RejectedRow[] bad = [.. block.Attributions.Failures.Select(failure => Rejection(failure, chunk, offset))];
        foreach (RejectedRow row in bad)
            failed.Add(row);
        IEnumerable<int> good = Enumerable.Range(0, block.Attributions.RowCount).Except(block.Attributions.Failures.Select(failure => failure.Row));
        RowExplanation[] rows = [.. good.Select(row => Explanation(block, row, chunk, offset + row))];
        foreach (RowExplanation row in rows)
        {
            rowsFile.Write(row);
            attributionsFile.Write(row);
            ranges.Add(row);
            AddBackgroundErrors(row);
        }

        Summary.AddBlock(rows);
        return bad;
    }

    /// <summary>Hands everything that was written to the streams and makes the document.</summary>
    /// <param name="job">The job.</param>
    /// <param name="finishedAt">When the results were complete.</param>
    /// <param name="loss">What was measured by the rows' labels, or null.</param>
    /// <exception cref="InvalidInputException">No row could be explained.</exception>
    public ExplanationDocument Complete(ExplainJob job, DateTimeOffset finishedAt, LossImportance? loss)
    {
        RejectedSection rejected = Rejected;
        long explained = plan.Intake.Rows - failed.Count;
        (plan.Intake with { Rows = explained, Rejected = rejected }).RequireRows();
        rowsFile.Flush();
        attributionsFile.Flush();
        ExplanationRequest request = job.Request;
        IntakeResult intake = plan.Intake;
        var contract = new ContractEntry(request.MaxEvaluations, request.MaxError, request.DeadlineSeconds) { MaxErrorIsRelative = request.MaxErrorIsRelative };
        ReachedEntry reached = Summary.ToReached(contract);
        QualitySection? quality = Summary.ToQuality(rejected.Count) is { } ofRows
            ? BackgroundWarnings.Complete(ofRows, model.Profile, ranges, Summary) with
            {
                MeanBackgroundError = backgroundErrors > 0 ? sumOfBackgroundErrors / backgroundErrors : null,
                LargestBackgroundError = backgroundErrors > 0 ? largestBackgroundError : null,
            }
            : null;
        return new ExplanationDocument
        {
            Job = new JobSection(job.Id, JobStates.Completed, job.Trigger, job.CreatedAt, finishedAt) { TopsUp = job.TopsUp },
            Model = Frames.Section(loaded.Record, model.Model, frame),
            Data = new DataSection(job.File, intake.Bytes, explained + rejected.Count, explained, rejected.Count, model.Background.RowCount)
            {
                BackgroundSummary = Frames.SummaryOf(model),
                BackgroundWeights = model.Model.Manifest.BackgroundWeights,
            },
            Provenance = Provenance.Of(loaded.Record) with
            {
                ScoringSha256 = intake.Sha256,
                PlanDigest = Convert.ToHexStringLower(planDigest.GetCurrentHash()),
                Seed = request.Seed,
            },
            Method = new MethodSection(method, frame.Space, model.Model.Link.ToString().ToLowerInvariant(), contract, reached),
            Summary = loss is null ? Summary.ToSection() : Summary.ToSection()! with { Loss = LossSummary.Of(loss, request.LabelColumn!, frame.Players.Names) },
            Quality = quality,
            Warnings =
            [
                .. Warnings(request, reached),
                .. quality is null ? [] : BackgroundWarnings.Of(model.Profile, ranges, Summary, quality),
                .. SummaryWarnings.Of(Summary),
            ],
            Rejected = rejected,
        };
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        rowsFile.Dispose();
        attributionsFile.Dispose();
        planDigest.Dispose();
    }

    private RowExplanation Explanation(PartBlock part, int row, RowChunk chunk, int at)
    {
        Attributions block = part.Attributions;
        ReadOnlySpan<double> cells = chunk.Cells.AsSpan(at * chunk.ColumnCount, chunk.ColumnCount);
        var values = new CellValue[cells.Length];
        for (int column = 0; column < cells.Length; column++)
            values[column] = CellValue.FromCell(frame.Features[column], cells[column], chunk.Codes);

        var outputs = new OutputExplanation[block.OutputCount];
        for (int output = 0; output < outputs.Length; output++)
        {
            int start = ((row * block.OutputCount) + output) * block.PlayerCount;
            outputs[output] = new OutputExplanation(
                block.Predictions[(row * block.OutputCount) + output],
                block.BaseValues[output],
                block.Values.AsMemory(start, block.PlayerCount),
                block.StandardErrors.AsMemory(start, block.PlayerCount),
                block.IntervalHalfWidths.AsMemory(start, block.PlayerCount))
            {
                Fidelity = block.Fidelities[(row * block.OutputCount) + output],
                Interactions = part.Interactions.Length == 0 ? default : part.Interactions.AsMemory(start * block.PlayerCount, block.PlayerCount * block.PlayerCount),
                BackgroundErrors = block.BackgroundErrors?.AsMemory(start, block.PlayerCount) ?? default,
            };
        }

        return new RowExplanation(chunk.RowNumbers[at], values, outputs, block.Evaluations[row]) { StopReason = Reason(block.StopReasons[row]), Rounds = block.Rounds[row] };
    }

    private void AddBackgroundErrors(RowExplanation row)
    {
        foreach (OutputExplanation output in row.Outputs)
        {
            foreach (double error in output.BackgroundErrors.Span)
            {
                largestBackgroundError = Math.Max(largestBackgroundError, error);
                sumOfBackgroundErrors += error;
                backgroundErrors++;
            }
        }
    }

    private RejectedRow Rejection(RowFailure failure, RowChunk chunk, int offset)
    {
        long number = chunk.RowNumbers[offset + failure.Row], line = chunk.LineNumbers[offset + failure.Row];
        if (failure.Refusal is { } refusal)
            return new(number, line, null, $"gets no answer from the model: {refusal.TrimEnd('.')}");

        string output = frame.Outputs[failure.Output];
        string mixed = failure.BackgroundRow is { } row ? $" when it is mixed with row {row + 1} of the background" : "";
        return new(number, line, null, $"gets no finite number from the model as output '{output}'{mixed}") { Output = output };
    }

    private string Reason(StopReason reason) => reason switch
    {
        StopReason.Exact => StopReasons.Exact,
        StopReason.Converged => StopReasons.Converged,
        StopReason.Budget when !plan.LimitedByDeadline => StopReasons.Budget,
        _ => StopReasons.Deadline,
    };

    private IEnumerable<DocumentWarning> Warnings(ExplanationRequest request, ReachedEntry reached)
    {
        if (request.Interactions && ShapleyInteractions.Refusal(model.Game(model.Codes), plan.Batch.Sampling) is { } reason)
            yield return new("no-interactions", reason);
        if (plan.Intake.Labels is { } labels && labels.Labelled < plan.Intake.Rows)
        {
            string rows = labels.Labelled == 0 ? "No row has" : string.Create(CultureInfo.InvariantCulture, $"{plan.Intake.Rows - labels.Labelled:N0} of {plan.Intake.Rows:N0} rows do not have");
            yield return new("labels-missing", $"{rows} a label in the column '{request.LabelColumn}' that means something to the model; importance by loss is told without them.");
        }

        if (plan.Intake.EncodingGuessed)
            yield return new("encoding-guessed", "The file is not UTF-8 and does not say what it is; it was read as Windows-1252. Check texts with accents.");
        if (plan.Intake.IgnoredColumns.Count > 0)
            yield return new("ignored-columns", $"The model does not know {Names.List("column", plan.Intake.IgnoredColumns)} of the file; nothing was made of them.");
        foreach (DocumentWarning warning in PersonalDataWords.Warn(plan.Intake.PersonalData))
            yield return warning;
        if (plan.LimitedByDeadline || reached.RowsByStopReason.ContainsKey(StopReasons.Deadline))
            yield return new("deadline", "The deadline allowed fewer coalitions than were asked for, or are valued by default; intervals are wider for it.");
        if (reached.Met == false)
            yield return new("max-error-missed", "Some intervals are wider than the error that was asked for.");
    }
}
