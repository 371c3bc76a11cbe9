namespace LocalHost.Tests.Functions.Support;

/// <summary>A function app's folder with host.json and state, removed at the end.</summary>
public sealed class TestFolder : IDisposable
{
    public TestFolder(string hostJson = """{ "version": "2.0" }""")
    {
        Directory.CreateDirectory(Path);
        Write("host.json", hostJson);
    }

    public string Path { get; } = System.IO.Path.Combine(System.IO.Path.GetTempPath(), $"xaifunctions-test-{Guid.NewGuid():n}");

    public string State => System.IO.Path.Combine(Path, "state");

    public void Write(string name, string text) => File.WriteAllText(System.IO.Path.Combine(Path, name), text);

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
