using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Options;
using XaiFunctions.App.Http;
using XaiFunctions.App.Http.OpenApi;
using XaiFunctions.App.Options;
using XaiFunctions.App.Storage;

namespace XaiFunctions.App.Functions;

/// <summary>
/// <c>POST /api/explanations/{job}/rows/{row}/feedback</c> says whether the explanation of a row was understandable, useful and right. It goes with its job
/// when that is deleted.
/// </summary>
public sealed class GiveFeedback(Api api, JobTable jobs, FeedbackTable feedback, IOptions<HttpOptions> options, TimeProvider time)
{
    private const string Shape = "The body must be an object with at least one of 'understandable', 'useful', 'right' (true or false) and 'comment' (a text), and nothing else.";

    /// <summary>Answers 204 when it is noted.</summary>
    [Function(nameof(GiveFeedback))]
    [Takes(typeof(FeedbackInput))]
    [Answers(204)]
    [Problems(ProblemKinds.InvalidInput, ProblemKinds.NotFound, ProblemKinds.Conflict, ProblemKinds.TooLarge, ProblemKinds.UnsupportedMediaType)]
    public Task<IActionResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = "explanations/{job}/rows/{row}/feedback")] HttpRequest request,
        string job,
        string row,
        CancellationToken cancellation) => api.RunAsync(async () =>
        {
            JobRecord record = await Api.FindJobAsync(jobs, job, cancellation);
            if (record.State != JobState.Completed)
                throw new ProblemException(Problem.Conflict("The explanation is not completed, so there is nothing to say of its rows."));
            if (!long.TryParse(row, System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out long number)
                || number < 1 || number > record.Rows + record.Rejected)
            {
                throw new ProblemException(Problem.NotFound("The explanation has no such row."));
            }

            FeedbackInput input = await SmallBody.ReadAsync<FeedbackInput>(request, Shape, cancellation);
            if (input == new FeedbackInput())
                throw new ProblemException(Problem.InvalidInput(Shape));
            if (input.Comment?.Length > options.Value.MaxCommentLength)
                throw new ProblemException(Problem.TooLarge($"The comment has more than {options.Value.MaxCommentLength} characters (limit MaxCommentLength)."));
            await feedback.AddAsync(record.Model, new(job, number, time.GetUtcNow(), input.Understandable, input.Useful, input.Right, input.Comment), cancellation);
            return Answer.Empty(StatusCodes.Status204NoContent);
        }, cancellation);
}
