namespace XaiFunctions.Core.Games;

/// <summary>A model could not be evaluated on rows that fit its columns, for example because of a category that it refuses.</summary>
public class ModelRefusalException : Exception
{
    /// <param name="message">Why, in words.</param>
    /// <param name="innerException">What the model's runtime said.</param>
    public ModelRefusalException(string message, Exception? innerException)
        : base(message, innerException)
    {
    }
}
