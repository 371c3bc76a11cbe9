using System.Globalization;
using XaiFunctions.App.Jobs;
using XaiFunctions.App.Models;
using XaiFunctions.Core.Importance;
using XaiFunctions.Onnx.Manifest;

namespace XaiFunctions.App.Scoring;

/// <summary>
/// What the labels of rows say: in a column of their own beside the features, the name of the row's class, or for a model of one number that number (1 and 0, or true and false, where it is a
/// probability). A row whose label says nothing that the model knows counts as one without.
/// </summary>
public sealed class RowLabels
{
    private readonly IReadOnlyList<string> classes;
    private readonly LabelSampler sampler = new(MostRows);

    /// <summary>The most rows that importance by loss is measured on; with more, intervals get narrower only by the root of their number.</summary>
    public const int MostRows = 1024;

    private RowLabels(string column, Loss loss, IReadOnlyList<string> classes)
    {
        Column = column;
        Loss = loss;
        this.classes = classes;
    }

    /// <summary>The column.</summary>
    public string Column { get; }

    /// <summary>The loss that they are for.</summary>
    public Loss Loss { get; }

    /// <summary>The sample of the labels so far.</summary>
    public LabelSample Sample => sampler.ToSample();

    /// <summary>The labels that a request speaks of, or null if it speaks of none.</summary>
    /// <exception cref="InvalidInputException">The column is a feature, or the loss is none of the model's.</exception>
    public static RowLabels? Of(ExplanationRequest request, ModelVariant model)
    {
        if (request.LabelColumn is not { } column)
            return null;
        if (model.Model.Schema.IndexOf(column) >= 0)
            throw new InvalidInputException($"The option labelColumn names '{column}', which is a feature of the model; labels need a column of their own.");
        ModelManifest manifest = model.Model.Manifest;
        if (column == manifest.KeyColumn)
            throw new InvalidInputException($"The option labelColumn names '{column}', which says whose a row is; labels need a column of their own.");
        IReadOnlyList<string> classes = manifest.Classes!;
        if (request.Loss == Loss.SquaredError && classes.Count > 2)
            throw new InvalidInputException("The option loss asks for squared-error, which is of one number; this model tells several classes apart. Ask for log-loss or zero-one.");
        return new(column, request.Loss ?? DefaultLoss(classes, manifest.Space!.Value), classes);
    }

    /// <summary>The loss of models of which no more is said: log-loss for classes and probabilities, else the squared error.</summary>
    public static Loss DefaultLoss(IReadOnlyList<string> classes, OutputSpace space) => classes.Count > 1 || space != OutputSpace.Raw ? Loss.LogLoss : Loss.SquaredError;

    /// <summary>Notes the label of a row.</summary>
    /// <param name="row">The row, counted from 0 over the accepted rows.</param>
    /// <param name="text">What the column says, or null.</param>
    public void Add(long row, string? text)
    {
        double label = Parse(text ?? "", classes, Loss);
        if (!double.IsNaN(label))
            sampler.Add(row, label);
    }

    /// <summary>What a text says: the index of the class among several, else the number; NaN if it says nothing that the model knows.</summary>
    public static double Parse(string text, IReadOnlyList<string> classes, Loss loss)
    {
        text = text.Trim();
        bool isNumber = TryNumber(text, out double number);
        if (classes.Count > 1)
        {
            int index = IndexOf(classes, name => name == text);
            if (index < 0 && isNumber)
                index = IndexOf(classes, name => TryNumber(name, out double value) && value == number); // Tables that went through other tools write the class 1 as 1.0.
            return index < 0 ? double.NaN : index;
        }

        if (bool.TryParse(text, out bool truth))
            return truth ? 1 : 0;
        return isNumber && (loss == Loss.SquaredError || number is 0 or 1) ? number : double.NaN;
    }

    private static bool TryNumber(string text, out double number) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out number) && double.IsFinite(number);

    private static int IndexOf(IReadOnlyList<string> classes, Func<string, bool> match)
    {
        for (int index = 0; index < classes.Count; index++)
        {
            if (match(classes[index]))
                return index;
        }

        return -1;
    }
}
