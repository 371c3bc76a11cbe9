using XaiFunctions.Core.Games;

namespace XaiFunctions.Core.Importance;

/// <summary>How bad an answer is, given the label.</summary>
public enum Loss
{
    /// <summary>
    /// -ln of the probability given to the label's class, in nats. One output: it is the probability of label 1, and labels are 0 or 1. Several: they are the probabilities of classes 0, 1, ...,
    /// and a label is the number of its class. A probability counts as at least <see cref="Links.ProbabilityMargin"/>, so that one certain mistake does not outweigh everything.
    /// </summary>
    LogLoss,

    /// <summary>(answer - label)^2, for a model with one output.</summary>
    SquaredError,

    /// <summary>1 if the likeliest class is not the label's, else 0; outputs and labels as for <see cref="LogLoss"/>. The first of equally likely classes counts, and 0.5 counts as class 1.</summary>
    ZeroOne,
}

/// <summary>Works out a <see cref="Loss"/>.</summary>
internal static class Losses
{
    /// <summary>The loss of one answer.</summary>
    public static double Of(this Loss loss, ReadOnlySpan<double> answer, double label) => loss switch
    {
        Loss.SquaredError => (answer[0] - label) * (answer[0] - label),
        Loss.LogLoss => -Math.Log(Math.Clamp(OfLabel(answer, (int)label), Links.ProbabilityMargin, 1)),
        _ => Likeliest(answer) == (int)label ? 0 : 1,
    };

    /// <summary>What is wrong with a label, or null.</summary>
    public static string? Problem(this Loss loss, int outputs, double label)
    {
        if (loss == Loss.SquaredError)
            return double.IsFinite(label) ? null : "is not a finite number";

        int classes = Math.Max(2, outputs);
        return label >= 0 && label < classes && label == Math.Floor(label) ? null : $"is not the number of a class, 0 to {classes - 1}";
    }

    private static double OfLabel(ReadOnlySpan<double> answer, int label)
    {
        if (answer.Length > 1)
            return answer[label];
        return label == 1 ? answer[0] : 1 - answer[0];
    }

    private static int Likeliest(ReadOnlySpan<double> answer)
    {
        if (answer.Length == 1)
            return answer[0] >= 0.5 ? 1 : 0;

        int likeliest = 0;
        for (int output = 1; output < answer.Length; output++)
        {
            if (answer[output] > answer[likeliest])
                likeliest = output;
        }

        return likeliest;
    }
}
