using XaiFunctions.App.Jobs;
using XaiFunctions.App.Models;
using XaiFunctions.Core.Games;
using XaiFunctions.Core.Performance;
using XaiFunctions.Documents.Audits;
using XaiFunctions.Documents.Content;

namespace XaiFunctions.App.Audits;

/// <summary>Makes the shape of a model's audits.</summary>
public static class SweepShape
{
    /// <summary>What is counted for a model under a policy.</summary>
    /// <exception cref="InvalidInputException">The model does not explain the policy's output, or lacks a column of it.</exception>
    public static AuditShape Of(LoadedModel loaded, AuditPolicy policy)
    {
        ModelVariant model = loaded.For(new ExplanationRequest());
        ExplanationFrame frame = model.Profile.Frame;
        int output = policy.Output is { } name ? frame.Outputs.ToList().IndexOf(name) : 0;
        if (output < 0)
            throw new InvalidInputException($"The audit policy names the output '{policy.Output}', which version {loaded.Record.Version} does not explain.");

        if (policy.Fairness?.ProblemWith(frame) is { } problem)
            throw new InvalidInputException(problem);

        IModel bound = model.Model.Bind(model.Codes);
        var predictions = new double[model.Background.RowCount];
        var outputs = new double[bound.OutputCount];
        for (int row = 0; row < predictions.Length; row++)
        {
            bound.Predict(model.Background.Row(row), outputs);
            predictions[row] = model.Model.Link.Apply(outputs[output]);
        }

        if (policy.ProbesThatHold() is { Enabled: true, Immutable: { } held } && held.FirstOrDefault(name => frame.Features.All(feature => feature.Name != name)) is { } unknown)
            throw new InvalidInputException($"The audit policy names the immutable column '{unknown}', which version {loaded.Record.Version} does not have.");

        LabelKind labels = policy.Labels?.Kind ?? LabelKind.None;
        var performance = new PerformanceOptions { Threshold = policy.Labels?.Threshold ?? 0.5 };
        return new AuditShape(frame, output, model.Background, model.Codes, predictions, labels, performance, policy.Fairness);
    }
}
