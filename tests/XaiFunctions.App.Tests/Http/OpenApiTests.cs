using System.Net.Http.Json;
using System.Reflection;
using System.Text.Json.Nodes;
using Microsoft.Azure.Functions.Worker;
using XaiFunctions.App.Tests.Support;
using XaiFunctions.Tests;

namespace XaiFunctions.App.Tests.Http;

/// <summary>What the app says of its API, held against OpenAPI 3.1 and against what it does.</summary>
[Collection(AppFixture.Collection)]
public sealed class OpenApiTests(AppFixture fixture)
{
    private const string Shape = """
        {
          "type": "object", "additionalProperties": false, "required": ["openapi", "info", "servers", "paths", "components"],
          "properties": {
            "openapi": { "const": "3.1.0" },
            "info": { "type": "object", "additionalProperties": false, "required": ["title", "version"],
              "properties": { "title": { "type": "string" }, "version": { "type": "string" }, "description": { "type": "string" } } },
            "servers": { "type": "array", "minItems": 1, "items": { "type": "object", "required": ["url"] } },
            "paths": { "type": "object", "patternProperties": { "^/api/": { "$ref": "#/$defs/path" } }, "additionalProperties": false },
            "components": { "type": "object", "additionalProperties": false, "properties": {
              "schemas": { "type": "object", "propertyNames": { "pattern": "^[A-Za-z0-9._-]+$" }, "additionalProperties": { "$ref": "#/$defs/schema" } },
              "securitySchemes": { "type": "object", "additionalProperties": { "type": "object", "required": ["type"],
                "if": { "properties": { "type": { "const": "apiKey" } } }, "then": { "required": ["in", "name"], "properties": { "in": { "enum": ["header", "query", "cookie"] } } },
                "else": { "required": ["scheme"], "properties": { "type": { "const": "http" }, "scheme": { "const": "bearer" } } } } } } }
          },
          "$defs": {
            "schema": { "$ref": "https://json-schema.org/draft/2020-12/schema" },
            "path": { "type": "object", "minProperties": 1, "additionalProperties": false,
              "patternProperties": { "^(get|put|post|delete|options|head|patch|trace)$": { "$ref": "#/$defs/operation" } } },
            "operation": { "type": "object", "additionalProperties": false, "required": ["operationId", "summary", "description", "security", "responses"],
              "properties": {
                "operationId": { "type": "string", "minLength": 1 }, "summary": { "type": "string", "minLength": 10 }, "description": { "type": "string", "minLength": 20 },
                "security": { "type": "array", "items": { "type": "object", "additionalProperties": { "type": "array", "maxItems": 0 } } },
                "parameters": { "type": "array", "items": { "type": "object", "additionalProperties": false, "required": ["name", "in", "schema"],
                  "properties": { "name": { "type": "string" }, "in": { "enum": ["query", "header", "path", "cookie"] }, "required": { "type": "boolean" },
                    "description": { "type": "string" }, "schema": { "$ref": "#/$defs/schema" } },
                  "if": { "properties": { "in": { "const": "path" } } }, "then": { "required": ["required"], "properties": { "required": { "const": true } } } } },
                "requestBody": { "type": "object", "additionalProperties": false, "required": ["content"],
                  "properties": { "required": { "type": "boolean" }, "content": { "$ref": "#/$defs/content" } } },
                "responses": { "type": "object", "minProperties": 1, "additionalProperties": false, "patternProperties": { "^[1-5][0-9][0-9]$": {
                  "type": "object", "additionalProperties": false, "required": ["description"],
                  "properties": { "description": { "type": "string", "minLength": 1 }, "content": { "$ref": "#/$defs/content" } } } } }
              } },
            "content": { "type": "object", "propertyNames": { "pattern": "^[a-z]+/[a-z0-9.+-]+$" },
              "additionalProperties": { "type": "object", "additionalProperties": false, "required": ["schema"], "properties": { "schema": { "$ref": "#/$defs/schema" } } } }
          }
        }
        """;

    private readonly AppHost app = fixture.App;

    [Fact]
    public async Task Description_IsOpenApi31()
    {
        string misfits = await JsonSchemas.ValidateAsync(JsonNode.Parse(Shape)!, [("#", "openapi.json", await DescriptionAsync())]);
        Assert.True(misfits.Length == 0, misfits);
    }

    [Fact]
    public async Task Description_EveryReference_LeadsSomewhere()
    {
        JsonObject description = await DescriptionAsync();
        string[] references = [.. References(description).Distinct()];
        Assert.NotEmpty(references);
        Assert.All(references, reference => Assert.True(description["components"]!["schemas"]!.AsObject().ContainsKey(reference.Replace("#/components/schemas/", "", StringComparison.Ordinal)), reference));
    }

    [Fact]
    public async Task Description_HasEveryHttpFunctionOnce()
    {
        string[] functions =
        [
            .. from method in typeof(XaiFunctions.App.Storage.Paths).Assembly.GetTypes().SelectMany(type => type.GetMethods())
               where method.GetParameters().Any(parameter => parameter.IsDefined(typeof(HttpTriggerAttribute)))
               select method.GetCustomAttribute<FunctionAttribute>()!.Name,
        ];
        Assert.Equal(functions.Order(), (await OperationsAsync()).Select(operation => operation.Id).Order());
    }

    [Fact]
    public async Task Description_EveryPropertyAndType_SaysWhatItIs()
    {
        JsonObject schemas = (await DescriptionAsync())["components"]!["schemas"]!.AsObject();
        Assert.NotNull(schemas["JobView"]!["description"]);
        Assert.All(schemas["JobView"]!["properties"]!.AsObject(), property => Assert.False(string.IsNullOrEmpty(property.Value!["description"]?.GetValue<string>()), property.Key));
        Assert.Equal("string", schemas["JobView"]!["properties"]!["status"]!["type"]?.GetValue<string>() ?? "string");
        Assert.Contains("completed", schemas["JobView"]!["properties"]!["status"]!["enum"]!.AsArray().Select(value => value!.GetValue<string>()));
        Assert.DoesNotContain("finishedAt", schemas["JobView"]!["required"]!.AsArray().Select(value => value!.GetValue<string>()));
    }

    [Fact]
    public async Task EveryOperation_Called_AnswersAsDescribed()
    {
        JsonObject description = await DescriptionAsync();
        ApiCalls calls = await ApiCalls.PrepareAsync(app);
        var answers = new List<(string Place, string Name, JsonNode? Instance)>();
        foreach (DescribedOperation operation in await OperationsAsync())
        {
            bool succeeded = false;
            foreach (HttpRequestMessage request in calls.For(operation.Id))
            {
                using HttpResponseMessage response = await app.Http.SendAsync(request);
                string name = $"{operation.Id}: {request.Method} {request.RequestUri} -> {(int)response.StatusCode}";
                Assert.True(operation.Responses[$"{(int)response.StatusCode}"] is JsonObject, $"{name} is not described");
                succeeded |= response.IsSuccessStatusCode;
                string place = $"#/paths/{operation.Path.Replace("/", "~1")}/{operation.Method}/responses/{(int)response.StatusCode}/content/";
                if (response.Content.Headers.ContentType?.MediaType is "text/html" or "image/svg+xml")
                    Assert.True(response.Headers.Contains("Content-Security-Policy"), $"{name} could run what it is made of");
                if (response.Content.Headers.ContentType?.MediaType is not { } mediaType)
                    continue;
                Assert.True(operation.Responses[$"{(int)response.StatusCode}"]!["content"]?[mediaType] is not null, $"{name} as {mediaType} is not described");
                if (mediaType.EndsWith("json", StringComparison.Ordinal))
                    answers.Add(($"{Uri.EscapeDataString(place + mediaType.Replace("/", "~1")).Replace("%23", "#").Replace("%2F", "/")}/schema", name, JsonNode.Parse(await response.Content.ReadAsStringAsync())));
            }

            Assert.True(succeeded, $"No call of {operation.Id} succeeded.");
        }

        string misfits = await JsonSchemas.ValidateAsync(description, answers);
        Assert.True(misfits.Length == 0, misfits);
    }

    private async Task<JsonObject> DescriptionAsync()
    {
        using var anonymous = new HttpClient { BaseAddress = app.Http.BaseAddress };
        return (await anonymous.GetFromJsonAsync<JsonObject>("api/openapi.json"))!;
    }

    private async Task<IReadOnlyList<DescribedOperation>> OperationsAsync() =>
    [
        .. from path in (await DescriptionAsync())["paths"]!.AsObject()
           from operation in path.Value!.AsObject()
           select new DescribedOperation(operation.Value!["operationId"]!.GetValue<string>(), path.Key, operation.Key, operation.Value!["responses"]!.AsObject()),
    ];

    private static IEnumerable<string> References(JsonNode? node) => node switch
    {
        JsonObject members => members.SelectMany(member => member.Key == "$ref" && member.Value is JsonValue text ? [text.GetValue<string>()] : References(member.Value)),
        JsonArray items => items.SelectMany(References),
        _ => [],
    };

    private sealed record DescribedOperation(string Id, string Path, string Method, JsonObject Responses);
}
