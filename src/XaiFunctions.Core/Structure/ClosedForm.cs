using XaiFunctions.Core.Games;

namespace XaiFunctions.Core.Structure;

/// <summary>Shapley values worked out from a model's structure, without valuing coalitions: exact, for models whose explained outputs are additive in what they are made of.</summary>
/// <remarks>One object serves all rows and threads.</remarks>
internal abstract class ClosedForm
{
    /// <summary>The name of the method for documents.</summary>
    public abstract string Name { get; }

    /// <summary>v(empty) of each output.</summary>
    public abstract ReadOnlySpan<double> BaseValues { get; }

    /// <summary>The Shapley values of a row.</summary>
    /// <param name="row">The row's cells.</param>
    /// <param name="attributions">Row-major: outputs x players; overwritten.</param>
    /// <param name="predictions">v(all) of each output; overwritten.</param>
    /// <param name="backgroundErrors">
    /// The standard errors of the attributions that come from the background being a sample (<see cref="BackgroundDeviations"/>): outputs x players; overwritten. Empty if they are not wanted, or not told.
    /// </param>
    public abstract void Explain(ReadOnlySpan<double> row, Span<double> attributions, Span<double> predictions, Span<double> backgroundErrors);

    /// <summary>The degrees of freedom of the errors that come from the background; 0 if the form does not tell them.</summary>
    public abstract int BackgroundFreedom { get; }

    /// <summary>Adds the pairwise Shapley interactions of a row.</summary>
    /// <param name="row">The row's cells.</param>
    /// <param name="interactions">Row-major: outputs x players x players; half of the index of a pair is added in each of its two places, and nothing on the diagonal.</param>
    public abstract void AddInteractions(ReadOnlySpan<double> row, Span<double> interactions);

    /// <summary>The closed form of a structure in a game, or null if it does not hold in the explained space.</summary>
    public static ClosedForm? For(ModelStructure structure, Background background, Players players, Link link)
    {
        if (link != Link.Identity || structure.Transform != OutputTransform.None)
            return null;

        return structure switch
        {
            LinearStructure linear => new LinearClosedForm(linear, background, players),
            TreeEnsembleStructure { IsAdditive: true } trees => new TreeClosedForm(trees, background, players),
            _ => null,
        };
    }
}
