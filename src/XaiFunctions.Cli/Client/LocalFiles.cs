namespace XaiFunctions.Cli.Client;

/// <summary>Files on this machine, with errors that name them.</summary>
internal static class LocalFiles
{
    /// <summary>Reads a file.</summary>
    /// <exception cref="CommandFailedException">It is missing or cannot be read.</exception>
    public static async Task<byte[]> ReadAsync(FileInfo file, CancellationToken cancellation)
    {
        try
        {
            return await File.ReadAllBytesAsync(file.FullName, cancellation);
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            throw new CommandFailedException($"Cannot read {file.FullName}: {problem.Message}", problem);
        }
    }

    /// <summary>Opens a file for reading.</summary>
    /// <exception cref="CommandFailedException">It is missing or cannot be opened.</exception>
    public static Stream OpenRead(FileInfo file)
    {
        try
        {
            return file.OpenRead();
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            throw new CommandFailedException($"Cannot read {file.FullName}: {problem.Message}", problem);
        }
    }

    /// <summary>Makes sure that a folder is there and can be written to.</summary>
    /// <exception cref="CommandFailedException">It cannot be made.</exception>
    public static void CreateDirectory(DirectoryInfo directory)
    {
        try
        {
            directory.Create();
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            throw new CommandFailedException($"Cannot create {directory.FullName}: {problem.Message}", problem);
        }
    }
}
