namespace XaiFunctions.LocalHost.DurableTask.Engine;

/// <summary>The rule for instance ids.</summary>
internal static class InstanceIds
{
    private const int Longest = 100;

    /// <summary>Refuses what Azure's task hub would refuse.</summary>
    /// <exception cref="ArgumentException">The id is too long, begins with @ or has a character that keys cannot have.</exception>
    public static void ThrowIfInvalid(string id)
    {
        bool valid = id.Length is >= 1 and <= Longest && id[0] != '@'
            && !id.AsSpan().ContainsAny("/\\#?") && !id.Any(char.IsControl);
        if (!valid)
            throw new ArgumentException(
                $"'{id}' is no instance id: it needs 1 to {Longest} characters, none of them / \\ # ? or a control character, and no @ in front.",
                nameof(id));
    }
}
