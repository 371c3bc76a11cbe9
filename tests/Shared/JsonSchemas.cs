using System.Diagnostics;
using System.Reflection;
using System.Text;
using System.Text.Json.Nodes;

namespace XaiFunctions.Tests;

/// <summary>JSON Schema (draft 2020-12) by npm's ajv, which node runs beside node_modules.</summary>
internal static class JsonSchemas
{
    // Reads a document that holds schemas, and then one [place of the schema in it, JSON] a line; prints what does not fit.
    private const string Validator = """
        const Ajv2020 = require('ajv/dist/2020').default;
        const lines = require('fs').readFileSync(0, 'utf8').split('\n').filter(line => line !== '');
        const ajv = new Ajv2020({ allErrors: true, strict: process.argv[1] === 'strict', allowUnionTypes: true, strictRequired: false, strictTypes: false, validateFormats: false });
        ajv.addSchema(JSON.parse(lines[0]), 'all');
        for (const line of lines.slice(1)) {
          const [place, name, instance] = JSON.parse(line);
          const validate = ajv.getSchema('all' + place) ?? ajv.compile({ $ref: 'all' + place });
          if (!validate(instance))
            console.log(name + ': ' + JSON.stringify(validate.errors.slice(0, 3)));
        }
        """;

    /// <summary>What does not fit one published schema, a line each; empty if all is well.</summary>
    public static Task<string> ValidateAsync(ReadOnlyMemory<byte> schema, IEnumerable<string> documents) =>
        ValidateAsync(JsonNode.Parse(schema.Span)!, documents.Select((json, index) => ("#", $"document {index + 1}", JsonNode.Parse(json))), strict: true);

    /// <summary>What does not fit its schema, a line each; empty if all is well.</summary>
    /// <param name="schemas">A document that holds the schemas.</param>
    /// <param name="instances">Where the schema is in it (a fragment such as <c>#/a/b</c>, or <c>#</c>), a name for messages, and what must fit.</param>
    /// <param name="strict">Whether the schemas themselves must not have keywords that say nothing.</param>
    public static async Task<string> ValidateAsync(JsonNode schemas, IEnumerable<(string Place, string Name, JsonNode? Instance)> instances, bool strict = false)
    {
        string root = typeof(JsonSchemas).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(data => data.Key == "RepositoryRoot").Value!;
        var start = new ProcessStartInfo("node", ["-e", Validator, strict ? "strict" : "loose"])
        {
            WorkingDirectory = root,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardInputEncoding = new UTF8Encoding(false),
        };
        using Process node = Process.Start(start)!;
        Task<string> answer = node.StandardOutput.ReadToEndAsync(), errors = node.StandardError.ReadToEndAsync();
        await node.StandardInput.WriteLineAsync(schemas.ToJsonString());
        foreach ((string place, string name, JsonNode? instance) in instances)
            await node.StandardInput.WriteLineAsync(new JsonArray(place, name, instance?.DeepClone()).ToJsonString());
        node.StandardInput.Close();
        await node.WaitForExitAsync();
        return (await errors + await answer).Trim();
    }
}
