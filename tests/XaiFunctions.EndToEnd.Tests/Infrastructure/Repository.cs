namespace XaiFunctions.EndToEnd.Tests.Infrastructure;

/// <summary>Files of the repository that the tests use where they lie.</summary>
internal static class Repository
{
    /// <summary>The folder with the solution.</summary>
    public static string Root { get; } = FindRoot();

    /// <summary>A file or folder under the root.</summary>
    public static string PathOf(params string[] parts) => Path.Combine([Root, .. parts]);

    /// <summary>A file of the German Credit sample.</summary>
    public static FileInfo Sample(params string[] parts) => new(PathOf(["src", "XaiFunctions.Cli", "Samples", "german-credit", .. parts]));

    /// <summary>A file of the exact German Credit cases.</summary>
    public static FileInfo Truth(params string[] parts) => new(PathOf(["tests", "Truth", "german-credit", .. parts]));

    private static string FindRoot()
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "XaiFunctions.sln")))
                return folder.FullName;
        }

        throw new InvalidOperationException($"{AppContext.BaseDirectory} lies in no folder with XaiFunctions.sln.");
    }
}
