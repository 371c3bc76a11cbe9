using XaiFunctions.App.Writing;
using XaiFunctions.Core.Games;
using XaiFunctions.Core.Tables;
using XaiFunctions.Documents.Backgrounds;
using XaiFunctions.Onnx;

namespace XaiFunctions.App.Models;

/// <summary>A model, explained in one space and for certain outputs.</summary>
/// <param name="model">The model.</param>
/// <param name="background">What explanations average over.</param>
/// <param name="backgroundRows">The rows of the background file, which say what is usual.</param>
/// <param name="codes">The codes of the background's category texts.</param>
/// <param name="ownAnswers">Gives <see cref="OwnAnswers"/>.</param>
public sealed class ModelVariant(ExplainableModel model, Background background, Background backgroundRows, CategoryCodes codes, Func<ModelVariant> ownAnswers)
{
    private readonly Lazy<ExplanationGame> game = new(() => new(model.Bind(codes), background, model.Players, model.Link));
    private readonly Lazy<BackgroundProfile> profile = new(() => new(Frames.Of(model), backgroundRows, codes));
    private readonly Lazy<double> secondsPerRow = new(() => ModelRate.Measure(model.Bind(codes), background, TimeProvider.System));

    /// <summary>The model.</summary>
    public ExplainableModel Model => model;

    /// <summary>What explanations average over: the rows of the background file, or a summary of them.</summary>
    public Background Background => background;

    /// <summary>The model's own answers, of which losses are made: the probability of the second of two classes, else all columns of the output, in raw space.</summary>
    /// <exception cref="InvalidInputException">They cannot be explained.</exception>
    public ModelVariant OwnAnswers => ownAnswers();

    /// <summary>How many rows the background file has.</summary>
    public int BackgroundFileRows => backgroundRows.RowCount;

    /// <summary>The codes of the background's category texts, which the codes of rows continue.</summary>
    public CategoryCodes Codes => codes;

    /// <summary>Turns the texts of a file into cells.</summary>
    public RowEncoder Encoder { get; } = new(model.Schema);

    /// <summary>What the background says about what is usual, with the names that documents use; made when it is first asked for.</summary>
    public BackgroundProfile Profile => profile.Value;

    /// <summary>The processor time of one row of the model, measured once a process on the background.</summary>
    public double SecondsPerRow => secondsPerRow.Value;

    /// <summary>The explanation game over rows whose categories are codes of <paramref name="rowCodes"/>.</summary>
    public ExplanationGame Game(CategoryCodes rowCodes) => game.Value.With(model.Bind(rowCodes));
}
