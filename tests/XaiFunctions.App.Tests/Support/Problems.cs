using System.Net;
using System.Text.Json.Nodes;

namespace XaiFunctions.App.Tests.Support;

internal static class Problems
{
    /// <summary>Asserts that an answer is a whole problem document (RFC 9457) with a status, and gives it.</summary>
    public static async Task<JsonObject> AssertAsync(HttpResponseMessage response, HttpStatusCode status)
    {
        Assert.Equal(status, response.StatusCode);
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType!.MediaType);
        JsonObject problem = await AppHost.JsonAsync(response);
        Assert.Equal((int)status, problem["status"]!.GetValue<int>());
        Assert.StartsWith("urn:xaifunctions:problem:", problem["type"]!.GetValue<string>());
        Assert.NotEmpty(problem["title"]!.GetValue<string>());
        Assert.NotEmpty(problem["detail"]!.GetValue<string>());
        return problem;
    }
}
