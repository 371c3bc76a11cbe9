using System.Reflection;
using System.Text.Json;
using XaiFunctions.Cli.Client;
using XaiFunctions.Cli.Commands;
using XaiFunctions.Cli.Display;

namespace XaiFunctions.EndToEnd.Tests;

public sealed class ExplainOptionTests
{
    public static TheoryData<string> Options => [.. typeof(ExplanationOptions).GetProperties().Select(option => option.Name)];

    [Theory]
    [MemberData(nameof(Options))]
    public void Explain_EveryOption_HasItsFlagAndTravelsWithTheFile(string name)
    {
        PropertyInfo option = typeof(ExplanationOptions).GetProperty(name)!;
        Type type = Nullable.GetUnderlyingType(option.PropertyType) ?? option.PropertyType;
        object value = type == typeof(bool) ? true : type == typeof(string) ? "text" : type == typeof(TimeSpan) ? TimeSpan.FromSeconds(30) : Convert.ChangeType(7, type, System.Globalization.CultureInfo.InvariantCulture);
        var options = new ExplanationOptions();
        option.SetValue(options, value);

        Assert.Contains(JsonNamingPolicy.CamelCase.ConvertName(name), options.ToMetadata("1").Keys);
        Assert.Contains(ExplainVerb.Create(new Terminal(TextWriter.Null, TextWriter.Null, interactive: false)).Options, flag => flag.Name == $"--{JsonNamingPolicy.KebabCaseLower.ConvertName(name)}");
    }
}
