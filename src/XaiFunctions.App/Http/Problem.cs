using Microsoft.AspNetCore.Http;
using XaiFunctions.App.Models;
using XaiFunctions.Onnx;

namespace XaiFunctions.App.Http;

/// <summary>Problem details (RFC 9457).</summary>
/// <param name="Type">What kind of problem, as a stable name: <c>urn:xaifunctions:problem:...</c>.</param>
/// <param name="Title">The kind in a few words.</param>
/// <param name="Status">The status code.</param>
/// <param name="Detail">What is wrong here, and which limit or rule says so.</param>
/// <param name="Problems">The single problems, if there are several.</param>
public sealed record Problem(string Type, string Title, int Status, string Detail, IReadOnlyList<string>? Problems = null)
{
    private const string Prefix = "urn:xaifunctions:problem:";

    /// <summary>What was given cannot be used.</summary>
    public static Problem InvalidInput(string detail, IReadOnlyList<string>? problems = null) =>
        new(Prefix + "invalid-input", "The request cannot be used", StatusCodes.Status400BadRequest, detail, problems);

    /// <summary>There is no such thing.</summary>
    public static Problem NotFound(string detail) => new(Prefix + "not-found", "Not found", StatusCodes.Status404NotFound, detail);

    /// <summary>There is nothing in a form that the caller takes.</summary>
    public static Problem NotAcceptable(string detail) =>
        new(Prefix + "not-acceptable", "Not acceptable", StatusCodes.Status406NotAcceptable, detail);

    /// <summary>It does not go with what is there already.</summary>
    public static Problem Conflict(string detail) => new(Prefix + "conflict", "Conflict", StatusCodes.Status409Conflict, detail);

    /// <summary>The body is over a limit.</summary>
    public static Problem TooLarge(string detail) => new(Prefix + "too-large", "Too large", StatusCodes.Status413PayloadTooLarge, detail);

    /// <summary>The body is of a kind that is not read.</summary>
    public static Problem UnsupportedMediaType(string detail) =>
        new(Prefix + "unsupported-media-type", "Unsupported media type", StatusCodes.Status415UnsupportedMediaType, detail);

    /// <summary>A model that cannot work; every problem is listed.</summary>
    public static Problem InvalidModel(IReadOnlyList<string> problems) => new(
        Prefix + "invalid-model", "The model cannot be registered", StatusCodes.Status422UnprocessableEntity, string.Join(" ", problems), problems);

    /// <summary>A key that was given with another request already.</summary>
    public static Problem KeyReused(string detail) =>
        new(Prefix + "key-reused", "The key stands for another request", StatusCodes.Status422UnprocessableEntity, detail);

    /// <summary>Something is not ready.</summary>
    public static Problem Unavailable(string detail) =>
        new(Prefix + "unavailable", "Not available", StatusCodes.Status503ServiceUnavailable, detail);

    /// <summary>An error of ours. Its text is in the log and not here, for it may tell too much.</summary>
    public static Problem Internal() => new(
        Prefix + "internal", "An error inside the app", StatusCodes.Status500InternalServerError, "The request could not be done because of an error inside the app; the log has it.");

    /// <summary>The problem that an exception stands for, or null if it is a defect.</summary>
    public static Problem? Of(Exception exception) => exception switch
    {
        ProblemException { Problem: var problem } => problem,
        InvalidInputException => InvalidInput(exception.Message),
        InvalidModelException invalid => InvalidModel(invalid.Problems),
        VersionExistsException => Conflict(exception.Message),
        BadHttpRequestException { StatusCode: StatusCodes.Status413PayloadTooLarge } => TooLarge("The request's body is larger than the host takes."),
        BadHttpRequestException => InvalidInput("The request is not valid HTTP."),
        _ => null,
    };

    /// <summary>The problem as an answer.</summary>
    public Answer ToAnswer() => Answer.Json(Status, this, "application/problem+json");
}

/// <summary>Carries a problem to the end of the request.</summary>
public sealed class ProblemException(Problem problem) : Exception(problem.Detail)
{
    /// <summary>The problem.</summary>
    public Problem Problem { get; } = problem;
}
