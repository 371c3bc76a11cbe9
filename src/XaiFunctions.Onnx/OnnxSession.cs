using Microsoft.ML.OnnxRuntime;
using XaiFunctions.Onnx.Evaluation;
using XaiFunctions.Onnx.Graphs;
using XaiFunctions.Onnx.Manifest;
using XaiFunctions.Onnx.Sessions;

namespace XaiFunctions.Onnx;

/// <summary>
/// An ONNX file that was checked and opened in ONNX Runtime, once for all threads of a process. Its members are safe to call from many
/// threads; <see cref="Dispose"/> only when nobody uses it any more.
/// </summary>
public sealed class OnnxSession : IDisposable
{
    private readonly ModelFile file;
    private readonly InferenceSession runtime;
    private readonly Lock gate = new();
    private readonly Dictionary<string, MarginRuntime> margins = new(StringComparer.Ordinal);

    private OnnxSession(ModelFile file, OnnxSessionOptions options, InferenceSession runtime, ModelSignature signature)
    {
        this.file = file;
        this.runtime = runtime;
        Options = options;
        Signature = signature;
        Graph = new GraphIndex(file.Model.Graph);
    }

    /// <summary>What goes into the model and what comes out.</summary>
    public ModelSignature Signature { get; }

    /// <summary>The SHA-256 of the file as it came, in lower-case hexadecimal digits.</summary>
    public string Sha256 => file.Sha256;

    /// <summary>How it was opened.</summary>
    public OnnxSessionOptions Options { get; }

    /// <summary>The model's main graph.</summary>
    internal GraphIndex Graph { get; }

    /// <summary>Checks a model file and opens it.</summary>
    /// <param name="model">The bytes of the ONNX file.</param>
    /// <param name="options">Default: <see cref="OnnxSessionOptions"/> as it stands.</param>
    /// <exception cref="InvalidModelException">
    /// The file is too large, has another SHA-256 than expected, is not a whole ONNX model, keeps weights outside, uses operators that are
    /// not ONNX's own or are too new, has inputs of an unsupported type or shape, or has no output that could be explained.
    /// </exception>
    /// <exception cref="ArgumentOutOfRangeException">A number of the options is below 1.</exception>
    public static OnnxSession Open(ReadOnlyMemory<byte> model, OnnxSessionOptions? options = null)
    {
        options ??= new OnnxSessionOptions();
        ArgumentOutOfRangeException.ThrowIfLessThan(options.IntraOpThreads, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(options.MaxBatchRows, 1);

        var file = ModelFile.Read(model, options);
        var runtime = RuntimeSessions.Open(file.Runnable, options);
        try
        {
            return new OnnxSession(file, options, runtime, SignatureReader.Read(runtime, file));
        }
        catch
        {
            runtime.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (gate)
        {
            runtime.Dispose();
            foreach (var margin in margins.Values)
                margin.Dispose();
            margins.Clear();
        }
    }

    /// <summary>The model cut before the post-transform of an output; opened at the first call, then shared.</summary>
    /// <exception cref="InvalidModelException">The output has no post-transform that is known here.</exception>
    internal MarginRuntime Margin(string output)
    {
        lock (gate)
        {
            if (!margins.TryGetValue(output, out var margin))
                margins.Add(output, margin = MarginRuntime.Open(file, Signature.Outputs.First(candidate => candidate.Name == output), Options));
            return margin;
        }
    }

    /// <summary>The true shape of an output; see <see cref="ShapeProbe.Find"/>.</summary>
    internal OutputShape? ShapeOf(InputLayout layout, ModelOutput output, IReadOnlyList<ManifestFeature> features) =>
        ShapeProbe.Find(runtime, layout, output, SampleTexts(features));

    /// <summary>An evaluator of some classes of an output, in raw space or before the post-transform.</summary>
    /// <param name="layout">How columns are divided among inputs.</param>
    /// <param name="output">The output's name.</param>
    /// <param name="margin">Whether to cut before the post-transform.</param>
    /// <param name="columns">The output's columns wanted.</param>
    /// <param name="features">The features, for what their encoders know.</param>
    internal Evaluator CreateEvaluator(InputLayout layout, string output, bool margin, int[] columns, IReadOnlyList<ManifestFeature> features)
    {
        var source = margin ? Margin(output) : new MarginRuntime(runtime, Signature.Outputs.First(candidate => candidate.Name == output), null);
        var shape = ShapeProbe.Find(source.Runtime, layout, source.Output, SampleTexts(features))
            ?? throw new InvalidModelException($"Neither the graph nor a trial run tells how many columns output '{output}' has.");
        var wanted = source.SingleScore is { } score
            ? new OutputColumns([.. columns.Select(_ => score)], [.. columns.Select(column => column == 0)])
            : new OutputColumns(columns);
        if (wanted.Columns.IndexOfAnyExceptInRange(0, shape.Width - 1) >= 0)
            throw new InvalidModelException($"Output '{output}' has only {shape.Width} columns {(margin ? "before its post-transform" : "")}.");
        return new Evaluator(source.Runtime, layout, source.Output, shape, wanted, Options, run =>
            FirstLayer.Open(margin ? MarginCut.Create(file.Model, output).Model : file.Model, layout, run, Options));
    }

    private static List<string> SampleTexts(IReadOnlyList<ManifestFeature> features) =>
        [.. features.Select(feature => feature.Categories is { Count: > 0 } known ? known[0] : "")];
}
