using System.Text.Json;
using XaiFunctions.App.Http;
using XaiFunctions.App.Jobs;

namespace XaiFunctions.App.Tests.Jobs;

public sealed class ExplanationRequestTests
{
    public static TheoryData<string> Options => [.. typeof(ExplanationInputOptions).GetProperties().Select(option => JsonNamingPolicy.CamelCase.ConvertName(option.Name))];

    [Theory]
    [MemberData(nameof(Options))]
    public void Parse_MetadataOfEveryOptionOfHttp_IsUnderstood(string name)
    {
        string text = name switch
        {
            "method" => "exact",
            "maxErrorIsRelative" or "interactions" => "true",
            "deadline" => "30s",
            "space" => "log-odds",
            "reasons" => "raises",
            "loss" => "zero-one",
            _ => "7",
        };
        // What these two mean nothing without.
        KeyValuePair<string, string>[] others = name switch { "maxErrorIsRelative" => [new("maxError", "1")], "loss" => [new("labelColumn", "y")], _ => [] };

        Assert.NotEqual(ExplanationRequest.Parse(others), ExplanationRequest.Parse([.. others, new(name, text)]));
    }
}
