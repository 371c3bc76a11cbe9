using System.Numerics.Tensors;
using XaiFunctions.Core.Games;

namespace XaiFunctions.Core.Structure;

/// <summary>phi_i = sum over the columns c of player i of w_c (x_c - weighted mean of c over the background). Costs no evaluations.</summary>
/// <remarks>Strumbelj and Kononenko 2014, "Explaining prediction models and individual predictions with feature contributions".</remarks>
internal sealed class LinearClosedForm : ClosedForm
{
    private readonly LinearStructure structure;
    private readonly int[] owner;
    private readonly int players;
    private readonly double[] means;
    private readonly double[] baseValues;
    private readonly double[] errors;

    public LinearClosedForm(LinearStructure structure, Background background, Players players)
    {
        this.structure = structure;
        this.players = players.Count;
        owner = [.. players.Owner];
        int columns = structure.ColumnCount, outputs = structure.Explained.Count;
        means = new double[outputs * columns];
        baseValues = new double[outputs];
        BackgroundFreedom = background.RowCount - 1;
        for (int output = 0; output < outputs; output++)
        {
            int margin = structure.Explained[output];
            baseValues[output] = structure.Biases[margin];
            for (int column = 0; column < columns; column++)
            {
                double mean = 0;
                for (int row = 0; row < background.RowCount; row++)
                    mean += background.Weights[row] * structure.Term(margin, column, background.Row(row)[column]);
                means[(output * columns) + column] = mean;
                baseValues[output] += mean;
            }
        }

        errors = new double[BackgroundFreedom > 0 ? outputs * this.players : 0];
        if (BackgroundFreedom > 0)
            FindBackgroundErrors(background);
    }

    public override string Name => "closed form (linear)";

    public override ReadOnlySpan<double> BaseValues => baseValues;

    public override void Explain(ReadOnlySpan<double> row, Span<double> attributions, Span<double> predictions, Span<double> backgroundErrors)
    {
        errors.AsSpan(0, backgroundErrors.Length).CopyTo(backgroundErrors);
        attributions.Clear();
        for (int output = 0; output < baseValues.Length; output++)
        {
            Span<double> values = attributions.Slice(output * players, players);
            double prediction = structure.Biases[structure.Explained[output]];
            for (int column = 0; column < owner.Length; column++)
            {
                double term = structure.Term(structure.Explained[output], column, row[column]);
                values[owner[column]] += term - means[(output * owner.Length) + column];
                prediction += term;
            }

            predictions[output] = prediction;
        }
    }

    public override int BackgroundFreedom { get; }

    /// <summary>The errors of the means, whatever the row: those of weighted means, as <see cref="BackgroundDeviations"/> has them with every row a group of its own.</summary>
    private void FindBackgroundErrors(Background background)
    {
        var deviations = new double[players];
        for (int output = 0; output < baseValues.Length; output++)
        {
            Span<double> ofOutput = errors.AsSpan(output * players, players);
            for (int row = 0; row < background.RowCount; row++)
            {
                double weight = background.Weights[row], scale = weight / Math.Sqrt(1 - weight);
                Array.Clear(deviations);
                for (int column = 0; column < owner.Length; column++)
                {
                    double term = structure.Term(structure.Explained[output], column, background.Row(row)[column]);
                    deviations[owner[column]] += scale * (term - means[(output * owner.Length) + column]);
                }

                TensorPrimitives.MultiplyAdd(deviations, deviations, ofOutput, ofOutput);
            }

            TensorPrimitives.Sqrt(ofOutput, ofOutput);
        }
    }

    /// <summary>Players of a sum do not interact.</summary>
    public override void AddInteractions(ReadOnlySpan<double> row, Span<double> interactions)
    {
    }
}
