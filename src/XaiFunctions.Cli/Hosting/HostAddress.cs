namespace XaiFunctions.Cli.Hosting;

/// <summary>Where the host of a state directory answers: a file there, so that later commands find a host on any port.</summary>
internal static class HostAddress
{
    private const string FileName = "host.url";

    /// <summary>Notes the address.</summary>
    public static void Write(string stateDirectory, Uri url) => File.WriteAllText(Path.Combine(stateDirectory, FileName), url + "\n");

    /// <summary>The noted address, or null. Its host may have ended since.</summary>
    public static Uri? Read(string stateDirectory)
    {
        string path = Path.Combine(stateDirectory, FileName);
        return File.Exists(path) && Uri.TryCreate(File.ReadAllText(path).Trim(), UriKind.Absolute, out Uri? url) ? url : null;
    }
}
