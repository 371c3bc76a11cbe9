namespace XaiFunctions.App;

/// <summary>
/// What the user gave cannot be used: a file, a model's name, an option. The message is written for the user and goes into the
/// job's document or the problem answer as it is. Trying again cannot help, so no retry policy does.
/// </summary>
public sealed class InvalidInputException : Exception
{
    public InvalidInputException(string message)
        : base(message)
    {
    }

    public InvalidInputException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
