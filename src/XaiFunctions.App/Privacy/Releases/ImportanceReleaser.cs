using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using XaiFunctions.App.AuditLog;
using XaiFunctions.App.Http;
using XaiFunctions.App.Storage;
using XaiFunctions.Core.Privacy;
using XaiFunctions.Documents.Content;
using XaiFunctions.Documents.Writers;

namespace XaiFunctions.App.Privacy.Releases;

/// <summary>
/// Releases global importances under differential privacy: with noise of the system's cryptographic generator, as far as the model's budget goes. Who asks again what was asked before gets what was
/// answered then, without new noise and cost: the mean of many answers would tell what each hides.
/// </summary>
public sealed class ImportanceReleaser(PrivacyPolicies policies, JobTable jobs, DocumentStore documents, ReleaseTable table, AuditLogWriter log, TimeProvider time)
{
    // Rows x outputs x players that are read within a request: a few seconds.
    private const long MostNumbers = 10_000_000;

    private static readonly string[] Conditions =
    [
        PrivateImportance.Conditions,
        "It protects a row. A person with several rows in a job is protected by as many times the epsilon; releases about several jobs add up, as the model's budget counts them.",
        "It is about this answer alone: whoever reads the job's documents sees its rows.",
    ];

    /// <summary>Answers a question.</summary>
    /// <param name="model">The model.</param>
    /// <param name="input">The question.</param>
    /// <param name="actor">Who asks, as the audit log names callers.</param>
    /// <param name="cancellation">The caller has gone.</param>
    /// <exception cref="ProblemException">It cannot be answered, or what is left of the budget does not pay for it.</exception>
    public async Task<ImportanceRelease> ReleaseAsync(string model, ReleaseInput input, string actor, CancellationToken cancellation)
    {
        ReleasePolicy policy = (await policies.FindAsync(model, cancellation)).Releases
            ?? throw new ProblemException(Problem.Conflict("The model's privacy policy releases nothing: it has no 'releases' with a clip and a budget."));
        CheckNoise(input);
        if (await jobs.FindAsync(Api.Job(input.Job), cancellation) is not { State: JobState.Completed } job || job.Model != model)
            throw new ProblemException(Problem.NotFound("The model has no such completed explanation."));
        BinaryData? content = await documents.TryReadAsync(model, job.Id, DocumentStore.Document, cancellation);
        ExplanationDocument document = DocumentJson.Read((content ?? throw new ProblemException(Problem.NotFound("The explanation's documents are gone."))).ToStream());
        IReadOnlyList<string> outputs = document.Model.ExplainedOutputs;
        int output = input.Output is { } name ? outputs.ToList().IndexOf(name) : 0;
        if (output < 0)
            throw new ProblemException(Problem.InvalidInput("The explanation has no such output."));

        string id = input.ReleaseId(outputs[output], policy.Clip);
        ImportanceRelease release = await table.FindAsync(model, id, cancellation) ?? await MakeAsync(id, job, document, output, input, policy, cancellation);
        await log.AppendAsync([PrivacyEvents.Released(release, actor)], cancellation);
        return release;
    }

    private async Task<ImportanceRelease> MakeAsync(
        string id, JobRecord job, ExplanationDocument document, int output, ReleaseInput input, ReleasePolicy policy, CancellationToken cancellation)
    {
        ClippedSums sums = await SumAsync(job, document, output, input, policy, cancellation);
        PrivacyCost budget = new(policy.Epsilon, policy.Delta);
        (ImportanceRelease? release, PrivacyCost spent) = await table.SpendAsync(job.Model, budget, all =>
        {
            PrivateImportance noisy = PrivateImportance.Release([.. document.Model.Players.Select(player => player.Name)], sums.Sums, sums.Rows, policy.Clip, input.Mechanism, input.Cost, Bits);
            return new(id, job.Model, job.Version, job.Id, document.Model.ExplainedOutputs[output], time.GetUtcNow(), noisy.Kind, noisy.Scale, noisy.Rows, noisy.Clip, noisy.Entries, noisy.Cost, all, budget, Conditions);
        }, input.Cost, cancellation);
        return release ?? throw new ProblemException(Problem.Conflict(string.Create(CultureInfo.InvariantCulture,
            $"The model's privacy budget does not pay for it: of epsilon {budget.Epsilon:R} there is {Math.Max(0, budget.Epsilon - spent.Epsilon):0.######} left, of delta {budget.Delta:R} there is {Math.Max(0, budget.Delta - spent.Delta):0.######}.")));
    }

    private async Task<ClippedSums> SumAsync(JobRecord job, ExplanationDocument document, int output, ReleaseInput input, ReleasePolicy policy, CancellationToken cancellation)
    {
        int outputs = document.Model.ExplainedOutputs.Count;
        if (document.Method is not { } method || (method.Reached.StopReason != StopReasons.Exact && method.Contract is not { MaxError: null, DeadlineSeconds: null }))
            throw new ProblemException(Problem.Conflict("How often a row of the explanation was sampled depended on other rows or on time (maxError, deadline), so that no guarantee for a row holds. Explain with maxEvaluations."));
        if (document.Data.RowsExplained < SmallCells.DefaultMinimumCount)
            throw new ProblemException(Problem.Conflict($"The explanation has too few rows for a release: at least {SmallCells.DefaultMinimumCount}."));
        if (input.Delta >= 1.0 / document.Data.RowsExplained)
            throw new ProblemException(Problem.InvalidInput("'delta' must be below 1 / rows, and should be far below."));
        if (document.Data.RowsExplained * outputs * document.Model.Players.Count > MostNumbers)
            throw new ProblemException(Problem.TooLarge(string.Create(CultureInfo.InvariantCulture, $"The explanation has more than {MostNumbers:N0} attributions.")));
        (Stream Content, _) = await documents.TryOpenReadAsync(job.Model, job.Id, DocumentStore.Attributions, cancellation)
            ?? throw new ProblemException(Problem.NotFound("The explanation's attributions are gone."));
        return await ClippedSums.ReadAsync(Content, output, outputs, policy.Clip, cancellation);
    }

    private static void CheckNoise(ReleaseInput input)
    {
        bool isCost = input.Epsilon > 0 && double.IsFinite(input.Epsilon) && input.Delta is >= 0 and < 1;
        if (!isCost || input.Mechanism == NoiseKind.Laplace != (input.Delta == 0))
            throw new ProblemException(Problem.InvalidInput("'epsilon' must be positive, and 'delta' 0 for laplace and above 0 for analyticGaussian."));
    }

    private static ulong Bits()
    {
        Span<byte> bytes = stackalloc byte[sizeof(ulong)];
        RandomNumberGenerator.Fill(bytes);
        return BinaryPrimitives.ReadUInt64LittleEndian(bytes);
    }
}
