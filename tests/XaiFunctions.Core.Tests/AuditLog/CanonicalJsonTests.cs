using System.Text;
using System.Text.Json;
using XaiFunctions.Core.AuditLog;

namespace XaiFunctions.Core.Tests.AuditLog;

/// <summary>RFC 8785: its own examples.</summary>
public sealed class CanonicalJsonTests
{
    [Fact]
    public void Write_SampleOfSection322_GivesTheBytesOfSection324()
    {
        const string Sample = """
            {
              "numbers": [333333333.33333329, 1E30, 4.50, 2e-3, 0.000000000000000000000000001],
              "string": "\u20ac$\u000F\u000aA'\u0042\u0022\u005c\\\"\/",
              "literals": [null, true, false]
            }
            """;
        const string Expected =
            "7b226c69746572616c73223a5b6e756c6c2c747275652c66616c73655d2c226e756d62657273223a5b3333333333333333332e333333333333332c"
            + "31652b33302c342e352c302e3030322c31652d32375d2c22737472696e67223a22e282ac245c75303030665c6e4127425c225c5c5c5c5c222f227d";
        Assert.Equal(Expected, Convert.ToHexStringLower(Canonical(Sample)));
    }

    [Fact]
    public void Write_NamesOfSection323_AreSortedByUtf16CodeUnits()
    {
        const string Sample = """
            {
              "\u20ac": "Euro Sign",
              "\r": "Carriage Return",
              "\ufb33": "Hebrew Letter Dalet With Dagesh",
              "1": "One",
              "\ud83d\ude00": "Emoji: Grinning Face",
              "\u0080": "Control",
              "\u00f6": "Latin Small Letter O With Diaeresis"
            }
            """;
        string[] expected =
        [
            "Carriage Return", "One", "Control", "Latin Small Letter O With Diaeresis", "Euro Sign", "Emoji: Grinning Face", "Hebrew Letter Dalet With Dagesh",
        ];
        using JsonDocument sorted = JsonDocument.Parse(Canonical(Sample));
        Assert.Equal(expected, sorted.RootElement.EnumerateObject().Select(member => member.Value.GetString()));
    }

    /// <summary>Appendix B: the bits of a number and how it is written.</summary>
    [Theory]
    [InlineData(0x0000000000000000, "0")]
    [InlineData(0x8000000000000000, "0")]
    [InlineData(0x0000000000000001, "5e-324")]
    [InlineData(0x8000000000000001, "-5e-324")]
    [InlineData(0x7fefffffffffffff, "1.7976931348623157e+308")]
    [InlineData(0xffefffffffffffff, "-1.7976931348623157e+308")]
    [InlineData(0x4340000000000000, "9007199254740992")]
    [InlineData(0xc340000000000000, "-9007199254740992")]
    [InlineData(0x4430000000000000, "295147905179352830000")]
    [InlineData(0x44b52d02c7e14af5, "9.999999999999997e+22")]
    [InlineData(0x44b52d02c7e14af6, "1e+23")]
    [InlineData(0x44b52d02c7e14af7, "1.0000000000000001e+23")]
    [InlineData(0x444b1ae4d6e2ef4e, "999999999999999700000")]
    [InlineData(0x444b1ae4d6e2ef4f, "999999999999999900000")]
    [InlineData(0x444b1ae4d6e2ef50, "1e+21")]
    [InlineData(0x3eb0c6f7a0b5ed8c, "9.999999999999997e-7")]
    [InlineData(0x3eb0c6f7a0b5ed8d, "0.000001")]
    [InlineData(0x41b3de4355555553, "333333333.3333332")]
    [InlineData(0x41b3de4355555554, "333333333.33333325")]
    [InlineData(0x41b3de4355555555, "333333333.3333333")]
    [InlineData(0x41b3de4355555556, "333333333.3333334")]
    [InlineData(0x41b3de4355555557, "333333333.33333343")]
    [InlineData(0xbecbf647612f3696, "-0.0000033333333333333333")]
    [InlineData(0x43143ff3c1cb0959, "1424953923781206.2")]
    public void Write_NumberOfAppendixB_IsWrittenAsThere(ulong bits, string expected)
    {
        double number = BitConverter.UInt64BitsToDouble(bits);
        Assert.Equal(expected, Encoding.UTF8.GetString(CanonicalJson.Write(number, JsonSerializerOptions.Default)));
    }

    [Theory]
    [InlineData("1e999")]
    [InlineData("""{"a":1,"a":2}""")]
    [InlineData("""{"a":1,"\u0061":2}""")]
    [InlineData("\"\\ud83d\"")]
    [InlineData("""{"\ude00":1}""")]
    public void Write_NoIJson_IsRefused(string json) => Assert.Throws<JsonException>(() => Canonical(json));

    [Fact]
    public void Write_ItsOwnResult_ChangesNothing()
    {
        byte[] once = Canonical("""{ "z": [ 1.0, -0, 1e-7, 123456789012345678 ], "a": { "c": "\u2028\u007f", "b": {} } }""");
        Assert.Equal(once, Canonical(Encoding.UTF8.GetString(once)));
        Assert.Equal("{\"a\":{\"b\":{},\"c\":\"\u2028\u007f\"},\"z\":[1,0,1e-7,123456789012345680]}", Encoding.UTF8.GetString(once));
    }

    private static byte[] Canonical(string json)
    {
        using JsonDocument document = JsonDocument.Parse(json);
        return CanonicalJson.Write(document.RootElement);
    }
}
