using XaiFunctions.Core.Statistics;

namespace XaiFunctions.Core.Performance;

/// <summary>The performance on one class.</summary>
/// <param name="Labelled">The rows whose label it is; null if they are too few to tell.</param>
/// <param name="Precision">Of the rows decided as it, the share that is it.</param>
/// <param name="Recall">Of the rows that are it, the share decided as it.</param>
public sealed record ClassEntry(long? Labelled, Estimate Precision, Estimate Recall);

/// <summary>The performance of a model of several classes. Every metric has a 95 % interval or says why it is absent.</summary>
/// <param name="Labelled">The labelled rows; null if they are too few to tell.</param>
/// <param name="Accuracy">Correct decisions over all.</param>
/// <param name="MacroPrecision">The mean precision over the classes that occur among labels or decisions; a class that is never decided counts as 0, as in scikit-learn.</param>
/// <param name="MacroRecall">The mean recall over these classes; a class without labels counts as 0.</param>
/// <param name="MacroF1">The mean F1 over these classes.</param>
/// <param name="LogLoss">The mean of -ln of the probability given to the label, which counts as at least 2^-52.</param>
/// <param name="Classes">Each class.</param>
public sealed record ClassPerformance(
    long? Labelled, Estimate Accuracy, Estimate MacroPrecision, Estimate MacroRecall, Estimate MacroF1, Estimate LogLoss, IReadOnlyList<ClassEntry> Classes);
