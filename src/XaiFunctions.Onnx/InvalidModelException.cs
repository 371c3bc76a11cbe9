namespace XaiFunctions.Onnx;

/// <summary>A model, its manifest or its background cannot work. The problems are sentences for the person who registered it.</summary>
public sealed class InvalidModelException : Exception
{
    /// <param name="problems">Every problem that was found, at least one, each a sentence.</param>
    /// <param name="innerException">What ONNX Runtime or a parser said, if a problem comes from there.</param>
    /// <exception cref="ArgumentException">There is no problem in the list.</exception>
    public InvalidModelException(IReadOnlyList<string> problems, Exception? innerException = null)
        : base(string.Join(" ", problems), innerException)
    {
        if (problems.Count == 0)
            throw new ArgumentException("An invalid model has at least one problem.", nameof(problems));

        Problems = [.. problems];
    }

    /// <param name="problem">The one problem, a sentence.</param>
    /// <param name="innerException">What ONNX Runtime or a parser said, if the problem comes from there.</param>
    public InvalidModelException(string problem, Exception? innerException = null)
        : this([problem], innerException)
    {
    }

    /// <summary>Every problem that was found, each a sentence.</summary>
    public IReadOnlyList<string> Problems { get; }
}
