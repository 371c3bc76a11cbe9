namespace XaiFunctions.LocalHost.Functions.Hosting;

/// <summary>The state directory, held by one host at a time: two on the same task hub would each run every orchestration.</summary>
internal sealed class HostState(HostSettings settings) : IDisposable
{
    private FileStream? held;

    /// <summary>Makes the directory and takes hold of it.</summary>
    /// <exception cref="InvalidOperationException">Another host holds it.</exception>
    public void Hold()
    {
        Directory.CreateDirectory(settings.StateDirectory);
        string path = Path.Combine(settings.StateDirectory, "host.lock");
        try
        {
            held = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException error)
        {
            throw new InvalidOperationException(
                $"Another host is running on {settings.StateDirectory}. Stop it, or give this one a state directory of its own with LOCALHOST_STATE.",
                error);
        }
    }

    /// <summary>Lets go of the directory.</summary>
    public void Dispose()
    {
        held?.Dispose();
        held = null;
    }
}
