using System.Reflection;

namespace XaiFunctions.LocalHost.Tests.ApiSurface;

/// <summary>Holds that an app that compiles against LocalHost compiles against the real packages.</summary>
public class ApiSurfaceTests
{
    private static readonly Lazy<ILookup<string, string>> Recorded = new(() =>
    {
        using Stream stream = typeof(ApiSurfaceTests).Assembly.GetManifestResourceStream("recorded-signatures.txt")!;
        using StreamReader reader = new(stream);
        return reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Where(line => !line.StartsWith('#'))
            .Select(line => line.Split(" | ", 2))
            .ToLookup(parts => parts[0], parts => parts[1]);
    });

    [Theory]
    [InlineData("LocalHost.DurableTask")]
    [InlineData("LocalHost.Functions")]
    public void PublicMembers_InMicrosoftNamespaces_AreThoseOfTheRealPackages(string assembly)
    {
        string[] strangers = [.. Assembly.Load(assembly).GetExportedTypes()
            .Where(type => type.Namespace!.StartsWith("Microsoft.", StringComparison.Ordinal))
            .SelectMany(Strangers)];

        Assert.True(strangers.Length == 0, "Not in recorded-signatures.txt:\n" + string.Join('\n', strangers));
    }

    [Fact]
    public void PublicTypes_OfDurableTaskOutsideMicrosoftNamespaces_AreNone() =>
        Assert.DoesNotContain(
            Assembly.Load("LocalHost.DurableTask").GetExportedTypes(), type => !type.Namespace!.StartsWith("Microsoft.", StringComparison.Ordinal));

    [Fact]
    public void Strangers_OfATypeThatIsNotRecorded_NameItAndItsMembers()
    {
        Assert.Equal(
            [
                "XaiFunctions.LocalHost.Tests.ApiSurface.Unknown<T> | public abstract class Unknown<T> (not recorded)",
            ],
            Strangers(typeof(Unknown<>)));
        Assert.Equal(
            [
                "protected Unknown(string? text, int? number = null)",
                "public const int Size = 3",
                "public T Value { get; init; }",
                "protected abstract IReadOnlyDictionary<string, object?>? Map { get; }",
                "public static Task<string?> RunAsync<TOther>(TOther other, CancellationToken cancellation = default, params string[] names) where TOther : class, IDisposable",
            ],
            Signatures.Members(typeof(Unknown<>)));
    }

    private static IEnumerable<string> Strangers(Type type)
    {
        string name = Signatures.FullName(type);
        if (!Recorded.Value.Contains(name))
            return [$"{name} | {Signatures.Head(type)} (not recorded)"];

        List<string> strangers = [];
        string[] recorded = [.. Recorded.Value[name]];
        string head = Signatures.Head(type);
        string? declaration = recorded.FirstOrDefault(line => line == head || line.StartsWith(head + " : ", StringComparison.Ordinal));
        if (declaration is null)
            strangers.Add($"{name} | {head}");
        else
            strangers.AddRange(Signatures.Bases(type).Where(parent => !declaration[head.Length..].Contains(parent))
                .Select(parent => $"{name} | {head} : {parent}"));
        strangers.AddRange(Signatures.Members(type).Where(member => !IsRecorded(type, member, recorded)).Select(member => $"{name} | {member}"));
        return strangers;
    }

    // Only derived types can call an abstract type's constructor, whether it is public or protected.
    private static bool IsRecorded(Type type, string member, string[] recorded) =>
        recorded.Contains(member) || (type.IsAbstract && recorded.Contains(member.Replace("protected ", "public ", StringComparison.Ordinal)));
}

/// <summary>A type with all that the signatures have to write.</summary>
public abstract class Unknown<T>
{
    public const int Size = 3;

    protected Unknown(string? text, int? number = null) => Value = default!;

    public T? Value { get; init; }

    protected abstract IReadOnlyDictionary<string, object?>? Map { get; }

    public static Task<string?> RunAsync<TOther>(TOther other, CancellationToken cancellation = default, params string[] names)
        where TOther : class, IDisposable => Task.FromResult<string?>($"{other}{cancellation}{names}");
}
