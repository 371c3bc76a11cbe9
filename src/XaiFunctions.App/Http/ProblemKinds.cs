using Microsoft.AspNetCore.Http;

namespace XaiFunctions.App.Http;

/// <summary>The kinds of problems that the API answers: the ends of their types, <c>urn:xaifunctions:problem:...</c>.</summary>
public static class ProblemKinds
{
    /// <summary>What was given cannot be used.</summary>
    public const string InvalidInput = "invalid-input";

    /// <summary>It is not clear who asks.</summary>
    public const string Unauthorized = "unauthorized";

    /// <summary>It is clear who asks, and that they may not.</summary>
    public const string Forbidden = "forbidden";

    /// <summary>There is no such thing.</summary>
    public const string NotFound = "not-found";

    /// <summary>There is nothing in a form that the caller takes.</summary>
    public const string NotAcceptable = "not-acceptable";

    /// <summary>It does not go with what is there already.</summary>
    public const string Conflict = "conflict";

    /// <summary>What was given is over a limit.</summary>
    public const string TooLarge = "too-large";

    /// <summary>The body is of a kind that is not read.</summary>
    public const string UnsupportedMediaType = "unsupported-media-type";

    /// <summary>A model that cannot work.</summary>
    public const string InvalidModel = "invalid-model";

    /// <summary>A key that was given with another request already.</summary>
    public const string KeyReused = "key-reused";

    /// <summary>More is asked for at once than is done at once.</summary>
    public const string TooManyRequests = "too-many-requests";

    /// <summary>An error of the app's own.</summary>
    public const string Internal = "internal";

    /// <summary>Something is not ready.</summary>
    public const string Unavailable = "unavailable";

    /// <summary>What comes before a kind in a problem's type.</summary>
    public const string Prefix = "urn:xaifunctions:problem:";

    /// <summary>Each kind in a few words, with its status code.</summary>
    public static IReadOnlyDictionary<string, (string Title, int Status)> All { get; } = new Dictionary<string, (string, int)>(StringComparer.Ordinal)
    {
        [InvalidInput] = ("The request cannot be used", StatusCodes.Status400BadRequest),
        [Unauthorized] = ("Not signed in", StatusCodes.Status401Unauthorized),
        [Forbidden] = ("Not allowed", StatusCodes.Status403Forbidden),
        [NotFound] = ("Not found", StatusCodes.Status404NotFound),
        [NotAcceptable] = ("Not acceptable", StatusCodes.Status406NotAcceptable),
        [Conflict] = ("Conflict", StatusCodes.Status409Conflict),
        [TooLarge] = ("Too large", StatusCodes.Status413PayloadTooLarge),
        [UnsupportedMediaType] = ("Unsupported media type", StatusCodes.Status415UnsupportedMediaType),
        [InvalidModel] = ("The model cannot be registered", StatusCodes.Status422UnprocessableEntity),
        [KeyReused] = ("The key stands for another request", StatusCodes.Status422UnprocessableEntity),
        [TooManyRequests] = ("Too many requests at once", StatusCodes.Status429TooManyRequests),
        [Internal] = ("An error inside the app", StatusCodes.Status500InternalServerError),
        [Unavailable] = ("Not available", StatusCodes.Status503ServiceUnavailable),
    };
}
