namespace XaiFunctions.Core.Structure;

/// <summary>
/// For one of the rows to be explained the structure read from a model gives another answer than the model, although it agreed on the background. The methods that
/// do not use the structure (kernel, exact) still apply.
/// </summary>
/// <param name="row">The row, counted from 0 over the rows of the job.</param>
public sealed class StructureMismatchException(long row)
    : Exception($"The structure read from the model gives another answer than the model for row {row + 1}; ask for the method 'kernel' or 'exact', which only ask the model.")
{
    /// <summary>The row, counted from 0 over the rows of the job.</summary>
    public long Row { get; } = row;
}
