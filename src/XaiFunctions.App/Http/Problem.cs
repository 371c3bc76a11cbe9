using Microsoft.AspNetCore.Http;
using XaiFunctions.App.Access;
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
    /// <summary>The media type of a problem.</summary>
    public const string MediaType = "application/problem+json";

    private const string PauseSeconds = "1";

    /// <summary>What was given cannot be used.</summary>
    public static Problem InvalidInput(string detail, IReadOnlyList<string>? problems = null) => Of(ProblemKinds.InvalidInput, detail, problems);

    /// <summary>It is not clear who asks.</summary>
    public static Problem Unauthorized() => Of(ProblemKinds.Unauthorized, "The request shows no valid token for this app, and no key that stands for a role.");

    /// <summary>It is clear who asks, and that they may not.</summary>
    public static Problem Forbidden(Need need) => Of(ProblemKinds.Forbidden, need switch
    {
        Need.Explain => "This takes the role explainer or admin.",
        Need.ReadAll => "This takes the role auditor or admin, unless the query names a model.",
        Need.Administer => "This takes the role admin.",
        _ => "This takes one of the roles reader, explainer, auditor and admin.",
    });

    /// <summary>There is no such thing.</summary>
    public static Problem NotFound(string detail) => Of(ProblemKinds.NotFound, detail);

    /// <summary>There is nothing in a form that the caller takes.</summary>
    public static Problem NotAcceptable(string detail) => Of(ProblemKinds.NotAcceptable, detail);

    /// <summary>It does not go with what is there already.</summary>
    public static Problem Conflict(string detail) => Of(ProblemKinds.Conflict, detail);

    /// <summary>What was given is over a limit.</summary>
    public static Problem TooLarge(string detail) => Of(ProblemKinds.TooLarge, detail);

    /// <summary>The body is of a kind that is not read.</summary>
    public static Problem UnsupportedMediaType(string detail) => Of(ProblemKinds.UnsupportedMediaType, detail);

    /// <summary>A model that cannot work; every problem is listed.</summary>
    public static Problem InvalidModel(IReadOnlyList<string> problems) => Of(ProblemKinds.InvalidModel, string.Join(" ", problems), problems);

    /// <summary>A key that was given with another request already.</summary>
    public static Problem KeyReused(string detail) => Of(ProblemKinds.KeyReused, detail);

    /// <summary>More is asked for at once than is done at once.</summary>
    public static Problem TooManyRequests(string detail) => Of(ProblemKinds.TooManyRequests, detail);

    /// <summary>Something is not ready.</summary>
    public static Problem Unavailable(string detail) => Of(ProblemKinds.Unavailable, detail);

    /// <summary>An error of ours. Its text is in the log and not here, for it may tell too much.</summary>
    public static Problem Internal() => Of(ProblemKinds.Internal, "The request could not be done because of an error inside the app; the log has it.");

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
    public Answer ToAnswer()
    {
        Answer answer = Answer.Json(Status, this, MediaType);
        return Status is StatusCodes.Status429TooManyRequests or StatusCodes.Status503ServiceUnavailable ? answer.With("Retry-After", PauseSeconds) : answer;
    }

    private static Problem Of(string kind, string detail, IReadOnlyList<string>? problems = null)
    {
        (string title, int status) = ProblemKinds.All[kind];
        return new(ProblemKinds.Prefix + kind, title, status, detail, problems);
    }
}

/// <summary>Carries a problem to the end of the request.</summary>
public sealed class ProblemException(Problem problem) : Exception(problem.Detail)
{
    /// <summary>The problem.</summary>
    public Problem Problem { get; } = problem;
}
