using System.Text.Json.Serialization;

namespace XaiFunctions.Core.Importance;

/// <summary>What one pass over the rows of one block gives to a <see cref="LossImportance"/>: small, and all that is needed of it.</summary>
/// <param name="Block">The block, counted from 0.</param>
/// <param name="Pass">The pass, counted from 0.</param>
/// <param name="RowCount">The rows of the block.</param>
/// <param name="Evaluations">The coalitions valued for each row.</param>
/// <param name="IsExact">Whether these were all.</param>
/// <param name="BaseLoss">The mean loss of the answer to nothing known, over the rows of the block.</param>
/// <param name="ModelLoss">The mean loss of the model's own answers.</param>
/// <param name="Values">The Shapley values of the block's mean reduction of the loss, one a player.</param>
/// <param name="StandardErrors">Their standard errors from not valuing every coalition.</param>
/// <param name="IntervalHalfWidths">Half the widths of their 95 % intervals.</param>
/// <param name="RowSums">The sum of the rows' own Shapley values, one a player.</param>
/// <param name="RowSquares">The sum of their squares.</param>
[JsonNumberHandling(JsonNumberHandling.AllowNamedFloatingPointLiterals)]
public sealed record ImportancePart(
    long Block,
    int Pass,
    int RowCount,
    int Evaluations,
    bool IsExact,
    double BaseLoss,
    double ModelLoss,
    IReadOnlyList<double> Values,
    IReadOnlyList<double> StandardErrors,
    IReadOnlyList<double> IntervalHalfWidths,
    IReadOnlyList<double> RowSums,
    IReadOnlyList<double> RowSquares);
