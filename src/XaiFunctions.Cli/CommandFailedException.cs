namespace XaiFunctions.Cli;

/// <summary>A verb cannot go on, for a reason that the user can read and act on: the message says what is wrong and where.</summary>
public sealed class CommandFailedException : Exception
{
    /// <param name="message">One line: what is wrong, and where.</param>
    /// <param name="cause">What it was found by.</param>
    public CommandFailedException(string message, Exception? cause = null)
        : base(message, cause)
    {
    }
}
