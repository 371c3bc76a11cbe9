using XaiFunctions.Core.Statistics;

namespace XaiFunctions.Core.Performance;

/// <summary>The performance of a model that predicts a number. Every metric has a 95 % interval or says why it is absent.</summary>
/// <param name="Labelled">The rows with prediction and actual value; null if they are too few to tell.</param>
/// <param name="MeanAbsoluteError">The mean of |prediction - actual|, in the target's unit.</param>
/// <param name="RootMeanSquaredError">The root of the mean of (prediction - actual)^2, in the target's unit.</param>
/// <param name="R2">1 - sum of squared errors / sum of squared deviations of the actual values; absent if these do not vary.</param>
/// <param name="Bias">The mean of prediction - actual, in the target's unit.</param>
/// <param name="PinballLoss">The mean of q (actual - prediction) if that is positive, else (1 - q)(prediction - actual) (Koenker and Bassett 1978).</param>
/// <param name="Coverage">The share of actual values in their prediction intervals.</param>
public sealed record RegressionPerformance(
    long? Labelled, Estimate MeanAbsoluteError, Estimate RootMeanSquaredError, Estimate R2, Estimate Bias, Estimate PinballLoss, Estimate Coverage);
