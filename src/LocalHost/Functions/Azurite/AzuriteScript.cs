namespace XaiFunctions.LocalHost;

/// <summary>Where Azurite's script lies.</summary>
internal static class AzuriteScript
{
    private const string InPackage = "dist/src/azurite.js";

    /// <summary>The script: the one given, the one that <c>LOCALHOST_AZURITE</c> names, or the next above the app.</summary>
    /// <exception cref="InvalidOperationException">There is none.</exception>
    public static string Find(string? given)
    {
        given ??= Environment.GetEnvironmentVariable("LOCALHOST_AZURITE");
        if (given is not null)
        {
            string script = Directory.Exists(given) ? Path.Combine(given, InPackage) : given;
            return File.Exists(script) ? Path.GetFullPath(script) : throw new InvalidOperationException($"There is no Azurite at {given}.");
        }

        for (var directory = new DirectoryInfo(AppContext.BaseDirectory); directory is not null; directory = directory.Parent)
        {
            string script = Path.Combine(directory.FullName, "node_modules/azurite", InPackage);
            if (File.Exists(script))
                return script;
        }

        throw new InvalidOperationException(
            $"Azurite was not found in a node_modules folder above {AppContext.BaseDirectory}; name it with LOCALHOST_AZURITE, or start a storage emulator yourself.");
    }
}
