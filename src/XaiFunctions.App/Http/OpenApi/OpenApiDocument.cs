using System.Reflection;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Azure.Functions.Worker;
using XaiFunctions.App.Storage;

namespace XaiFunctions.App.Http.OpenApi;

/// <summary>The description of the HTTP API (OpenAPI 3.1), made of the functions themselves: their triggers, attributes, records and doc comments.</summary>
public sealed partial class OpenApiDocument
{
    private const string HeaderKey = "headerKey";
    private const string QueryKey = "queryKey";
    private const string Token = "token";

    /// <summary>What stands before every route; host.json says so too.</summary>
    private const string RoutePrefix = "/api/";

    private readonly DocComments comments = DocComments.Load();
    private readonly SchemaComponents schemas;

    private OpenApiDocument() => schemas = new(comments);

    /// <summary>Describes the functions of this app.</summary>
    public static JsonObject Create() => new OpenApiDocument().Describe();

    private JsonObject Describe()
    {
        var paths = new SortedDictionary<string, JsonObject>(StringComparer.Ordinal);
        foreach (Operation operation in Operations())
        {
            if (!paths.TryGetValue(operation.Path, out JsonObject? path))
                paths[operation.Path] = path = [];
            foreach (string method in operation.Trigger.Methods!)
                path[method.ToLowerInvariant()] = Describe(operation);
        }

        return new JsonObject
        {
            ["openapi"] = "3.1.0",
            ["info"] = new JsonObject
            {
                ["title"] = "XaiFunctions",
                ["version"] = typeof(OpenApiDocument).Assembly.GetName().Version!.ToString(3),
                ["description"] = "Explains the decisions of machine-learning models. Errors are problem details (RFC 9457).",
            },
            ["servers"] = new JsonArray(new JsonObject { ["url"] = "/" }),
            ["paths"] = new JsonObject(paths.Select(path => KeyValuePair.Create(path.Key, (JsonNode?)path.Value))),
            ["components"] = new JsonObject
            {
                ["schemas"] = schemas.ToJson(),
                ["securitySchemes"] = new JsonObject
                {
                    [HeaderKey] = KeyScheme("header", "x-functions-key"),
                    [QueryKey] = KeyScheme("query", "code"),
                    [Token] = new JsonObject
                    {
                        ["type"] = "http",
                        ["scheme"] = "bearer",
                        ["bearerFormat"] = "JWT",
                        ["description"] = "A token of the issuer that the app is set to, besides the key, with one of the roles reader, explainer, auditor and admin.",
                    },
                },
            },
        };
    }

    private static JsonObject KeyScheme(string place, string name) =>
        new() { ["type"] = "apiKey", ["in"] = place, ["name"] = name, ["description"] = "A key of the function or of the app. The header counts if both are given." };

    private static IEnumerable<Operation> Operations() =>
        from type in typeof(OpenApiDocument).Assembly.GetTypes()
        from method in type.GetMethods(BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly)
        let function = method.GetCustomAttribute<FunctionAttribute>()
        let trigger = method.GetParameters().Select(parameter => parameter.GetCustomAttribute<HttpTriggerAttribute>()).FirstOrDefault(attribute => attribute is not null)
        where function is not null && trigger is not null
        orderby function.Name
        select new Operation(function.Name, method, trigger, Path(trigger.Route ?? function.Name));

    /// <summary>The route without the constraints that only the host understands; a segment that must be empty is none.</summary>
    private static string Path(string route) => RoutePrefix + Constraint().Replace(EmptySegment().Replace(route, ""), "");

    private JsonObject Describe(Operation operation)
    {
        var described = new JsonObject
        {
            ["operationId"] = operation.Name,
            ["summary"] = comments.Of(operation.Method),
            ["description"] = comments.Of(operation.Method.DeclaringType!),
            ["security"] = operation.NeedsKey
                ? new JsonArray(
                    new JsonObject { [HeaderKey] = new JsonArray() },
                    new JsonObject { [QueryKey] = new JsonArray() },
                    new JsonObject { [HeaderKey] = new JsonArray(), [Token] = new JsonArray() })
                : new JsonArray(),
            ["parameters"] = Parameters(operation),
        };
        if (Body(operation.Method) is { } body)
            described["requestBody"] = body;
        described["responses"] = Responses(operation);
        return described;
    }

    private JsonArray Parameters(Operation operation)
    {
        var parameters = new JsonArray();
        foreach (Match match in PathParameter().Matches(operation.Path))
            parameters.Add(new JsonObject { ["name"] = match.Groups[1].Value, ["in"] = "path", ["required"] = true, ["schema"] = PathSchema(match.Groups[1].Value) });
        foreach (ReadsAttribute read in operation.Method.GetCustomAttributes<ReadsAttribute>())
        {
            parameters.Add(new JsonObject
            {
                ["name"] = read.Name,
                ["in"] = read.IsHeader ? "header" : "query",
                ["description"] = read.Description,
                ["schema"] = schemas.Describe(read.Type),
            });
        }

        return parameters;
    }

    private static JsonObject PathSchema(string name) => name switch
    {
        "job" => new() { ["type"] = "string", ["pattern"] = "^[0-9a-f]{32}$", ["description"] = "A job's id." },
        "sequence" => new() { ["type"] = "integer", ["minimum"] = 0, ["description"] = "The place of a record in the audit log, from 0." },
        "row" => new() { ["type"] = "integer", ["minimum"] = 1, ["description"] = "The 1-based number of the row." },
        "model" or "version" => new() { ["type"] = "string", ["minLength"] = 1, ["maxLength"] = 64, ["description"] = $"{NameRules.Words}." },
        _ => new() { ["type"] = "string", ["minLength"] = 1 },
    };

    private JsonObject? Body(MethodInfo method)
    {
        if (method.GetCustomAttribute<TakesAttribute>() is { } taken)
            return new() { ["required"] = true, ["content"] = new JsonObject { ["application/json"] = new JsonObject { ["schema"] = schemas.Refer(taken.Body) } } };
        if (method.GetCustomAttribute<TakesFilesAttribute>() is not { } form)
            return null;
        var files = new JsonObject(form.Names.Select(name => KeyValuePair.Create(
            name.TrimEnd('?'), (JsonNode?)new JsonObject { ["type"] = "string", ["contentMediaType"] = "application/octet-stream" })));
        var schema = new JsonObject
        {
            ["type"] = "object",
            ["properties"] = files,
            ["required"] = new JsonArray([.. form.Names.Where(name => !name.EndsWith('?')).Select(name => (JsonNode)name)]),
        };
        return new() { ["required"] = false, ["content"] = new JsonObject { ["multipart/form-data"] = new JsonObject { ["schema"] = schema } } };
    }

    private JsonObject Responses(Operation operation)
    {
        var responses = new SortedDictionary<int, JsonObject>();
        foreach (IGrouping<(int Status, string? MediaType), AnswersAttribute> form in operation.Method.GetCustomAttributes<AnswersAttribute>().GroupBy(answer => (answer.Status, answer.MediaType)))
        {
            JsonObject response = Response(responses, form.Key.Status, ReasonPhrases.GetReasonPhrase(form.Key.Status));
            if (form.Key.MediaType is not { } mediaType)
                continue;
            JsonObject[] bodies = [.. form.Select(answer => answer.Body is null ? Text(mediaType) : schemas.Refer(answer.Body))];
            Content(response)[mediaType] = new JsonObject { ["schema"] = bodies.Length == 1 ? bodies[0] : new JsonObject { ["anyOf"] = new JsonArray(bodies) } };
        }

        string[] refusals = operation.NeedsKey ? [ProblemKinds.Unauthorized, ProblemKinds.Forbidden, ProblemKinds.NotFound, ProblemKinds.Unavailable] : [];
        foreach (string kind in (operation.Method.GetCustomAttribute<ProblemsAttribute>()?.Kinds ?? []).Append(ProblemKinds.Internal).Union(refusals))
        {
            (string title, int status) = ProblemKinds.All[kind];
            JsonObject response = Response(responses, status, title);
            if (!response["description"]!.GetValue<string>().Contains(title, StringComparison.Ordinal))
                response["description"] = $"{response["description"]}, or: {title}";
            Content(response)[Problem.MediaType] = new JsonObject { ["schema"] = schemas.Refer(typeof(Problem)) };
        }

        if (operation.NeedsKey)
            Response(responses, 401, "")["description"] = "The host was given no key, or a wrong one, and there is no body; or the app was given no valid token.";
        return new(responses.Select(response => KeyValuePair.Create(response.Key.ToString(System.Globalization.CultureInfo.InvariantCulture), (JsonNode?)response.Value)));
    }

    private static JsonObject Text(string mediaType) => mediaType.EndsWith("json", StringComparison.Ordinal)
        ? new() { ["type"] = "object" }
        : new() { ["type"] = "string", ["contentMediaType"] = mediaType };

    private static JsonObject Response(SortedDictionary<int, JsonObject> responses, int status, string description) =>
        responses.TryGetValue(status, out JsonObject? known) ? known : responses[status] = new JsonObject { ["description"] = description };

    private static JsonObject Content(JsonObject response)
    {
        if (response["content"] is not JsonObject content)
            response["content"] = content = [];
        return content;
    }

    private sealed record Operation(string Name, MethodInfo Method, HttpTriggerAttribute Trigger, string Path)
    {
        public bool NeedsKey => Trigger.AuthLevel != AuthorizationLevel.Anonymous;
    }

    [GeneratedRegex(@"\{[^}]*maxlength\(0\)[^}]*\}", RegexOptions.CultureInvariant)]
    private static partial Regex EmptySegment();

    [GeneratedRegex(@"(?<=\{\w+)[:?][^}]*(?=\})", RegexOptions.CultureInvariant)]
    private static partial Regex Constraint();

    [GeneratedRegex(@"\{(\w+)\}", RegexOptions.CultureInvariant)]
    private static partial Regex PathParameter();
}
