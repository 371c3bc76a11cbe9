namespace XaiFunctions.App.Http.OpenApi;

/// <summary>A kind of answer of an HTTP function. Several of one status stand for several forms of it.</summary>
/// <param name="status">The status code.</param>
/// <param name="mediaType">The body's media type, or null if there is no body.</param>
[AttributeUsage(AttributeTargets.Method, AllowMultiple = true)]
public sealed class AnswersAttribute(int status, string? mediaType = null) : Attribute
{
    /// <summary>An answer in JSON.</summary>
    /// <param name="status">The status code.</param>
    /// <param name="body">What the body is; see <see cref="SchemaComponents"/>.</param>
    public AnswersAttribute(int status, Type body)
        : this(status, "application/json") => Body = body;

    /// <summary>The status code.</summary>
    public int Status { get; } = status;

    /// <summary>The body's media type, or null if there is no body.</summary>
    public string? MediaType { get; } = mediaType;

    /// <summary>What a JSON body is, or null for another body.</summary>
    public Type? Body { get; }
}

/// <summary>The problems (<see cref="ProblemKinds"/>) that an HTTP function may answer, besides a missing key and an error of the app's own.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class ProblemsAttribute(params string[] kinds) : Attribute
{
    /// <summary>The kinds.</summary>
    public IReadOnlyList<string> Kinds { get; } = kinds;
}

/// <summary>An HTTP function takes a JSON body.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class TakesAttribute(Type body) : Attribute
{
    /// <summary>What the body is; see <see cref="SchemaComponents"/>.</summary>
    public Type Body { get; } = body;
}

/// <summary>An HTTP function takes a multipart form of files. A name with a question mark at its end may be left out.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class TakesFilesAttribute(params string[] names) : Attribute
{
    /// <summary>The parts' names.</summary>
    public IReadOnlyList<string> Names { get; } = names;
}

/// <summary>A query parameter or a header that an HTTP function reads.</summary>
/// <param name="name">Its name.</param>
/// <param name="description">What it does.</param>
[AttributeUsage(AttributeTargets.Method, AllowMultiple = true)]
public sealed class ReadsAttribute(string name, string description) : Attribute
{
    /// <summary>Its name.</summary>
    public string Name { get; } = name;

    /// <summary>What it does.</summary>
    public string Description { get; } = description;

    /// <summary>What its text is read as.</summary>
    public Type Type { get; init; } = typeof(string);

    /// <summary>Whether it is a header and no query parameter.</summary>
    public bool IsHeader { get; init; }
}
