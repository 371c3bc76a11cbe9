using Microsoft.Extensions.Options;
using XaiFunctions.App.Options;
using XaiFunctions.Core.Games;
using XaiFunctions.Core.Tables;
using XaiFunctions.Onnx;
using XaiFunctions.Onnx.Manifest;

namespace XaiFunctions.App.Models;

/// <summary>Opens registered models once a process and keeps those that were used last. Closes one only when nobody uses it any more.</summary>
public sealed class ModelCache(ModelRegistry registry, IOptions<ModelOptions> options, IOptions<ScoringLimits> limits) : IDisposable
{
    private readonly Lock gate = new();
    private readonly LinkedList<Entry> entries = []; // the one used last comes first

    /// <summary>Lends a version of a model; the version does not change, so neither does what is lent.</summary>
    /// <param name="model">The model's name as it was asked for.</param>
    /// <param name="version">The version, or null for the one registered last.</param>
    /// <param name="cancellation">Stops waiting; opening goes on for others.</param>
    /// <exception cref="InvalidInputException">There is no such model or version.</exception>
    public async Task<ModelLease> AcquireAsync(string model, string? version, CancellationToken cancellation)
    {
        NameRules(model, version);
        version ??= await registry.LatestVersionAsync(model, cancellation)
            ?? throw new InvalidInputException($"No model '{model}' is registered.");
        Entry entry = Take(model, version);
        try
        {
            return new ModelLease(await entry.Model.WaitAsync(cancellation), () => Release(entry));
        }
        catch
        {
            if (entry.Model.IsFaulted)
                Forget(entry);
            Release(entry);
            throw;
        }
    }

    /// <summary>Whether a version is open already, so that it need not be asked whether it is registered.</summary>
    public bool Holds(string model, string version)
    {
        lock (gate)
            return entries.Any(entry => entry.Name == model && entry.Version == version && entry.Model.IsCompletedSuccessfully);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (gate)
        {
            foreach (Entry entry in entries)
                entry.Close();
            entries.Clear();
        }
    }

    private static void NameRules(string model, string? version)
    {
        Storage.NameRules.Require(model, "model's name");
        if (version is not null)
            Storage.NameRules.Require(version, "model's version");
    }

    private Entry Take(string model, string version)
    {
        lock (gate)
        {
            Entry? entry = entries.FirstOrDefault(candidate => candidate.Name == model && candidate.Version == version);
            if (entry is not null)
                entries.Remove(entry);
            else
                entry = new Entry(model, version, Task.Run(() => OpenAsync(model, version)));
            entries.AddFirst(entry);
            entry.Users++;
            while (entries.Count > options.Value.MaxOpen && entries.Last!.Value is { Users: 0 } unused)
            {
                entries.RemoveLast();
                unused.Close();
            }

            return entry;
        }
    }

    private void Release(Entry entry)
    {
        lock (gate)
        {
            entry.Users--;
            if (entry.Users == 0 && !entries.Contains(entry))
                entry.Close();
        }
    }

    private void Forget(Entry entry)
    {
        lock (gate)
            entries.Remove(entry);
    }

    private async Task<LoadedModel> OpenAsync(string name, string version)
    {
        RegistrationRecord record = await registry.FindAsync(name, version, CancellationToken.None)
            ?? throw new InvalidInputException($"Version '{version}' of model '{name}' is not registered.");
        BinaryData manifestBytes = await ReadAsync(name, version, ModelRegistry.Manifest, record.ManifestSha256);
        ModelManifest manifest = ModelManifest.Parse(manifestBytes.ToMemory().Span);
        BinaryData backgroundBytes = await ReadAsync(name, version, manifest.Background!, record.BackgroundSha256);
        BinaryData modelBytes = await ReadAsync(name, version, ModelRegistry.Model, record.ModelSha256);
        OnnxSession session = OnnxSession.Open(
            modelBytes.ToMemory(), new OnnxSessionOptions { MaxModelBytes = options.Value.MaxModelBytes, ExpectedSha256 = record.ModelSha256 });
        try
        {
            using var plain = new ExplainableModel(session, manifest);
            var codes = new CategoryCodes();
            (Background background, _) = await BackgroundReader.ReadAsync(
                backgroundBytes, plain, codes, limits.Value, options.Value.MaxBackgroundRows, CancellationToken.None);
            return new LoadedModel(record, session, manifest, background, BackgroundReader.Summarize(background, plain), codes);
        }
        catch
        {
            session.Dispose();
            throw;
        }
    }

    private async Task<BinaryData> ReadAsync(string name, string version, string file, string sha256)
    {
        BinaryData content = await registry.TryReadAsync(name, version, file, CancellationToken.None)
            ?? throw new InvalidInputException($"The registry has lost {file} of version '{version}' of model '{name}'.");
        return ModelFiles.Digest(content) == sha256
            ? content
            : throw new InvalidInputException($"The registry's {file} of version '{version}' of model '{name}' was changed after its registration.");
    }

    private sealed class Entry(string name, string version, Task<LoadedModel> model)
    {
        public string Name => name;

        public string Version => version;

        public Task<LoadedModel> Model => model;

        public int Users { get; set; }

        public void Close()
        {
            if (model.IsCompletedSuccessfully)
                model.Result.Dispose();
        }
    }
}

/// <summary>A model in use; give it back by disposing.</summary>
public sealed class ModelLease(LoadedModel model, Action release) : IDisposable
{
    private Action? release = release;

    /// <summary>The model.</summary>
    public LoadedModel Model => model;

    /// <inheritdoc/>
    public void Dispose() => Interlocked.Exchange(ref release, null)?.Invoke();
}
