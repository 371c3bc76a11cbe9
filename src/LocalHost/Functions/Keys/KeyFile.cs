using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.Extensions.Configuration;

namespace XaiFunctions.LocalHost.Functions.Keys;

/// <summary>The host's keys, made at the first start and kept in <c>keys.json</c> in the state directory.</summary>
internal sealed class KeyFile
{
    private static readonly JsonSerializerOptions Format = new() { PropertyNamingPolicy = JsonNamingPolicy.CamelCase, WriteIndented = true };

    private readonly Stored stored;

    private KeyFile(Stored stored, string? master, string? function)
    {
        this.stored = stored;
        Master = master ?? stored.Master;
        Host = function is null ? stored.Host : new Dictionary<string, string> { ["default"] = function };
    }

    /// <summary>Opens everything.</summary>
    public string Master { get; }

    /// <summary>Open every function of level Function, by name.</summary>
    public IReadOnlyDictionary<string, string> Host { get; }

    /// <summary>Open the extensions' webhooks, by name.</summary>
    public IReadOnlyDictionary<string, string> System => stored.System;

    /// <summary>The keys that open one function only.</summary>
    public IEnumerable<string> FunctionKeys(string function) => stored.Functions.TryGetValue(function, out var keys) ? keys.Values : [];

    /// <summary>Reads the file and adds the keys that are missing in it.</summary>
    /// <param name="directory">The state directory.</param>
    /// <param name="functions">The functions that need a key of their own.</param>
    /// <param name="configuration"><c>LOCALHOST_MASTER_KEY</c> and <c>LOCALHOST_FUNCTION_KEY</c> take the place of the file's.</param>
    /// <exception cref="InvalidOperationException">The file is there but no key file.</exception>
    public static KeyFile Open(string directory, IEnumerable<string> functions, IConfiguration configuration)
    {
        Directory.CreateDirectory(directory);
        string path = Path.Combine(directory, "keys.json");
        var stored = Read(path);
        bool changed = false;
        changed |= Ensure(stored.Host, "default");
        changed |= Ensure(stored.System, KeyRing.Blobs) | Ensure(stored.System, KeyRing.Durable);
        foreach (string function in functions)
        {
            if (!stored.Functions.TryGetValue(function, out var keys))
                stored.Functions[function] = keys = [];
            changed |= Ensure(keys, "default");
        }

        if (changed)
            Write(path, stored);
        return new KeyFile(stored, configuration["LOCALHOST_MASTER_KEY"], configuration["LOCALHOST_FUNCTION_KEY"]);
    }

    private static Stored Read(string path)
    {
        if (!File.Exists(path))
            return new Stored(NewKey(), [], [], []);
        try
        {
            return JsonSerializer.Deserialize<Stored>(File.ReadAllBytes(path), Format)
                ?? throw new JsonException("it is empty");
        }
        catch (JsonException error)
        {
            throw new InvalidOperationException($"{path} is no key file: {error.Message}. Remove it to have new keys made.", error);
        }
    }

    // Written aside and moved, so that a crash leaves the old keys or the new ones; readable by its owner only.
    private static void Write(string path, Stored stored)
    {
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        using (var file = new FileStream(path + ".new", options))
        {
            JsonSerializer.Serialize(file, stored, Format);
            file.Flush(flushToDisk: true);
        }

        File.Move(path + ".new", path, overwrite: true);
    }

    private static bool Ensure(Dictionary<string, string> keys, string name) => keys.TryAdd(name, NewKey());

    private static string NewKey() => Convert.ToBase64String(RandomNumberGenerator.GetBytes(40)).Replace('+', '-').Replace('/', '_').TrimEnd('=');

    private sealed record Stored(
        string Master,
        Dictionary<string, string> Host,
        Dictionary<string, string> System,
        Dictionary<string, Dictionary<string, string>> Functions);
}
