using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Abstractions;
using Microsoft.AspNetCore.Routing;

namespace XaiFunctions.LocalHost.Functions.Http;

/// <summary>Turns what an HTTP function returned into its response.</summary>
internal static class HttpResults
{
    /// <summary>Writes the result; null leaves the response as the function wrote it.</summary>
    public static Task WriteAsync(HttpContext context, object? result) => result switch
    {
        null => Task.CompletedTask,
        IActionResult action => action.ExecuteResultAsync(new ActionContext(context, context.GetRouteData(), new ActionDescriptor())),
        IResult minimal => minimal.ExecuteAsync(context),
        _ => WriteAsync(context, new ObjectResult(result)),
    };
}
